# Frame of the window, icon beside the clock, notifications of the program itself.

window-title-reception = Okienko – reception
window-title-kiosk = Okienko – kiosk

tray-open = Open
tray-pause = Pause notifications for half an hour
tray-quit = Quit
tray-attention = Something needs your attention

keeps-running = The program keeps fetching terms. To end it, choose “Quit” at the icon beside the clock.
    .title = Okienko keeps running
start-failed =
    .title = Okienko did not start
