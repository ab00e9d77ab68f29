//! Folding of Polish text, so that "lodz" finds "Łódź".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without diacritics, words separated by single spaces.
///
/// Both the stored name and the typed query go through this one function. `ł` needs its own rule because Unicode does
/// not decompose it.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'ł' => out.push('l'),
            c if c.is_alphanumeric() => out.push(c),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Without diacritics and typographic signs, for channels that charge for them; the case stays.
#[must_use]
pub fn plain(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'ł' => 'l',
            'Ł' => 'L',
            '„' | '”' | '“' | '«' | '»' => '"',
            '’' | '‘' => '\'',
            '–' | '—' | '−' => '-',
            '\u{a0}' => ' ',
            c if c.is_ascii() => c,
            _ => '?',
        })
        .collect()
}

/// Removes control and bidirectional formatting characters and surrounding white space, then composes (NFC).
///
/// Names come from people and other systems and are shown to other people: an invisible character must not change how
/// the rest of the line reads.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(*c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    text.nfc().filter(visible).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{clean, fold};

    #[test]
    fn folds_every_polish_letter_and_case() {
        assert_eq!(fold("Zażółć GĘŚLĄ jaźń"), "zazolc gesla jazn");
        assert_eq!(fold("ŁÓDŹ"), fold("lodz"));
        assert_eq!(fold("  Bielsko-Biała (miasto) "), "bielsko biala miasto");
        assert_eq!(fold("św. Anny"), "sw anny");
    }

    #[test]
    fn clean_drops_what_cannot_be_seen() {
        assert_eq!(clean(" Anna\u{202E}\u{0007} Łoś\u{FEFF} "), "Anna Łoś");
    }
}
