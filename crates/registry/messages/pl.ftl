# Messages to patients. Neutral: never the service, the specialty or the person. Text messages lose their diacritics before they leave.
weekday-1 = poniedziałek
weekday-2 = wtorek
weekday-3 = środa
weekday-4 = czwartek
weekday-5 = piątek
weekday-6 = sobota
weekday-7 = niedziela
when = { $weekday } { $date }, godz. { $time }
contact = tel. { $phone }
contact-unknown = w rejestracji przychodni

sms-confirmation = Wizyta umówiona: { $when }, { $place }. Odwołanie: { $contact }.
sms-reminder = Przypomnienie o wizycie: { $when }, { $place }. Aby odwołać, odpisz NIE.
sms-change = Zmiana terminu wizyty. Nowy termin: { $when }, { $place }. Odwołanie: { $contact }.
sms-cancelled = Wizyta odwołana: { $when }, { $place }. Pytania: { $contact }.
sms-auto-booked = Z poczekalni: wizyta umówiona na { $when }, { $place }. Odwołanie: { $contact }.
sms-offer = Jest wolny termin wizyty: { $when }, { $place }. Prosimy o szybką odpowiedź: { $contact }.
sms-expiry-warning = Wpis na liście oczekujących kończy się { $date }. Można go przedłużyć w rejestracji każdej przychodni.
sms-lookup = Wgląd w Twoje wizyty w nagłym przypadku: { $when }, { $place }. Pytania: { $contact }.

subject-confirmation = Wizyta umówiona
subject-reminder = Przypomnienie o wizycie
subject-change = Zmiana terminu wizyty
subject-cancelled = Wizyta odwołana
subject-auto-booked = Poczekalnia: wizyta umówiona
subject-offer = Poczekalnia: jest wolny termin
subject-expiry-warning = Poczekalnia: wpis wkrótce się kończy
subject-lookup = Wgląd w Twoje wizyty
mail-confirmation = Wizyta jest umówiona.
mail-reminder = Przypominamy o wizycie.
mail-change = Termin wizyty się zmienił. Poniżej nowy termin.
mail-cancelled = Ta wizyta została odwołana.
mail-auto-booked = Zwolnił się termin i wizyta z poczekalni jest umówiona.
mail-offer = Jest wolny termin. Prosimy o szybką odpowiedź: termin czeka tylko przez krótki czas.
mail-expiry-warning = Wpis na liście oczekujących kończy się { $date }. Można go przedłużyć w rejestracji każdej przychodni.
mail-lookup = Poniższa placówka sprawdziła w nagłym przypadku, jakie masz umówione wizyty i gdzie na nie czekasz. Podała powód, a wgląd jest zapisany. Jeśli o nim nie wiesz, zapytaj w tej placówce.
mail-where = Kiedy: { $when }
    Gdzie: { $place }
mail-cancel = Odwołanie lub pytania: { $contact }.
mail-questions = Pytania: { $contact }.
mail-end = Wiadomość wysłana automatycznie, prosimy na nią nie odpowiadać.
