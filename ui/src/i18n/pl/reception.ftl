# Teksty stanowiska rejestracji.

desk = Rejestracja
cancel = Anuluj
later = Później
sending = Wysyłam…
any = dowolne
any-part = dowolna

## Powłoka

nav = Główna nawigacja
nav-finder = Wolne terminy
nav-visits = Wizyty
nav-waiting = Poczekalnia
nav-requests = Do zrobienia
nav-timetables = Harmono{"\u00ad"}gramy
nav-shortcuts = Skróty

chip-fresh = Zsynchronizowano { $time }
chip-first-sync = Pobieranie { $percent } %
chip-starting = Łączenie z centralą
chip-offline = Brak łączności · dane z { $time }
chip-offline-no-data = Brak łączności
data-age = { $minutes ->
    [one] Dane sprzed { $minutes } minuty
    [few] Dane sprzed { $minutes } minut
    [many] Dane sprzed { $minutes } minut
   *[other] Dane sprzed { $minutes } minuty
}
data-from = dane z { $time }
# $names is a list of voivodeships.
held = tylko { $names }

status-online = Połączono z centralą
status-starting = Łączenie z centralą
status-offline = Brak łączności z centralą
status-offline-since = Brak łączności z centralą od { $time }
status-data = Dane z { $time }
status-terms = { $terms } terminów, { $free } wolnych
status-all-sent = Wszystko wysłane
status-queued = { $count ->
    [one] { $count } czeka na wysłanie
    [few] { $count } czekają na wysłanie
    [many] { $count } czeka na wysłanie
   *[other] { $count } czeka na wysłanie
}
status-waiting = { $count ->
    [one] Poczekalnia: { $count } osoba
    [few] Poczekalnia: { $count } osoby
    [many] Poczekalnia: { $count } osób
   *[other] Poczekalnia: { $count } osoby
}
hint-shortcuts = skróty
hint-find = znajdź termin
hint-sync = synchronizuj
hint-choose = wybór,

offline = Brak łączności z centralą.
offline-since = Brak łączności z centralą od { $time }.
offline-meaning = Widzisz dane z { $time }. Nowe rezerwacje czekają na wysłanie i nie są jeszcze pewne.
offline-no-data = Nie ma jeszcze żadnych terminów. Pojawią się, gdy wróci łączność.
offline-show-queued = Pokaż oczekujące ({ $count })
offline-try = Spróbuj teraz
no-access = Bez dostępu do centrali
refused-bar = Nie można teraz umawiać ani odwoływać wizyt. Wpisane dane i „Do zrobienia” zostają na ekranie.
refused-bar-show = Co dalej?
refused-back = Wróć do ekranu
online-again = Łączność wróciła.
online-again-sending = { $count ->
    [one] Łączność wróciła. Wysyłam { $count } oczekującą rzecz.
    [few] Łączność wróciła. Wysyłam { $count } oczekujące rzeczy.
    [many] Łączność wróciła. Wysyłam { $count } oczekujących rzeczy.
   *[other] Łączność wróciła. Wysyłam { $count } oczekującej rzeczy.
}
first-sync-title = Pierwsze pobieranie terminów
first-sync-text = Możesz już szukać: jest { $terms } terminów, a następne dochodzą.
first-sync-wait = Program pobiera dane z centrali.
cache-rebuilt = Zapisane terminy były uszkodzone, więc program pobiera je na nowo. Rezerwacje, które czekały na wysłanie, są bezpieczne.

notices-button = { $unread ->
    [0] Powiadomienia
    [one] Powiadomienia, { $unread } nowe
    [few] Powiadomienia, { $unread } nowe
    [many] Powiadomienia, { $unread } nowych
   *[other] Powiadomienia, { $unread } nowego
}
notices-title = Powiadomienia
notices-empty = Nie ma powiadomień. Pojawią się, gdy centrala odpowie na coś, co czekało.

## Polecenia i skróty

sign-in = Zaloguj się
sign-in-text = Po zalogowaniu centrala zapisuje przy każdej czynności nazwę Twojego konta. Bez logowania stanowisko też działa.
sign-in-login = Nazwa konta
sign-in-password = Hasło
sign-in-code = Kod z telefonu
sign-in-code-note = 6 cyfr z aplikacji. Każdy kod działa raz.
sign-in-login-missing = Podaj nazwę konta.
sign-in-password-missing = Podaj hasło.
sign-in-code-missing = Podaj 6 cyfr z aplikacji w telefonie.
sign-in-busy = Loguję…
sign-in-provider = Zaloguj przez { $provider }
sign-in-or = albo
sign-in-browser = Dokończ logowanie w przeglądarce
sign-in-browser-text = Zaloguj się na stronie { $provider } i wróć tutaj. Stanowisko poczeka kilka minut.
sign-in-browser-busy = Czekam na przeglądarkę…
signed-in = Zalogowano: { $person }.
signed-in-label = zalogowano
sign-out = Wyloguj się
signed-out = Wylogowano. Stanowisko działa dalej.
signed-out-idle = Wylogowano po { $minutes } min bez ruchu. Stanowisko działa dalej.
session-ended = Sesja zakończona, zaloguj się ponownie. Stanowisko działa dalej.

palette-open = Polecenie, świadczenie lub miejscowość
palette-title = Polecenia
palette-none = Nie ma polecenia ani miejscowości „{ $text }”.
palette-find = Znajdź wolny termin
palette-next-patient = Następny pacjent
palette-visits = Wizyty
palette-waiting = Poczekalnia
palette-requests = Do zrobienia
palette-sync = Synchronizuj teraz
palette-shortcuts = Skróty klawiszowe
palette-service = Szukaj terminów na to świadczenie
palette-language = Język programu
palette-place = Szukaj wokół: { $place }

keys-title = Skróty klawiszowe
keys-everywhere = Wszędzie
keys-finder = Lista wolnych terminów
keys-lists = Wizyty, Poczekalnia, Do zrobienia
keys-note = Pojedyncze litery i cyfry działają tylko wtedy, gdy lista jest aktywna.
key-palette = Polecenia
key-patient = Dane pacjenta
key-next-patient = Następny pacjent
key-find = Lista wolnych terminów
key-sync = Synchronizuj teraz
key-sign-in = Zaloguj się lub wyloguj
key-panes = Następna i poprzednia część ekranu
key-waiting = Poczekalnia
key-screens = Ekrany po kolei
key-filter = Szukaj na tym ekranie
key-undo = Cofnij
key-escape = O krok wstecz
key-help = Ta lista
key-choose = Wybór
key-nth = Jeden z pierwszych dziewięciu
key-book = Zarezerwuj
key-join = Dodaj do poczekalni
key-copy = Kopiuj tekst do przeczytania
key-next-step = Następny krok lub wyślij od razu
key-delete = Odwołaj, wypisz lub odłóż
key-move = Przełóż wizytę
key-attend = Obecność, nieobecność
key-restore = Przywróć do poczekalni
key-offer = Przyjmij, odrzuć proponowany termin
key-prolong = Przedłuż czekanie
key-settle = Zostaw dawny termin, przekazano
key-day = Wizyty u nas danego dnia
key-turn-day = Dzień wcześniej, później

## Szukanie terminu

finder-title = Znajdź termin
criteria = Kryteria
results = Wolne terminy
chosen = Wybrany termin
chosen-none = Wybierz termin z listy.

patient = Pacjent
pesel = PESEL
pesel-progress = { $digits } z 11 cyfr
given-name = Imię
family-name = Nazwisko
phone = Telefon
referral = Kod e-skierowania
urgent = pilny
stable = stabilny
no-pesel = Nie ma numeru PESEL
has-pesel = Ma numer PESEL
no-pesel-short = bez PESEL
no-pesel-reserve = rezerwa dla osób bez PESEL
choose = Wybierz
document = Dokument
document-passport = Paszport
document-identity-card = Dowód osobisty
document-other = Inny dokument
document-hint = { $kind ->
    [passport] paszport { $masked }
    [identity-card] dowód { $masked }
   *[other] dokument { $masked }
}
document-country = Kraj wydania
document-number = Numer dokumentu
birth-date = Data urodzenia
birth-date-form = dd.mm.rrrr
sex = Płeć
sex-f = Kobieta
sex-m = Mężczyzna
guardian = Opiekun
guardian-why = Pacjent nie ma 18 lat. Zapisz, kto za niego odpowiada: rodzica albo innego opiekuna.
guardian-contact = Gdy pacjent nie ma telefonu, wiadomości dostaje opiekun.
guardian-phone = Telefon opiekuna
guardian-add = Dodaj opiekuna
guardian-remove = Bez opiekuna
guardian-line = opiekun: { $person }
guardian-line-phone = opiekun: { $person }, { $phone }
patient-known = { $sex ->
    [F] Kobieta, { $age } l.
   *[other] Mężczyzna, { $age } l.
}
patient-card = { $age ->
    [one] { $age } rok · { $pesel }
    [few] { $age } lata · { $pesel }
    [many] { $age } lat · { $pesel }
   *[other] { $age } roku · { $pesel }
}
referral-line = E-skierowanie { $code }, stabilny
referral-line-urgent = E-skierowanie { $code }, pilny

service = Świadczenie
place = Miejscowość lub kod
place-anywhere = cała Polska
place-which = Jest kilka takich miejscowości. Którą wybrać?
place-none = Nie ma takiej miejscowości.
place-detail = gm. { $gmina }, pow. { $powiat }, { $voivodeship }
radius = Odległość
radius-km = do { $km } km
radius-any = cała Polska
earliest = Kiedy najwcześniej
date-from-today = od dziś, { $date }
calendar = Kalendarz
calendar-open = Otwórz kalendarz
month-previous = Poprzedni miesiąc
month-next = Następny miesiąc
horizon = Ile dni przeszukać
horizon-days = { $days ->
    [one] { $days } dzień
    [few] { $days } dni
    [many] { $days } dni
   *[other] { $days } dnia
}
weekdays = Dni tygodnia
day-part = Pora dnia
part-morning = do 12:00
part-midday = 12–16
part-evening = po 16
seen-by = Kto przyjmuje
# $service is the code of a service; not everyone who sees patients is a doctor.
practitioner = { $service ->
    [cardiology-first] Lekarz
   *[other] { seen-by }
}
practitioner-any = { $service ->
    [cardiology-first] Dowolny ({ $count })
   *[other] Bez znaczenia ({ $count })
}
only-here = Tylko ta placówka
only-step-free = Wejście bez schodów
only-stationary = Bez mammobusów
spoken-language = Język rozmowy
spoken-language-any = polski albo dowolny
spoken-languages = języki: polski, { $languages }
sort = Kolejność
sort-earliest = Najwcześniej
sort-nearest = Najbliżej
sort-best = Blisko i wkrótce

strip = Liczba wolnych terminów na dzień
strip-day = { $free ->
    [0] { $day }, brak wolnych
    [one] { $day }, { $free } wolny
    [few] { $day }, { $free } wolne
    [many] { $day }, { $free } wolnych
   *[other] { $day }, { $free } wolnego
}
strip-earlier = Wcześniejsze dni
strip-later = Późniejsze dni

found = { $count ->
    [one] { $count } wolny termin
    [few] { $count } wolne terminy
    [many] { $count } wolnych terminów
   *[other] { $count } wolnego terminu
}
order-earliest = najwcześniejsze na górze
order-nearest = najbliższe na górze
order-best = najlepsze na górze: 10 km dalej jak dzień później
all-days = Wszystkie dni ({ $count })
show-more = Pokaż więcej (jeszcze { $count })
room = gab.{"\u00a0"}{ $room }
step-free-short = bez schodów
mobile-short = mammobus
book-short = Zarezerwuj
ask-short = Poproś

none-until = Brak wolnych terminów do { $day }
none-on = Brak wolnych terminów: { $day }
none-text = Poszerz szukanie albo dodaj osobę do poczekalni. Program sam umówi ją na pierwszy termin, który jej pasuje.
none-held = Na tym komputerze są terminy tylko z tej części Polski: { $names }.
none-yet = Nie ma jeszcze terminów
none-yet-text = Program czeka na pierwsze dane z centrali. Wyniki pojawią się tu same.
widen-days = Wszystkie dni
widen-horizon = Szukaj przez 60 dni
widen-radius = Szukaj do { $km } km
widen-poland = Szukaj w całej Polsce
widen-all = Usuń dodatkowe warunki

read-aloud = Przeczytaj pacjentowi
script-copy = Kopiuj tekst
script-copied = Tekst skopiowany.
phone-short = Tel. { $phone }
slot-gone = już zajęty
checks = Sprawdzone automatycznie
check-pesel-ok = PESEL poprawny
check-pesel-bad = PESEL z pomyłką
check-pesel-none = Bez poprawnego numeru PESEL
check-eligible = Wiek i płeć w programie
check-referral-given = Kod e-skierowania podany
check-referral-none = Bez kodu e-skierowania
check-phone-none = Bez telefonu
check-document-ok = Dokument zamiast numeru PESEL
check-document-none = Bez pełnych danych dokumentu
check-guardian-given = Opiekun podany
check-guardian-none = Bez opiekuna

book = Zarezerwuj termin
book-offline = Poproś o termin
book-at = Zarezerwuj { $time }
booking-busy = Rezerwuję…

answer = Odpowiedź
outcome-confirmed-title = Wizyta umówiona
outcome-queued-title = Prośba zapisana
visit-number = Numer wizyty
visit-number-short = nr { $number }
person = Osoba
when = Kiedy
where = Gdzie
phone-number = Telefon
script-confirmed = Wizyta jest umówiona: { $when }. Numer wizyty to { $number }. Proszę go zapisać.
script-queued = Prośba o termin jest zapisana: { $when }. Termin nie jest jeszcze pewny. Zadzwonimy, gdy centrala odpowie.
script-queued-no-phone = Prośba o termin jest zapisana: { $when }. Termin nie jest jeszcze pewny. Proszę podać telefon albo zapytać nas później.
next-patient = Następny pacjent
another-term = Szukaj dalej

## Poczekalnia

join-open = Dodaj do poczekalni
join-title = Dodaj do poczekalni
join-text = { $days ->
    [one] { $service }. Program szuka przez { $days } dzień i sam umawia pierwszy termin, który pasuje.
    [few] { $service }. Program szuka przez { $days } dni i sam umawia pierwszy termin, który pasuje.
    [many] { $service }. Program szuka przez { $days } dni i sam umawia pierwszy termin, który pasuje.
   *[other] { $service }. Program szuka przez { $days } dnia i sam umawia pierwszy termin, który pasuje.
}
join-no-person = nie podano jeszcze danych
join-send = Dodaj do poczekalni
join-done = { $days ->
    [one] Dodano do poczekalni. Szukanie potrwa do { $days } dnia.
    [few] Dodano do poczekalni. Szukanie potrwa do { $days } dni.
    [many] Dodano do poczekalni. Szukanie potrwa do { $days } dni.
   *[other] Dodano do poczekalni. Szukanie potrwa do { $days } dnia.
}
join-queued = Zapisano. Osoba znajdzie się w poczekalni, gdy centrala odpowie.
entitlement = Uprawnienie poza kolejnością
entitlement-none = Brak
entitlement-check = Sprawdź dokument, który potwierdza uprawnienie.
urgent-long = Na skierowaniu jest „pilny”
short-notice = Może przyjść z dnia na dzień

position = Kolejka
category = Kategoria
days-left = Zostało
place-column = Miejsce
status = Stan
actions = Czynności
entered = od { $at }
days = { $days ->
    [one] { $days } dzień
    [few] { $days } dni
    [many] { $days } dni
   *[other] { $days } dnia
}
entry-waiting = czeka
entry-booked = ma termin
entry-lapsed = czas minął
entry-left = wypisana
entry-leaving = zaraz wypisana
entry-around = w okolicy przychodni
entry-offered = proponowany termin
offer-until = odpowiedź do { $at }
offer-unsent = wiadomość czeka na wysłanie
offer-accept = Przyjmij
offer-decline = Odrzuć
offer-accepted = { $person }: termin przyjęty, wizyta umówiona.
offer-accept-queued = { $until ->
    [none] { $person }: wizyta nie jest jeszcze umówiona. Odpowiedź czeka na centralę.
   *[other] { $person }: wizyta nie jest jeszcze umówiona. Odpowiedź czeka na centralę i musi do niej dotrzeć do { $until }.
}
offer-declining = zaraz odrzucony
offer-decline-soon = { $person }: za chwilę odrzucę proponowany termin.
offer-decline-queued = { $person }: odrzucenie terminu czeka na centralę.
offer-declined = { $person }: termin odrzucony. Miejsce w poczekalni zostaje.
prolong = Przedłuż
prolonged = { $person }: czekanie przedłużone. Miejsce w kolejce zostaje.
prolong-queued = { $person }: przedłużenie czeka na centralę.
leave = Wypisz
leave-soon = { $person }: za chwilę wypiszę z poczekalni.
leave-done = { $person }: wypisano z poczekalni.
leave-queued = { $person }: wypisanie czeka na centralę.
waiting-filter = Osoba, świadczenie lub miejsce
waiting-empty = Nikt nie czeka
waiting-empty-text = Gdy nie ma pasującego terminu, dodaj osobę do poczekalni na ekranie „Wolne terminy”.
waiting-offline = Kolejność w poczekalni zna tylko centrala. Lista pojawi się, gdy wróci łączność.

## Wizyty

visits-title = Wizyty umówione tutaj
visits-filter = Osoba, numer lub lekarz
visits-empty = Nie ma jeszcze wizyt
visits-empty-text = Wizyty umówione na tym stanowisku pojawią się tutaj.
visits-offline = Listę wizyt przechowuje centrala. Pojawi się, gdy wróci łączność.
visit-cancel = Odwołaj
visit-cancelled = odwołana
visits-which = Które wizyty
visits-here = Umówione tutaj
visits-day = U nas dnia
visits-day-title = Wizyty u nas
visits-day-empty = Tego dnia nikt nie jest umówiony
visits-day-empty-text = Tu są wszystkie wizyty w tej placówce, także umówione gdzie indziej.
visits-day-before = Poprzedni dzień
visits-day-after = Następny dzień
visit-came = obecność
visit-missed = nieobecność
attend-yes = Obecność
attend-no = Nieobecność
attend-came = { $person }: zapisano obecność.
attend-missed = { $person }: zapisano nieobecność.
ask-queued = { $done } Czeka na centralę.
restore = Przywróć
restore-title = Przywrócić miejsce w poczekalni? { $person }
restore-text = { $service }, { $day }, { $time }. Miejsce wraca do osoby, która nie przyszła z przyczyn od niej niezależnych, na przykład przez wypadek albo powódź.
restore-confirm = Przywróć miejsce
restore-leave = Nie przywracaj
restored = { $person }: miejsce w poczekalni przywrócone.
visit-leaving = zaraz odwołana
from-waiting = z poczekalni
cancel-title = Odwołać wizytę? { $person }
cancel-text = { $day }, { $time }, { $practitioner }. Zwolniony termin może od razu dostać ktoś inny.
cancel-why = Kto odwołuje
reason-patient = Pacjent rezygnuje
reason-clinic = Przychodnia nie może przyjąć
reason-mistake = Wizyta wpisana przez pomyłkę
cancel-confirm = Odwołaj wizytę
keep-visit = Zostaw wizytę
cancel-soon = { $person }: za chwilę odwołam wizytę.
cancel-done = { $person }: wizyta odwołana.
cancel-passed-on = { $person }: wizyta odwołana. Termin dostała osoba z poczekalni.
cancel-queued = { $person }: odwołanie czeka na centralę.

## Przekładanie wizyty

visit-move = Przełóż
visit-moving = wybierasz nowy termin
visit-moves-to = nowy termin: { $day }, { $time }
move-title = Nowy termin dla wizyty { $number }
move-visit = Przekładana wizyta
move-from = Teraz
move-mode = Przekładasz wizytę { $number }.
move-meaning = Obecny termin zwolni się dopiero wtedy, gdy centrala potwierdzi nowy.
move-leave = Zostaw bez zmian
move-send = Przełóż na ten termin
move-offline = Poproś o ten termin
move-busy = Przekładam…
move-short = Przełóż
move-at = Przełóż na { $time }
move-none = Poszerz szukanie. Wizyta zostaje na razie w obecnym terminie.
moved-title = Wizyta przełożona
move-queued-title = Prośba o zmianę zapisana
script-moved = Wizyta jest przełożona na nowy termin: { $when }. Numer wizyty się nie zmienia: { $number }.
script-move-queued = Prośba o nowy termin jest zapisana: { $when }. Dopóki centrala nie odpowie, ważny jest obecny termin. Wizyta ma numer { $number }.
conflict-move-title = Wizyta nieprzełożona
conflict-move-text = { $person }: wizyta zostaje w obecnym terminie. Nie udał się termin: { $service }, { $day }, { $time }, { $practitioner }.
passed-on-old = Poprzedni termin dostała osoba z poczekalni.

## Do zrobienia

requests-refused = { $count ->
    [one] { $count } wymaga decyzji
    [few] { $count } wymagają decyzji
    [many] { $count } wymaga decyzji
   *[other] { $count } wymaga decyzji
}
requests-queued = { $count ->
    [one] { $count } czeka na centralę
    [few] { $count } czekają na centralę
    [many] { $count } czeka na centralę
   *[other] { $count } czeka na centralę
}
requests-queued-text = Program wyśle je sam, gdy będzie łączność. Nie trzeba nic robić.
requests-recent = Ostatnio załatwione
requests-empty = Wszystko załatwione
requests-empty-text = Tu pojawią się telefony do pacjentów, to, co czeka na centralę, i to, czego centrala nie przyjęła.
calls-title = { $count ->
    [one] { $count } osoba czeka na telefon
    [few] { $count } osoby czekają na telefon
    [many] { $count } osób czeka na telefon
   *[other] { $count } osoby czeka na telefon
}
calls-text = Na górze są osoby z najbliższym terminem.
calls-unknown = Nie wiadomo, kto czeka na telefon
calls-offline = Tę listę ma tylko centrala. Pojawi się, gdy wróci łączność.
call-about-move = Przychodnia nie ogłasza już tego terminu. Wizyta jest nadal umówiona.
call-untold = Do przekazania: { $what }.
call-about-confirmation = wizyta jest umówiona
call-about-reminder = przypomnienie o wizycie
call-about-change = wizyta ma nowy termin
call-about-cancelled = wizyta jest odwołana
call-about-auto-booked = poczekalnia znalazła termin
call-about-offer = poczekalnia proponuje termin
call-about-expiry-warning = kończy się czekanie w poczekalni
call-reason-no-contact = Nie ma dokąd wysłać wiadomości.
call-reason-undeliverable = Wiadomość nie dotarła.
call-reason-unclear-reply = Ktoś odwołuje SMS-em, ale z tego telefonu korzysta kilka osób.
call-no-phone = bez telefonu
call-over = termin minął
call-ending = zaraz załatwione
call-term = Termin
call-old-term = Dotychczasowy termin
call-new-term = Proponowany termin
call-waits-until = Czeka do
call-kept-until = trzymany dla tej osoby do { $at }
call-not-kept = wolny dla wszystkich, nikt go nie trzyma
call-no-term = Przychodnia nie ma wolnego terminu. Wybierz inny.
call-keep = Zostaje dawny termin
call-make = Przekazano
call-accepted = { $person }: wizyta przełożona.
call-accept-queued = { $until ->
    [none] { $person }: ważny jest dotychczasowy termin. Zmiana czeka na centralę.
   *[other] { $person }: ważny jest dotychczasowy termin. Zmiana czeka na centralę i musi do niej dotrzeć do { $until }.
}
call-keep-soon = { $person }: za chwilę zapiszę, że zostaje dawny termin.
call-kept = { $person }: zostaje dawny termin.
call-make-soon = { $person }: za chwilę zapiszę, że przekazano.
call-made = { $person }: zapisano, że przekazano.
call-needs-registry = Tego nie da się zapisać bez centrali. Spróbuj, gdy wróci łączność.
kind-book = Rezerwacja
kind-cancel = Odwołanie
kind-join = Dodanie do poczekalni
kind-leave = Wypisanie z poczekalni
kind-reschedule = Przełożenie wizyty
kind-attend = Obecność na wizycie
kind-restore = Przywrócenie miejsca w kolejce
kind-hold = Trzymanie terminu
kind-prolong = Przedłużenie czekania
kind-accept = Przyjęcie propozycji terminu
kind-decline = Odmowa propozycji terminu
answer-queued = czeka na centralę
answer-confirmed = przyjęte
answer-refused = nieprzyjęte
passed-on = Termin dostała osoba z poczekalni.
step-choose = Wybierz inny termin
step-correct = Popraw dane
step-visits = Pokaż wizyty
step-waiting = Pokaż poczekalnię
dismiss = Załatwione
request-dismissed = { $person }: załatwione.
settled-confirmed = { $person }: centrala potwierdziła.
settled-refused = { $person }: centrala odmówiła. Trzeba zdecydować, co dalej.

conflict-taken-title = Ten termin zajął ktoś inny
conflict-title = Wizyta nieumówiona
conflict-text = { $person } nie ma wizyty: { $service }, { $day }, { $time }, { $practitioner }.
alternatives = Najbliższe wolne terminy
same-practitioner = { $service ->
    [cardiology-first] ten sam lekarz, { $when }
    [mammography] ta sama pracownia, { $when }
   *[other] ta sama osoba, { $when }
}
other-practitioner = { $when }, { $facility }, { $near }
to-waiting = Do poczekalni
find-another = Znajdź inny termin

## Harmonogramy

timetables-title = Harmonogramy
timetables-filter = Osoba, świadczenie lub miejsce
timetables-empty = Nie ma jeszcze harmonogramów
timetables-empty-text = Dodaj pierwszy harmonogram: świadczenie, osobę, która przyjmuje, i miejsce. Potem ułóż jej tydzień.
timetables-offline = Terminy ogłasza się w centrali, więc bez łączności nie da się ich zmienić. Lista pojawi się, gdy wróci łączność.
timetables-locked = Harmonogramy zmienia administrator przychodni
timetables-back = Harmonogramy
schedules-count = { $count ->
    [one] { $count } harmonogram
    [few] { $count } harmonogramy
    [many] { $count } harmonogramów
   *[other] { $count } harmonogramu
}
schedule-open = Otwórz
schedule-add = Dodaj harmonogram
schedule-add-title = Nowy harmonogram
schedule-add-text = Jedna osoba albo pracownia, jedno świadczenie i jedno miejsce. Godziny ułożysz w następnym kroku.
schedule-practitioner = Kto przyjmuje
schedule-practitioner-note = Tak, jak zobaczy to pacjent: „lek. Anna Kowalczyk” albo „Pracownia mammografii”.
schedule-room = Gabinet
schedule-minutes = Długość terminu w minutach
schedule-place = Miejsce
pool = Dla kogo
pool-general = dla wszystkich
pool-urgent = pilni
pool-post-hospital = po szpitalu
pool-entitled = uprawnieni
pool-no-pesel = bez numeru PESEL
pool-continuation = kontynuacja leczenia
pool-reserve = To rezerwa: terminy z niej zapisuje tylko ta przychodnia.
published-until = Ogłoszone do
published-nothing = nic nie ogłoszono
published-short = kończą się terminy

timetable-new = Ten harmonogram nie ma jeszcze terminów. Zaznacz dni, w które przyjmuje, i wpisz godziny.
timetable-from-file = Terminy do { $day } ogłoszono bez planu tygodnia, na przykład z pliku. Opublikowany tu plan zastąpi je od swojego pierwszego dnia.
timetable-offline = Nie ma łączności z centralą. Możesz dalej wpisywać zmiany; opublikujesz je, gdy wróci łączność.
timetable-changes = { $count ->
    [one] { $count } nieopublikowana zmiana
    [few] { $count } nieopublikowane zmiany
    [many] { $count } nieopublikowanych zmian
   *[other] { $count } nieopublikowanej zmiany
}
timetable-undo = Cofnij zmiany
timetable-review = Sprawdź zmiany
week-title = Plan tygodnia
week-title-from = Plan od { $day }
week-terms = { $count ->
    [one] { $count } termin w tygodniu
    [few] { $count } terminy w tygodniu
    [many] { $count } terminów w tygodniu
   *[other] { $count } terminu w tygodniu
}
week-from = od
week-to = do
week-from-long = Plan obowiązuje od
week-to-long = Plan obowiązuje do
week-endless = bez końca
week-day = Dzień
week-closed = nie przyjmuje
week-count = Terminy
week-add = Inny plan od wybranego dnia
hours-from = Od
hours-to = Do
hours-minutes = Minuty
hours-breaks = Przerwy
hours-from-of = { $name }, od
hours-to-of = { $name }, do
hours-minutes-of = { $name }, długość terminu w minutach
hours-breaks-of = { $name }, przerwy
hours-breaks-none = bez przerwy
weekday-long-1 = poniedziałek
weekday-long-2 = wtorek
weekday-long-3 = środa
weekday-long-4 = czwartek
weekday-long-5 = piątek
weekday-long-6 = sobota
weekday-long-7 = niedziela
absences = Nieobecności
absences-text = W te dni nie ma żadnych terminów: urlop, szkolenie, awaria.
absence-add = Dodaj nieobecność
absence-nth = Nieobecność { $number }
absence-from = { $name }, pierwszy dzień
absence-to = { $name }, ostatni dzień
day-first = pierwszy dzień
day-last = ostatni dzień
exceptions = Wyjątkowe dni
exceptions-text = Jeden dzień inny niż w planie. W święta i tak nikt nie przyjmuje.
exception-add = Dodaj wyjątkowy dzień
exception-nth = Wyjątkowy dzień { $number }
exception-day = { $name }, data
exception-which = data
exception-what = { $name }, co jest inaczej
exception-closed = Zamknięte
exception-other = Inne godziny
capacity = Najwięcej terminów dziennie
capacity-text = Tyle, za ile płaci umowa. Kolejne terminy tego dnia nie powstaną.
capacity-none = bez limitu
remove = Usuń
remove-of = Usuń: { $name }
undo-of = Cofnij zmianę: { $name }
put-back = Przywróć
calendar-open-for = Kalendarz: { $field }
key-review = Sprawdź zmiany w harmonogramie

publish-title = Zmiany w harmonogramie: { $name }
publish-busy = Pytam centralę, co się zmieni…
publish-none = Nie wiadomo jeszcze, co się zmieni. Nic nie zostało opublikowane.
publish-checking = Sprawdzam…
publish-sending = Publikuję…
publish-again = Sprawdź jeszcze raz
publish = Opublikuj
publish-back = Wróć do zmian
publish-days = Zmiany w dniach
publish-until = Terminy ogłoszone do
publish-short = Terminy skończą się niedługo. Pacjenci szukają na dłużej naprzód: sprawdź, do kiedy obowiązuje plan.
publish-overtaken = Ktoś inny opublikował ten harmonogram, odkąd jest tu otwarty. Publikacja zastąpi jego zmiany.
publish-mine = Opublikuj moją wersję
publish-theirs = Wczytaj jego wersję
publish-moves = Wizyty do przełożenia
publish-no-proposal = brak wolnego terminu
publish-more = { $count ->
    [one] i jeszcze { $count } wizyta
    [few] i jeszcze { $count } wizyty
    [many] i jeszcze { $count } wizyt
   *[other] i jeszcze { $count } wizyty
}
# $kept is a number that is already written out.
terms-soon = { $opened ->
    [0] Nie przybędzie terminów
    [one] Przybędzie { $opened } termin
    [few] Przybędą { $opened } terminy
    [many] Przybędzie { $opened } terminów
   *[other] Przybędzie { $opened } terminu
}, { $closed ->
    [0] żaden nie zniknie
    [one] zniknie { $closed }
    [few] znikną { $closed }
    [many] zniknie { $closed }
   *[other] zniknie { $closed }
}, bez zmian: { $kept }.
terms-done = { $opened ->
    [0] Nie przybyło terminów
    [one] Przybył { $opened } termin
    [few] Przybyły { $opened } terminy
    [many] Przybyło { $opened } terminów
   *[other] Przybyło { $opened } terminu
}, { $closed ->
    [0] żaden nie zniknął
    [one] zniknął { $closed }
    [few] zniknęły { $closed }
    [many] zniknęło { $closed }
   *[other] zniknęło { $closed }
}, bez zmian: { $kept }.
terms-given = { $count ->
    [one] Jeden z nowych od razu dostanie osoba z poczekalni.
    [few] { $count } z nowych od razu dostaną osoby z poczekalni.
    [many] { $count } z nowych od razu dostaną osoby z poczekalni.
   *[other] { $count } z nowych od razu dostaną osoby z poczekalni.
}
terms-given-done = { $count ->
    [one] Jeden z nowych dostała od razu osoba z poczekalni.
    [few] { $count } z nowych dostały od razu osoby z poczekalni.
    [many] { $count } z nowych dostały od razu osoby z poczekalni.
   *[other] { $count } z nowych dostały od razu osoby z poczekalni.
}
terms-same = Terminy się nie zmienią, bez zmian: { $kept }.
terms-same-done = Terminy się nie zmieniły, bez zmian: { $kept }.
to-move = { $count ->
    [0] Żadnej wizyty nie trzeba przekładać.
    [one] { $count } umówiona wizyta straci termin: zostanie umówiona, a pacjent trafi na listę „Do zrobienia”, żeby do niego zadzwonić.
    [few] { $count } umówione wizyty stracą terminy: zostaną umówione, a pacjenci trafią na listę „Do zrobienia”, żeby do nich zadzwonić.
    [many] { $count } umówionych wizyt straci terminy: zostaną umówione, a pacjenci trafią na listę „Do zrobienia”, żeby do nich zadzwonić.
   *[other] { $count } umówionej wizyty straci termin: zostanie umówiona, a pacjent trafi na listę „Do zrobienia”, żeby do niego zadzwonić.
}
published = Opublikowano. { $terms }
published-to-move = { $count ->
    [one] { $count } osoba czeka na telefon w sprawie nowego terminu.
    [few] { $count } osoby czekają na telefon w sprawie nowego terminu.
    [many] { $count } osób czeka na telefon w sprawie nowego terminu.
   *[other] { $count } osoby czeka na telefon w sprawie nowego terminu.
}
leave-title = Zmiany nie są opublikowane
leave-text = { $count ->
    [one] { $name }: { $count } zmiana przepadnie, jeśli teraz wyjdziesz.
    [few] { $name }: { $count } zmiany przepadną, jeśli teraz wyjdziesz.
    [many] { $name }: { $count } zmian przepadnie, jeśli teraz wyjdziesz.
   *[other] { $name }: { $count } zmiany przepadnie, jeśli teraz wyjdziesz.
}
leave-stay = Wróć do zmian
leave-anyway = Wyjdź bez publikowania

import-open = Wczytaj plik
import-title = Terminy z pliku
import-text = Plik CSV ze średnikami: pierwszy wiersz to nazwy kolumn, a każdy dalszy to godziny jednego dnia. Najpierw zobaczysz, co się zmieni.
import-choose = Wybierz plik
import-other = Inny plik
import-file = Plik
import-wrong = { $count ->
    [one] W pliku jest { $count } błąd. Nic nie zostało zmienione.
    [few] W pliku są { $count } błędy. Nic nie zostało zmienione.
    [many] W pliku jest { $count } błędów. Nic nie zostało zmienione.
   *[other] W pliku jest { $count } błędu. Nic nie zostało zmienione.
}
import-errors = Błędy w pliku
import-line = Wiersz
import-column = Kolumna
import-fix = Co poprawić
import-whole-line = cały wiersz
import-more = { $count ->
    [one] i jeszcze { $count } błąd
    [few] i jeszcze { $count } błędy
    [many] i jeszcze { $count } błędów
   *[other] i jeszcze { $count } błędu
}
import-schedules = { $count ->
    [one] Powstanie { $count } harmonogram.
    [few] Powstaną { $count } harmonogramy.
    [many] Powstanie { $count } harmonogramów.
   *[other] Powstanie { $count } harmonogramu.
}
imported = Wczytano plik. { $terms }

## Urządzenia

locked-text = Zaloguj się kontem administratora, żeby to zobaczyć i zmienić.
locked-other = To konto nie ma do tego prawa. Wyloguj się i poproś administratora, żeby się zalogował.
devices-title = Urządzenia
devices-locked = O urządzeniach decyduje administrator przychodni
devices-count = { $count ->
    [one] { $count } urządzenie
    [few] { $count } urządzenia
    [many] { $count } urządzeń
   *[other] { $count } urządzenia
}
devices-filter = Nazwa lub odcisk klucza
devices-empty = Nie ma urządzeń
devices-empty-text = Dodaj urządzenie i wpisz na nim kod jednorazowy.
devices-offline = Listę urządzeń ma tylko centrala. Pojawi się, gdy wróci łączność.
device = Urządzenie
device-here = to stanowisko
device-program = program przychodni
device-invited = czeka na kod
device-pending = czeka na zgodę
device-active = działa
device-quarantined = zatrzymane: klucza użyły dwa komputery
device-revoked = odłączone
device-add = Dodaj urządzenie
device-add-title = Nowe stanowisko
device-add-text = Dostaniesz kod jednorazowy, który wpisuje się na nowym stanowisku.
device-name = Nazwa
device-name-note = Na przykład „Rejestracja, okno 2”.
device-code-make = Utwórz kod
device-code-title = Kod dla: { $name }
device-code-text = Wpisz go na nowym stanowisku przed { $time }. Działa raz i nie da się go pokazać ponownie. Potem porównaj tu odcisk klucza i dopuść stanowisko.
device-code-done = Gotowe
device-approve = Dopuść
device-approve-title = Dopuścić urządzenie? { $name }
device-approve-text = Poproś, żeby przeczytano Ci odcisk klucza z ekranu tego urządzenia. Dopuść je tylko wtedy, gdy jest taki sam.
device-approve-confirm = Odcisk się zgadza, dopuść
device-approved = { $name }: urządzenie dopuszczone.
device-revoke = Odłącz
device-revoke-title = Odłączyć urządzenie? { $name }
device-revoke-text = Od razu przestanie działać i nie da się tego cofnąć. Żeby wróciło, potrzebny będzie nowy kod.
device-revoke-here = To stanowisko, przy którym siedzisz. Od razu przestanie działać, a żeby wróciło, potrzebny będzie nowy kod od innego administratora albo z centrali.
device-revoke-confirm = Odłącz
device-gone = { $name }: urządzenie odłączone.

## Wgląd w wizyty gdzie indziej

nav-lookups = Wglądy
key-lookup = Wizyty pacjenta gdzie indziej
key-review-lookup = Wgląd sprawdzony
lookup-open = Wizyty gdzie indziej
lookup-title = Wizyty pacjenta we wszystkich placówkach
lookup-text = Centrala zapisze, że pyta konto { $person }, o kogo i dlaczego. Administrator przychodni sprawdza każdy wgląd.
lookup-noted = Centrala zapisała ten wgląd z nazwą konta { $person }.
lookup-sign-in = Wgląd jest zapisywany z nazwą konta osoby, która pyta, więc najpierw się zaloguj.
lookup-offline = Nie ma łączności z centralą. Wizyty w innych placówkach zna tylko ona, więc spróbuj, gdy łączność wróci.
lookup-why = Dlaczego pytasz
lookup-because-referral = Pacjent ma e-skierowanie
lookup-because-referral-text = To, na które już się umówił albo czeka
lookup-because-referral-short = e-skierowanie
lookup-because-emergency = Nagły przypadek
lookup-because-emergency-text = Pacjent dostanie wiadomość, że Twoja placówka sprawdziła jego wizyty
lookup-because-emergency-short = nagły przypadek
lookup-reason = Co się stało i dlaczego to nie może czekać
lookup-reason-note = Od 10 do 500 znaków. Przeczyta to administrator przychodni.
lookup-ask = Zapisz i pokaż wizyty
lookup-busy = Pytam centralę…
lookup-done = Gotowe
lookup-forgotten = Po zamknięciu nic z tego nie zostaje na tym stanowisku.
lookup-found = Wizyty i wpisy w poczekalni
lookup-phone = tel. { $phone }
lookup-waits = Czeka na termin
lookup-offered = Ma propozycję: { $day }, { $time }
lookup-unlisted = { $count ->
    [one] Jest jeszcze { $count } wizyta w miejscu, którego to stanowisko nie zna. Zsynchronizuj (F5) i zapytaj ponownie.
    [few] Są jeszcze { $count } wizyty w miejscach, których to stanowisko nie zna. Zsynchronizuj (F5) i zapytaj ponownie.
    [many] Jest jeszcze { $count } wizyt w miejscach, których to stanowisko nie zna. Zsynchronizuj (F5) i zapytaj ponownie.
   *[other] Jest jeszcze { $count } wizyty w miejscach, których to stanowisko nie zna. Zsynchronizuj (F5) i zapytaj ponownie.
  }
lookup-nothing = Nie ma nic do pokazania
lookup-nothing-text = Ta osoba nie ma wizyt ani wpisów w poczekalni albo kod należy do kogoś innego. Sprawdź numer i kod.
lookups-title = Wglądy w wizyty pacjentów
lookups-locked = Wglądy sprawdza administrator przychodni
lookups-count = { $count ->
    [one] { $count } wgląd
    [few] { $count } wglądy
    [many] { $count } wglądów
   *[other] { $count } wglądu
}
lookups-filter = Konto, osoba lub powód
lookups-empty = Nikt nie pytał o wizyty w innych placówkach
lookups-empty-text = Każdy wgląd pojawi się tutaj z nazwą konta i powodem.
lookups-offline = Listę wglądów ma tylko centrala. Pojawi się, gdy wróci łączność.
lookup-by = Kto
lookup-why-short = Powód
lookup-nobody = Nic nie znaleziono
lookup-state-new = do sprawdzenia
lookup-state-reviewed = sprawdzony
lookup-own = Twój: sprawdza inny administrator
lookup-review = Sprawdzone
lookup-reviewed = Wgląd oznaczony jako sprawdzony.

## Listy

rows-count = { $count ->
    [one] { $count } osoba
    [few] { $count } osoby
    [many] { $count } osób
   *[other] { $count } osoby
}
visits-count = { $count ->
    [one] { $count } wizyta
    [few] { $count } wizyty
    [many] { $count } wizyt
   *[other] { $count } wizyty
}
list-offline = Nie ma łączności z centralą
list-old = Nie ma łączności z centralą. Lista pokazuje stan sprzed jej utraty.
filter-none = Nie ma tu „{ $text }”
filter-clear = Pokaż wszystkie
