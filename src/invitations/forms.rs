//! Choosing people, and what the team adds to the letter.

use serde::{Deserialize, Serialize};

use crate::kernel::{Invalid, Text};
use crate::people::Choices;
use crate::web::{FormErrors, opened};

/// Whom the team chooses: by the register's filters, or everybody, which it has to say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ChooseForm {
    #[serde(flatten)]
    pub(crate) choices: Choices,
    /// "yes": everybody.
    pub(crate) everyone: String,
    /// The identity the batch gets: sending the form twice makes one.
    pub(crate) id: String,
}

/// Why nobody is chosen yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unchosen {
    /// No filter is set, and nobody said "everyone".
    NoFilter,
    /// Who waits for a consent about their health is known to the team alone, and not put on a list of an event.
    ByHealth,
}

impl ChooseForm {
    pub(super) fn is_everyone(&self) -> bool {
        self.everyone == "yes" && !self.choices.filter().narrows()
    }

    /// Whether it says whom it means.
    pub(super) fn check(&self) -> Result<(), Unchosen> {
        let filter = self.choices.filter();
        match (filter.health, filter.narrows() || self.is_everyone()) {
            (Some(_), _) => Err(Unchosen::ByHealth),
            (None, true) => Ok(()),
            (None, false) => Err(Unchosen::NoFilter),
        }
    }
}

/// The team's own words in a letter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WordsForm {
    pub(crate) words: String,
    /// What it held when it was opened.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl WordsForm {
    pub(super) fn of(words: Option<&str>) -> Self {
        let form = Self { words: words.unwrap_or_default().to_owned(), ..Self::default() };
        Self { opened: opened(&form), ..form }
    }

    pub(super) fn parse(&self) -> Result<Option<Text<2000>>, FormErrors> {
        let mut errors = FormErrors::default();
        let words = errors.optional("words", &self.words, |raw| Text::parse("what you add", raw).and_then(no_markup));
        words.ok_or(errors)
    }
}

/// The letter is plain text: what looks like markup would be read as it stands.
fn no_markup(words: Text<2000>) -> Result<Text<2000>, Invalid> {
    let looks_like_markup = ["<a ", "</", "](http", "<br", "<p>"].iter().any(|one| words.as_str().contains(one));
    if looks_like_markup { Err(Invalid::new("Write plain words: the letter shows no markup")) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::{ChooseForm, Unchosen, WordsForm};
    use crate::people::Choices;

    fn chosen(choices: Choices, everyone: &str) -> Result<(), Unchosen> {
        ChooseForm { choices, everyone: everyone.to_owned(), id: String::new() }.check()
    }

    #[test]
    fn nobody_is_chosen_without_a_filter_unless_everybody_is_meant() {
        assert_eq!(chosen(Choices::default(), ""), Err(Unchosen::NoFilter));
        assert_eq!(chosen(Choices::default(), "yes"), Ok(()));
        for (field, value) in [("status", "all"), ("group", "nonsense"), ("sort", "county")] {
            let choices: Choices = serde_html_form::from_str(&format!("{field}={value}")).expect("choices");
            assert_eq!(chosen(choices, ""), Err(Unchosen::NoFilter), "{field} narrows nothing");
        }
        for field in ["group=commissioner", "county=none", "q=ann", "unplaced=yes", "project=stak"] {
            let choices: Choices = serde_html_form::from_str(field).expect("choices");
            assert_eq!(chosen(choices, ""), Ok(()), "{field}");
        }
        let health = Choices { health: "waiting".to_owned(), ..Choices::default() };
        assert_eq!(chosen(health, "yes"), Err(Unchosen::ByHealth));
    }

    #[test]
    fn words_are_plain() {
        let parse = |words: &str| WordsForm { words: words.to_owned(), ..WordsForm::default() }.parse();
        assert!(parse("  ").expect("none").is_none());
        assert!(parse("Tea & cake, 2 < 3, https://example.org/map").expect("words").is_some());
        assert!(parse("<a href=\"https://evil.example\">here</a>").is_err());
        assert!(parse("[here](https://evil.example)").is_err());
    }
}
