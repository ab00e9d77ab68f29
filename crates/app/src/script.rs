//! Sentences the receptionist reads to the patient, with dates and hours in words: "wtorek, pierwszego grudnia, godzina
//! dziewiąta czterdzieści". Polish only: it is the language of the desk.

use crate::view::SlotView;
use chrono::Datelike;
use okienko_domain::slot::SlotId;

const WEEKDAYS: [&str; 7] = [
    "Poniedziałek",
    "Wtorek",
    "Środa",
    "Czwartek",
    "Piątek",
    "Sobota",
    "Niedziela",
];
const MONTHS: [&str; 12] = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];
/// Ordinal days in the genitive, 1 to 20 and the round ones.
const DAYS: [&str; 20] = [
    "pierwszego",
    "drugiego",
    "trzeciego",
    "czwartego",
    "piątego",
    "szóstego",
    "siódmego",
    "ósmego",
    "dziewiątego",
    "dziesiątego",
    "jedenastego",
    "dwunastego",
    "trzynastego",
    "czternastego",
    "piętnastego",
    "szesnastego",
    "siedemnastego",
    "osiemnastego",
    "dziewiętnastego",
    "dwudziestego",
];
/// Ordinal hours in the nominative, 0 to 20.
const HOURS: [&str; 21] = [
    "zero",
    "pierwsza",
    "druga",
    "trzecia",
    "czwarta",
    "piąta",
    "szósta",
    "siódma",
    "ósma",
    "dziewiąta",
    "dziesiąta",
    "jedenasta",
    "dwunasta",
    "trzynasta",
    "czternasta",
    "piętnasta",
    "szesnasta",
    "siedemnasta",
    "osiemnasta",
    "dziewiętnasta",
    "dwudziesta",
];
const ONES: [&str; 20] = [
    "zero",
    "jeden",
    "dwa",
    "trzy",
    "cztery",
    "pięć",
    "sześć",
    "siedem",
    "osiem",
    "dziewięć",
    "dziesięć",
    "jedenaście",
    "dwanaście",
    "trzynaście",
    "czternaście",
    "piętnaście",
    "szesnaście",
    "siedemnaście",
    "osiemnaście",
    "dziewiętnaście",
];
const TENS: [&str; 6] = [
    "",
    "dziesięć",
    "dwadzieścia",
    "trzydzieści",
    "czterdzieści",
    "pięćdziesiąt",
];

/// The term, the person and the place in sentences.
pub(crate) fn spoken(slot: &SlotView, id: SlotId) -> String {
    let date = id.day.date();
    let weekday = word(&WEEKDAYS, u32::from(id.day.weekday()) - 1);
    let mut text = format!(
        "{weekday}, {} {}, godzina {}. ",
        day(date.day()),
        word(&MONTHS, date.month0()),
        time(id.minute)
    );
    text.push_str(&format!(
        "{}. {}, {}.",
        aloud(&slot.practitioner),
        aloud(&slot.street),
        slot.city
    ));
    if !slot.room.is_empty() {
        text.push_str(&format!(" Gabinet {}.", slot.room));
    }
    if slot.step_free {
        text.push_str(" Wejście bez schodów.");
    }
    if slot.mobile {
        text.push_str(" To mobilna pracownia, stoi tam tylko tego dnia.");
    }
    text.push_str(" Proszę wziąć dokument ze zdjęciem.");
    text
}

/// The first word in full: an abbreviation cannot be read out.
fn aloud(text: &str) -> String {
    const WORDS: [(&str, &str); 5] = [
        ("lek. ", "Lekarz "),
        ("ul. ", "Ulica "),
        ("al. ", "Aleja "),
        ("pl. ", "Plac "),
        ("os. ", "Osiedle "),
    ];
    match WORDS
        .iter()
        .find_map(|(short, full)| Some((full, text.strip_prefix(short)?)))
    {
        Some((full, rest)) => format!("{full}{rest}"),
        None => text.to_owned(),
    }
}

fn word(words: &[&'static str], at: u32) -> &'static str {
    usize::try_from(at)
        .ok()
        .and_then(|at| words.get(at))
        .copied()
        .unwrap_or_default()
}

fn day(n: u32) -> String {
    match n {
        0..=20 => word(&DAYS, n.saturating_sub(1)).to_owned(),
        30 => "trzydziestego".to_owned(),
        21..=29 => format!("dwudziestego {}", word(&DAYS, n - 21)),
        _ => format!("trzydziestego {}", word(&DAYS, n - 31)),
    }
}

fn time(minute: u16) -> String {
    let (hour, minute) = (u32::from(minute / 60), u32::from(minute % 60));
    let hour = if hour <= 20 {
        word(&HOURS, hour).to_owned()
    } else {
        format!("dwudziesta {}", word(&HOURS, hour - 20))
    };
    match minute {
        0 => hour,
        1..=9 => format!("{hour} zero {}", word(&ONES, minute)),
        10..=19 => format!("{hour} {}", word(&ONES, minute)),
        _ if minute % 10 == 0 => format!("{hour} {}", word(&TENS, minute / 10)),
        _ => format!("{hour} {} {}", word(&TENS, minute / 10), word(&ONES, minute % 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::{aloud, day, time};

    #[test]
    fn no_abbreviations() {
        assert_eq!(aloud("lek. Ewa Lis"), "Lekarz Ewa Lis");
        assert_eq!(aloud("ul. Polna 1"), "Ulica Polna 1");
        assert_eq!(aloud("Rynek 3"), "Rynek 3");
    }

    #[test]
    fn hours_in_words() {
        for (minute, words) in [
            (580, "dziewiąta czterdzieści"),
            (720, "dwunasta"),
            (485, "ósma zero pięć"),
            (915, "piętnasta piętnaście"),
            (1305, "dwudziesta pierwsza czterdzieści pięć"),
            (1200, "dwudziesta"),
        ] {
            assert_eq!(time(minute), words);
        }
    }

    #[test]
    fn days_in_words() {
        for (n, words) in [
            (1, "pierwszego"),
            (20, "dwudziestego"),
            (21, "dwudziestego pierwszego"),
            (29, "dwudziestego dziewiątego"),
            (30, "trzydziestego"),
            (31, "trzydziestego pierwszego"),
        ] {
            assert_eq!(day(n), words);
        }
    }
}
