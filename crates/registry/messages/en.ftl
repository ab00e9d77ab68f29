# Messages to patients. Neutral: never the service, the specialty or the person.
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
when = { $weekday } { $date }, { $time }
contact = phone { $phone }
contact-unknown = the clinic's reception

sms-confirmation = Visit booked: { $when }, { $place }. To cancel: { $contact }.
sms-reminder = Reminder of your visit: { $when }, { $place }. To cancel, reply NIE.
sms-change = Your visit has a new time: { $when }, { $place }. To cancel: { $contact }.
sms-cancelled = Visit cancelled: { $when }, { $place }. Questions: { $contact }.
sms-auto-booked = Waiting list: a visit is booked for { $when }, { $place }. To cancel: { $contact }.
sms-offer = A visit is available: { $when }, { $place }. Please answer soon: { $contact }.
sms-expiry-warning = Your place on the waiting list ends on { $date }. The reception of any clinic can prolong it.
sms-lookup = Your visits were looked up in an emergency: { $when }, { $place }. Questions: { $contact }.

subject-confirmation = Visit booked
subject-reminder = Reminder of your visit
subject-change = Your visit has a new time
subject-cancelled = Visit cancelled
subject-auto-booked = Waiting list: visit booked
subject-offer = Waiting list: a visit is available
subject-expiry-warning = Waiting list: your place ends soon
subject-lookup = Your visits were looked up
mail-confirmation = Your visit is booked.
mail-reminder = This is a reminder of your visit.
mail-change = Your visit has a new time, see below.
mail-cancelled = This visit has been cancelled.
mail-auto-booked = A visit has become free and is booked for you from the waiting list.
mail-offer = A visit is available. Please answer soon: it is held for a short time only.
mail-expiry-warning = Your place on the waiting list ends on { $date }. The reception of any clinic can prolong it.
mail-lookup = In an emergency, the clinic below has looked up which visits you have booked and where you are waiting for one. It gave a reason, and the look-up is recorded. If you do not know of it, ask this clinic.
mail-where = When: { $when }
    Where: { $place }
mail-cancel = To cancel or to ask: { $contact }.
mail-questions = Questions: { $contact }.
mail-end = This message was sent automatically, please do not reply.
