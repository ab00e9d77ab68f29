# Powiadomienia systemowe i lista powiadomień. Bez nazwisk i bez danych o zdrowiu: ekran widzą też inni.

notice-waiting-booked = Osoba z poczekalni dostała termin. { $service }. Zobacz szczegóły w programie.
    .title = Poczekalnia: jest termin
notice-booking-confirmed = Centrala potwierdziła wizytę. { $service }.
    .title = Wizyta potwierdzona
notice-booking-refused = Centrala nie przyjęła wizyty. { $service }. Trzeba wybrać inny termin.
    .title = Wizyta nieumówiona
notice-cache-rebuilt = Zapisane terminy były uszkodzone. Program pobiera je na nowo, nic nie zginęło.
    .title = Dane pobrane na nowo
notice-action-show = Pokaż
notice-action-later = Później
