//! Street lines as people write them: the data have "UL. STEFANA STARZYŃSKIEGO 6D", "DOLNE MŁYNY 21A" and "GOLE 50".

/// Abbreviations and small words that stay in lower case inside a name, without the full stop.
const SMALL: &[&str] = &[
    "na", "nad", "od", "do", "w", "we", "z", "ze", "pod", "przy", "za", "ku", "i", "de", "le", "św", "bł", "gen", "ks",
    "dr", "dra", "prof", "marsz", "płk", "mjr", "kpt", "por", "rtm", "bp", "abp", "kard", "prym", "hm", "inż", "doc",
    "im", "nr", "lok",
];

/// Abbreviations spoken by letter.
const LETTERS: &[&str] = &["PCK", "AK", "NMP", "KEN", "POW", "WP", "ORP", "ONZ"];

/// Words that say what kind of street it is, and how they are written before a name.
const KINDS: &[(&str, &str)] = &[
    ("ul", "ul."),
    ("ulica", "ul."),
    ("al", "al."),
    ("aleja", "al."),
    ("aleje", "al."),
    ("alei", "al."),
    ("os", "os."),
    ("oś", "os."),
    ("osiedle", "os."),
    ("pl", "pl."),
    ("plac", "pl."),
    ("bulw", "bulwar"),
    ("bulwar", "bulwar"),
    ("rynek", "Rynek"),
    ("szosa", "Szosa"),
    ("rondo", "rondo"),
    ("skwer", "skwer"),
    ("wybrzeże", "Wybrzeże"),
    ("trakt", "Trakt"),
    ("park", "park"),
    ("wieś", ""),
];

/// The line of an address before the postcode. Villages without streets get no "ul.".
pub(super) fn street_line(raw: &str, city: &str) -> String {
    // What the register writes where there is no number of a flat.
    let spaced = space_after_abbreviations(&raw.replace("[BRAK]", "").replace("/BRAK", ""));
    let words: Vec<&str> = spaced
        .split_whitespace()
        .map(|w| if w.ends_with("..") { w.trim_end_matches('.') } else { w })
        .collect();
    let numbers_from = words.iter().position(|w| starts_with_digit(w)).unwrap_or(words.len());
    let (name, number) = words.split_at(numbers_from);
    if name.join(" ").to_lowercase() == city.to_lowercase() {
        return join(city, number.iter().map(|w| trim_stop(w).to_owned()));
    }
    let (kind, rest) = match words.split_first() {
        Some((first, rest)) => match KINDS.iter().find(|(word, _)| *word == trim_stop(first).to_lowercase()) {
            Some((_, written)) => (*written, rest),
            None if starts_with_digit(first)
                && longest_word(first) < 2
                && rest.iter().all(|w| w.chars().count() < 2) =>
            {
                ("", words.as_slice())
            }
            None => ("ul.", words.as_slice()),
        },
        None => ("", words.as_slice()),
    };
    let mut before: Option<&str> = None;
    let cased = rest.iter().map(|word| {
        let written = case(word, before);
        before = Some(word);
        written
    });
    let line = join(kind, cased);
    line.strip_suffix('.').map_or(line.clone(), str::to_owned)
}

fn join(first: &str, rest: impl Iterator<Item = String>) -> String {
    let mut line = first.to_owned();
    for word in rest {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    line
}

/// "PL.KILIŃSKIEGO" becomes two words; initials ("M.C.SKŁODOWSKIEJ") stay together.
fn space_after_abbreviations(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 2);
    let mut letters = 0;
    for c in raw.chars() {
        if c.is_alphabetic() && letters >= 2 && out.ends_with('.') {
            out.push(' ');
            letters = 0;
        }
        letters = if c.is_alphabetic() && !out.ends_with('.') {
            letters + 1
        } else {
            u8::from(c == '.') * letters
        };
        out.push(c);
    }
    out
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn trim_stop(word: &str) -> &str {
    word.trim_end_matches('.')
}

/// One word of a street name, given the word before it.
fn case(word: &str, before: Option<&str>) -> String {
    if word.chars().any(char::is_lowercase) {
        return word.to_owned();
    }
    if starts_with_digit(word) {
        // "3-GO", "1000-LECIA" and "3-MAJA" are words, "17A" and "3B/3" are numbers.
        return match word.split_once('-') {
            Some((_, "GO" | "LECIA")) => word.to_lowercase(),
            Some((number, name)) if longest_word(name) > 2 => format!("{number}-{}", capitalised(&name.to_lowercase())),
            _ => word.to_owned(),
        };
    }
    if word.starts_with("LOK") && word.ends_with(|c: char| c.is_ascii_digit()) {
        return word.replacen("LOK", "lok", 1);
    }
    let (bare, after_number) = (trim_stop(word), before.is_some_and(starts_with_digit));
    let roman = bare.len() >= 2 && bare.bytes().all(|b| b"IVX".contains(&b));
    let entrance = after_number && longest_word(bare) <= 2;
    if roman || entrance || LETTERS.contains(&bare) {
        return word.to_owned();
    }
    let lower = word.to_lowercase();
    // A single letter with a full stop is an initial.
    let initial = bare.chars().count() == 1 && word.ends_with('.');
    if SMALL.contains(&trim_stop(&lower)) && !initial && (before.is_some() || bare.chars().count() > 1) {
        return lower;
    }
    capitalised(&lower)
}

/// Letters of the longest word in it.
fn longest_word(text: &str) -> usize {
    text.split(|c: char| !c.is_alphabetic())
        .map(|word| word.chars().count())
        .max()
        .unwrap_or(0)
}

/// Capital first letter of every run of letters.
fn capitalised(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut inside = false;
    for c in lower.chars() {
        if c.is_alphabetic() && !inside {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        inside = c.is_alphanumeric();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::street_line;

    #[test]
    fn capitals_become_addresses() {
        for (raw, city, line) in [
            (
                "UL. STEFANA STARZYŃSKIEGO 6D",
                "Bolesławiec",
                "ul. Stefana Starzyńskiego 6D",
            ),
            ("DOLNE MŁYNY 21A", "Bolesławiec", "ul. Dolne Młyny 21A"),
            ("PL.KILIŃSKIEGO 5", "Mińsk", "pl. Kilińskiego 5"),
            (
                "ALEJA ZDOBYWCÓW WAŁU POMORSKIEGO 99",
                "Wałcz",
                "al. Zdobywców Wału Pomorskiego 99",
            ),
            ("OS. NA STOKU 63A", "Kielce", "os. na Stoku 63A"),
            ("JANA PAWŁA II 5", "Janów", "ul. Jana Pawła II 5"),
            ("1 MAJA 13", "Orneta", "ul. 1 Maja 13"),
            ("3-GO MAJA 2", "Orneta", "ul. 3-go Maja 2"),
            ("ŚW. JÓZEFA 53-59", "Toruń", "ul. św. Józefa 53-59"),
            ("SZOSA CHEŁMIŃSKA 146 B", "Toruń", "Szosa Chełmińska 146 B"),
            (
                "M.C.SKŁODOWSKIEJ-CURIE 1A",
                "Nowa Dęba",
                "ul. M.C.Skłodowskiej-Curie 1A",
            ),
            ("UL. BÉLI BARTÓKA 8 LOK. U/A", "Warszawa", "ul. Béli Bartóka 8 lok. U/A"),
            (
                "GEN. JANA HENRYKA DĄBROWSKIEGO 1",
                "Toruń",
                "ul. gen. Jana Henryka Dąbrowskiego 1",
            ),
            ("UL. WYSPIAŃSKIEGO  3", "Siemianowice", "ul. Wyspiańskiego 3"),
            ("PIĘKNA 1.", "Osiek", "ul. Piękna 1"),
            ("18-STYCZNIA 4", "Mława", "ul. 18-Stycznia 4"),
            ("OSIEDLE 1000-LECIA 13", "Olkusz", "os. 1000-lecia 13"),
            ("KLONOWA 4 LOK.1", "Zambrów", "ul. Klonowa 4 lok.1"),
            ("CMENTARNA 14 (PARTER)", "Zambrów", "ul. Cmentarna 14 (Parter)"),
            ("BARKOWSKA 167C/BRAK", "Bielsko-Biała", "ul. Barkowska 167C"),
            ("RYNEK 4", "Zator", "Rynek 4"),
            ("GOLE 50", "Gole", "Gole 50"),
            ("TARNAWA GÓRNA 80", "Tarnawa Górna", "Tarnawa Górna 80"),
            ("17", "Gole", "17"),
            ("Księdza Bosco 5", "Szczecin", "ul. Księdza Bosco 5"),
            ("Aleja \"Solidarności\" 67", "Warszawa", "al. \"Solidarności\" 67"),
            ("W. WITOSA 3", "Rypin", "ul. W. Witosa 3"),
            ("", "Rypin", ""),
        ] {
            assert_eq!(street_line(raw, city), line, "{raw}");
        }
    }
}
