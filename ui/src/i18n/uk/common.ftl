# Спільні слова реєстратури та кіоску.

app-name = Okienko
demo-mark = ДЕМОНСТРАЦІЙНІ ДАНІ
demo-mark-long = Демонстраційні дані: терміни, клініки й лікарі вигадані.

boot-failed-title = Програма не може запуститися
boot-failed-text = Програма не прочитала своїх даних. Закрийте її та запустіть знову. Якщо це не допоможе, зателефонуйте адміністраторові.
boot-retry = Спробувати ще раз
retry = Спробувати знову
close = Закрити
undo = Скасувати дію
send-now = Надіслати одразу
messages = Повідомлення
loading = Завантажую…

service-cardiology-first = Кардіолог, перший візит
service-mammography = Мамографія
service-cytology = Цитологія

entitlement-pregnancy = Вагітність
entitlement-minor-severe = Тяжкохвора дитина
entitlement-disability = Значний ступінь інвалідності
entitlement-blood-donor = Заслужений почесний донор крові
entitlement-transplant-donor = Заслужений донор органів
entitlement-war-invalid = Інвалід війни або військової служби
entitlement-combatant = Комбатант
entitlement-repressed = Репресована особа
entitlement-deported = Депортована на примусові роботи особа
entitlement-veteran = Ветеран або поранений військовий

# Три стани, завжди ті самі слова.
state-confirmed = підтверджено
state-queued = чекає на центральну систему
state-refused = не записано

connect-title = З’єднайте це робоче місце з центральною системою
connect-text = Код надає адміністратор закладу або центральної системи. Він діє один раз, протягом 15 хвилин.
connect-revoked = Це робоче місце від’єднано. Щоб з’єднати його знову, попросіть в адміністратора новий код.
connect-pending = Робоче місце чекає на згоду. Продиктуйте адміністраторові цей відбиток; він має бути таким самим, як у нього.
connect-quarantined = Ключ цього робочого місця використали два комп’ютери, тому його зупинено. Зателефонуйте адміністраторові та продиктуйте цей відбиток.
connect-registry = Адреса центральної системи
connect-code = Одноразовий код
connect-button = З’єднати
connect-again = Перевірити зараз

weekday-1 = пн
weekday-2 = вт
weekday-3 = ср
weekday-4 = чт
weekday-5 = пт
weekday-6 = сб
weekday-7 = нд

relative-today = сьогодні
relative-tomorrow = завтра
relative-week = через тиждень
relative-days = { $days ->
    [one] через { $days } день
    [few] через { $days } дні
    [many] через { $days } днів
   *[other] через { $days } дня
}
relative-days-ago = { $days ->
    [one] { $days } день тому
    [few] { $days } дні тому
    [many] { $days } днів тому
   *[other] { $days } дня тому
}
distance-km = { $km } км
mobile-unit = мобільний кабінет, лише цього дня
step-free = вхід без сходів
