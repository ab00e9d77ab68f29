//! How many parts a text message has (3GPP TS 23.038): the alphabet decides, and one foreign letter changes it for all.

/// The basic alphabet of GSM without control characters other than line ends.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Characters that take two places.
const EXTENDED: &str = "^{}\\[~]|€";

/// Places of the text in the GSM alphabet; `None` when it has letters that are not in it.
fn gsm(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match c {
            c if BASIC.contains(c) => Some(1),
            c if EXTENDED.contains(c) => Some(2),
            _ => None,
        })
        .sum()
}

/// Parts in which the text is sent and paid for.
#[must_use]
pub fn segments(text: &str) -> usize {
    let (places, alone, part) = match gsm(text) {
        Some(places) => (places, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if places <= alone { 1 } else { places.div_ceil(part) }
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn the_alphabet_decides() {
        assert_eq!(segments(&"a".repeat(160)), 1);
        assert_eq!(segments(&"a".repeat(161)), 2);
        assert_eq!(segments(&"a".repeat(306)), 2);
        assert_eq!(segments(&"a".repeat(307)), 3);
        assert_eq!(segments(&"[".repeat(80)), 1);
        assert_eq!(segments(&"[".repeat(81)), 2);
        assert_eq!(segments(&"ł".repeat(70)), 1);
        assert_eq!(segments(&"ł".repeat(71)), 2);
        assert_eq!(segments(&"ł".repeat(134)), 2);
        assert_eq!(segments(&"ł".repeat(135)), 3);
    }
}
