//! What we write to people: one shape for all letters, so that every one has a text part, a greeting,
//! at most one thing to do, and says who it comes from.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::kernel::{AssociateId, EmailAddress};

/// A letter before it is put in the outbox.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    /// What it is for, in the administrator's list: "sign-in link".
    pub(crate) kind: &'static str,
    /// Names its cause: a second letter with the same key is not written.
    pub(crate) key: String,
    pub(crate) to: EmailAddress,
    /// Whose it is, which an address does not say: some people share one. None when it goes to an account.
    pub(crate) whose: Option<AssociateId>,
    pub(crate) subject: String,
    /// Who it greets, by first name; none when we do not know yet who reads it.
    pub(crate) greeting: Option<String>,
    pub(crate) paragraphs: Vec<String>,
    /// The one thing to do: words and address.
    pub(crate) action: Option<(String, String)>,
    /// Until when the link in it opens something of theirs: it is not sent after that, and its text is theirs alone
    /// and is removed once it is sent. None when the letter holds no such link.
    pub(crate) secret_until: Option<DateTime<Utc>>,
}

#[derive(Template)]
#[template(path = "email/letter.txt")]
struct TextPart<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "email/letter.html")]
struct HtmlPart<'a> {
    letter: &'a Letter,
}

impl Letter {
    pub(super) fn text(&self) -> askama::Result<String> {
        TextPart { letter: self }.render()
    }

    pub(super) fn html(&self) -> askama::Result<String> {
        HtmlPart { letter: self }.render()
    }
}

#[cfg(test)]
mod tests {
    use super::Letter;
    use crate::kernel::EmailAddress;

    #[test]
    fn has_the_same_words_in_both_parts_and_escapes_them() {
        let letter = Letter {
            kind: "test",
            key: "test:1".to_owned(),
            to: EmailAddress::parse("ann@example.org").expect("an address"),
            subject: "Hello".to_owned(),
            whose: None,
            greeting: Some("Ann <b>".to_owned()),
            paragraphs: vec!["Fish & chips".to_owned()],
            action: Some(("Open it".to_owned(), "https://copse.example.org/x".to_owned())),
            secret_until: None,
        };
        let (text, html) = (letter.text().expect("text"), letter.html().expect("html"));
        assert!(
            text.contains("Dear Ann <b>")
                && text.contains("Fish & chips")
                && text.contains("https://copse.example.org/x")
        );
        assert!(html.contains("Fish &#38; chips") && !html.contains("<b>"));
    }
}
