# Рамка вікна, значок біля годинника і сповіщення самої програми.

window-title-reception = Okienko – реєстратура
window-title-kiosk = Okienko – термінал

tray-open = Відкрити
tray-pause = Призупинити сповіщення на пів години
tray-quit = Завершити
tray-attention = Є справи, які треба вирішити

keeps-running = Програма завантажує терміни у фоні. Щоб закрити її, виберіть «Завершити» біля значка поруч із годинником.
    .title = Okienko працює далі
start-failed =
    .title = Okienko не запустилося
