# Messages to patients. Neutral: never the service, the specialty or the person. Cyrillic text messages hold 134 letters in two parts.
weekday-1 = понеділок
weekday-2 = вівторок
weekday-3 = середа
weekday-4 = четвер
weekday-5 = п'ятниця
weekday-6 = субота
weekday-7 = неділя
when = { $weekday } { $date }, { $time }
contact = тел. { $phone }
contact-unknown = реєстратура

sms-confirmation = Візит: { $when }, { $place }. Скасувати: { $contact }
sms-reminder = Нагадування, візит: { $when }, { $place }. Скасувати: відповідь NIE
sms-change = Новий час візиту: { $when }, { $place }. Скасувати: { $contact }
sms-cancelled = Візит скасовано: { $when }, { $place }. Питання: { $contact }
sms-auto-booked = Черга: візит { $when }, { $place }. Скасувати: { $contact }
sms-offer = Вільний візит: { $when }, { $place }. Відповідь: { $contact }
sms-expiry-warning = Запис у черзі діє до { $date }. Продовжити можна в реєстратурі будь-якої клініки.
sms-lookup = Невідкладний перегляд візитів: { $when }, { $place }. Питання: { $contact }

subject-confirmation = Візит заплановано
subject-reminder = Нагадування про візит
subject-change = Новий час візиту
subject-cancelled = Візит скасовано
subject-auto-booked = Черга: візит заплановано
subject-offer = Черга: є вільний термін
subject-expiry-warning = Черга: запис незабаром закінчиться
subject-lookup = Перегляд Ваших візитів
mail-confirmation = Візит заплановано.
mail-reminder = Нагадуємо про візит.
mail-change = Час візиту змінився. Новий час нижче.
mail-cancelled = Цей візит скасовано.
mail-auto-booked = Звільнився термін, візит із черги заплановано.
mail-offer = Є вільний термін. Просимо відповісти швидко: він чекає лише короткий час.
mail-expiry-warning = Запис у черзі діє до { $date }. Продовжити можна в реєстратурі будь-якої клініки.
mail-lookup = У невідкладному випадку вказаний нижче заклад переглянув, які візити у Вас заплановані і де Ви на них чекаєте. Він назвав причину, а перегляд записано. Якщо Ви про нього не знаєте, запитайте в цьому закладі.
mail-where = Коли: { $when }
    Де: { $place }
mail-cancel = Скасувати або запитати: { $contact }.
mail-questions = Питання: { $contact }.
mail-end = Повідомлення надіслано автоматично, просимо не відповідати на нього.
