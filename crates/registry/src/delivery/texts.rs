//! The words of messages. Fixed templates; what comes from the directory goes in as plain text on one line.

use super::segments::segments;
use chrono::Datelike;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use okienko_domain::calendar::{clock, warsaw_day, warsaw_minute};
use okienko_domain::contact::Language;
use okienko_domain::message::{MessageKind, Term};
use okienko_domain::text::{clean, plain};
use okienko_registry_store::messages::Venue;
use thiserror::Error;

/// Most parts of a text message.
pub const MAX_SEGMENTS: usize = 2;

/// A catalogue lacks something. Its own tests would have said so.
#[derive(Debug, Error)]
#[error("the catalogue of messages lacks {0}")]
pub struct MissingText(String);

/// An e-mail without its address.
#[derive(Debug, PartialEq, Eq)]
pub struct Mail {
    /// Subject.
    pub subject: String,
    /// Body.
    pub body: String,
}

/// Catalogues of all languages.
pub struct Texts {
    bundles: Vec<(Language, FluentBundle<FluentResource>)>,
}

impl Default for Texts {
    fn default() -> Self {
        let sources = [
            (Language::Pl, "pl", include_str!("../../messages/pl.ftl")),
            (Language::En, "en", include_str!("../../messages/en.ftl")),
            (Language::Uk, "uk", include_str!("../../messages/uk.ftl")),
        ];
        let bundles = sources.map(|(language, code, source)| {
            let mut bundle = FluentBundle::new_concurrent(vec![code.parse().unwrap_or_default()]);
            bundle.set_use_isolating(false);
            // What cannot be parsed is left out; the test of the catalogues fails then.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
            (language, bundle)
        });
        Self {
            bundles: bundles.into(),
        }
    }
}

impl Texts {
    /// A text message of at most [`MAX_SEGMENTS`] parts: long names give way, the time and the way to cancel do not.
    ///
    /// # Errors
    /// When the catalogue lacks it.
    pub fn sms(
        &self,
        language: Language,
        kind: MessageKind,
        term: Term,
        venue: Option<&Venue>,
    ) -> Result<String, MissingText> {
        let mut text = String::new();
        for longest in [usize::MAX, 40, 30, 20, 12] {
            let args = self.args(language, term, venue, longest)?;
            text = self.text(language, &format!("sms-{}", kind.code()), &args)?;
            // Without diacritics more than twice as much fits; Cyrillic has no such way.
            if language != Language::Uk {
                text = plain(&text);
            }
            if segments(&text) <= MAX_SEGMENTS {
                break;
            }
        }
        Ok(text)
    }

    /// An e-mail.
    ///
    /// # Errors
    /// When the catalogue lacks it.
    pub fn mail(
        &self,
        language: Language,
        kind: MessageKind,
        term: Term,
        venue: Option<&Venue>,
    ) -> Result<Mail, MissingText> {
        let args = self.args(language, term, venue, usize::MAX)?;
        let text = |id: &str| self.text(language, id, &args);
        let mut body = text(&format!("mail-{}", kind.code()))?;
        if venue.is_some() {
            let contact = match kind {
                MessageKind::Lookup => "mail-questions",
                _ => "mail-cancel",
            };
            body = [body, text("mail-where")?, text(contact)?].join("\n\n");
        }
        Ok(Mail {
            subject: text(&format!("subject-{}", kind.code()))?,
            body: format!("{body}\n\n{}\n", text("mail-end")?),
        })
    }

    fn args(
        &self,
        language: Language,
        term: Term,
        venue: Option<&Venue>,
        longest: usize,
    ) -> Result<FluentArgs<'static>, MissingText> {
        let mut args = FluentArgs::new();
        let (day, minute) = match term {
            Term::Slot(slot) => (slot.day, Some(slot.minute)),
            Term::Until(until) => (warsaw_day(until), None),
            Term::Since(at) => {
                let (day, minute) = warsaw_minute(at);
                (day, Some(minute))
            }
        };
        let date = day.date();
        args.set("date", format!("{}.{:02}.{}", date.day(), date.month(), date.year()));
        args.set(
            "weekday",
            self.text(language, &format!("weekday-{}", day.weekday()), &args)?,
        );
        args.set("time", minute.map(clock).unwrap_or_default());
        args.set("when", self.text(language, "when", &args)?);
        let (place, phone) = match venue {
            Some(venue) => {
                let parts = [&venue.name, &venue.street, &venue.city].map(|part| shorten(part, longest));
                // Who has looked has no street.
                let known: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                (known.join(", "), shorten(&venue.phone, 24))
            }
            None => Default::default(),
        };
        args.set("place", place);
        let contact = if phone.is_empty() { "contact-unknown" } else { "contact" };
        args.set("phone", phone);
        args.set("contact", self.text(language, contact, &args)?);
        Ok(args)
    }

    fn text(&self, language: Language, id: &str, args: &FluentArgs<'_>) -> Result<String, MissingText> {
        let missing = || MissingText(id.to_owned());
        let (_, bundle) = self
            .bundles
            .iter()
            .find(|(known, _)| *known == language)
            .ok_or_else(missing)?;
        let pattern = bundle
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(missing)?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if errors.is_empty() { Ok(text) } else { Err(missing()) }
    }
}

/// One visible line of at most `longest` characters.
fn shorten(text: &str, longest: usize) -> String {
    let line = text
        .split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .collect::<Vec<_>>()
        .join(" ");
    let line = clean(&line);
    if line.chars().count() <= longest {
        return line;
    }
    let kept: String = line.chars().take(longest.saturating_sub(1)).collect();
    format!("{}.", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{MAX_SEGMENTS, Texts};
    use crate::delivery::segments::segments;
    use chrono::{DateTime, Duration};
    use okienko_domain::calendar::Day;
    use okienko_domain::contact::Language;
    use okienko_domain::message::{MessageKind, Term};
    use okienko_domain::slot::SlotId;
    use okienko_registry_store::messages::Venue;

    fn term(kind: MessageKind) -> Term {
        match kind {
            MessageKind::ExpiryWarning => Term::Until(DateTime::UNIX_EPOCH + Duration::days(20_800)),
            // Twenty to twelve on the same day in Warsaw.
            MessageKind::Lookup => Term::Since(DateTime::from_timestamp(1_822_210_800, 0).unwrap()),
            // Wednesday in September: the longest names.
            _ => Term::Slot(SlotId {
                schedule: 1,
                day: Day::parse("2027-09-29").unwrap(),
                minute: 700,
            }),
        }
    }

    fn venue(name: &str) -> Venue {
        Venue {
            facility: 1,
            name: name.into(),
            phone: "56 123 45 67".into(),
            street: "ul. Świętego Józefa 53-59".into(),
            city: "Toruń".into(),
        }
    }

    fn all() -> impl Iterator<Item = (Language, MessageKind)> {
        Language::ALL
            .into_iter()
            .flat_map(|language| MessageKind::ALL.into_iter().map(move |kind| (language, kind)))
    }

    #[test]
    fn every_message_has_its_words_in_every_language() {
        let texts = Texts::default();
        for (language, kind) in all() {
            let venue = (kind != MessageKind::ExpiryWarning).then(|| venue("Poradnia Próbna"));
            let sms = texts.sms(language, kind, term(kind), venue.as_ref()).unwrap();
            let mail = texts.mail(language, kind, term(kind), venue.as_ref()).unwrap();
            for text in [&sms, &mail.body] {
                assert!(!text.contains(['{', '}', '\u{2068}']), "{text}");
                if kind != MessageKind::ExpiryWarning {
                    assert!(text.contains("29.09.2027") && text.contains("11:40"), "{text}");
                }
            }
            assert!(!mail.subject.is_empty() && !mail.subject.contains('\n'));
        }
    }

    #[test]
    fn a_reminder_reads_like_this() {
        let texts = Texts::default();
        let kind = MessageKind::Reminder;
        let sms = texts
            .sms(Language::Pl, kind, term(kind), Some(&venue("Poradnia Próbna")))
            .unwrap();
        assert_eq!(
            sms,
            "Przypomnienie o wizycie: sroda 29.09.2027, godz. 11:40, Poradnia Probna, ul. Swietego Jozefa 53-59, Torun. Aby odwolac, odpisz NIE."
        );
        assert_eq!(segments(&sms), 1);
    }

    #[test]
    fn x22_a_look_up_is_told_like_this() {
        let texts = Texts::default();
        let kind = MessageKind::Lookup;
        let office = Venue {
            street: String::new(),
            ..venue("Poradnia Próbna")
        };
        let sms = texts.sms(Language::Pl, kind, term(kind), Some(&office)).unwrap();
        assert_eq!(
            sms,
            "Wglad w Twoje wizyty w naglym przypadku: sroda 29.09.2027, godz. 11:40, Poradnia Probna, Torun. Pytania: tel. 56 123 45 67."
        );
        let mail = texts.mail(Language::Pl, kind, term(kind), Some(&office)).unwrap();
        assert!(!mail.body.contains("Odwołanie"), "{}", mail.body);
    }

    #[test]
    fn x36_neutral_and_without_links() {
        let texts = Texts::default();
        for (language, kind) in all() {
            let sms = texts.sms(language, kind, term(kind), Some(&venue("Poradnia"))).unwrap();
            let mail = texts
                .mail(language, kind, term(kind), Some(&venue("Poradnia")))
                .unwrap();
            let said = format!("{sms} {} {}", mail.subject, mail.body).to_lowercase();
            for word in [
                "kardio",
                "mammo",
                "cytolog",
                "onko",
                "lekarz",
                "badani",
                "pesel",
                "skierowani",
                "cardio",
                "screening",
                "doctor",
                "кардіо",
                "мамо",
                "лікар",
            ] {
                assert!(!said.contains(word), "{word}: {said}");
            }
            // x12: nothing to tap on, so nothing to imitate.
            for link in ["http", "www", "://", ".pl/"] {
                assert!(!said.contains(link), "{link}: {said}");
            }
        }
    }

    #[test]
    fn a_text_message_has_at_most_two_parts() {
        let texts = Texts::default();
        for name in [
            "Poradnia",
            "Samodzielny Publiczny Zakład Opieki Zdrowotnej Wojewódzki Szpital Zespolony im. św. Łukasza, Zespół Poradni Specjalistycznych nr 12",
            &"Ź".repeat(500),
            &"[".repeat(500),
        ] {
            for (language, kind) in all() {
                let long = Venue {
                    street: format!("al. {name}"),
                    city: name.into(),
                    phone: "+48 56 123 45 67 wew. 1234567890".into(),
                    ..venue(name)
                };
                for mut venue in [venue(name), long] {
                    if kind == MessageKind::Lookup {
                        venue.street.clear();
                    }
                    let sms = texts.sms(language, kind, term(kind), Some(&venue)).unwrap();
                    assert!(segments(&sms) <= MAX_SEGMENTS, "{}: {sms}", segments(&sms));
                }
            }
        }
    }

    #[test]
    fn x19_a_name_cannot_add_lines_or_templates() {
        let texts = Texts::default();
        for evil in [
            "A\r\nBcc: ewa@poczta.example.pl",
            "A\n\nDATA",
            "A\u{2028}B",
            "A\u{0}B",
            "{ $phone }",
            "{sms-offer}",
            "\u{202E}odwrotnie",
            "\r\n.\r\nMAIL FROM:<x>",
        ] {
            for (language, kind) in all() {
                let venue = venue(evil);
                let sms = texts.sms(language, kind, term(kind), Some(&venue)).unwrap();
                assert!(!sms.contains(|c: char| c.is_control()), "{sms:?}");
                let mail = texts.mail(language, kind, term(kind), Some(&venue)).unwrap();
                assert!(!mail.subject.contains(|c: char| c.is_control()));
                assert!(
                    !mail.body.contains(['\r', '\u{2028}', '\u{202E}', '\0']),
                    "{:?}",
                    mail.body
                );
                assert!(
                    !mail
                        .body
                        .lines()
                        .any(|line| line.starts_with("Bcc") || line == "." || line == "DATA")
                );
            }
        }
    }
}
