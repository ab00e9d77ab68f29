# Powiadomienia systemowe i lista powiadomień. Bez nazwisk i bez danych o zdrowiu: ekran widzą też inni.

notice-waiting-booked = Osoba z poczekalni dostała termin. { $service }. Zobacz szczegóły w programie.
    .title = Poczekalnia: jest termin
notice-offer-made = Zwolnił się termin dla osoby z poczekalni i czeka na jej odpowiedź. { $service }. Zobacz szczegóły w programie.
    .title = Poczekalnia: propozycja terminu
notice-offer-lapsed = Nikt nie odpowiedział na propozycję terminu w porę. Osoba czeka dalej na swoim miejscu. { $service }.
    .title = Poczekalnia: propozycja wygasła
notice-waiting-ends = Wkrótce kończy się ważność wpisu w poczekalni. { $service }. Przedłuż go, jeśli osoba nadal czeka.
    .title = Poczekalnia: wpis się kończy
notice-call-patient = Odwołana przez poradnię wizyta: trzeba zadzwonić do pacjenta, który znów czeka. { $service }.
    .title = Zadzwoń do pacjenta
notice-call-task = Wiadomość nie dotarła do pacjenta. { $service }. Proszę zadzwonić, szczegóły w programie.
    .title = Trzeba zadzwonić do pacjenta
notice-visits-to-move = Przychodnia nie ogłasza już terminów, na które umówiono wizyty. { $service }. Zadzwoń i przełóż je, lista jest w programie.
    .title = Wizyty do przełożenia
notice-booking-confirmed = Centrala potwierdziła wizytę. { $service }.
    .title = Wizyta potwierdzona
notice-booking-refused = Centrala nie przyjęła wizyty. { $service }. Trzeba wybrać inny termin.
    .title = Wizyta nieumówiona
notice-cache-rebuilt = Zapisane terminy były uszkodzone. Program pobiera je na nowo, nic nie zginęło.
    .title = Dane pobrane na nowo
notice-action-show = Pokaż
notice-action-later = Później

## Strona w przeglądarce po logowaniu

browser-done = Program dokończy logowanie. Możesz zamknąć tę kartę.
    .title = Wróć do programu
browser-refused = Możesz zamknąć tę kartę i wrócić do programu.
    .title = Nie zalogowano
browser-stranger = Ta strona należy do logowania, które już się skończyło albo trwa gdzie indziej. Możesz zamknąć tę kartę i zacząć w programie od nowa.
    .title = To inne logowanie
