### Kiosk: short sentences in the second person, for people who read slowly.

kiosk-title = Rejestracja do lekarza
kiosk-step = Krok { $step } z 4
kiosk-navigation = Nawigacja
kiosk-back = Wstecz
kiosk-finish = Zakończ
kiosk-next = Dalej
kiosk-change = Zmień
kiosk-languages = Język / Мова / Language

kiosk-tools = Ułatwienia
kiosk-tool-large = Większe litery
kiosk-tool-contrast = Wysoki kontrast
kiosk-tool-low = Niżej na ekranie
kiosk-tool-help = Pomoc

kiosk-home-title = Dzień dobry. Co chcesz zrobić?
kiosk-home-book = Umów wizytę
kiosk-home-book-hint = Specjalista, mammografia, cytologia. Bez opłat, na NFZ.
kiosk-home-wait = Poczekalnia
kiosk-home-wait-hint = Nie ma dobrego terminu? Zapisz się, a system poszuka za Ciebie.
kiosk-home-ready = Przygotuj
kiosk-home-ready-pesel = numer PESEL z dowodu
kiosk-home-ready-referral = kod e-skierowania, jeśli idziesz do specjalisty
kiosk-home-privacy = Kiosk nie zapamięta Twoich danych. Ekran wyczyści się sam, gdy skończysz.

kiosk-service-title = Do kogo chcesz się zapisać?
kiosk-service-title-wait = Na co chcesz poczekać?
kiosk-service-referral = Potrzebne e-skierowanie.
kiosk-service-no-referral = Bez skierowania.
# $sex is "F", "M" or "none"; $from and $to are ages, 0 when not limited.
kiosk-service-who = { $sex ->
    [F] { $to ->
        [0] { $from ->
            [0] Dla kobiet.
           *[other] Dla kobiet od { $from } lat.
        }
       *[other] Dla kobiet w wieku { $from }–{ "\u2060" }{ $to } lat.
    }
    [M] { $to ->
        [0] { $from ->
            [0] Dla mężczyzn.
           *[other] Dla mężczyzn od { $from } lat.
        }
       *[other] Dla mężczyzn w wieku { $from }–{ "\u2060" }{ $to } lat.
    }
   *[none] { $to ->
        [0] { $from ->
            [0] Dla każdego.
           *[other] Dla osób od { $from } lat.
        }
       *[other] Dla osób w wieku { $from }–{ "\u2060" }{ $to } lat.
    }
}
kiosk-service-more = Pokaż inne

kiosk-pad-erase = Usuń cyfrę
kiosk-pad-keys = Klawiatura z cyframi
# $typed and $length are numbers of digits.
kiosk-typed = Wpisano { $typed } z { $length } cyfr.

kiosk-pesel-title = Podaj swój PESEL
kiosk-pesel-lead = To 11 cyfr z dowodu osobistego.
kiosk-pesel-masked = Pierwsze cyfry są zakryte, żeby nikt ich nie podejrzał.
kiosk-pesel-none = Nie masz numeru PESEL? Zadzwoń do przychodni albo przyjdź do jej rejestracji z paszportem lub innym dokumentem.

kiosk-referral-title = Podaj kod e-skierowania
kiosk-referral-lead = To 4 cyfry. Znajdziesz je na wydruku od lekarza, w SMS-ie albo w aplikacji.
kiosk-referral-length = { $digits ->
    [0] Nie ma tu jeszcze żadnej cyfry, a kod ma 4.
    [one] Tu jest { $digits } cyfra, a kod ma 4.
    [few] Tu są { $digits } cyfry, a kod ma 4.
    [many] Tu jest { $digits } cyfr, a kod ma 4.
   *[other] Tu jest { $digits } cyfry, a kod ma 4.
}

kiosk-ineligible-title = Ta wizyta nie jest dla Ciebie
kiosk-ineligible-title-minor = Tej wizyty nie umówisz w kiosku
kiosk-ineligible-other = Wybierz coś innego
kiosk-ineligible-pesel = Popraw PESEL

kiosk-place-title = Gdzie szukać?
kiosk-place-title-wait = Gdzie chcesz mieć wizytę?
kiosk-place-here = Tu stoi ten kiosk.
kiosk-place-chosen = { $place } i okolica
kiosk-place-other = W innym miejscu
kiosk-place-other-hint = Wpisz miejscowość albo kod pocztowy.
kiosk-place-type-title = Wpisz miejscowość
kiosk-place-type-lead = Możesz też wpisać kod pocztowy.
kiosk-place-field = Miejscowość albo kod
kiosk-place-empty = Najpierw wpisz nazwę albo kod.
kiosk-place-none = Nie znamy takiego miejsca. Sprawdź, czy nie ma literówki.
kiosk-place-search = Szukaj
kiosk-place-space = spacja
kiosk-place-erase = Usuń literę
kiosk-place-dash = łącznik
kiosk-place-keys = Klawiatura z literami
kiosk-place-pick-title = Które to miejsce?
kiosk-place-pick-more = Pokaż inne
# $gmina, $powiat and $voivodeship are names.
kiosk-place-where = gmina { $gmina }, powiat { $powiat }, { $voivodeship }

kiosk-results-title = Wybierz termin
kiosk-results-fresh = Terminy sprawdzone o { $time }.
kiosk-results-dated = Terminy sprawdzone { $date } o { $time }.
kiosk-results-range = Terminy { $from }–{ "\u2060" }{ $to } z { $total }
kiosk-results-sort = Kolejność
kiosk-results-nearest = Najbliżej
kiosk-results-earliest = Najszybciej
kiosk-results-choose = Wybierz
kiosk-results-ask = Poproś
# $when is day and hour, $where the clinic.
kiosk-results-choose-label = Wybierz: { $when }, { $where }
kiosk-results-ask-label = Poproś o termin: { $when }, { $where }
kiosk-results-more = Więcej terminów
kiosk-results-again = Pokaż od początku
kiosk-results-none-fit = Żaden nie pasuje
kiosk-results-step-free = bez schodów
kiosk-results-mobile = mammobus
kiosk-results-searching = Szukam terminów…
kiosk-results-empty-title = Nie ma wolnych terminów
kiosk-results-empty-near = Szukaliśmy do { $km } km od wybranego miejsca.
kiosk-results-empty-all = Szukaliśmy w całej Polsce.
kiosk-results-empty-held = Szukaliśmy w tej części Polski: { $names }.
kiosk-results-wide = Szukaj w całej Polsce
kiosk-results-place = Zmień miejsce
kiosk-results-wait = Zapisz mnie do poczekalni
kiosk-offline-head = Nie mamy teraz połączenia.
kiosk-offline-slots = Terminy z { $time } nie są jeszcze pewne. Wyślemy Twoją prośbę, gdy połączenie wróci.
kiosk-offline-wait = Wyślemy Twoją prośbę, gdy połączenie wróci.

kiosk-radius-title = Jak daleko możesz dojechać?
kiosk-radius-lead = W poczekalni system sam szuka terminu. Robi to przez { $days ->
    [one] { $days } dzień
    [few] { $days } dni
    [many] { $days } dni
   *[other] { $days } dnia
}.
kiosk-radius-km = Do { $km } km
kiosk-notice-title = Czy możesz przyjść od razu?
kiosk-notice-lead = Czasem termin zwalnia się w ostatniej chwili.
kiosk-notice-yes = Tak, nawet jutro
kiosk-notice-no = Nie, wolę wiedzieć wcześniej

kiosk-phone-title = Podaj numer telefonu
kiosk-phone-lead = Dzięki temu przychodnia może do Ciebie zadzwonić.
kiosk-phone-country = Kraj numeru
kiosk-phone-polish = Numer polski
kiosk-phone-foreign = Inny kraj
kiosk-phone-foreign-hint = Zacznij od numeru kraju, na przykład 380.
kiosk-phone-none = Nie podaję telefonu
kiosk-phone-length = { $digits ->
    [0] Nie ma tu jeszcze żadnej cyfry, a numer ma 9.
    [one] Tu jest { $digits } cyfra, a numer ma 9.
    [few] Tu są { $digits } cyfry, a numer ma 9.
    [many] Tu jest { $digits } cyfr, a numer ma 9.
   *[other] Tu jest { $digits } cyfry, a numer ma 9.
}
kiosk-phone-short = Ten numer jest za krótki. Wpisz też numer kraju.

kiosk-confirm-title = Sprawdź przed umówieniem
kiosk-confirm-title-wait = Sprawdź przed zapisaniem
kiosk-confirm-summary = Podsumowanie
kiosk-confirm-where = Gdzie
# $service is the code of a service; not everyone who sees patients is a doctor.
kiosk-confirm-who = { $service ->
    [cardiology-first] Lekarz
   *[other] Kto przyjmuje
}
kiosk-confirm-patient = Pacjent
kiosk-confirm-pesel = PESEL kończy się na { $end }
kiosk-confirm-phone = Telefon
kiosk-confirm-phone-none = nie podano
kiosk-confirm-room = gabinet{ "\u00A0" }{ $room }
kiosk-confirm-near = do { $km } km
kiosk-confirm-notice = Kiedy
kiosk-confirm-notice-yes = także z dnia na dzień
kiosk-confirm-notice-no = nie z dnia na dzień
kiosk-confirm-wait-head = Poczekalnia
kiosk-confirm-bring = Weź dowód osobisty i wyniki badań.
kiosk-confirm-priority = Masz skierowanie „pilne” albo prawo do przyjęcia poza kolejnością? Zapisz się w rejestracji przychodni.
kiosk-confirm-book = Potwierdzam wizytę
kiosk-confirm-ask = Wyślij prośbę
kiosk-confirm-wait = Zapisz mnie
kiosk-confirm-sending = Pytam centralę…
kiosk-confirm-change-slot = Zmień termin
kiosk-confirm-change-place = Zmień miejsce
kiosk-confirm-change-notice = Zmień, kiedy możesz przyjść
kiosk-confirm-change-phone = Zmień telefon

kiosk-booked-title = Wizyta jest umówiona
kiosk-booked-lead = Centralna e-rejestracja potwierdziła ją o { $time }.
kiosk-booked-number = Numer wizyty
kiosk-booked-note = Przepisz numer i termin albo zrób zdjęcie ekranu.
kiosk-booked-phone = Nie możesz przyjść? Zadzwoń do przychodni: { $phone }.
kiosk-booked-desk = Nie możesz przyjść? Odwołaj wizytę w rejestracji przychodni.
kiosk-queued-title = Prośba jest zapisana
kiosk-queued-lead = To jeszcze nie jest umówiona wizyta. Czeka na centralę.
kiosk-queued-number = Numer prośby
kiosk-queued-note = Wyślemy ją, gdy wróci połączenie. Ktoś może wcześniej zająć ten termin.
kiosk-queued-phone = Żeby mieć pewność, zadzwoń do przychodni: { $phone }.
kiosk-queued-desk = Żeby mieć pewność, zapytaj w rejestracji przychodni.
kiosk-queued-wait-lead = Nie ma Cię jeszcze w poczekalni. Prośba czeka na centralę.
kiosk-queued-wait-note = Wyślemy ją, gdy wróci połączenie.
kiosk-waiting-title = Jesteś w poczekalni
kiosk-waiting-lead = To jeszcze nie jest umówiona wizyta.
kiosk-waiting-number = Numer w poczekalni
kiosk-waiting-note = System szuka terminu do { $date }. Gdy go znajdzie, umówi Cię sam.
kiosk-waiting-no-phone = Nie mamy Twojego telefonu. Pytaj o termin w rejestracji przychodni.
kiosk-refused-title = Nie udało się umówić wizyty
kiosk-refused-title-wait = Nie udało się zapisać
kiosk-refused-alternatives = Możesz wziąć inny termin:
kiosk-refused-results = Pokaż inne terminy
kiosk-refused-fix-pesel = Popraw PESEL
kiosk-refused-fix-referral = Popraw kod
kiosk-refused-fix-phone = Popraw telefon
kiosk-refused-fix-place = Zmień miejsce
kiosk-done = Zakończ i wyczyść ekran
kiosk-done-clears = Ekran wyczyści się sam za { $seconds ->
    [one] { $seconds } sekundę
    [few] { $seconds } sekundy
    [many] { $seconds } sekund
   *[other] { $seconds } sekundy
}.

kiosk-idle-title = Potrzebujesz więcej czasu?
kiosk-idle-text = Za { $seconds ->
    [one] { $seconds } sekundę
    [few] { $seconds } sekundy
    [many] { $seconds } sekund
   *[other] { $seconds } sekundy
} wyczyścimy ekran, żeby nikt nie zobaczył Twoich danych.
kiosk-idle-stay = Zostaję
kiosk-idle-finish = Zakończ

kiosk-help-title = Pomoc
kiosk-help-close = Wróć
kiosk-help-home = Wybierz, co chcesz zrobić. Kiosk poprowadzi Cię krok po kroku.
kiosk-help-service = Dotknij nazwy wizyty albo badania.
kiosk-help-pesel = PESEL to 11 cyfr. Jest na dowodzie osobistym, z tyłu. Po nim poznajemy, czy badanie jest dla Ciebie.
kiosk-help-referral = Kod ma 4 cyfry. Jest na wydruku e-skierowania od lekarza. Przychodzi też SMS-em.
kiosk-help-place = Wybierz miejsce, z którego policzymy odległość do przychodni.
kiosk-help-results = Każda ramka to jeden wolny termin. Dotknij przycisku obok terminu, który Ci pasuje.
kiosk-help-wait = W poczekalni system sam szuka wolnego terminu i umawia Cię, gdy go znajdzie.
kiosk-help-phone = Z telefonem przychodnia może dać Ci znać, gdy coś się zmieni. Możesz go nie podawać.
kiosk-help-confirm = Sprawdź dzień, godzinę i adres. Dopiero duży przycisk na dole zapisuje Twój wybór.
kiosk-help-outcome = Przepisz numer. Potem naciśnij „Zakończ”, żeby nikt nie zobaczył Twoich danych.
kiosk-help-tools = Przyciski na samym dole zmieniają wielkość liter, kolory i położenie treści na ekranie.
kiosk-help-person = Wolisz rozmowę? Umówi Cię też rejestracja każdej przychodni, osobiście albo przez telefon.

kiosk-loading-title = Kiosk pobiera terminy
kiosk-loading-lead = Za chwilę będzie można umówić wizytę.
kiosk-loading-progress = Pobrano { $percent }%
kiosk-closed-title = Kiosk teraz nie działa
kiosk-closed-lead = Przepraszamy. Przyjdź za chwilę albo zadzwoń do przychodni.
kiosk-closed-retry = Próbujemy dalej. Ekran odświeży się sam.
kiosk-closed-later = Przepraszamy. Przyjdź później albo zadzwoń do przychodni.
kiosk-staff = Dla obsługi
kiosk-staff-keys = Klawiatura do kodu
kiosk-staff-erase = Usuń znak
kiosk-staff-close = Wróć
kiosk-error-general = Coś nie zadziałało. Spróbuj jeszcze raz.

# Refusals that the person at the kiosk hears in other words than a desk does.
kiosk-error-age-too-young = To badanie jest dla osób w wieku od { $from } do { $to } lat. Dla Ciebie jest jeszcze za wcześnie.
kiosk-error-age-too-old = To badanie jest dla osób w wieku od { $from } do { $to } lat. O inne badania zapytaj lekarza.
kiosk-error-sex-not-eligible = Ten program jest tylko dla kobiet.
kiosk-error-guardian-required = Ten PESEL należy do osoby, która nie ma 18 lat. Wizytę umówi jej rodzic albo opiekun w rejestracji przychodni, osobiście albo przez telefon.
kiosk-error-said-at-desk = Tego nie umówimy w kiosku. Możliwe, że masz już taką wizytę, czekasz na nią w poczekalni albo skierowanie jest już użyte. Zapytaj w rejestracji przychodni, na miejscu albo przez telefon.
kiosk-error-referral-required = Do tej wizyty potrzebny jest kod e-skierowania.
kiosk-error-referral-invalid = Ten kod się nie zgadza. Sprawdź cyfry jeszcze raz.
kiosk-error-slot-taken = Ten termin zajął ktoś inny.
kiosk-error-slot-unknown = Tego terminu już nie ma.
kiosk-error-slot-past = Ten termin już minął.
kiosk-error-too-many-tries = Dziś nie sprawdzimy tu nic więcej. Zadzwoń na infolinię centralnej e-rejestracji albo do przychodni.
kiosk-error-not-allowed = Tego nie można załatwić w kiosku. Zadzwoń do przychodni albo przyjdź do jej rejestracji.
kiosk-error-not-connected = Kiosk teraz nie działa. Przyjdź później albo zadzwoń do przychodni.
kiosk-error-phone-invalid = W tym numerze jest pomyłka. Sprawdź cyfry jeszcze raz.
kiosk-error-service-unknown = Tej wizyty nie można teraz umówić. Spróbuj za chwilę.
kiosk-error-registry-error = Centrala ma kłopoty. Spróbuj za chwilę.
kiosk-error-disk-full = Kiosk nie może teraz zapisać prośby. Zadzwoń do przychodni.
kiosk-error-read-only = Kiosk nie może teraz zapisać prośby. Zadzwoń do przychodni.
kiosk-error-request-mismatch = Coś nie zadziałało. Spróbuj jeszcze raz.
kiosk-error-internal = Coś nie zadziałało. Spróbuj jeszcze raz.
