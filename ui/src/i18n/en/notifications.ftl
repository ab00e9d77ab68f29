# System notifications and the list of notices. No names and no health data: others see the screen too.

notice-waiting-booked = A person on the waiting list has got a term. { $service }. See the details in the program.
    .title = Waiting list: term found
notice-offer-made = A term is kept for a person on the waiting list until they answer. { $service }. See the details in the program.
    .title = Waiting list: a term is offered
notice-offer-lapsed = Nobody answered an offered term in time. The person keeps the place on the list. { $service }.
    .title = Waiting list: an offer has ended
notice-waiting-ends = An entry of the waiting list ends soon. { $service }. Prolong it if the person still waits.
    .title = Waiting list: an entry ends
notice-call-patient = A visit was cancelled by the clinic: phone the patient, who waits again. { $service }.
    .title = Phone the patient
notice-call-task = A message did not reach a patient. { $service }. Please call; see the details in the program.
    .title = A patient must be called
notice-visits-to-move = The clinic does not publish terms of booked visits any more. { $service }. Call and move them; the list is in the program.
    .title = Visits to move
notice-booking-confirmed = The registry has confirmed a visit. { $service }.
    .title = Visit confirmed
notice-booking-refused = The registry did not accept a visit. { $service }. Another term must be chosen.
    .title = Visit not booked
notice-cache-rebuilt = The stored terms were damaged. The program is fetching them again, nothing is lost.
    .title = Data fetched again
notice-action-show = Show
notice-action-later = Later

## Page in the browser after a sign-in

browser-done = The program finishes the sign-in. You can close this tab.
    .title = Go back to the program
browser-refused = You can close this tab and go back to the program.
    .title = Not signed in
browser-stranger = This page belongs to a sign-in that is over or goes on elsewhere. You can close this tab and begin anew in the program.
    .title = This is another sign-in
