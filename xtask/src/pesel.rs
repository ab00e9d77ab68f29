//! PESEL numbers of invented people, for the demo and for what `run` proposes to try.

/// The PESEL of a woman born on that day; `serial` tells people of one day apart.
pub fn woman(year: u16, month: u16, day: u16, serial: u16) -> String {
    // The century is in the month; the tenth digit is even for a woman.
    let month = if year >= 2000 { month + 20 } else { month };
    let first_ten = format!(
        "{:02}{month:02}{day:02}{:03}{}",
        year % 100,
        serial / 5 % 1000,
        serial % 5 * 2
    );
    let weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
    let sum: u32 = first_ten
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    format!("{first_ten}{}", (10 - sum % 10) % 10)
}

/// The same number with a wrong last digit.
pub fn with_wrong_checksum(pesel: &str) -> String {
    let (rest, last) = pesel.split_at(pesel.len() - 1);
    let wrong = last.parse::<u8>().map_or(0, |digit| (digit + 1) % 10);
    format!("{rest}{wrong}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_come_out() {
        // Both are examples of the domain brief: F 2002-01-13 with serial digits 0758.
        assert_eq!(woman(2002, 1, 13, 75 * 5 + 4), "02211307589");
        let one = woman(1970, 5, 17, 1);
        assert_eq!(one.len(), 11);
        assert_ne!(one, woman(1970, 5, 17, 2));
        assert_ne!(with_wrong_checksum(&one), one);
        assert_eq!(with_wrong_checksum("44051401359"), "44051401350");
    }
}
