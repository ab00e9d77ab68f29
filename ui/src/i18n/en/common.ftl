# Words shared by the reception desk and the kiosk.

app-name = Okienko
demo-mark = DEMO DATA
demo-mark-long = Demo data: the terms, clinics and doctors are invented.

boot-failed-title = The program cannot start
boot-failed-text = The program could not read its data. Close it and start it again. If that does not help, call your administrator.
boot-retry = Try once more
retry = Try again
close = Close
undo = Undo
send-now = Send now
messages = Messages
loading = Loading…

service-cardiology-first = Cardiologist, first visit
service-mammography = Mammography
service-cytology = Cervical screening

entitlement-pregnancy = Pregnancy
entitlement-minor-severe = Seriously ill child
entitlement-disability = Significant disability
entitlement-blood-donor = Honorary Blood Donor of merit
entitlement-transplant-donor = Transplant Donor of merit
entitlement-war-invalid = War or military invalid
entitlement-combatant = Combatant
entitlement-repressed = Repressed person
entitlement-deported = Deported to forced labour
entitlement-veteran = Veteran or injured soldier

# Three states, always the same words.
state-confirmed = confirmed
state-queued = waiting for the registry
state-refused = not booked

connect-title = Connect this desk with the registry
connect-text = The administrator of the clinic or of the registry gives the code. It works once, for 15 minutes.
connect-revoked = This desk was disconnected. To connect it again, ask the administrator for a new code.
connect-pending = The desk waits for approval. Read this fingerprint out to the administrator; theirs must be the same.
connect-quarantined = The key of this desk was used by two machines, so it was stopped. Call the administrator and read out this fingerprint.
connect-registry = Address of the registry
connect-code = One-time code
connect-button = Connect
connect-again = Check now

weekday-1 = Mo
weekday-2 = Tu
weekday-3 = We
weekday-4 = Th
weekday-5 = Fr
weekday-6 = Sa
weekday-7 = Su

relative-today = today
relative-tomorrow = tomorrow
relative-week = in a week
relative-days = { $days ->
    [one] in { $days } day
   *[other] in { $days } days
}
relative-days-ago = { $days ->
    [one] { $days } day ago
   *[other] { $days } days ago
}
distance-km = { $km } km
mobile-unit = mobile unit, that day only
step-free = step-free entrance
