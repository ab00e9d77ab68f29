//! The second factor: six digits that change every half minute (RFC 6238 with SHA-1, which every authenticator knows).

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use ring::hmac;

/// Seconds of a step.
const STEP: u64 = 30;
/// Steps that a phone's clock may be off, either way.
const SLACK: u64 = 1;
const DIGITS: u32 = 1_000_000;

/// The step whose digits were typed, or `None`. All steps are computed, whichever fits.
pub(super) fn step(secret: &[u8], typed: &str, now: DateTime<Utc>) -> Option<u64> {
    let current = u64::try_from(now.timestamp()).ok()? / STEP;
    let typed: Option<u32> = Some(typed.trim())
        .filter(|text| text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse().ok());
    let steps = current.saturating_sub(SLACK)..=current + SLACK;
    steps.filter(|step| Some(digits(secret, *step)) == typed).max()
}

/// The digits of a step.
pub(super) fn digits(secret: &[u8], step: u64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag.last().copied().unwrap_or(0) & 0xf);
    let word = tag
        .iter()
        .skip(offset)
        .take(4)
        .fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
    (word & 0x7fff_ffff) % DIGITS
}

/// What an authenticator reads, as a link or a QR code.
pub(super) fn link(login: &str, secret: &[u8]) -> String {
    format!(
        "otpauth://totp/Okienko:{login}?secret={}&issuer=Okienko",
        BASE32_NOPAD.encode(secret)
    )
}

#[cfg(test)]
mod tests {
    use super::{digits, link, step};
    use chrono::{DateTime, Utc};

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_examples_of_rfc_6238() {
        // Appendix B gives eight digits; these are the last six.
        for (seconds, code) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(digits(SECRET, seconds / 30), code, "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step() {
        for (seconds, found) in [(0, true), (29, true), (59, true), (89, true), (90, false)] {
            assert_eq!(step(SECRET, "287082", at(seconds)).is_some(), found, "{seconds}");
        }
        assert_eq!(step(SECRET, " 287082 ", at(59)), Some(1));
        for wrong in ["", "28708", "2870820", "+87082", "28708a", "２８７０８２"] {
            assert_eq!(step(SECRET, wrong, at(59)), None, "{wrong}");
        }
        assert_eq!(
            step(SECRET, "081804", at(1_111_111_109)),
            Some(37_037_036),
            "with its zero"
        );
    }

    #[test]
    fn a_link_that_authenticators_read() {
        assert_eq!(
            link("anna", SECRET),
            "otpauth://totp/Okienko:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Okienko"
        );
    }
}
