//! The first half of a postcode: enough to see where people are, too little to find their door.

use super::{Invalid, clean};

/// A postcode district such as `NG7` or `LN11`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct PostcodeDistrict(String);

impl PostcodeDistrict {
    /// Parses what was typed; of a whole postcode only the first half is kept.
    ///
    /// # Errors
    /// It does not begin like a postcode.
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = clean(raw).to_ascii_uppercase();
        let district = match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            [one] if one.len() > 4 && one.is_ascii() => &one[..one.len() - 3],
            [one] => *one,
            [first, second] if second.len() == 3 => *first,
            _ => "",
        };
        if Self::is_district(district) {
            return Ok(Self(district.to_owned()));
        }
        Err(Invalid::new("Enter the first part of a postcode, like NG7 or LN11"))
    }

    fn is_district(text: &str) -> bool {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let rest = &text.as_bytes()[letters..];
        matches!(letters, 1 | 2)
            && match rest {
                [digit] => digit.is_ascii_digit(),
                [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
                _ => false,
            }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::PostcodeDistrict;

    #[test]
    fn keeps_only_the_first_half() {
        for (typed, kept) in [("ng7", "NG7"), ("NG7 2RD", "NG7"), ("ln112ab", "LN11"), ("DE1", "DE1"), ("EC1A", "EC1A")]
        {
            assert_eq!(PostcodeDistrict::parse(typed).map(|p| p.as_str().to_owned()).as_deref(), Ok(kept), "{typed}");
        }
    }

    #[test]
    fn refuses_other_text() {
        for typed in ["", "Nottingham", "7NG", "NG", "é", "NG7 2RD 1"] {
            assert!(PostcodeDistrict::parse(typed).is_err(), "{typed}");
        }
    }
}
