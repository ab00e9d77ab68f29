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

connect-title = Połącz to stanowisko z centralą
connect-text = Kod podaje administrator przychodni albo centrali. Działa raz, przez 15 minut.
connect-revoked = To stanowisko zostało odłączone. Aby połączyć je znowu, poproś administratora o nowy kod.
connect-pending = Stanowisko czeka na zgodę. Podyktuj administratorowi ten odcisk; musi być taki sam jak u niego.
connect-quarantined = Klucza tego stanowiska użyły dwa komputery, więc zostało zatrzymane. Zadzwoń do administratora i podyktuj mu ten odcisk.
connect-registry = Adres centrali
connect-code = Kod jednorazowy
connect-button = Połącz
connect-again = Sprawdź teraz

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
