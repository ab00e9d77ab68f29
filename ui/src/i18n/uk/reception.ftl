# Тексти реєстратури.

desk = Реєстратура
cancel = Відмінити
later = Пізніше
sending = Надсилаю…
any = будь-які
any-part = будь-яка

## Оболонка

nav = Головна навігація
nav-finder = Вільні терміни
nav-visits = Візити
nav-waiting = Черга
nav-requests = Зробити
nav-timetables = Розклади
nav-shortcuts = Клавіші

chip-fresh = Синхронізовано { $time }
chip-first-sync = Завантаження { $percent } %
chip-starting = З’єднання з центральною системою
chip-offline = Немає зв’язку · дані з { $time }
chip-offline-no-data = Немає зв’язку
data-age = { $minutes ->
    [one] Дані { $minutes } хвилину тому
    [few] Дані { $minutes } хвилини тому
    [many] Дані { $minutes } хвилин тому
   *[other] Дані { $minutes } хвилини тому
}
data-from = дані з { $time }
# $names is a list of voivodeships.
held = лише { $names }

status-online = З’єднано з центральною системою
status-starting = З’єднання з центральною системою
status-offline = Немає зв’язку з центральною системою
status-offline-since = Немає зв’язку з центральною системою від { $time }
status-data = Дані з { $time }
status-terms = { $terms } термінів, { $free } вільних
status-all-sent = Усе надіслано
status-queued = { $count ->
    [one] { $count } чекає на надсилання
    [few] { $count } чекають на надсилання
    [many] { $count } чекають на надсилання
   *[other] { $count } чекає на надсилання
}
status-waiting = { $count ->
    [one] Черга: { $count } особа
    [few] Черга: { $count } особи
    [many] Черга: { $count } осіб
   *[other] Черга: { $count } особи
}
hint-shortcuts = клавіші
hint-find = знайти термін
hint-sync = синхронізувати
hint-choose = вибір,

offline = Немає зв’язку з центральною системою.
offline-since = Немає зв’язку з центральною системою від { $time }.
offline-meaning = Ви бачите дані з { $time }. Нові записи чекають на надсилання і ще не певні.
offline-no-data = Термінів ще немає. Вони з’являться, коли повернеться зв’язок.
offline-show-queued = Показати ті, що чекають ({ $count })
offline-try = Спробувати зараз
no-access = Без доступу до центральної системи
refused-bar = Зараз не можна записувати на візити й скасовувати їх. Введені дані та «Зробити» залишаються на екрані.
refused-bar-show = Що далі?
refused-back = Назад до екрана
online-again = Зв’язок повернувся.
online-again-sending = { $count ->
    [one] Зв’язок повернувся. Надсилаю { $count } запит.
    [few] Зв’язок повернувся. Надсилаю { $count } запити.
    [many] Зв’язок повернувся. Надсилаю { $count } запитів.
   *[other] Зв’язок повернувся. Надсилаю { $count } запиту.
}
first-sync-title = Перше завантаження термінів
first-sync-text = Уже можна шукати: є { $terms } термінів, і надходять наступні.
first-sync-wait = Програма завантажує дані з центральної системи.
cache-rebuilt = Збережені терміни були пошкоджені, тож програма завантажує їх знову. Записи, що чекали на надсилання, у безпеці.

notices-button = { $unread ->
    [0] Сповіщення
    [one] Сповіщення, { $unread } нове
    [few] Сповіщення, { $unread } нові
    [many] Сповіщення, { $unread } нових
   *[other] Сповіщення, { $unread } нового
}
notices-title = Сповіщення
notices-empty = Сповіщень немає. Вони з’являться, коли центральна система відповість на те, що чекало.

## Команди й клавіші

sign-in = Увійти
sign-in-text = Після входу центральна система записує до кожної дії назву вашого облікового запису. Без входу робоче місце теж працює.
sign-in-login = Обліковий запис
sign-in-password = Пароль
sign-in-code = Код із телефона
sign-in-code-note = 6 цифр із застосунку. Кожен код діє один раз.
sign-in-login-missing = Вкажіть назву облікового запису.
sign-in-password-missing = Вкажіть пароль.
sign-in-code-missing = Вкажіть 6 цифр із застосунку в телефоні.
sign-in-busy = Входжу…
sign-in-provider = Увійти через { $provider }
sign-in-or = або
sign-in-browser = Завершіть вхід у браузері
sign-in-browser-text = Увійдіть на сторінці { $provider } і поверніться сюди. Робоче місце зачекає кілька хвилин.
sign-in-browser-busy = Очікую на браузер…
signed-in = Виконано вхід: { $person }.
signed-in-label = вхід виконано
sign-out = Вийти
signed-out = Виконано вихід. Робоче місце працює далі.
signed-out-idle = Виконано вихід після { $minutes } хв без руху. Робоче місце працює далі.
session-ended = Сеанс завершено, увійдіть ще раз. Робоче місце працює далі.

palette-open = Команда, послуга або місцевість
palette-title = Команди
palette-none = Немає команди чи місцевості «{ $text }».
palette-find = Знайти вільний термін
palette-next-patient = Наступний пацієнт
palette-visits = Візити
palette-waiting = Черга
palette-requests = Зробити
palette-sync = Синхронізувати зараз
palette-shortcuts = Клавіші швидкого доступу
palette-service = Шукати терміни на цю послугу
palette-language = Мова програми
palette-place = Шукати навколо: { $place }

keys-title = Клавіші швидкого доступу
keys-everywhere = Усюди
keys-finder = Список вільних термінів
keys-lists = Візити, Черга, Зробити
keys-note = Окремі літери й цифри діють лише тоді, коли активний список.
key-palette = Команди
key-patient = Дані пацієнта
key-next-patient = Наступний пацієнт
key-find = Список вільних термінів
key-sync = Синхронізувати зараз
key-sign-in = Увійти або вийти
key-panes = Наступна й попередня частина екрана
key-waiting = Черга
key-screens = Екрани по черзі
key-filter = Шукати на цьому екрані
key-undo = Скасувати дію
key-escape = На крок назад
key-help = Цей список
key-choose = Вибір
key-nth = Один із перших дев’яти
key-book = Записати
key-join = Додати до черги
key-copy = Копіювати текст для читання
key-next-step = Наступний крок або надіслати одразу
key-delete = Скасувати, виписати або відкласти
key-move = Перенести візит
key-attend = Присутність, відсутність
key-restore = Повернути до списку очікування
key-offer = Прийняти, відхилити запропонований термін
key-prolong = Подовжити очікування
key-settle = Залишити старий термін, передано
key-day = Візити в нас певного дня
key-turn-day = На день раніше, пізніше

## Пошук терміну

finder-title = Знайти термін
criteria = Критерії
results = Вільні терміни
chosen = Вибраний термін
chosen-none = Виберіть термін зі списку.

patient = Пацієнт
pesel = PESEL
pesel-progress = { $digits } з 11 цифр
given-name = Ім’я
family-name = Прізвище
phone = Телефон
referral = Код е-направлення
urgent = терміново
stable = стабільно
no-pesel = Немає номера PESEL
has-pesel = Є номер PESEL
no-pesel-short = без PESEL
no-pesel-reserve = резерв для осіб без PESEL
choose = Виберіть
document = Документ
document-passport = Паспорт
document-identity-card = Посвідчення особи
document-other = Інший документ
document-hint = { $kind ->
    [passport] паспорт { $masked }
    [identity-card] посвідчення { $masked }
   *[other] документ { $masked }
}
document-country = Країна видачі
document-number = Номер документа
birth-date = Дата народження
birth-date-form = дд.мм.рррр
sex = Стать
sex-f = Жінка
sex-m = Чоловік
guardian = Опікун
guardian-why = Пацієнт не має 18 років. Запишіть, хто за нього відповідає: батька, матір або іншого опікуна.
guardian-contact = Якщо пацієнт не має телефону, повідомлення отримує опікун.
guardian-phone = Телефон опікуна
guardian-add = Додати опікуна
guardian-remove = Без опікуна
guardian-line = опікун: { $person }
guardian-line-phone = опікун: { $person }, { $phone }
patient-known = { $sex ->
    [F] Жінка, { $age } р.
   *[other] Чоловік, { $age } р.
}
patient-card = { $age ->
    [one] { $age } рік · { $pesel }
    [few] { $age } роки · { $pesel }
    [many] { $age } років · { $pesel }
   *[other] { $age } року · { $pesel }
}
referral-line = Е-направлення { $code }, стабільно
referral-line-urgent = Е-направлення { $code }, терміново

service = Послуга
place = Місцевість або індекс
place-anywhere = уся Польща
place-which = Є кілька таких місцевостей. Яку вибрати?
place-none = Такої місцевості немає.
place-detail = гміна { $gmina }, повіт { $powiat }, { $voivodeship }
radius = Відстань
radius-km = до { $km } км
radius-any = уся Польща
earliest = Коли найраніше
date-from-today = від сьогодні, { $date }
calendar = Календар
calendar-open = Відкрити календар
month-previous = Попередній місяць
month-next = Наступний місяць
horizon = Скільки днів переглянути
horizon-days = { $days ->
    [one] { $days } день
    [few] { $days } дні
    [many] { $days } днів
   *[other] { $days } дня
}
weekdays = Дні тижня
day-part = Пора дня
part-morning = до 12:00
part-midday = 12–16
part-evening = після 16
seen-by = Хто приймає
# $service is the code of a service; not everyone who sees patients is a doctor.
practitioner = { $service ->
    [cardiology-first] Лікар
   *[other] { seen-by }
}
practitioner-any = { $service ->
    [cardiology-first] Будь-який ({ $count })
   *[other] Байдуже ({ $count })
}
only-here = Лише цей заклад
only-step-free = Вхід без сходів
only-stationary = Без мобільних кабінетів
spoken-language = Мова розмови
spoken-language-any = польська або будь-яка
spoken-languages = мови: польська, { $languages }
sort = Порядок
sort-earliest = Найраніше
sort-nearest = Найближче
sort-best = Близько і скоро

strip = Кількість вільних термінів на день
strip-day = { $free ->
    [0] { $day }, немає вільних
    [one] { $day }, { $free } вільний
    [few] { $day }, { $free } вільні
    [many] { $day }, { $free } вільних
   *[other] { $day }, { $free } вільного
}
strip-earlier = Раніші дні
strip-later = Пізніші дні

found = { $count ->
    [one] { $count } вільний термін
    [few] { $count } вільні терміни
    [many] { $count } вільних термінів
   *[other] { $count } вільного терміну
}
order-earliest = найраніші вгорі
order-nearest = найближчі вгорі
order-best = найкращі вгорі: 10 км далі як день пізніше
all-days = Усі дні ({ $count })
show-more = Показати більше (ще { $count })
room = каб.{"\u00a0"}{ $room }
step-free-short = без сходів
mobile-short = мобільний
book-short = Записати
ask-short = Попросити

none-until = Немає вільних термінів до { $day }
none-on = Немає вільних термінів: { $day }
none-text = Розширте пошук або додайте особу до черги. Програма сама запише її на перший термін, який підходить.
none-held = На цьому комп’ютері є терміни лише з цієї частини Польщі: { $names }.
none-yet = Термінів ще немає
none-yet-text = Програма чекає на перші дані з центральної системи. Результати з’являться тут самі.
widen-days = Усі дні
widen-horizon = Шукати 60 днів
widen-radius = Шукати до { $km } км
widen-poland = Шукати в усій Польщі
widen-all = Прибрати додаткові умови

read-aloud = Прочитайте пацієнтові
script-copy = Копіювати текст
script-copied = Текст скопійовано.
phone-short = Тел. { $phone }
slot-gone = уже зайнятий
checks = Перевірено автоматично
check-pesel-ok = PESEL правильний
check-pesel-bad = PESEL із помилкою
check-pesel-none = Без правильного номера PESEL
check-eligible = Вік і стать у програмі
check-referral-given = Код е-направлення введено
check-referral-none = Без коду е-направлення
check-phone-none = Без телефону
check-document-ok = Документ замість номера PESEL
check-document-none = Дані документа неповні
check-guardian-given = Опікуна вказано
check-guardian-none = Без опікуна

book = Записати на термін
book-offline = Попросити термін
book-at = Записати на { $time }
booking-busy = Записую…

answer = Відповідь
outcome-confirmed-title = Візит записано
outcome-queued-title = Запит збережено
visit-number = Номер візиту
visit-number-short = № { $number }
person = Особа
when = Коли
where = Де
phone-number = Телефон
script-confirmed = Візит записано: { $when }. Номер візиту { $number }. Прошу його занотувати.
script-queued = Запит на термін збережено: { $when }. Термін ще не певний. Ми зателефонуємо, коли центральна система відповість.
script-queued-no-phone = Запит на термін збережено: { $when }. Термін ще не певний. Прошу дати телефон або запитати нас пізніше.
next-patient = Наступний пацієнт
another-term = Шукати далі

## Черга

join-open = Додати до черги
join-title = Додати до черги
join-text = { $days ->
    [one] { $service }. Програма шукає { $days } день і сама записує на перший термін, який підходить.
    [few] { $service }. Програма шукає { $days } дні й сама записує на перший термін, який підходить.
    [many] { $service }. Програма шукає { $days } днів і сама записує на перший термін, який підходить.
   *[other] { $service }. Програма шукає { $days } дня й сама записує на перший термін, який підходить.
}
join-no-person = даних ще не введено
join-send = Додати до черги
join-done = { $days ->
    [one] Додано до черги. Пошук триватиме до { $days } дня.
    [few] Додано до черги. Пошук триватиме до { $days } днів.
    [many] Додано до черги. Пошук триватиме до { $days } днів.
   *[other] Додано до черги. Пошук триватиме до { $days } дня.
}
join-queued = Збережено. Особа потрапить до черги, коли центральна система відповість.
entitlement = Право на позачерговість
entitlement-none = Немає
entitlement-check = Перевірте документ, що підтверджує це право.
urgent-long = На направленні є «терміново»
short-notice = Може прийти наступного дня

position = Місце
category = Категорія
days-left = Залишилося
place-column = Місце
status = Стан
actions = Дії
entered = від { $at }
days = { $days ->
    [one] { $days } день
    [few] { $days } дні
    [many] { $days } днів
   *[other] { $days } дня
}
entry-waiting = чекає
entry-booked = має термін
entry-lapsed = час минув
entry-left = виписано
entry-leaving = зараз випишу
entry-around = поблизу закладу
entry-offered = запропонований термін
offer-until = відповідь до { $at }
offer-unsent = повідомлення ще не надіслано
offer-accept = Прийняти
offer-decline = Відхилити
offer-accepted = { $person }: термін прийнято, візит записано.
offer-accept-queued = { $until ->
    [none] { $person }: візит ще не записано. Відповідь чекає на центральну систему.
   *[other] { $person }: візит ще не записано. Відповідь чекає на центральну систему й має дійти до неї до { $until }.
}
offer-declining = зараз відхилю
offer-decline-soon = { $person }: за мить відхилю запропонований термін.
offer-decline-queued = { $person }: відхилення терміну чекає на центральну систему.
offer-declined = { $person }: термін відхилено. Місце в списку очікування залишається.
prolong = Подовжити
prolonged = { $person }: очікування подовжено. Місце в черзі залишається.
prolong-queued = { $person }: подовження чекає на центральну систему.
leave = Виписати
leave-soon = { $person }: за мить випишу з черги.
leave-done = { $person }: виписано з черги.
leave-queued = { $person }: виписування чекає на центральну систему.
waiting-filter = Особа, послуга або місцевість
waiting-empty = Ніхто не чекає
waiting-empty-text = Коли немає відповідного терміну, додайте особу до черги на екрані «Вільні терміни».
waiting-offline = Порядок черги знає лише центральна система. Список з’явиться, коли повернеться зв’язок.

## Візити

visits-title = Візити, записані тут
visits-filter = Особа, номер або лікар
visits-empty = Візитів ще немає
visits-empty-text = Візити, записані на цьому місці, з’являться тут.
visits-offline = Список візитів зберігає центральна система. Він з’явиться, коли повернеться зв’язок.
visit-cancel = Скасувати
visit-cancelled = скасовано
visits-which = Які візити
visits-here = Записані тут
visits-day = У нас за день
visits-day-title = Візити в нас
visits-day-empty = На цей день нікого не записано
visits-day-empty-text = Тут усі візити в цьому закладі, також записані деінде.
visits-day-before = Попередній день
visits-day-after = Наступний день
visit-came = присутність
visit-missed = відсутність
attend-yes = Присутність
attend-no = Відсутність
attend-came = { $person }: присутність записано.
attend-missed = { $person }: відсутність записано.
ask-queued = { $done } Очікує на центральну систему.
restore = Повернути
restore-title = Повернути місце в списку очікування? { $person }
restore-text = { $service }, { $day }, { $time }. Місце повертається тому, хто не прийшов із незалежних від нього причин, наприклад через аварію чи повінь.
restore-confirm = Повернути місце
restore-leave = Не повертати
restored = { $person }: місце в списку очікування повернено.
visit-leaving = зараз скасую
from-waiting = з черги
cancel-title = Скасувати візит? { $person }
cancel-text = { $day }, { $time }, { $practitioner }. Звільнений термін може одразу отримати хтось інший.
cancel-why = Хто скасовує
reason-patient = Пацієнт відмовляється
reason-clinic = Заклад не може прийняти
reason-mistake = Візит записано помилково
cancel-confirm = Скасувати візит
keep-visit = Залишити візит
cancel-soon = { $person }: за мить скасую візит.
cancel-done = { $person }: візит скасовано.
cancel-passed-on = { $person }: візит скасовано. Термін отримала особа з черги.
cancel-queued = { $person }: скасування чекає на центральну систему.

## Перенесення візиту

visit-move = Перенести
visit-moving = вибираєте новий термін
visit-moves-to = новий термін: { $day }, { $time }
move-title = Новий термін для візиту { $number }
move-visit = Візит, який переносите
move-from = Зараз
move-mode = Ви переносите візит { $number }.
move-meaning = Теперішній термін звільниться лише тоді, коли центральна система підтвердить новий.
move-leave = Залишити без змін
move-send = Перенести на цей термін
move-offline = Попросити цей термін
move-busy = Переношу…
move-short = Перенести
move-at = Перенести на { $time }
move-none = Розширте пошук. Поки що візит залишається на теперішній термін.
moved-title = Візит перенесено
move-queued-title = Запит на зміну збережено
script-moved = Візит перенесено на новий термін: { $when }. Номер візиту не змінюється: { $number }.
script-move-queued = Запит на новий термін збережено: { $when }. Доки центральна система не відповість, дійсний теперішній термін. Номер візиту { $number }.
conflict-move-title = Візит не перенесено
conflict-move-text = { $person }: візит залишається на теперішній термін. Не вдався термін: { $service }, { $day }, { $time }, { $practitioner }.
passed-on-old = Попередній термін отримала особа з черги.

## Зробити

requests-refused = { $count ->
    [one] { $count } потребує рішення
    [few] { $count } потребують рішення
    [many] { $count } потребують рішення
   *[other] { $count } потребує рішення
}
requests-queued = { $count ->
    [one] { $count } чекає на центральну систему
    [few] { $count } чекають на центральну систему
    [many] { $count } чекають на центральну систему
   *[other] { $count } чекає на центральну систему
}
requests-queued-text = Програма надішле їх сама, коли буде зв’язок. Нічого робити не треба.
requests-recent = Нещодавно завершені
requests-empty = Усе зроблено
requests-empty-text = Тут з’являться дзвінки пацієнтам, те, що чекає на центральну систему, і те, чого вона не прийняла.
calls-title = { $count ->
    [one] { $count } особа чекає на дзвінок
    [few] { $count } особи чекають на дзвінок
    [many] { $count } осіб чекають на дзвінок
   *[other] { $count } особи чекають на дзвінок
}
calls-text = Угорі особи з найближчим терміном.
calls-unknown = Невідомо, хто чекає на дзвінок
calls-offline = Цей список має тільки центральна система. Він з’явиться, коли повернеться зв’язок.
call-about-move = Заклад більше не оголошує цього терміну. Візит і далі записано.
call-untold = Треба передати: { $what }.
call-about-confirmation = візит записано
call-about-reminder = нагадування про візит
call-about-change = візит має новий термін
call-about-cancelled = візит скасовано
call-about-auto-booked = список очікування знайшов термін
call-about-offer = список очікування пропонує термін
call-about-expiry-warning = закінчується очікування
call-reason-no-contact = Немає куди надіслати повідомлення.
call-reason-undeliverable = Повідомлення не дійшло.
call-reason-unclear-reply = Хтось скасовує через SMS, але цим телефоном користується кілька осіб.
call-no-phone = без телефону
call-over = термін минув
call-ending = зараз завершу
call-term = Термін
call-old-term = Дотеперішній термін
call-new-term = Запропонований термін
call-waits-until = Чекає до
call-kept-until = тримається для цієї особи до { $at }
call-not-kept = вільний для всіх, його ніхто не тримає
call-no-term = Заклад не має вільного терміну. Виберіть інший.
call-keep = Залишити старий термін
call-make = Передано
call-accepted = { $person }: візит перенесено.
call-accept-queued = { $until ->
    [none] { $person }: чинний дотеперішній термін. Зміна чекає на центральну систему.
   *[other] { $person }: чинний дотеперішній термін. Зміна чекає на центральну систему й має дійти до неї до { $until }.
}
call-keep-soon = { $person }: за мить запишу, що залишається старий термін.
call-kept = { $person }: залишається старий термін.
call-make-soon = { $person }: за мить запишу, що передано.
call-made = { $person }: записано, що передано.
call-needs-registry = Цього не можна записати без центральної системи. Спробуйте, коли повернеться зв’язок.
kind-book = Запис
kind-cancel = Скасування
kind-join = Додавання до черги
kind-leave = Виписування з черги
kind-reschedule = Перенесення візиту
kind-attend = Присутність на візиті
kind-restore = Повернення місця в черзі
kind-hold = Утримання терміну
kind-prolong = Продовження очікування
kind-accept = Прийняття пропозиції терміну
kind-decline = Відмова від пропозиції терміну
answer-queued = чекає на центральну систему
answer-confirmed = прийнято
answer-refused = не прийнято
passed-on = Термін отримала особа з черги.
step-choose = Вибрати інший термін
step-correct = Виправити дані
step-visits = Показати візити
step-waiting = Показати чергу
dismiss = Готово
request-dismissed = { $person }: готово.
settled-confirmed = { $person }: центральна система підтвердила.
settled-refused = { $person }: центральна система відмовила. Вирішіть, що далі.

conflict-taken-title = Цей термін зайняв хтось інший
conflict-title = Візит не записано
conflict-text = { $person } не має візиту: { $service }, { $day }, { $time }, { $practitioner }.
alternatives = Найближчі вільні терміни
same-practitioner = { $service ->
    [cardiology-first] той самий лікар, { $when }
    [mammography] той самий кабінет, { $when }
   *[other] та сама особа, { $when }
}
other-practitioner = { $when }, { $facility }, { $near }
to-waiting = До черги
find-another = Знайти інший термін

## Розклади

timetables-title = Розклади
timetables-filter = Особа, послуга або місце
timetables-empty = Розкладів ще немає
timetables-empty-text = Додайте перший розклад: послугу, хто приймає, і місце. Потім складіть тиждень.
timetables-offline = Терміни публікують у центральній системі, тому без зв’язку їх не змінити. Список з’явиться, коли зв’язок відновиться.
timetables-locked = Розклади змінює адміністратор закладу
timetables-back = Розклади
schedules-count = { $count ->
    [one] { $count } розклад
    [few] { $count } розклади
    [many] { $count } розкладів
   *[other] { $count } розкладу
}
schedule-open = Відкрити
schedule-add = Додати розклад
schedule-add-title = Новий розклад
schedule-add-text = Одна особа або кабінет обстежень, одна послуга й одне місце. Години складете на наступному кроці.
schedule-practitioner = Хто приймає
schedule-practitioner-note = Так, як побачить пацієнт: «лік. Анна Ковальчик» або «Кабінет мамографії».
schedule-room = Кабінет
schedule-minutes = Тривалість терміну у хвилинах
schedule-place = Місце
pool = Для кого
pool-general = для всіх
pool-urgent = термінові
pool-post-hospital = після лікарні
pool-entitled = з правом поза чергою
pool-no-pesel = без номера PESEL
pool-continuation = продовження лікування
pool-reserve = Це резерв: терміни з нього записує лише цей заклад.
published-until = Опубліковано до
published-nothing = нічого не опубліковано
published-short = терміни закінчуються

timetable-new = У цього розкладу ще немає термінів. Позначте дні прийому й уведіть години.
timetable-from-file = Терміни до { $day } опубліковано без плану тижня, наприклад з файлу. Опублікований тут план замінить їх від свого першого дня.
timetable-offline = Немає зв’язку з центральною системою. Можете вводити зміни далі й опублікувати їх, коли зв’язок відновиться.
timetable-changes = { $count ->
    [one] { $count } неопублікована зміна
    [few] { $count } неопубліковані зміни
    [many] { $count } неопублікованих змін
   *[other] { $count } неопублікованої зміни
}
timetable-undo = Скасувати зміни
timetable-review = Перевірити зміни
week-title = План тижня
week-title-from = План від { $day }
week-terms = { $count ->
    [one] { $count } термін на тиждень
    [few] { $count } терміни на тиждень
    [many] { $count } термінів на тиждень
   *[other] { $count } терміну на тиждень
}
week-from = від
week-to = до
week-from-long = План діє від
week-to-long = План діє до
week-endless = без кінця
week-day = День
week-closed = не приймає
week-count = Терміни
week-add = Інший план від обраного дня
hours-from = Від
hours-to = До
hours-minutes = Хвилини
hours-breaks = Перерви
hours-from-of = { $name }, від
hours-to-of = { $name }, до
hours-minutes-of = { $name }, тривалість терміну у хвилинах
hours-breaks-of = { $name }, перерви
hours-breaks-none = без перерви
weekday-long-1 = понеділок
weekday-long-2 = вівторок
weekday-long-3 = середа
weekday-long-4 = четвер
weekday-long-5 = п’ятниця
weekday-long-6 = субота
weekday-long-7 = неділя
absences = Відсутності
absences-text = У ці дні немає жодних термінів: відпустка, навчання, несправність.
absence-add = Додати відсутність
absence-nth = Відсутність { $number }
absence-from = { $name }, перший день
absence-to = { $name }, останній день
day-first = перший день
day-last = останній день
exceptions = Особливі дні
exceptions-text = Один день, не такий, як у плані. У свята однаково ніхто не приймає.
exception-add = Додати особливий день
exception-nth = Особливий день { $number }
exception-day = { $name }, дата
exception-which = дата
exception-what = { $name }, що інакше
exception-closed = Зачинено
exception-other = Інші години
capacity = Найбільше термінів на день
capacity-text = Стільки, за скільки платить договір. Подальших термінів того дня не буде.
capacity-none = без обмеження
remove = Вилучити
remove-of = Вилучити: { $name }
undo-of = Скасувати зміну: { $name }
put-back = Повернути
calendar-open-for = Календар: { $field }
key-review = Перевірити зміни в розкладі

publish-title = Зміни в розкладі: { $name }
publish-busy = Питаю центральну систему, що зміниться…
publish-none = Ще невідомо, що зміниться. Нічого не опубліковано.
publish-checking = Перевіряю…
publish-sending = Публікую…
publish-again = Перевірити ще раз
publish = Опублікувати
publish-back = Повернутися до змін
publish-days = Зміни в днях
publish-until = Терміни опубліковано до
publish-short = Терміни скоро закінчаться. Пацієнти шукають далі наперед: перевірте, доки діє план.
publish-overtaken = Хтось інший опублікував цей розклад, відколи він тут відкритий. Публікація замінить його зміни.
publish-mine = Опублікувати мою версію
publish-theirs = Завантажити його версію
publish-moves = Візити для перенесення
publish-no-proposal = немає вільного терміну
publish-more = { $count ->
    [one] і ще { $count } візит
    [few] і ще { $count } візити
    [many] і ще { $count } візитів
   *[other] і ще { $count } візиту
}
# $kept is a number that is already written out.
terms-soon = { $opened ->
    [0] Нових термінів не буде
    [one] Додасться { $opened } термін
    [few] Додадуться { $opened } терміни
    [many] Додасться { $opened } термінів
   *[other] Додасться { $opened } терміну
}, { $closed ->
    [0] жоден не зникне
    [one] зникне { $closed }
    [few] зникнуть { $closed }
    [many] зникне { $closed }
   *[other] зникне { $closed }
}, без змін: { $kept }.
terms-done = { $opened ->
    [0] Нових термінів немає
    [one] Додався { $opened } термін
    [few] Додалися { $opened } терміни
    [many] Додалося { $opened } термінів
   *[other] Додалося { $opened } терміну
}, { $closed ->
    [0] жоден не зник
    [one] зник { $closed }
    [few] зникли { $closed }
    [many] зникло { $closed }
   *[other] зникло { $closed }
}, без змін: { $kept }.
terms-given = { $count ->
    [one] { $count } з нових одразу отримає людина з черги.
    [few] { $count } з нових одразу отримають люди з черги.
    [many] { $count } з нових одразу отримають люди з черги.
   *[other] { $count } з нових одразу отримають люди з черги.
}
terms-given-done = { $count ->
    [one] { $count } з нових одразу отримала людина з черги.
    [few] { $count } з нових одразу отримали люди з черги.
    [many] { $count } з нових одразу отримали люди з черги.
   *[other] { $count } з нових одразу отримали люди з черги.
}
terms-same = Терміни не зміняться, без змін: { $kept }.
terms-same-done = Терміни не змінилися, без змін: { $kept }.
to-move = { $count ->
    [0] Жодного візиту не треба переносити.
    [one] { $count } призначений візит втратить термін: він залишиться призначеним, а пацієнт потрапить до списку «Зробити», щоб йому зателефонували.
    [few] { $count } призначені візити втратять терміни: вони залишаться призначеними, а пацієнти потраплять до списку «Зробити», щоб їм зателефонували.
    [many] { $count } призначених візитів втратять терміни: вони залишаться призначеними, а пацієнти потраплять до списку «Зробити», щоб їм зателефонували.
   *[other] { $count } призначеного візиту втратить термін: він залишиться призначеним, а пацієнт потрапить до списку «Зробити», щоб йому зателефонували.
}
published = Опубліковано. { $terms }
published-to-move = { $count ->
    [one] { $count } особа чекає на дзвінок щодо нового терміну.
    [few] { $count } особи чекають на дзвінок щодо нового терміну.
    [many] { $count } осіб чекає на дзвінок щодо нового терміну.
   *[other] { $count } особи чекає на дзвінок щодо нового терміну.
}
leave-title = Зміни не опубліковано
leave-text = { $count ->
    [one] { $name }: { $count } зміна пропаде, якщо вийдете зараз.
    [few] { $name }: { $count } зміни пропадуть, якщо вийдете зараз.
    [many] { $name }: { $count } змін пропаде, якщо вийдете зараз.
   *[other] { $name }: { $count } зміни пропаде, якщо вийдете зараз.
}
leave-stay = Повернутися до змін
leave-anyway = Вийти без публікації

import-open = Завантажити файл
import-title = Терміни з файлу
import-text = Файл CSV з крапками з комою: перший рядок — назви колонок, кожен наступний — години одного дня. Спершу побачите, що зміниться.
import-choose = Обрати файл
import-other = Інший файл
import-file = Файл
import-wrong = { $count ->
    [one] У файлі { $count } помилка. Нічого не змінено.
    [few] У файлі { $count } помилки. Нічого не змінено.
    [many] У файлі { $count } помилок. Нічого не змінено.
   *[other] У файлі { $count } помилки. Нічого не змінено.
}
import-errors = Помилки у файлі
import-line = Рядок
import-column = Колонка
import-fix = Що виправити
import-whole-line = увесь рядок
import-more = { $count ->
    [one] і ще { $count } помилка
    [few] і ще { $count } помилки
    [many] і ще { $count } помилок
   *[other] і ще { $count } помилки
}
import-schedules = { $count ->
    [one] З’явиться { $count } розклад.
    [few] З’являться { $count } розклади.
    [many] З’явиться { $count } розкладів.
   *[other] З’явиться { $count } розкладу.
}
imported = Файл завантажено. { $terms }

## Пристрої

locked-text = Увійдіть з обліковим записом адміністратора, щоб це побачити й змінити.
locked-other = Цей обліковий запис не має на це права. Вийдіть і попросіть адміністратора увійти.
devices-title = Пристрої
devices-locked = Про пристрої вирішує адміністратор закладу
devices-count = { $count ->
    [one] { $count } пристрій
    [few] { $count } пристрої
    [many] { $count } пристроїв
   *[other] { $count } пристрою
}
devices-filter = Назва або відбиток ключа
devices-empty = Пристроїв немає
devices-empty-text = Додайте пристрій і введіть на ньому одноразовий код.
devices-offline = Список пристроїв має лише центральна система. Він з’явиться, коли зв’язок відновиться.
device = Пристрій
device-here = це робоче місце
device-program = програма закладу
device-invited = чекає на код
device-pending = чекає на згоду
device-active = працює
device-quarantined = зупинено: ключ використали два комп’ютери
device-revoked = від’єднано
device-add = Додати пристрій
device-add-title = Нове робоче місце
device-add-text = Отримаєте одноразовий код, який вводять на новому робочому місці.
device-name = Назва
device-name-note = Наприклад, «Реєстратура, вікно 2».
device-code-make = Створити код
device-code-title = Код для: { $name }
device-code-text = Уведіть його на новому робочому місці до { $time }. Він діє один раз і вдруге не показується. Потім порівняйте тут відбиток ключа й допустіть робоче місце.
device-code-done = Готово
device-approve = Допустити
device-approve-title = Допустити пристрій? { $name }
device-approve-text = Попросіть прочитати вам відбиток ключа з екрана цього пристрою. Допустіть його лише тоді, коли він такий самий.
device-approve-confirm = Відбиток збігається, допустити
device-approved = { $name }: пристрій допущено.
device-revoke = Від’єднати
device-revoke-title = Від’єднати пристрій? { $name }
device-revoke-text = Він одразу перестане працювати, і цього не скасувати. Щоб повернутися, йому потрібен новий код.
device-revoke-here = Це робоче місце, за яким ви сидите. Воно одразу перестане працювати, а щоб повернутися, потрібен новий код від іншого адміністратора або із центральної системи.
device-revoke-confirm = Від’єднати
device-gone = { $name }: пристрій від’єднано.

## Перегляд візитів в інших закладах

nav-lookups = Перегляди
key-lookup = Візити пацієнта в інших закладах
key-review-lookup = Перегляд перевірено
lookup-open = Візити в інших закладах
lookup-title = Візити пацієнта в усіх закладах
lookup-text = Центральна система запише, що запитує обліковий запис { $person }, про кого і чому. Адміністратор клініки перевіряє кожен перегляд.
lookup-noted = Центральна система записала цей перегляд з обліковим записом { $person }.
lookup-sign-in = Перегляд записується з обліковим записом того, хто запитує, тому спочатку увійдіть.
lookup-offline = Немає зв’язку з центральною системою. Візити в інших закладах знає лише вона, тож спробуйте, коли зв’язок повернеться.
lookup-why = Чому Ви запитуєте
lookup-because-referral = Пацієнт має е-направлення
lookup-because-referral-text = Те, за яким він уже записаний або чекає
lookup-because-referral-short = е-направлення
lookup-because-emergency = Невідкладний випадок
lookup-because-emergency-text = Пацієнт отримає повідомлення, що Ваш заклад переглянув його візити
lookup-because-emergency-short = невідкладний випадок
lookup-reason = Що сталося і чому це не може чекати
lookup-reason-note = Від 10 до 500 знаків. Це прочитає адміністратор клініки.
lookup-ask = Записати і показати візити
lookup-busy = Запитую центральну систему…
lookup-done = Готово
lookup-forgotten = Після закриття нічого з цього не залишається на цьому робочому місці.
lookup-found = Візити та записи в черзі
lookup-phone = тел. { $phone }
lookup-waits = Чекає на термін
lookup-offered = Має пропозицію: { $day }, { $time }
lookup-unlisted = { $count ->
    [one] Є ще { $count } візит у місці, якого ця станція не знає. Синхронізуйте (F5) і запитайте знову.
    [few] Є ще { $count } візити в місцях, яких ця станція не знає. Синхронізуйте (F5) і запитайте знову.
    [many] Є ще { $count } візитів у місцях, яких ця станція не знає. Синхронізуйте (F5) і запитайте знову.
   *[other] Є ще { $count } візиту в місцях, яких ця станція не знає. Синхронізуйте (F5) і запитайте знову.
  }
lookup-nothing = Немає чого показати
lookup-nothing-text = Ця особа не має візитів і не чекає в черзі або код належить комусь іншому. Перевірте номер і код.
lookups-title = Перегляди візитів пацієнтів
lookups-locked = Перегляди перевіряє адміністратор клініки
lookups-count = { $count ->
    [one] { $count } перегляд
    [few] { $count } перегляди
    [many] { $count } переглядів
   *[other] { $count } перегляду
}
lookups-filter = Обліковий запис, особа або причина
lookups-empty = Ніхто не запитував про візити в інших закладах
lookups-empty-text = Кожен перегляд з’явиться тут з обліковим записом і причиною.
lookups-offline = Список переглядів має лише центральна система. Він з’явиться, коли повернеться зв’язок.
lookup-by = Хто
lookup-why-short = Причина
lookup-nobody = Нічого не знайдено
lookup-state-new = до перевірки
lookup-state-reviewed = перевірено
lookup-own = Ваш: перевіряє інший адміністратор
lookup-review = Перевірено
lookup-reviewed = Перегляд позначено як перевірений.

## Списки

rows-count = { $count ->
    [one] { $count } особа
    [few] { $count } особи
    [many] { $count } осіб
   *[other] { $count } особи
}
visits-count = { $count ->
    [one] { $count } візит
    [few] { $count } візити
    [many] { $count } візитів
   *[other] { $count } візиту
}
list-offline = Немає зв’язку з центральною системою
list-old = Немає зв’язку з центральною системою. Список показує стан до його втрати.
filter-none = Тут немає «{ $text }»
filter-clear = Показати всі
