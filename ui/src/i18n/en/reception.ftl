# Texts of the reception desk.

desk = Reception desk
cancel = Cancel
later = Later
sending = Sending…
any = any
any-part = any

## Shell

nav = Main navigation
nav-finder = Free terms
nav-visits = Visits
nav-waiting = Waiting list
nav-requests = To do
nav-timetables = Timetables
nav-shortcuts = Shortcuts

chip-fresh = Synchronised { $time }
chip-first-sync = Fetching { $percent }%
chip-starting = Connecting to the registry
chip-offline = No link · data from { $time }
chip-offline-no-data = No link
data-age = { $minutes ->
    [one] Data from { $minutes } minute ago
   *[other] Data from { $minutes } minutes ago
}
data-from = data from { $time }
# $names is a list of voivodeships.
held = only { $names }

status-online = Connected to the registry
status-starting = Connecting to the registry
status-offline = No link to the registry
status-offline-since = No link to the registry since { $time }
status-data = Data from { $time }
status-terms = { $terms } terms, { $free } free
status-all-sent = Everything sent
status-queued = { $count ->
    [one] { $count } waits to be sent
   *[other] { $count } wait to be sent
}
status-waiting = { $count ->
    [one] Waiting list: { $count } person
   *[other] Waiting list: { $count } people
}
hint-shortcuts = shortcuts
hint-find = find a term
hint-sync = synchronise
hint-choose = choose,

offline = No link to the registry.
offline-since = No link to the registry since { $time }.
offline-meaning = You see data from { $time }. New bookings wait to be sent and are not certain yet.
offline-no-data = There are no terms yet. They appear when the link is back.
offline-show-queued = Show waiting ({ $count })
offline-try = Try now
no-access = No access to the registry
refused-bar = Visits cannot be booked or cancelled now. What was typed and “To do” stay on the screen.
refused-bar-show = What next?
refused-back = Back to the screen
online-again = The link is back.
online-again-sending = { $count ->
    [one] The link is back. Sending { $count } waiting item.
   *[other] The link is back. Sending { $count } waiting items.
}
first-sync-title = Fetching terms for the first time
first-sync-text = You can search already: there are { $terms } terms, and more are coming.
first-sync-wait = The program fetches data from the registry.
cache-rebuilt = The stored terms were damaged, so the program fetches them again. Bookings that waited to be sent are safe.

notices-button = { $unread ->
    [0] Notices
    [one] Notices, { $unread } new
   *[other] Notices, { $unread } new
}
notices-title = Notices
notices-empty = There are no notices. They appear when the registry answers something that was waiting.

## Commands and shortcuts

sign-in = Sign in
sign-in-text = Once you have signed in, the registry keeps the name of your account with everything you do. The desk works without signing in as well.
sign-in-login = Account
sign-in-password = Password
sign-in-code = Code from the phone
sign-in-code-note = 6 digits from the app. Each code works once.
sign-in-login-missing = Give the name of the account.
sign-in-password-missing = Give the password.
sign-in-code-missing = Give the 6 digits from the app on your phone.
sign-in-busy = Signing in…
sign-in-provider = Sign in with { $provider }
sign-in-or = or
sign-in-browser = Finish signing in in the browser
sign-in-browser-text = Sign in on the page of { $provider } and come back here. The desk waits a few minutes.
sign-in-browser-busy = Waiting for the browser…
signed-in = Signed in: { $person }.
signed-in-label = signed in
sign-out = Sign out
signed-out = Signed out. The desk works on.
signed-out-idle = Signed out after { $minutes } min without a move. The desk works on.
session-ended = The session has ended, sign in again. The desk works on.

palette-open = Command, service or place
palette-title = Commands
palette-none = There is no command and no place “{ $text }”.
palette-find = Find a free term
palette-next-patient = Next patient
palette-visits = Visits
palette-waiting = Waiting list
palette-requests = To do
palette-sync = Synchronise now
palette-shortcuts = Keyboard shortcuts
palette-service = Find terms for this service
palette-language = Language of the program
palette-place = Search around: { $place }

keys-title = Keyboard shortcuts
keys-everywhere = Everywhere
keys-finder = List of free terms
keys-lists = Visits, Waiting list, To do
keys-note = Single letters and digits work only while a list is active.
key-palette = Commands
key-patient = Patient data
key-next-patient = Next patient
key-find = List of free terms
key-sync = Synchronise now
key-sign-in = Sign in or out
key-panes = Next and previous part of the screen
key-waiting = Waiting list
key-screens = The screens in order
key-filter = Search on this screen
key-undo = Undo
key-escape = One step back
key-help = This list
key-choose = Choose
key-nth = One of the first nine
key-book = Book
key-join = Add to the waiting list
key-copy = Copy the text to read out
key-next-step = Next step or send now
key-delete = Cancel, take off or put aside
key-move = Move the visit
key-attend = Came, did not come
key-restore = Give the place on the waiting list back
key-offer = Take, decline an offered term
key-prolong = Wait on
key-settle = Keep the old time, told
key-day = Visits here on a day
key-turn-day = A day earlier, later

## Finding a term

finder-title = Find a term
criteria = Criteria
results = Free terms
chosen = Chosen term
chosen-none = Choose a term from the list.

patient = Patient
pesel = PESEL
pesel-progress = { $digits } of 11 digits
given-name = Given name
family-name = Family name
phone = Phone
referral = E-referral code
urgent = urgent
stable = stable
no-pesel = Has no PESEL
has-pesel = Has a PESEL
no-pesel-short = no PESEL
no-pesel-reserve = kept for people without a PESEL
choose = Choose
document = Document
document-passport = Passport
document-identity-card = Identity card
document-other = Other document
document-hint = { $kind ->
    [passport] passport { $masked }
    [identity-card] identity card { $masked }
   *[other] document { $masked }
}
document-country = Issued in
document-number = Document number
birth-date = Date of birth
birth-date-form = dd.mm.yyyy
sex = Sex
sex-f = Female
sex-m = Male
guardian = Guardian
guardian-why = The patient is under 18. Enter who answers for them: a parent or another guardian.
guardian-contact = Messages go to the guardian when the patient has no phone.
guardian-phone = Guardian’s phone
guardian-add = Add a guardian
guardian-remove = No guardian
guardian-line = guardian: { $person }
guardian-line-phone = guardian: { $person }, { $phone }
patient-known = { $sex ->
    [F] Woman, { $age }
   *[other] Man, { $age }
}
patient-card = { $age ->
    [one] { $age } year · { $pesel }
   *[other] { $age } years · { $pesel }
}
referral-line = E-referral { $code }, stable
referral-line-urgent = E-referral { $code }, urgent

service = Service
place = Place or postcode
place-anywhere = all Poland
place-which = There are several such places. Which one is it?
place-none = There is no such place.
place-detail = gmina { $gmina }, powiat { $powiat }, { $voivodeship }
radius = Distance
radius-km = up to { $km } km
radius-any = all Poland
earliest = Earliest day
date-from-today = from today, { $date }
calendar = Calendar
calendar-open = Open the calendar
month-previous = Previous month
month-next = Next month
horizon = Days to search
horizon-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
weekdays = Weekdays
day-part = Part of the day
part-morning = to 12:00
part-midday = 12–16
part-evening = after 16
seen-by = Seen by
# $service is the code of a service; not everyone who sees patients is a doctor.
practitioner = { $service ->
    [cardiology-first] Doctor
   *[other] { seen-by }
}
practitioner-any = { $service ->
    [cardiology-first] Any ({ $count })
   *[other] Anyone ({ $count })
}
only-here = Only this clinic
only-step-free = Step-free entrance
only-stationary = No mobile units
spoken-language = Spoken language
spoken-language-any = Polish or any
spoken-languages = languages: Polish, { $languages }
sort = Order
sort-earliest = Earliest
sort-nearest = Nearest
sort-best = Near and soon

strip = Free terms per day
strip-day = { $free ->
    [0] { $day }, none free
    [one] { $day }, { $free } free
   *[other] { $day }, { $free } free
}
strip-earlier = Earlier days
strip-later = Later days

found = { $count ->
    [one] { $count } free term
   *[other] { $count } free terms
}
order-earliest = earliest on top
order-nearest = nearest on top
order-best = best on top: 10 km farther like a day later
all-days = All days ({ $count })
show-more = Show more ({ $count } left)
room = room{"\u00a0"}{ $room }
step-free-short = step-free
mobile-short = mobile unit
book-short = Book
ask-short = Ask

none-until = No free terms until { $day }
none-on = No free terms: { $day }
none-text = Widen the search or add the person to the waiting list. The program books the first term that suits.
none-held = This computer holds dates of this part of Poland only: { $names }.
none-yet = There are no terms yet
none-yet-text = The program waits for the first data from the registry. Results appear here by themselves.
widen-days = All days
widen-horizon = Search 60 days
widen-radius = Search up to { $km } km
widen-poland = Search all Poland
widen-all = Drop the extra conditions

read-aloud = Read to the patient
script-copy = Copy the text
script-copied = Text copied.
phone-short = Tel. { $phone }
slot-gone = already taken
checks = Checked automatically
check-pesel-ok = PESEL correct
check-pesel-bad = PESEL with a mistake
check-pesel-none = No correct PESEL
check-eligible = Age and sex in the programme
check-referral-given = E-referral code given
check-referral-none = No e-referral code
check-phone-none = No phone
check-document-ok = A document in place of a PESEL
check-document-none = Document not complete
check-guardian-given = Guardian given
check-guardian-none = No guardian

book = Book the term
book-offline = Ask for the term
book-at = Book { $time }
booking-busy = Booking…

answer = Answer
outcome-confirmed-title = Visit booked
outcome-queued-title = Request stored
visit-number = Visit number
visit-number-short = no. { $number }
person = Person
when = When
where = Where
phone-number = Phone
script-confirmed = The visit is booked: { $when }. The visit number is { $number }. Please write it down.
script-queued = The request is stored: { $when }. The term is not certain yet. We will call when the registry answers.
script-queued-no-phone = The request is stored: { $when }. The term is not certain yet. Please give a phone number or ask us later.
next-patient = Next patient
another-term = Keep searching

## Waiting list

join-open = Add to waiting list
join-title = Add to the waiting list
join-text = { $days ->
    [one] { $service }. The program searches for { $days } day and books the first term that suits.
   *[other] { $service }. The program searches for { $days } days and books the first term that suits.
}
join-no-person = no data entered yet
join-send = Add to waiting list
join-done = { $days ->
    [one] Added to the waiting list. The search lasts up to { $days } day.
   *[other] Added to the waiting list. The search lasts up to { $days } days.
}
join-queued = Stored. The person joins the waiting list when the registry answers.
entitlement = Entitlement to priority
entitlement-none = None
entitlement-check = Check the document that proves the entitlement.
urgent-long = The referral says “urgent”
short-notice = Can come at one day’s notice

position = Queue
category = Category
days-left = Left
place-column = Place
status = State
actions = Actions
entered = since { $at }
days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
entry-waiting = waiting
entry-booked = has a term
entry-lapsed = time is up
entry-left = taken off
entry-leaving = leaving soon
entry-around = near the clinic
entry-offered = offered term
offer-until = answer by { $at }
offer-unsent = the message has not been sent yet
offer-accept = Take
offer-decline = Decline
offer-accepted = { $person }: term taken, visit booked.
offer-accept-queued = { $until ->
    [none] { $person }: the visit is not booked yet. The answer waits for the registry.
   *[other] { $person }: the visit is not booked yet. The answer waits for the registry and must reach it by { $until }.
}
offer-declining = declining soon
offer-decline-soon = { $person }: about to decline the offered term.
offer-decline-queued = { $person }: declining the term waits for the registry.
offer-declined = { $person }: term declined. The place on the waiting list stays.
prolong = Wait on
prolonged = { $person }: waits on. The place in the order stays.
prolong-queued = { $person }: waiting on waits for the registry.
leave = Take off
leave-soon = { $person }: about to be taken off the waiting list.
leave-done = { $person }: taken off the waiting list.
leave-queued = { $person }: taking off waits for the registry.
waiting-filter = Person, service or place
waiting-empty = Nobody is waiting
waiting-empty-text = When no term suits, add the person to the waiting list on the “Free terms” screen.
waiting-offline = Only the registry knows the order of the waiting list. It appears when the link is back.

## Visits

visits-title = Visits booked here
visits-filter = Person, number or doctor
visits-empty = There are no visits yet
visits-empty-text = Visits booked at this desk appear here.
visits-offline = The registry keeps the list of visits. It appears when the link is back.
visit-cancel = Cancel
visit-cancelled = cancelled
visits-which = Which visits
visits-here = Booked here
visits-day = Here on a day
visits-day-title = Visits here
visits-day-empty = Nobody is booked on this day
visits-day-empty-text = These are all visits at this clinic, wherever they were booked.
visits-day-before = The day before
visits-day-after = The day after
visit-came = came
visit-missed = did not come
attend-yes = Came
attend-no = Did not come
attend-came = { $person }: noted as having come.
attend-missed = { $person }: noted as not having come.
ask-queued = { $done } It waits for the registry.
restore = Give back
restore-title = Give the place on the waiting list back? { $person }
restore-text = { $service }, { $day }, { $time }. The place goes back to who could not come through no fault of theirs, such as an accident or a flood.
restore-confirm = Give the place back
restore-leave = Do not
restored = { $person }: has the place on the waiting list again.
visit-leaving = cancelled soon
from-waiting = from waiting list
cancel-title = Cancel the visit? { $person }
cancel-text = { $day }, { $time }, { $practitioner }. Somebody else may get the freed term at once.
cancel-why = Who cancels
reason-patient = The patient
reason-clinic = The clinic cannot see the patient
reason-mistake = The visit was entered by mistake
cancel-confirm = Cancel the visit
keep-visit = Keep the visit
cancel-soon = { $person }: the visit is about to be cancelled.
cancel-done = { $person }: visit cancelled.
cancel-passed-on = { $person }: visit cancelled. A waiting person has got the term.
cancel-queued = { $person }: the cancellation waits for the registry.

## Moving a visit

visit-move = Move
visit-moving = choosing a new term
visit-moves-to = new term: { $day }, { $time }
move-title = A new term for visit { $number }
move-visit = Visit being moved
move-from = Now
move-mode = You are moving visit { $number }.
move-meaning = Its present term is given up only when the registry confirms the new one.
move-leave = Leave as it is
move-send = Move to this term
move-offline = Ask for this term
move-busy = Moving…
move-short = Move
move-at = Move to { $time }
move-none = Widen the search. For now the visit stays at its present term.
moved-title = Visit moved
move-queued-title = Request stored
script-moved = The visit is moved to a new term: { $when }. The visit number stays the same: { $number }.
script-move-queued = The request for a new term is stored: { $when }. Until the registry answers, the present term holds. The visit number is { $number }.
conflict-move-title = Visit not moved
conflict-move-text = { $person }: the visit stays at its present term. This term was not possible: { $service }, { $day }, { $time }, { $practitioner }.
passed-on-old = A waiting person has got the previous term.

## To do

requests-refused = { $count ->
    [one] { $count } needs a decision
   *[other] { $count } need a decision
}
requests-queued = { $count ->
    [one] { $count } waits for the registry
   *[other] { $count } wait for the registry
}
requests-queued-text = The program sends them when the link is back. There is nothing to do.
requests-recent = Settled recently
requests-empty = Everything is settled
requests-empty-text = Calls to make, what waits for the registry and what it has refused appear here.
calls-title = { $count ->
    [one] { $count } person to call
   *[other] { $count } people to call
}
calls-text = Who has the nearest term comes first.
calls-unknown = It is not known whom to call
calls-offline = Only the registry has this list. It appears when the link is back.
call-about-move = The clinic does not publish this term any more. The visit is still booked.
call-untold = To be told: { $what }.
call-about-confirmation = the visit is booked
call-about-reminder = a reminder of the visit
call-about-change = the visit has another term
call-about-cancelled = the visit is cancelled
call-about-auto-booked = the waiting list found a term
call-about-offer = the waiting list offers a term
call-about-expiry-warning = waiting ends soon
call-reason-no-contact = There is nowhere to send a message.
call-reason-undeliverable = The message did not arrive.
call-reason-unclear-reply = Somebody cancels by text message, but several people use this phone.
call-no-phone = no phone
call-over = the term is over
call-ending = done soon
call-term = Term
call-old-term = Present term
call-new-term = Offered term
call-waits-until = Waits until
call-kept-until = kept for this person until { $at }
call-not-kept = free for everybody, not kept
call-no-term = The clinic has no free term. Choose another one.
call-keep = Keep the old time
call-make = Told
call-accepted = { $person }: visit moved.
call-accept-queued = { $until ->
    [none] { $person }: the present term holds. The change waits for the registry.
   *[other] { $person }: the present term holds. The change waits for the registry and must reach it by { $until }.
}
call-keep-soon = { $person }: about to note that the old time stays.
call-kept = { $person }: the old time stays.
call-make-soon = { $person }: about to note that the person was told.
call-made = { $person }: noted that the person was told.
call-needs-registry = This cannot be noted without the registry. Try when the link is back.
kind-book = Booking
kind-cancel = Cancellation
kind-join = Joining the waiting list
kind-leave = Leaving the waiting list
kind-reschedule = Moving a visit
kind-attend = Attendance
kind-restore = Giving back a place on the list
kind-hold = Keeping a term
kind-prolong = Waiting on
kind-accept = Taking an offered term
kind-decline = Not taking an offered term
answer-queued = waiting for the registry
answer-confirmed = accepted
answer-refused = not accepted
passed-on = A waiting person has got the term.
step-choose = Choose another term
step-correct = Correct the data
step-visits = Show the visits
step-waiting = Show the waiting list
dismiss = Settled
request-dismissed = { $person }: settled.
settled-confirmed = { $person }: the registry has confirmed.
settled-refused = { $person }: the registry has refused. Decide what to do next.

conflict-taken-title = Somebody else has taken this term
conflict-title = Visit not booked
conflict-text = { $person } has no visit: { $service }, { $day }, { $time }, { $practitioner }.
alternatives = Nearest free terms
same-practitioner = { $service ->
    [cardiology-first] the same doctor, { $when }
    [mammography] the same laboratory, { $when }
   *[other] the same person, { $when }
}
other-practitioner = { $when }, { $facility }, { $near }
to-waiting = To waiting list
find-another = Find another term

## Timetables

timetables-title = Timetables
timetables-filter = Person, service or place
timetables-empty = No timetables yet
timetables-empty-text = Add the first one: a service, who sees patients, and where. Then arrange the week.
timetables-offline = Terms are published at the registry, so they cannot be changed without it. The list will appear once the connection is back.
timetables-locked = The clinic's administrator changes timetables
timetables-back = Timetables
schedules-count = { $count ->
    [one] { $count } timetable
   *[other] { $count } timetables
}
schedule-open = Open
schedule-add = Add a timetable
schedule-add-title = New timetable
schedule-add-text = One person or examination room, one service and one place. You arrange the hours in the next step.
schedule-practitioner = Who sees patients
schedule-practitioner-note = As patients will read it: “Dr Anna Kowalczyk” or “Mammography room”.
schedule-room = Room
schedule-minutes = Length of a term in minutes
schedule-place = Place
pool = For whom
pool-general = everybody
pool-urgent = urgent
pool-post-hospital = after hospital
pool-entitled = entitled
pool-no-pesel = without a PESEL
pool-continuation = continued treatment
pool-reserve = This is a reserve: only this clinic books from it.
published-until = Published until
published-nothing = nothing published
published-short = running out

timetable-new = This timetable has no terms yet. Tick the days on which patients are seen and enter the hours.
timetable-from-file = The terms until { $day } were published without a weekly plan, from a file for example. A plan published here replaces them from its first day on.
timetable-offline = There is no connection with the registry. You can go on with your changes and publish them once it is back.
timetable-changes = { $count ->
    [one] { $count } unpublished change
   *[other] { $count } unpublished changes
}
timetable-undo = Undo changes
timetable-review = Review changes
week-title = Weekly plan
week-title-from = Plan from { $day }
week-terms = { $count ->
    [one] { $count } term a week
   *[other] { $count } terms a week
}
week-from = from
week-to = to
week-from-long = The plan holds from
week-to-long = The plan holds until
week-endless = no end
week-day = Day
week-closed = closed
week-count = Terms
week-add = Another plan from a day on
hours-from = From
hours-to = To
hours-minutes = Minutes
hours-breaks = Breaks
hours-from-of = { $name }, from
hours-to-of = { $name }, to
hours-minutes-of = { $name }, length of a term in minutes
hours-breaks-of = { $name }, breaks
hours-breaks-none = no break
weekday-long-1 = Monday
weekday-long-2 = Tuesday
weekday-long-3 = Wednesday
weekday-long-4 = Thursday
weekday-long-5 = Friday
weekday-long-6 = Saturday
weekday-long-7 = Sunday
absences = Absences
absences-text = There are no terms at all on these days: leave, training, a broken machine.
absence-add = Add an absence
absence-nth = Absence { $number }
absence-from = { $name }, first day
absence-to = { $name }, last day
day-first = first day
day-last = last day
exceptions = Exceptional days
exceptions-text = A single day unlike the plan. On public holidays nobody is seen anyway.
exception-add = Add an exceptional day
exception-nth = Exceptional day { $number }
exception-day = { $name }, date
exception-which = date
exception-what = { $name }, what is different
exception-closed = Closed
exception-other = Other hours
capacity = Most terms a day
capacity-text = As many as the contract pays for. There will be no later terms on that day.
capacity-none = no limit
remove = Remove
remove-of = Remove: { $name }
undo-of = Undo the change: { $name }
put-back = Put back
calendar-open-for = Calendar: { $field }
key-review = Review the changes of a timetable

publish-title = Changes to the timetable: { $name }
publish-busy = Asking the registry what will change…
publish-none = It is not known yet what will change. Nothing has been published.
publish-checking = Checking…
publish-sending = Publishing…
publish-again = Check again
publish = Publish
publish-back = Back to the changes
publish-days = Days with changes
publish-until = Terms published until
publish-short = The terms will run out soon. Patients look further ahead: check until when the plan holds.
publish-overtaken = Somebody else has published this timetable since it was opened here. Publishing replaces their changes.
publish-mine = Publish my version
publish-theirs = Load their version
publish-moves = Visits to be moved
publish-no-proposal = no free term
publish-more = { $count ->
    [one] and { $count } more visit
   *[other] and { $count } more visits
}
# $kept is a number that is already written out.
terms-soon = { $opened ->
    [0] No new terms
    [one] { $opened } new term
   *[other] { $opened } new terms
}, { $closed ->
    [0] none will disappear
    [one] { $closed } will disappear
   *[other] { $closed } will disappear
}, unchanged: { $kept }.
terms-done = { $opened ->
    [0] No new terms
    [one] { $opened } new term
   *[other] { $opened } new terms
}, { $closed ->
    [0] none disappeared
    [one] { $closed } disappeared
   *[other] { $closed } disappeared
}, unchanged: { $kept }.
terms-given = { $count ->
    [one] One of the new ones goes to a person on the waiting list at once.
   *[other] { $count } of the new ones go to people on the waiting list at once.
}
terms-given-done = { $count ->
    [one] One of the new ones went to a person on the waiting list at once.
   *[other] { $count } of the new ones went to people on the waiting list at once.
}
terms-same = The terms will not change, unchanged: { $kept }.
terms-same-done = The terms did not change, unchanged: { $kept }.
to-move = { $count ->
    [0] No visit has to be moved.
    [one] { $count } booked visit loses its term: it stays booked, and the patient is listed under “To do” to be called.
   *[other] { $count } booked visits lose their terms: they stay booked, and the patients are listed under “To do” to be called.
}
published = Published. { $terms }
published-to-move = { $count ->
    [one] { $count } person is to be called about a new term.
   *[other] { $count } people are to be called about a new term.
}
leave-title = The changes are not published
leave-text = { $count ->
    [one] { $name }: { $count } change is lost if you leave now.
   *[other] { $name }: { $count } changes are lost if you leave now.
}
leave-stay = Back to the changes
leave-anyway = Leave without publishing

import-open = Load a file
import-title = Terms from a file
import-text = A CSV file with semicolons: the first line names the columns, each further one is the hours of a day. You see first what will change.
import-choose = Choose a file
import-other = Another file
import-file = File
import-wrong = { $count ->
    [one] The file has { $count } mistake. Nothing was changed.
   *[other] The file has { $count } mistakes. Nothing was changed.
}
import-errors = Mistakes in the file
import-line = Line
import-column = Column
import-fix = What to mend
import-whole-line = whole line
import-more = { $count ->
    [one] and { $count } more mistake
   *[other] and { $count } more mistakes
}
import-schedules = { $count ->
    [one] { $count } timetable will be added.
   *[other] { $count } timetables will be added.
}
imported = File loaded. { $terms }

## Devices

locked-text = Sign in with an administrator's account to see and change this.
locked-other = This account may not do that. Sign out and ask the administrator to sign in.
devices-title = Devices
devices-locked = The clinic's administrator decides about devices
devices-count = { $count ->
    [one] { $count } device
   *[other] { $count } devices
}
devices-filter = Name or fingerprint
devices-empty = No devices
devices-empty-text = Add a device and type the one-time code there.
devices-offline = Only the registry has the list of devices. It will appear once the connection is back.
device = Device
device-here = this desk
device-program = the clinic's program
device-invited = waits for its code
device-pending = waits for approval
device-active = works
device-quarantined = stopped: two computers used its key
device-revoked = disconnected
device-add = Add a device
device-add-title = New desk
device-add-text = You get a one-time code to be typed at the new desk.
device-name = Name
device-name-note = For example “Reception, window 2”.
device-code-make = Make a code
device-code-title = Code for: { $name }
device-code-text = Type it at the new desk before { $time }. It works once and cannot be shown again. Then compare the fingerprint here and approve the desk.
device-code-done = Done
device-approve = Approve
device-approve-title = Approve the device? { $name }
device-approve-text = Have the fingerprint on the screen of that device read out to you. Approve it only when it is the same.
device-approve-confirm = The fingerprint is the same, approve
device-approved = { $name }: approved.
device-revoke = Disconnect
device-revoke-title = Disconnect the device? { $name }
device-revoke-text = It stops working at once, and this cannot be undone. To come back it needs a new code.
device-revoke-here = This is the desk you sit at. It stops working at once, and to come back it needs a new code of another administrator or of the registry.
device-revoke-confirm = Disconnect
device-gone = { $name }: disconnected.

## Looking up visits elsewhere

nav-lookups = Look-ups
key-lookup = Visits of a patient elsewhere
key-review-lookup = Look-up reviewed
lookup-open = Visits elsewhere
lookup-title = Visits of a patient at all clinics
lookup-text = The registry will record that the account { $person } asks, about whom and why. The administrator of the clinic reviews every look-up.
lookup-noted = The registry has recorded this look-up with the account { $person }.
lookup-sign-in = A look-up is recorded with the account of whoever asks, so sign in first.
lookup-offline = There is no connection with the registry. Only it knows the visits at other clinics, so try when the connection is back.
lookup-why = Why you ask
lookup-because-referral = The patient has a referral
lookup-because-referral-text = The one they have booked or wait with
lookup-because-referral-short = referral
lookup-because-emergency = Emergency
lookup-because-emergency-text = The patient will get a message that your clinic has looked up their visits
lookup-because-emergency-short = emergency
lookup-reason = What has happened and why it cannot wait
lookup-reason-note = 10 to 500 characters. The administrator of the clinic will read it.
lookup-ask = Record and show visits
lookup-busy = Asking the registry…
lookup-done = Done
lookup-forgotten = Nothing of this stays at this desk when you close it.
lookup-found = Visits and waiting list entries
lookup-phone = tel. { $phone }
lookup-waits = Waits for a visit
lookup-offered = Has an offer: { $day }, { $time }
lookup-unlisted = { $count ->
    [one] There is { $count } more visit at a place that this desk does not know. Synchronise (F5) and ask again.
   *[other] There are { $count } more visits at places that this desk does not know. Synchronise (F5) and ask again.
  }
lookup-nothing = There is nothing to show
lookup-nothing-text = This person has no visits and does not wait, or the code belongs to somebody else. Check the number and the code.
lookups-title = Look-ups of patients’ visits
lookups-locked = The administrator of the clinic reviews look-ups
lookups-count = { $count ->
    [one] { $count } look-up
   *[other] { $count } look-ups
}
lookups-filter = Account, person or reason
lookups-empty = Nobody has asked about visits at other clinics
lookups-empty-text = Every look-up will appear here with its account and reason.
lookups-offline = Only the registry has the list of look-ups. It will appear when the connection is back.
lookup-by = Who
lookup-why-short = Reason
lookup-nobody = Nothing was found
lookup-state-new = to be reviewed
lookup-state-reviewed = reviewed
lookup-own = Yours: another administrator reviews it
lookup-review = Reviewed
lookup-reviewed = The look-up is marked as reviewed.

## Lists

rows-count = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
visits-count = { $count ->
    [one] { $count } visit
   *[other] { $count } visits
}
list-offline = There is no link to the registry
list-old = There is no link to the registry. The list shows the state before it was lost.
filter-none = There is no “{ $text }” here
filter-clear = Show all
