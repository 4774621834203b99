//! Addresses that mail can be sent to.

use super::{Invalid, clean};

/// An e-mail address in lower case, checked for form, at most 254 characters.
///
/// Lower case throughout: no provider in use treats two spellings as two people, and people type
/// their own address in different cases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses what was typed.
    ///
    /// # Errors
    /// Nothing was typed, or it is not an address.
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = clean(raw).to_lowercase();
        if text.is_empty() {
            return Err(Invalid::new("Enter an email address"));
        }
        let well_formed = text.len() <= 254
            && text.is_ascii()
            && text.parse::<lettre::Address>().is_ok()
            && text.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'));
        if !well_formed {
            return Err(Invalid::new("Enter an email address in the correct format, like name@example.org"));
        }
        Ok(Self(text))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn accepts_addresses_and_lowers_them() {
        let address = EmailAddress::parse(" Ann.O'Neil+cop@Trust.NHS.uk ").expect("an address");
        assert_eq!(address.as_str(), "ann.o'neil+cop@trust.nhs.uk");
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in
            ["", "ann", "ann@", "@example.org", "ann@localhost", "a b@example.org", "ann@example.org\nBcc: x@y.z"]
        {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
    }
}
