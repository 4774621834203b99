//! The name of a thing in an address.

use super::{Invalid, clean, plain_letters};

/// Lower-case letters, digits and single hyphens, at most 80 characters: `home-visits-after-stroke`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Slug(String);

impl Slug {
    /// Parses what was typed.
    ///
    /// # Errors
    /// It holds anything else, or is the word `new`, which is the address of a form.
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = clean(raw);
        let plain = text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if plain && text.len() <= 80 && text != "new" {
            return Ok(Self(text));
        }
        Err(Invalid::new("Enter an address of lower-case letters, numbers and hyphens, like stroke-home-visits"))
    }

    /// The slug a title suggests.
    pub(crate) fn suggest(title: &str) -> String {
        let mut plain = String::with_capacity(title.len());
        for letter in title.chars().flat_map(char::to_lowercase) {
            match plain_letters(letter) {
                Some(letters) => plain.push_str(letters),
                None => plain.push(letter),
            }
        }
        let words: Vec<String> = plain
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let mut slug = String::new();
        for word in words {
            if slug.len() + word.len() + 1 > 60 {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&word);
        }
        slug
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Slug;

    #[test]
    fn a_title_suggests_one() {
        assert_eq!(Slug::suggest("STAK: Steps to Active Kids!"), "stak-steps-to-active-kids");
        assert_eq!(Slug::suggest("Dementia Cafés"), "dementia-cafes");
        assert!(Slug::parse(&Slug::suggest("Home visits after stroke")).is_ok());
    }

    #[test]
    fn refuses_what_an_address_cannot_hold() {
        for text in ["", "new", "-a", "a--b", "A", "a b", "é", "a/b"] {
            assert!(Slug::parse(text).is_err(), "{text}");
        }
    }
}
