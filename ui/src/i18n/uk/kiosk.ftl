### Kiosk: short sentences, polite form, for people who read slowly.

kiosk-title = Запис до лікаря
kiosk-step = Крок { $step } з 4
kiosk-navigation = Навігація
kiosk-back = Назад
kiosk-finish = Завершити
kiosk-next = Далі
kiosk-change = Змінити
kiosk-languages = Język / Мова / Language

kiosk-tools = Зручність
kiosk-tool-large = Більші літери
kiosk-tool-contrast = Високий контраст
kiosk-tool-low = Нижче на екрані
kiosk-tool-help = Допомога

kiosk-home-title = Добрий день. Що ви хочете зробити?
kiosk-home-book = Записатися на прийом
kiosk-home-book-hint = Лікар-спеціаліст, мамографія, цитологія. Безкоштовно (NFZ).
kiosk-home-wait = Список очікування
kiosk-home-wait-hint = Немає зручного часу? Запишіться, і система пошукає за вас.
kiosk-home-ready = Підготуйте
kiosk-home-ready-pesel = номер PESEL
kiosk-home-ready-referral = код направлення, якщо йдете до спеціаліста
kiosk-home-privacy = Кіоск не запам’ятає ваших даних. Екран очиститься сам, коли ви закінчите.

kiosk-service-title = На що ви хочете записатися?
kiosk-service-title-wait = На що ви хочете почекати?
kiosk-service-referral = Потрібне електронне направлення.
kiosk-service-no-referral = Без направлення.
# $sex is "F", "M" or "none"; $from and $to are ages, 0 when not limited.
kiosk-service-who = { $sex ->
    [F] { $to ->
        [0] { $from ->
            [0] Для жінок.
           *[other] Для жінок від { $from } років.
        }
       *[other] Для жінок віком { $from }–{ "\u2060" }{ $to } років.
    }
    [M] { $to ->
        [0] { $from ->
            [0] Для чоловіків.
           *[other] Для чоловіків від { $from } років.
        }
       *[other] Для чоловіків віком { $from }–{ "\u2060" }{ $to } років.
    }
   *[none] { $to ->
        [0] { $from ->
            [0] Для всіх.
           *[other] Для осіб від { $from } років.
        }
       *[other] Для осіб віком { $from }–{ "\u2060" }{ $to } років.
    }
}
kiosk-service-more = Показати інші

kiosk-pad-erase = Стерти цифру
kiosk-pad-keys = Клавіатура з цифрами
# $typed and $length are numbers of digits.
kiosk-typed = Введено { $typed } з { $length } цифр.

kiosk-pesel-title = Введіть свій PESEL
kiosk-pesel-lead = Це 11 цифр із підтвердження PESEL або з посвідчення.
kiosk-pesel-masked = Перші цифри приховані, щоб їх ніхто не підглянув.
kiosk-pesel-none = Немає номера PESEL? Зателефонуйте до клініки або прийдіть до її реєстратури з паспортом чи іншим документом.

kiosk-referral-title = Введіть код електронного направлення
kiosk-referral-lead = Це 4 цифри. Вони є на роздруківці від лікаря, в SMS або в застосунку.
kiosk-referral-length = { $digits ->
    [0] Тут ще немає цифр, а код має 4.
    [one] Тут { $digits } цифра, а код має 4.
    [few] Тут { $digits } цифри, а код має 4.
    [many] Тут { $digits } цифр, а код має 4.
   *[other] Тут { $digits } цифри, а код має 4.
}

kiosk-ineligible-title = Цей запис не для вас
kiosk-ineligible-title-minor = Цей запис не можна зробити в кіоску
kiosk-ineligible-other = Обрати щось інше
kiosk-ineligible-pesel = Виправити PESEL

kiosk-place-title = Де шукати?
kiosk-place-title-wait = Де ви хочете пройти прийом?
kiosk-place-here = Тут стоїть цей кіоск.
kiosk-place-chosen = { $place } та околиці
kiosk-place-other = В іншому місці
kiosk-place-other-hint = Введіть назву або поштовий індекс.
kiosk-place-type-title = Введіть назву міста чи села
kiosk-place-type-lead = Польськими літерами. Можна також ввести поштовий індекс.
kiosk-place-field = Місто, село або індекс
kiosk-place-empty = Спочатку введіть назву або індекс.
kiosk-place-none = Ми не знаємо такого місця. Перевірте, чи немає помилки.
kiosk-place-search = Шукати
kiosk-place-space = пробіл
kiosk-place-erase = Стерти літеру
kiosk-place-dash = дефіс
kiosk-place-keys = Клавіатура з літерами
kiosk-place-pick-title = Яке це місце?
kiosk-place-pick-more = Показати інші
# $gmina, $powiat and $voivodeship are names.
kiosk-place-where = гміна { $gmina }, повіт { $powiat }, { $voivodeship }

kiosk-results-title = Оберіть час
kiosk-results-fresh = Перевірено о { $time }.
kiosk-results-dated = Перевірено: { $date }, { $time }.
kiosk-results-range = Варіанти { $from }–{ "\u2060" }{ $to } з { $total }
kiosk-results-sort = Порядок
kiosk-results-nearest = Найближче
kiosk-results-earliest = Найшвидше
kiosk-results-choose = Обрати
kiosk-results-ask = Запит
# $when is day and hour, $where the clinic.
kiosk-results-choose-label = Обрати: { $when }, { $where }
kiosk-results-ask-label = Надіслати запит: { $when }, { $where }
kiosk-results-more = Більше варіантів
kiosk-results-again = Показати спочатку
kiosk-results-none-fit = Жоден не підходить
kiosk-results-step-free = без сходів
kiosk-results-mobile = мобільний кабінет
kiosk-results-searching = Шукаємо вільний час…
kiosk-results-empty-title = Немає вільного часу
kiosk-results-empty-near = Ми шукали до { $km } км від обраного місця.
kiosk-results-empty-all = Ми шукали по всій Польщі.
kiosk-results-empty-held = Ми шукали в цій частині Польщі: { $names }.
kiosk-results-wide = Шукати по всій Польщі
kiosk-results-place = Змінити місце
kiosk-results-wait = Запишіть мене до списку очікування
kiosk-offline-head = Зараз немає зв’язку.
kiosk-offline-slots = Дані за { $time } ще не підтверджені. Ми надішлемо запит, коли зв’язок відновиться.
kiosk-offline-wait = Ми надішлемо ваш запит, коли зв’язок відновиться.

kiosk-radius-title = Як далеко ви можете доїхати?
kiosk-radius-lead = Зі списком очікування система сама шукає час. Вона робить це { $days ->
    [one] { $days } день
    [few] { $days } дні
    [many] { $days } днів
   *[other] { $days } дня
}.
kiosk-radius-km = До { $km } км
kiosk-notice-title = Чи можете ви прийти одразу?
kiosk-notice-lead = Іноді час звільняється в останню мить.
kiosk-notice-yes = Так, навіть завтра
kiosk-notice-no = Ні, хочу знати раніше

kiosk-phone-title = Введіть номер телефону
kiosk-phone-lead = Завдяки цьому клініка зможе вам зателефонувати.
kiosk-phone-country = Країна номера
kiosk-phone-polish = Польський номер
kiosk-phone-foreign = Інша країна
kiosk-phone-foreign-hint = Почніть із коду країни, наприклад 380.
kiosk-phone-none = Не вказую телефон
kiosk-phone-length = { $digits ->
    [0] Тут ще немає цифр, а номер має 9.
    [one] Тут { $digits } цифра, а номер має 9.
    [few] Тут { $digits } цифри, а номер має 9.
    [many] Тут { $digits } цифр, а номер має 9.
   *[other] Тут { $digits } цифри, а номер має 9.
}
kiosk-phone-short = Цей номер закороткий. Введіть також код країни.

kiosk-confirm-title = Перевірте перед записом
kiosk-confirm-title-wait = Перевірте перед записом до списку
kiosk-confirm-summary = Підсумок
kiosk-confirm-where = Де
# $service is the code of a service; not everyone who sees patients is a doctor.
kiosk-confirm-who = { $service ->
    [cardiology-first] Лікар
   *[other] Хто приймає
}
kiosk-confirm-patient = Пацієнт
kiosk-confirm-pesel = PESEL закінчується на { $end }
kiosk-confirm-phone = Телефон
kiosk-confirm-phone-none = не вказано
kiosk-confirm-room = кабінет{ "\u00A0" }{ $room }
kiosk-confirm-near = до { $km } км
kiosk-confirm-notice = Коли
kiosk-confirm-notice-yes = також одразу
kiosk-confirm-notice-no = не одразу
kiosk-confirm-wait-head = Список очікування
kiosk-confirm-bring = Візьміть документ і результати обстежень.
kiosk-confirm-priority = Маєте направлення «pilne» (терміново) або право на прийом поза чергою? Запишіться в реєстратурі клініки.
kiosk-confirm-book = Підтверджую запис
kiosk-confirm-ask = Надіслати запит
kiosk-confirm-wait = Запишіть мене
kiosk-confirm-sending = Запитуємо центральну систему…
kiosk-confirm-change-slot = Змінити час
kiosk-confirm-change-place = Змінити місце
kiosk-confirm-change-notice = Змінити, коли ви можете прийти
kiosk-confirm-change-phone = Змінити телефон

kiosk-booked-title = Вас записано
kiosk-booked-lead = Центральна е-реєстрація підтвердила запис о { $time }.
kiosk-booked-number = Номер візиту
kiosk-booked-note = Перепишіть номер і час або сфотографуйте екран.
kiosk-booked-phone = Не зможете прийти? Зателефонуйте до клініки: { $phone }.
kiosk-booked-desk = Не зможете прийти? Скасуйте запис у реєстратурі клініки.
kiosk-queued-title = Запит збережено
kiosk-queued-lead = Вас ще не записано. Запит чекає на центральну систему.
kiosk-queued-number = Номер запиту
kiosk-queued-note = Ми надішлемо його, коли зв’язок відновиться. Хтось може зайняти цей час раніше.
kiosk-queued-phone = Щоб мати певність, зателефонуйте до клініки: { $phone }.
kiosk-queued-desk = Щоб мати певність, запитайте в реєстратурі клініки.
kiosk-queued-wait-lead = Вас ще немає у списку очікування. Запит чекає на центральну систему.
kiosk-queued-wait-note = Ми надішлемо його, коли зв’язок відновиться.
kiosk-waiting-title = Ви у списку очікування
kiosk-waiting-lead = Час прийому ще не призначено.
kiosk-waiting-number = Номер у списку
kiosk-waiting-note = Система шукає час до { $date }. Коли знайде, запише вас сама.
kiosk-waiting-no-phone = У нас немає вашого телефону. Запитуйте про час у реєстратурі клініки.
kiosk-refused-title = Не вдалося записатися
kiosk-refused-title-wait = Не вдалося записати до списку
kiosk-refused-alternatives = Можете обрати інший час:
kiosk-refused-results = Показати інші варіанти
kiosk-refused-fix-pesel = Виправити PESEL
kiosk-refused-fix-referral = Виправити код
kiosk-refused-fix-phone = Виправити телефон
kiosk-refused-fix-place = Змінити місце
kiosk-done = Завершити й очистити
kiosk-done-clears = Екран очиститься сам через { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунди
    [many] { $seconds } секунд
   *[other] { $seconds } секунди
}.

kiosk-idle-title = Потрібно більше часу?
kiosk-idle-text = Через { $seconds ->
    [one] { $seconds } секунду
    [few] { $seconds } секунди
    [many] { $seconds } секунд
   *[other] { $seconds } секунди
} ми очистимо екран, щоб ніхто не побачив ваших даних.
kiosk-idle-stay = Я ще тут
kiosk-idle-finish = Завершити

kiosk-help-title = Допомога
kiosk-help-close = Повернутися
kiosk-help-home = Оберіть, що ви хочете зробити. Кіоск проведе вас крок за кроком.
kiosk-help-service = Торкніться назви прийому або обстеження.
kiosk-help-pesel = PESEL має 11 цифр. Він є на підтвердженні PESEL або на звороті посвідчення. За ним ми бачимо, чи обстеження для вас.
kiosk-help-referral = Код має 4 цифри. Він є на роздруківці електронного направлення. Його також надсилають в SMS.
kiosk-help-place = Оберіть місце, від якого ми рахуємо відстань до клініки.
kiosk-help-results = Кожна рамка — це один вільний час. Торкніться кнопки біля часу, який вам підходить.
kiosk-help-wait = Зі списком очікування система сама шукає вільний час і записує вас, коли знайде.
kiosk-help-phone = За цим номером клініка може вас повідомити, якщо щось зміниться. Вказувати його не обов’язково.
kiosk-help-confirm = Перевірте день, годину й адресу. Лише велика кнопка внизу зберігає ваш вибір.
kiosk-help-outcome = Перепишіть номер. Потім натисніть «Завершити», щоб ніхто не побачив ваших даних.
kiosk-help-tools = Кнопки в самому низу змінюють розмір літер, кольори та положення на екрані.
kiosk-help-person = Бажаєте поговорити з людиною? Вас запише й реєстратура кожної клініки, особисто або телефоном.

kiosk-loading-title = Кіоск завантажує дані
kiosk-loading-lead = За мить можна буде записатися.
kiosk-loading-progress = Завантажено { $percent }%
kiosk-closed-title = Кіоск зараз не працює
kiosk-closed-lead = Вибачте. Прийдіть трохи пізніше або зателефонуйте до клініки.
kiosk-closed-retry = Ми пробуємо далі. Екран оновиться сам.
kiosk-closed-later = Перепрошуємо. Прийдіть пізніше або зателефонуйте до закладу.
kiosk-staff = Для персоналу
kiosk-staff-keys = Клавіатура для коду
kiosk-staff-erase = Видалити знак
kiosk-staff-close = Назад
kiosk-error-general = Щось не вдалося. Спробуйте ще раз.

# Refusals that the person at the kiosk hears in other words than a desk does.
kiosk-error-age-too-young = Це обстеження для осіб віком від { $from } до { $to } років. Для вас ще зарано.
kiosk-error-age-too-old = Це обстеження для осіб віком від { $from } до { $to } років. Про інші обстеження запитайте лікаря.
kiosk-error-sex-not-eligible = Ця програма лише для жінок.
kiosk-error-guardian-required = Цей PESEL належить особі, яка не має 18 років. Її запише хтось із батьків або опікун у реєстратурі клініки, особисто або телефоном.
kiosk-error-said-at-desk = У кіоску на це не записати. Можливо, у вас уже є такий прийом, ви чекаєте на нього в черзі або направлення вже використано. Запитайте в реєстратурі клініки, особисто або телефоном.
kiosk-error-referral-required = Для цього прийому потрібен код електронного направлення.
kiosk-error-referral-invalid = Цей код не збігається. Перевірте цифри ще раз.
kiosk-error-slot-taken = Цей час зайняв хтось інший.
kiosk-error-slot-unknown = Цього часу вже немає.
kiosk-error-slot-past = Цей час уже минув.
kiosk-error-too-many-tries = Сьогодні ми тут більше нічого не перевіримо. Зателефонуйте на інфолінію центральної е-реєстрації або до закладу.
kiosk-error-not-allowed = Цього не можна зробити в кіоску. Зателефонуйте до закладу або прийдіть до його реєстратури.
kiosk-error-not-connected = Кіоск зараз не працює. Прийдіть пізніше або зателефонуйте до закладу.
kiosk-error-phone-invalid = У цьому номері є помилка. Перевірте цифри ще раз.
kiosk-error-service-unknown = На це зараз не можна записатися. Спробуйте за мить.
kiosk-error-registry-error = У центральної системи проблеми. Спробуйте за мить.
kiosk-error-disk-full = Кіоск зараз не може зберегти запит. Зателефонуйте до клініки.
kiosk-error-read-only = Кіоск зараз не може зберегти запит. Зателефонуйте до клініки.
kiosk-error-request-mismatch = Щось не вдалося. Спробуйте ще раз.
kiosk-error-internal = Щось не вдалося. Спробуйте ще раз.
