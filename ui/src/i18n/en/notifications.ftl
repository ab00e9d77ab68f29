# System notifications and the list of notices. No names and no health data: others see the screen too.

notice-waiting-booked = A person on the waiting list has got a term. { $service }. See the details in the program.
    .title = Waiting list: term found
notice-booking-confirmed = The registry has confirmed a visit. { $service }.
    .title = Visit confirmed
notice-booking-refused = The registry did not accept a visit. { $service }. Another term must be chosen.
    .title = Visit not booked
notice-cache-rebuilt = The stored terms were damaged. The program is fetching them again, nothing is lost.
    .title = Data fetched again
notice-action-show = Show
notice-action-later = Later
