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

connect-title-unknown = З’єднайте це робоче місце з центральною системою
connect-title-lost = Центральна система не розпізнає цього робочого місця
connect-title-pending = Робоче місце чекає на згоду
connect-title-revoked = Робоче місце від’єднане від центральної системи
connect-title-quarantined = Робоче місце зупинене
connect-unknown = Код надає адміністратор закладу або центральної системи. Він діє один раз, протягом 15 хвилин.
connect-lost = Попросіть в адміністратора новий код. Він діє один раз, протягом 15 хвилин.
connect-pending = Продиктуйте адміністратору цей відбиток ключа; він має бути такий самий, як у нього.
connect-revoked = Його від’єднав адміністратор. Попросіть у нього новий код: він діє один раз, протягом 15 хвилин.
connect-quarantined = Ключем цього робочого місця скористалися два комп’ютери. Зателефонуйте адміністратору і продиктуйте йому відбиток ключа.
connect-registry = Адреса центральної системи
connect-code = Одноразовий код
connect-code-note = 10 літер і цифр, наприклад 7K3QF-2M9DX
connect-button = З’єднати
connect-busy = З’єдную…
connect-again = Перевірити зараз
connect-checking = Запитую центральну систему…
connect-unchanged = Перевірено о { $time }: без змін.
connect-done = З’єднано з центральною системою: { $name }.
connect-name = Робоче місце
connect-clinic = Заклад
connect-fingerprint = Відбиток ключа

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
