//! Telephone numbers as people write them.

use super::{Invalid, clean};

/// A telephone number: digits, spaces and `+ ( ) -`, with 7 to 15 digits. Kept as written, compared
/// by its digits.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Phone(String);

impl Phone {
    /// Parses what was typed.
    ///
    /// # Errors
    /// It is not a telephone number.
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = clean(raw);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let plain = text.chars().all(|c| c.is_ascii_digit() || " +()-".contains(c));
        if plain && (7..=15).contains(&digits) && text.len() <= 30 {
            return Ok(Self(text));
        }
        Err(Invalid::new("Enter a phone number, like 0115 496 0000 or +44 7700 900 982"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Phone;

    #[test]
    fn accepts_numbers_as_people_write_them() {
        for text in ["0115 496 0000", "+44 7700 900 982", "(01522) 555-010"] {
            assert!(Phone::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn refuses_what_no_one_can_ring() {
        for text in ["", "12", "call me", "0115 496 0000 ext 12", "12345678901234567"] {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
    }
}
