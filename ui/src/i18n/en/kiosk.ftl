### Kiosk: short sentences in the second person, for people who read slowly.

kiosk-title = Book a doctor
kiosk-step = Step { $step } of 4
kiosk-navigation = Navigation
kiosk-back = Back
kiosk-finish = Finish
kiosk-next = Next
kiosk-change = Change
kiosk-languages = Język / Мова / Language

kiosk-tools = Display options
kiosk-tool-large = Larger text
kiosk-tool-contrast = High contrast
kiosk-tool-low = Lower on screen
kiosk-tool-help = Help

kiosk-home-title = Hello. What would you like to do?
kiosk-home-book = Book a visit
kiosk-home-book-hint = Specialist, mammography, cytology. Free, paid by NFZ.
kiosk-home-wait = Waiting list
kiosk-home-wait-hint = No date that suits you? Join, and the system will look for one.
kiosk-home-ready = Have these ready
kiosk-home-ready-pesel = the PESEL number from your identity card
kiosk-home-ready-referral = an e-referral code if you want a specialist
kiosk-home-privacy = The kiosk will not remember your data. The screen clears when you finish.

kiosk-service-title = What would you like to book?
kiosk-service-title-wait = What would you like to wait for?
kiosk-service-referral = You need an e-referral.
kiosk-service-no-referral = No referral needed.
# $sex is "F", "M" or "none"; $from and $to are ages, 0 when not limited.
kiosk-service-who = { $sex ->
    [F] { $to ->
        [0] { $from ->
            [0] For women.
           *[other] For women from the age of { $from }.
        }
       *[other] For women aged { $from }–{ "\u2060" }{ $to }.
    }
    [M] { $to ->
        [0] { $from ->
            [0] For men.
           *[other] For men from the age of { $from }.
        }
       *[other] For men aged { $from }–{ "\u2060" }{ $to }.
    }
   *[none] { $to ->
        [0] { $from ->
            [0] For everyone.
           *[other] For people from the age of { $from }.
        }
       *[other] For people aged { $from }–{ "\u2060" }{ $to }.
    }
}
kiosk-service-more = Show others

kiosk-pad-erase = Delete digit
kiosk-pad-keys = Number pad
# $typed and $length are numbers of digits.
kiosk-typed = { $typed } of { $length } digits entered.

kiosk-pesel-title = Enter your PESEL number
kiosk-pesel-lead = It is the 11 digits on your identity card.
kiosk-pesel-masked = The first digits are hidden so that nobody can read them.
kiosk-pesel-none = No PESEL number? Phone the clinic, or go to its desk with your passport or another document.

kiosk-referral-title = Enter your e-referral code
kiosk-referral-lead = It has 4 digits. You will find it on the doctor’s printout, in a text message or in the app.
kiosk-referral-length = { $digits ->
    [0] There are no digits yet, and the code has 4.
    [one] There is { $digits } digit here, and the code has 4.
   *[other] There are { $digits } digits here, and the code has 4.
}

kiosk-ineligible-title = This visit is not for you
kiosk-ineligible-title-minor = This kiosk cannot book that visit
kiosk-ineligible-other = Choose something else
kiosk-ineligible-pesel = Correct the PESEL

kiosk-place-title = Where should we look?
kiosk-place-title-wait = Where would you like the visit?
kiosk-place-here = This kiosk is here.
kiosk-place-chosen = { $place } and nearby
kiosk-place-other = Somewhere else
kiosk-place-other-hint = Type a town or a postcode.
kiosk-place-type-title = Type a town
kiosk-place-type-lead = You can also type a postcode.
kiosk-place-field = Town or postcode
kiosk-place-empty = Type a name or a postcode first.
kiosk-place-none = We do not know this place. Check the spelling.
kiosk-place-search = Search
kiosk-place-space = space
kiosk-place-erase = Delete letter
kiosk-place-dash = hyphen
kiosk-place-keys = Letter pad
kiosk-place-pick-title = Which place is it?
kiosk-place-pick-more = Show others
# $gmina, $powiat and $voivodeship are names.
kiosk-place-where = gmina { $gmina }, powiat { $powiat }, { $voivodeship }

kiosk-results-title = Choose a date
kiosk-results-fresh = Checked at { $time }.
kiosk-results-dated = Checked on { $date } at { $time }.
kiosk-results-range = Dates { $from }–{ "\u2060" }{ $to } of { $total }
kiosk-results-sort = Order
kiosk-results-nearest = Nearest
kiosk-results-earliest = Soonest
kiosk-results-choose = Choose
kiosk-results-ask = Request
# $when is day and hour, $where the clinic.
kiosk-results-choose-label = Choose: { $when }, { $where }
kiosk-results-ask-label = Request: { $when }, { $where }
kiosk-results-more = More dates
kiosk-results-again = Back to the first
kiosk-results-none-fit = None suits me
kiosk-results-step-free = no steps
kiosk-results-mobile = mobile unit
kiosk-results-searching = Looking for dates…
kiosk-results-empty-title = There are no free dates
kiosk-results-empty-near = We looked up to { $km } km from the place you chose.
kiosk-results-empty-all = We looked in all of Poland.
kiosk-results-empty-held = We looked in this part of Poland: { $names }.
kiosk-results-wide = Look in all of Poland
kiosk-results-place = Change the place
kiosk-results-wait = Put me on the waiting list
kiosk-offline-head = We have no connection right now.
kiosk-offline-slots = The dates from { $time } are not certain. We will send your request when it is back.
kiosk-offline-wait = We will send your request when the connection is back.

kiosk-radius-title = How far can you travel?
kiosk-radius-lead = On the waiting list the system looks for a date for you. It does so for { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
kiosk-radius-km = Up to { $km } km
kiosk-notice-title = Can you come at short notice?
kiosk-notice-lead = Sometimes a date becomes free at the last moment.
kiosk-notice-yes = Yes, even tomorrow
kiosk-notice-no = No, I need more time

kiosk-phone-title = Enter your phone number
kiosk-phone-lead = Then the clinic can call you.
kiosk-phone-country = Country of the number
kiosk-phone-polish = Polish number
kiosk-phone-foreign = Other country
kiosk-phone-foreign-hint = Start with the country code, for example 44.
kiosk-phone-none = I do not give a number
kiosk-phone-length = { $digits ->
    [0] There are no digits yet, and the number has 9.
    [one] There is { $digits } digit here, and the number has 9.
   *[other] There are { $digits } digits here, and the number has 9.
}
kiosk-phone-short = This number is too short. Enter the country code too.

kiosk-confirm-title = Check before you book
kiosk-confirm-title-wait = Check before you join
kiosk-confirm-summary = Summary
kiosk-confirm-where = Where
# $service is the code of a service; not everyone who sees patients is a doctor.
kiosk-confirm-who = { $service ->
    [cardiology-first] Doctor
   *[other] Seen by
}
kiosk-confirm-patient = Patient
kiosk-confirm-pesel = PESEL ending in { $end }
kiosk-confirm-phone = Phone
kiosk-confirm-phone-none = not given
kiosk-confirm-room = room{ "\u00A0" }{ $room }
kiosk-confirm-near = up to { $km } km
kiosk-confirm-notice = When
kiosk-confirm-notice-yes = also at short notice
kiosk-confirm-notice-no = not at short notice
kiosk-confirm-wait-head = Waiting list
kiosk-confirm-bring = Bring your identity card and your test results.
kiosk-confirm-priority = Is your referral marked “pilne” (urgent), or do you have the right to skip the queue? Join at a clinic’s desk instead.
kiosk-confirm-book = Book this visit
kiosk-confirm-ask = Send the request
kiosk-confirm-wait = Put me on the list
kiosk-confirm-sending = Asking the central system…
kiosk-confirm-change-slot = Change the date
kiosk-confirm-change-place = Change the place
kiosk-confirm-change-notice = Change when you can come
kiosk-confirm-change-phone = Change the phone number

kiosk-booked-title = Your visit is booked
kiosk-booked-lead = The central e-registration confirmed it at { $time }.
kiosk-booked-number = Visit number
kiosk-booked-note = Write down the number and the date, or take a photo of the screen.
kiosk-booked-phone = Cannot come? Call the clinic: { $phone }.
kiosk-booked-desk = Cannot come? Cancel at the clinic’s desk.
kiosk-queued-title = Your request is saved
kiosk-queued-lead = The visit is not booked yet. It is waiting for the central system.
kiosk-queued-number = Request number
kiosk-queued-note = We will send it when the connection is back. Someone may take this date before.
kiosk-queued-phone = To be sure, call the clinic: { $phone }.
kiosk-queued-desk = To be sure, ask at the clinic’s desk.
kiosk-queued-wait-lead = You are not on the waiting list yet. Your request is waiting for the central system.
kiosk-queued-wait-note = We will send it when the connection is back.
kiosk-waiting-title = You are on the waiting list
kiosk-waiting-lead = The visit is not booked yet.
kiosk-waiting-number = Waiting list number
kiosk-waiting-note = The system looks for a date until { $date }. When it finds one, it books you.
kiosk-waiting-no-phone = We do not have your phone number. Ask about the date at a clinic’s desk.
kiosk-refused-title = The visit was not booked
kiosk-refused-title-wait = You were not added to the list
kiosk-refused-alternatives = You can take another date:
kiosk-refused-results = Show other dates
kiosk-refused-fix-pesel = Correct the PESEL
kiosk-refused-fix-referral = Correct the code
kiosk-refused-fix-phone = Correct the phone number
kiosk-refused-fix-place = Change the place
kiosk-done = Finish and clear
kiosk-done-clears = The screen will clear itself in { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}.

kiosk-idle-title = Do you need more time?
kiosk-idle-text = In { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
} we will clear the screen, so that nobody sees your data.
kiosk-idle-stay = I am still here
kiosk-idle-finish = Finish

kiosk-help-title = Help
kiosk-help-close = Go back
kiosk-help-home = Choose what you want to do. The kiosk will guide you step by step.
kiosk-help-service = Touch the name of the visit or the test.
kiosk-help-pesel = PESEL has 11 digits. It is on the back of your identity card. It tells us whether the test is for you.
kiosk-help-referral = The code has 4 digits. It is on the e-referral printed by your doctor. It also comes as a text message.
kiosk-help-place = Choose the place from which we measure the distance to the clinic.
kiosk-help-results = Each box is one free date. Touch the button beside the date that suits you.
kiosk-help-wait = On the waiting list the system looks for a free date and books you when it finds one.
kiosk-help-phone = With your number the clinic can tell you when something changes. You do not have to give it.
kiosk-help-confirm = Check the day, the hour and the address. Only the big button at the bottom saves your choice.
kiosk-help-outcome = Write the number down. Then press “Finish” so that nobody sees your data.
kiosk-help-tools = The buttons at the very bottom change the size of the text, the colours and the position on the screen.
kiosk-help-person = Would you rather talk to someone? Every clinic can book you in person or by phone.

kiosk-loading-title = The kiosk is getting the dates
kiosk-loading-lead = You will be able to book in a moment.
kiosk-loading-progress = { $percent }% received
kiosk-closed-title = The kiosk is not working now
kiosk-closed-lead = We are sorry. Come back in a while or call a clinic.
kiosk-closed-retry = We keep trying. The screen will refresh itself.
kiosk-closed-later = We are sorry. Come later or call a clinic.
kiosk-staff = For staff
kiosk-staff-keys = Keyboard for the code
kiosk-staff-erase = Delete a character
kiosk-staff-close = Back
kiosk-error-general = Something went wrong. Please try again.

# Refusals that the person at the kiosk hears in other words than a desk does.
kiosk-error-age-too-young = This test is for people aged { $from } to { $to }. It is too early for you.
kiosk-error-age-too-old = This test is for people aged { $from } to { $to }. Ask your doctor about other tests.
kiosk-error-sex-not-eligible = This programme is for women only.
kiosk-error-guardian-required = This PESEL belongs to somebody under 18. A parent or guardian can book the visit at a clinic’s desk, in person or by phone.
kiosk-error-said-at-desk = We cannot book this at a kiosk. You may already have such a visit, be waiting for one, or the referral may be used. Ask at a clinic’s reception, in person or by phone.
kiosk-error-referral-required = This visit needs an e-referral code.
kiosk-error-referral-invalid = This code does not match. Check the digits again.
kiosk-error-slot-taken = Someone else took this date.
kiosk-error-slot-unknown = This date is no longer there.
kiosk-error-slot-past = This date has passed.
kiosk-error-too-many-tries = We cannot check any more here today. Call the helpline of the central e-registration or a clinic.
kiosk-error-not-allowed = This cannot be done at a kiosk. Call the clinic or come to its reception.
kiosk-error-not-connected = The kiosk does not work now. Come later or call the clinic.
kiosk-error-phone-invalid = There is a mistake in this number. Check the digits again.
kiosk-error-service-unknown = This visit cannot be booked now. Try again in a while.
kiosk-error-registry-error = The central system has problems. Try again in a while.
kiosk-error-disk-full = The kiosk cannot save your request now. Call a clinic.
kiosk-error-read-only = The kiosk cannot save your request now. Call a clinic.
kiosk-error-request-mismatch = Something went wrong. Please try again.
kiosk-error-internal = Something went wrong. Please try again.
