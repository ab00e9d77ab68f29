# Zdania o odmowach i kłopotach. Każde mówi, co zrobić dalej.

error-pesel-length = { $digits ->
    [0] Podaj PESEL: 11 cyfr.
    [one] Tu jest { $digits } cyfra, a PESEL ma 11.
    [few] Tu są { $digits } cyfry, a PESEL ma 11.
    [many] Tu jest { $digits } cyfr, a PESEL ma 11.
   *[other] Tu jest { $digits } cyfry, a PESEL ma 11.
}
error-pesel-checksum = W tym numerze PESEL jest pomyłka. Sprawdź cyfry jeszcze raz.
error-pesel-date = Ten PESEL zawiera datę, której nie ma. Sprawdź pierwsze sześć cyfr.
error-phone-invalid = To nie jest numer telefonu. Podaj 9 cyfr, a przy numerze zagranicznym także kod kraju.
error-phone-many = Podaj jeden numer telefonu. Drugi zapisz w innym miejscu.
error-name-missing = Podaj imię i nazwisko pacjenta.
error-referral-required = Do tego świadczenia potrzebne jest e-skierowanie. Podaj jego 4-cyfrowy kod.
error-referral-invalid = Kod e-skierowania ma 4 cyfry. Można też podać długi klucz z wydruku.
error-referral-used = Z tego e-skierowania jest już umówiona wizyta. Odwołaj ją albo poproś o nowe e-skierowanie.
error-place-unknown = Nie ma takiej miejscowości. Wybierz ją z listy.
error-dates-invalid = Te daty nie tworzą okresu. Popraw pierwszy lub ostatni dzień.
error-age-too-young = To badanie jest dla osób w wieku od { $from } do { $to } lat. Ta osoba jest za młoda.
error-age-too-old = To badanie jest dla osób w wieku od { $from } do { $to } lat. Ta osoba jest starsza.
error-sex-not-eligible = Program obejmuje tylko kobiety.
error-guardian-required = W dniu wizyty pacjent nie ma jeszcze 18 lat. Podaj imię, nazwisko i telefon opiekuna.
error-guardian-incomplete = Podaj imię, nazwisko i telefon opiekuna.
error-country-unknown = Wybierz z listy kraj, który wydał dokument.
error-document-number-invalid = Numer dokumentu ma od 3 do 30 liter i cyfr. Sprawdź go jeszcze raz.
error-document-is-pesel = To jest numer PESEL. Wybierz „Ma numer PESEL” i wpisz go tam.
error-birth-date-invalid = To nie jest data urodzenia. Wpisz dzień, miesiąc i rok, na przykład 24.11.1990.
error-sex-missing = Wybierz płeć.
error-at-desk-only = Dokument i opiekuna wpisuje tylko rejestracja przychodni.
error-slot-taken = Ten termin zajął ktoś inny. Wybierz inny.
error-slot-unknown = Tego terminu już nie ma. Wybierz inny.
error-slot-past = Ten termin już minął. Wybierz późniejszy.
error-pool-reserved = Ten termin jest rezerwą poradni dla wybranych pacjentów. Wybierz inny albo zadzwoń do tej poradni.
error-already-booked = Ta osoba ma już umówioną wizytę na to świadczenie. Najpierw odwołaj tamtą.
error-already-waiting = Ta osoba czeka już w poczekalni na to świadczenie.
error-appointment-unknown = Centrala nie zna tej wizyty. Odśwież listę wizyt.
error-already-cancelled = Ta wizyta jest już odwołana.
error-entry-unknown = Tej osoby nie ma już w poczekalni.
error-hold-expired = Nikt już nie trzyma tego terminu i zajął go ktoś inny. Wybierz inny.
error-too-many-holds = To stanowisko trzyma już { $max } terminów. Zwolnij któryś albo dokończ zaczęte zapisy.
error-not-booked = Ta wizyta już się odbyła albo została odwołana, więc nie można jej zmienić.
error-other-service = To termin innego świadczenia niż przekładana wizyta. Wybierz termin tego samego świadczenia.
error-same-slot = Wizyta ma już ten termin. Wybierz inny.
error-continuation-elsewhere = Wizytę kontynuacyjną zapisuje i przekłada tylko poradnia, która prowadzi leczenie.
error-too-early = Dzień i godzina tej wizyty jeszcze nie nadeszły. Zaznacz obecność w dniu wizyty.
error-not-restorable = Miejsce w kolejce można przywrócić tylko po nieobecności i w ciągu { $days } dni od wizyty.
error-offer-ended = Ta propozycja terminu już wygasła albo została rozstrzygnięta. Osoba czeka dalej na swoim miejscu.
error-call-ended = To już załatwione. Lista jest odświeżona.
error-emergency-reason = Opisz powód: co najmniej 10, najwyżej 500 znaków.
error-sign-in-needed = Zaloguj się swoim kontem i spróbuj ponownie. Wgląd jest zapisywany z nazwą konta.
error-lookup-unknown = Tego wglądu nie ma na liście tej przychodni albo jest Twój i sprawdzi go inny administrator.
error-lookup-too-many = Ta przychodnia pytała dziś o tę osobę już tyle razy, ile wolno. Spróbuj jutro albo zadzwoń na infolinię centralnej e-rejestracji.
error-nothing-to-replace = Nie ma umówionej wizyty, którą lepszy termin miałby zastąpić.
error-prolong-too-early = Czekanie można przedłużyć najwcześniej { $days } dni przed jego końcem.
error-service-unknown = Centrala nie zna tego świadczenia. Poczekaj na nowe dane i spróbuj ponownie.
error-service-stopped = To świadczenie jest na razie zatrzymane. Zadzwoń do centrali albo spróbuj później; umówione wizyty są ważne.
error-entitlement-unknown = Centrala nie zna tego uprawnienia. Wybierz je z listy.
error-request-mismatch = Ta prośba była już wysłana z innymi danymi. Sprawdź ją w „Do zrobienia” i wprowadź na nowo.
error-too-many-tries = Centrala odmówiła dziś kilka razy w sprawie tej osoby i więcej o niej nie odpowie. Zadzwoń na infolinię centralnej e-rejestracji albo spróbuj jutro.
error-not-allowed = To stanowisko nie może tego zrobić. Zadzwoń do administratora przychodni.
error-said-at-desk = Dlaczego ta osoba nie dostanie tej wizyty, centrala mówi tylko rejestracji przychodni.
error-not-connected = To stanowisko nie jest teraz połączone z centralą. Zadzwoń do administratora przychodni.
error-wrong-place = Tym kontem nie można się zalogować przy tym stanowisku.
error-address-invalid = To nie jest adres centrali. Zaczyna się od https://
error-address-insecure = Pod tym adresem dane pacjentów szłyby bez szyfrowania. Podaj adres, który zaczyna się od https://
error-already-connected = To stanowisko jest już połączone z centralą. Nowy kod przyda się dopiero, gdy administrator je odłączy.
error-requests-wait = Czekają tu prośby do poprzedniej centrali. Zostaw jej adres, żeby do niej dotarły.
error-enrolment-too-many = Za dużo prób z tym kodem. Poproś administratora o nowy.
error-sign-in-too-many = Za dużo nieudanych prób. Odczekaj 15 minut. Jeśli nie pamiętasz hasła, poproś administratora o nowe.
error-not-supported = Ta centrala jeszcze tego nie umie. Sprawdź jej adres albo poproś jej administratora o aktualizację.
error-code-invalid = Kod ma 10 liter i cyfr, na przykład 7K3QF-2M9DX.
error-enrolment-refused = Ten kod nie działa: jest błędny, zużyty albo za stary. Poproś administratora o nowy.
error-sign-in-failed = Nazwa, hasło lub kod się nie zgadzają. Kod z telefonu działa tylko raz.
error-certificate-invalid = Certyfikat centrali jest nieważny. Sprawdź datę i godzinę w komputerze; jeśli są dobre, powiadom informatyka.
error-provider-unavailable = Strona logowania nie odpowiada centrali. Spróbuj za chwilę. Stanowisko działa też bez logowania.
error-provider-declined = Nie zalogowano: strona logowania odmówiła albo logowanie tam przerwano. Spróbuj ponownie.
error-provider-account = Centrala nie wpuściła osoby, która zalogowała się w przeglądarce. Spróbuj ponownie, a jeśli to się powtórzy, poproś administratora o połączenie konta.
error-browser-missing = Nie udało się otworzyć przeglądarki. Poproś administratora, żeby wskazał domyślną.
error-browser-timeout = Przeglądarka nie wróciła z odpowiedzią na czas. Zacznij logowanie od nowa.
error-browser-cancelled = Logowanie w przeglądarce przerwano. Możesz zacząć je od nowa.
error-offline = Nie ma łączności z centralą. Spróbuj, gdy wróci.
error-registry-error = Centrala odpowiedziała błędem. Spróbuj za chwilę.
error-disk-full = Na dysku brakuje miejsca. Zwolnij je i spróbuj ponownie.
error-read-only = Program nie może zapisywać na dysku. Zadzwoń do administratora.
error-internal = Nie udało się. Spróbuj ponownie, a jeśli to się powtórzy, zadzwoń do administratora.
error-text-too-long = Tekst jest za długi. Może mieć { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
}.
error-device-unknown = Centrala nie zna tego urządzenia. Odśwież listę klawiszem F5.
error-device-name = Nazwij urządzenie, na przykład „Rejestracja, okno 2”. Nazwa ma do 120 znaków.
error-schedule-unknown = Centrala nie zna tego harmonogramu albo miejsca. Odśwież listę klawiszem F5.
error-schedule-changed = W tym harmonogramie coś się właśnie zmieniło: ktoś zapisał się na termin albo opublikował inne godziny. Nic nie opublikowano, a Twoje zmiany zostały. Sprawdź je jeszcze raz.
error-administrator-only = Tylko administrator przychodni może to zrobić. Zaloguj się jego kontem i spróbuj ponownie.
error-file-too-large = Ten plik jest za duży. Podziel go na pliki do 4 MB.
error-practitioner-missing = Wpisz, kto przyjmuje, tak jak zobaczy to pacjent.
error-clock-invalid = To nie jest godzina. Wpisz ją jak 8:00.
error-day-invalid = To nie jest data. Wpisz ją jak 1.12.2026.
error-minutes-invalid = Wpisz długość terminu w minutach, od { $least } do { $most }.
error-break-invalid = Wpisz przerwę jak 11:00–11:20. Kilka przerw oddziel przecinkami.
error-break-outside = Przerwa nie mieści się w godzinach przyjęć. Popraw ją albo usuń.
error-capacity-invalid = Wpisz liczbę terminów albo zostaw pole puste.
error-hours-backwards = Koniec musi być po początku, najpóźniej o 24:00. Popraw godziny.
error-days-backwards = Ostatni dzień jest przed pierwszym. Zamień daty.
error-day-twice = Ten dzień jest już na liście. Zostaw jeden wiersz.
error-weeks-overlap = Dwa plany obowiązują tego samego dnia, { $day }. Niech wcześniejszy skończy się dzień przed nim.
error-too-many-terms = To { $terms ->
    [one] { $terms } termin
    [few] { $terms } terminy
    [many] { $terms } terminów
   *[other] { $terms } terminu
} jednego dnia, a może być najwyżej { $most }. Wydłuż terminy albo dodaj drugi harmonogram.
error-too-many-rows = To za dużo wierszy. Zostaw najwyżej { $most } planów, nieobecności i wyjątkowych dni.

sync-problem-unreachable = Centrala nie odpowiada.
sync-problem-intercepted = Sieć pokazuje swoją stronę logowania zamiast centrali. Zaloguj się do sieci w przeglądarce.
sync-problem-certificate = Certyfikat centrali jest nieważny. Sprawdź datę i godzinę w komputerze; jeśli są dobre, powiadom informatyka.
sync-problem-incomplete = Centrala przysłała niepełne dane. Program pobierze je jeszcze raz.
sync-problem-busy = Centrala jest zajęta. Program za chwilę spróbuje znowu.
sync-problem-server-error = Centrala ma awarię. Program próbuje dalej.
sync-problem-too-new = Centrala używa nowszej wersji. Zaktualizuj program.
sync-problem-disk-full = Na dysku brakuje miejsca na nowe dane.
sync-problem-read-only = Program nie może zapisywać danych na dysku.
