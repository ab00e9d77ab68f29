# Sentences about refusals and troubles. Each says what to do next.

error-pesel-length = { $digits ->
    [0] Enter the PESEL: 11 digits.
    [one] There is { $digits } digit here, and a PESEL has 11.
   *[other] There are { $digits } digits here, and a PESEL has 11.
}
error-pesel-checksum = There is a mistake in this PESEL. Check the digits again.
error-pesel-date = This PESEL holds a date that does not exist. Check the first six digits.
error-phone-invalid = This is not a phone number. Enter 9 digits, and the country code for a foreign number.
error-phone-many = Enter one phone number. Write the other one elsewhere.
error-name-missing = Enter the patient’s given and family name.
error-referral-required = This service needs an e-referral. Enter its 4-digit code.
error-referral-invalid = An e-referral code has 4 digits. The long key from the printout works too.
error-referral-used = A visit is already booked with this e-referral. Cancel it or ask for a new e-referral.
error-place-unknown = There is no such place. Choose one from the list.
error-dates-invalid = These dates do not make a period. Correct the first or the last day.
error-age-too-young = This examination is for people aged { $from } to { $to }. This person is too young.
error-age-too-old = This examination is for people aged { $from } to { $to }. This person is older.
error-sex-not-eligible = The programme is for women only.
error-guardian-required = The patient is still under 18 on the day of the visit. Give the guardian’s given name, family name and phone.
error-guardian-incomplete = Give the guardian’s given name, family name and phone.
error-country-unknown = Choose the country that issued the document from the list.
error-document-number-invalid = A document number has 3 to 30 letters and digits. Check it again.
error-document-is-pesel = This is a PESEL. Choose “Has a PESEL” and enter it there.
error-birth-date-invalid = This is not a date of birth. Enter day, month and year, for example 24.11.1990.
error-sex-missing = Choose the sex.
error-at-desk-only = Only a clinic’s desk can enter a document or a guardian.
error-slot-taken = Somebody else has taken this term. Choose another one.
error-slot-unknown = This term no longer exists. Choose another one.
error-slot-past = This term has passed. Choose a later one.
error-pool-reserved = This term is a reserve of the clinic for some patients. Choose another one or call the clinic.
error-already-booked = This person already has a visit for this service. Cancel that one first.
error-already-waiting = This person is already on the waiting list for this service.
error-appointment-unknown = The registry does not know this visit. Refresh the list of visits.
error-already-cancelled = This visit is already cancelled.
error-entry-unknown = This person is no longer on the waiting list.
error-hold-expired = This term is not kept any longer and somebody else has it. Choose another one.
error-too-many-holds = This desk keeps { $max } terms already. Release one or finish what was begun.
error-not-booked = This visit has taken place or was cancelled, so it cannot be changed.
error-other-service = This term is of another service than the visit. Choose a term of the same service.
error-same-slot = The visit has this term already. Choose another one.
error-continuation-elsewhere = A continuation visit is booked and moved only by the clinic that gives the treatment.
error-too-early = The time of this visit has not come yet. Mark attendance on the day of the visit.
error-not-restorable = A place on the list can be given back only after a missed visit and within { $days } days of it.
error-offer-ended = This offer has ended or was answered before. The person keeps the place on the list.
error-call-ended = This has been dealt with. The list is up to date.
error-emergency-reason = Describe the reason in 10 to 500 characters.
error-sign-in-needed = Sign in with your account and try again. A look-up is recorded with its account.
error-lookup-unknown = This look-up is not in the list of this clinic, or it is yours and another administrator reviews it.
error-lookup-too-many = This clinic has asked about this person as often as it may today. Try tomorrow or call the helpline of the central e-registration.
error-nothing-to-replace = There is no booked visit that a better term could replace.
error-prolong-too-early = Waiting can be prolonged { $days } days before its end at the earliest.
error-service-unknown = The registry does not know this service. Wait for new data and try again.
error-service-stopped = This service is stopped for now. Call the registry or try later; booked visits stay valid.
error-entitlement-unknown = The registry does not know this entitlement. Choose one from the list.
error-request-mismatch = This request was already sent with other data. Check it under “To do” and enter it again.
error-too-many-tries = The registry has refused several times today for this person and will say no more about them. Call the helpline of the central e-registration or try tomorrow.
error-not-allowed = This desk may not do that. Call the administrator of the clinic.
error-said-at-desk = The registry tells only a clinic’s desk why this person cannot have this visit.
error-not-connected = This desk is not connected with the registry now. Call the administrator of the clinic.
error-wrong-place = This account cannot sign in at this desk.
error-address-invalid = This is not the address of a registry. It begins with https://
error-address-insecure = At this address patients’ data would travel unencrypted. Give an address that begins with https://
error-already-connected = This desk is connected with the registry already. It needs a new code only after an administrator has disconnected it.
error-requests-wait = Requests to the previous registry wait here. Keep its address, so that they reach it.
error-enrolment-too-many = Too many tries with this code. Ask an administrator for a new one.
error-sign-in-too-many = Too many failed tries. Wait 15 minutes. If you do not remember the password, ask an administrator for a new one.
error-not-supported = This registry cannot do that yet. Check its address or ask its administrator for an update.
error-code-invalid = A code has 10 letters and digits, like 7K3QF-2M9DX.
error-enrolment-refused = This code does not work: it is wrong, used or too old. Ask the administrator for a new one.
error-sign-in-failed = Name, password or code do not match. A code of the phone works only once.
error-certificate-invalid = The certificate of the registry is not valid. Check the date and time of this computer; if they are right, tell your IT support.
error-provider-unavailable = The sign-in page does not answer the registry. Try in a moment. The desk works without signing in too.
error-provider-declined = Not signed in: the sign-in page refused, or the sign-in was ended there. Try again.
error-provider-account = The registry did not let in the person who signed in in the browser. Try again, and if it happens once more, ask an administrator to connect the account.
error-browser-missing = The browser could not be opened. Ask an administrator to choose a default one.
error-browser-timeout = The browser did not come back with an answer in time. Begin to sign in anew.
error-browser-cancelled = The sign-in in the browser was ended. You can begin anew.
error-offline = There is no link to the registry. Try when it is back.
error-registry-error = The registry answered with an error. Try in a moment.
error-disk-full = The disk is full. Free some space and try again.
error-read-only = The program cannot write to the disk. Call your administrator.
error-internal = It did not work. Try again, and if it happens once more, call your administrator.
error-text-too-long = The text is too long. It may have { $max ->
    [one] { $max } character
   *[other] { $max } characters
}.
error-device-unknown = The registry does not know this device. Refresh the list with F5.
error-device-name = Name the device, for example “Reception, window 2”. A name has up to 120 characters.
error-schedule-unknown = The registry does not know this timetable or place. Refresh the list with F5.
error-schedule-changed = Something in this timetable has just changed: somebody booked a term or published other hours. Nothing was published, and your changes are still here. Check them again.
error-administrator-only = Only the clinic's administrator can do this. Sign in with their account and try again.
error-file-too-large = This file is too large. Split it into files of up to 4 MB.
error-practitioner-missing = Enter who sees patients, as patients will read it.
error-clock-invalid = This is not a time. Enter it like 8:00.
error-day-invalid = This is not a date. Enter it like 1.12.2026.
error-minutes-invalid = Enter the length of a term in minutes, { $least } to { $most }.
error-break-invalid = Enter a break like 11:00–11:20. Separate several with commas.
error-break-outside = The break is not within the hours. Mend or remove it.
error-capacity-invalid = Enter a number of terms or leave the field empty.
error-hours-backwards = The end comes after the beginning, at 24:00 at the latest. Mend the hours.
error-days-backwards = The last day is before the first. Exchange the dates.
error-day-twice = This day is in the list already. Leave one row.
error-weeks-overlap = Two plans hold on the same day, { $day }. Let the earlier one end the day before.
error-too-many-terms = That makes { $terms ->
    [one] { $terms } term
   *[other] { $terms } terms
} a day, and { $most } is the most. Take longer terms or add a second timetable.
error-too-many-rows = These are too many rows. Leave at most { $most } plans, absences and exceptional days.

sync-problem-unreachable = The registry does not answer.
sync-problem-intercepted = The network shows its own sign-in page instead of the registry. Sign in to the network in a browser.
sync-problem-certificate = The certificate of the registry is not valid. Check the date and time of this computer; if they are right, tell your IT support.
sync-problem-incomplete = The registry sent incomplete data. The program will fetch them again.
sync-problem-busy = The registry is busy. The program tries again in a moment.
sync-problem-server-error = The registry is out of order. The program keeps trying.
sync-problem-too-new = The registry uses a newer version. Update the program.
sync-problem-disk-full = There is no room on the disk for new data.
sync-problem-read-only = The program cannot write its data to the disk.
