//! Text that is known to be present and not too long.

use super::{Invalid, clean};

/// Cleaned text of one to `MAX` characters. Holding one is proof of that.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Parses what was typed. `what` names it in the error: "your first name".
    ///
    /// # Errors
    /// Nothing was typed, or more than `MAX` characters.
    pub(crate) fn parse(what: &str, raw: &str) -> Result<Self, Invalid> {
        let text = clean(raw);
        if text.is_empty() {
            return Err(Invalid::new(format!("Enter {what}")));
        }
        let length = text.chars().count();
        if length > MAX {
            let what = capitalised(what);
            return Err(Invalid::new(format!("{what} must be {MAX} characters or fewer. You typed {length}")));
        }
        Ok(Self(text))
    }

    /// The same on one line: line ends become spaces, for names and titles.
    ///
    /// # Errors
    /// As [`Text::parse`].
    pub(crate) fn parse_line(what: &str, raw: &str) -> Result<Self, Invalid> {
        let one_line: Vec<&str> = raw.split_whitespace().collect();
        Self::parse(what, &one_line.join(" "))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> std::fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn names_the_field_in_its_errors() {
        let error = Text::<5>::parse("your first name", "  ").expect_err("empty");
        assert_eq!(error.message(), "Enter your first name");
        let error = Text::<5>::parse("your first name", "abcdefg").expect_err("too long");
        assert_eq!(error.message(), "Your first name must be 5 characters or fewer. You typed 7");
    }

    #[test]
    fn counts_characters_and_not_bytes() {
        assert!(Text::<5>::parse("it", "ÀÉÎÕÜ").is_ok());
    }

    #[test]
    fn puts_a_name_on_one_line() {
        assert_eq!(
            Text::<20>::parse_line("it", "Mary\nAnn   Lee").map(Text::into_string).as_deref(),
            Ok("Mary Ann Lee")
        );
    }
}
