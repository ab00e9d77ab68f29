# Ramka okna, ikona przy zegarze i powiadomienia samego programu.

window-title-reception = Okienko – recepcja
window-title-kiosk = Okienko – kiosk

tray-open = Otwórz
tray-pause = Wstrzymaj powiadomienia na pół godziny
tray-quit = Zakończ
tray-attention = Są sprawy do załatwienia

keeps-running = Program pobiera terminy w tle. Aby go zamknąć, wybierz „Zakończ” przy ikonie obok zegara.
    .title = Okienko działa dalej
start-failed =
    .title = Okienko nie uruchomiło się
