# Słowa wspólne dla rejestracji i kiosku.

app-name = Okienko
demo-mark = DANE DEMONSTRACYJNE
demo-mark-long = Dane demonstracyjne: terminy, przychodnie i lekarze są zmyślone.

boot-failed-title = Nie można uruchomić programu
boot-failed-text = Program nie odczytał swoich danych. Zamknij go i uruchom ponownie. Jeśli to nie pomoże, zadzwoń do administratora.
boot-retry = Spróbuj jeszcze raz
retry = Spróbuj ponownie
close = Zamknij
undo = Cofnij
send-now = Wyślij od razu
messages = Komunikaty
loading = Wczytuję…

service-cardiology-first = Kardiolog, pierwsza wizyta
service-mammography = Mammografia
service-cytology = Cytologia

entitlement-pregnancy = Ciąża
entitlement-minor-severe = Ciężko chore dziecko
entitlement-disability = Znaczny stopień niepełnosprawności
entitlement-blood-donor = Zasłużony Honorowy Dawca Krwi
entitlement-transplant-donor = Zasłużony Dawca Przeszczepu
entitlement-war-invalid = Inwalida wojenny lub wojskowy
entitlement-combatant = Kombatant
entitlement-repressed = Osoba represjonowana
entitlement-deported = Deportowany do pracy przymusowej
entitlement-veteran = Weteran lub żołnierz poszkodowany

# Trzy stany, zawsze te same słowa.
state-confirmed = potwierdzona
state-queued = czeka na centralę
state-refused = nieumówiona

connect-title-unknown = Połącz to stanowisko z centralą
connect-title-lost = Centrala nie rozpoznaje tego stanowiska
connect-title-pending = Stanowisko czeka na zgodę
connect-title-revoked = Stanowisko odłączone od centrali
connect-title-quarantined = Stanowisko zatrzymane
connect-unknown = Kod podaje administrator przychodni albo centrali. Działa raz, przez 15 minut.
connect-lost = Poproś administratora o nowy kod. Działa raz, przez 15 minut.
connect-pending = Podyktuj administratorowi ten odcisk klucza; musi być taki sam jak u niego.
connect-revoked = Odłączył je administrator. Poproś go o nowy kod: działa raz, przez 15 minut.
connect-quarantined = Klucza tego stanowiska użyły dwa komputery. Zadzwoń do administratora i podyktuj mu odcisk klucza.
connect-registry = Adres centrali
connect-code = Kod jednorazowy
connect-code-note = 10 liter i cyfr, na przykład 7K3QF-2M9DX
connect-button = Połącz
connect-busy = Łączę…
connect-again = Sprawdź teraz
connect-checking = Pytam centralę…
connect-unchanged = Sprawdzono o { $time }: bez zmian.
connect-done = Połączono z centralą: { $name }.
connect-name = Stanowisko
connect-clinic = Przychodnia
connect-fingerprint = Odcisk klucza

weekday-1 = pn
weekday-2 = wt
weekday-3 = śr
weekday-4 = cz
weekday-5 = pt
weekday-6 = sb
weekday-7 = nd

relative-today = dziś
relative-tomorrow = jutro
relative-week = za tydzień
relative-days = { $days ->
    [one] za { $days } dzień
    [few] za { $days } dni
    [many] za { $days } dni
   *[other] za { $days } dnia
}
relative-days-ago = { $days ->
    [one] { $days } dzień temu
    [few] { $days } dni temu
    [many] { $days } dni temu
   *[other] { $days } dnia temu
}
distance-km = { $km } km
mobile-unit = mammobus, tylko tego dnia
step-free = wejście bez schodów
