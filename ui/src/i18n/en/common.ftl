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

connect-title-unknown = Connect this desk with the registry
connect-title-lost = The registry does not recognise this desk
connect-title-pending = The desk waits for approval
connect-title-revoked = The desk is disconnected from the registry
connect-title-quarantined = The desk is stopped
connect-unknown = The administrator of the clinic or of the registry gives you a code. It works once, for 15 minutes.
connect-lost = Ask an administrator for a new code. It works once, for 15 minutes.
connect-pending = Read this fingerprint out to an administrator; it must be the same as theirs.
connect-revoked = An administrator has disconnected it. Ask for a new code: it works once, for 15 minutes.
connect-quarantined = Two computers have used the key of this desk. Call an administrator and read the fingerprint out.
connect-registry = Address of the registry
connect-code = One-time code
connect-code-note = 10 letters and digits, for example 7K3QF-2M9DX
connect-button = Connect
connect-busy = Connecting…
connect-again = Check now
connect-checking = Asking the registry…
connect-unchanged = Checked at { $time }: nothing has changed.
connect-done = Connected with the registry: { $name }.
connect-name = Desk
connect-clinic = Clinic
connect-fingerprint = Fingerprint

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
