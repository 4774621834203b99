//! A person as a card for an address book: vCard 3.0 (RFC 2426), which every program reads.

use super::store::Person;
use crate::kernel::EmailAddress;

/// A line has at most this many bytes; longer ones go on in the next after a space.
const LONGEST: usize = 75;

/// The card of one person.
pub(super) fn card(person: &Person) -> String {
    let name = format!("{} {}", person.given_name, person.family_name);
    let mut card = String::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            fold(&mut card, &format!("{name}:{value}"));
        }
    };
    line("BEGIN", "VCARD");
    line("VERSION", "3.0");
    line("UID", &format!("urn:uuid:{}", person.id));
    line("FN", &escaped(&name));
    line("N", &format!("{};{};;;", escaped(&person.family_name), escaped(&person.given_name)));
    line("ORG", &escaped(person.organisations.first().map_or("", String::as_str)));
    line("TITLE", &escaped(person.job_titles.first().map_or("", String::as_str)));
    line("EMAIL;TYPE=INTERNET", &escaped(person.email.as_ref().map(EmailAddress::as_str).unwrap_or_default()));
    line("TEL;TYPE=VOICE", &escaped(person.phone.as_deref().unwrap_or_default()));
    line("END", "VCARD");
    card
}

/// Text as a value has it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ',' | ';' => escaped.extend(['\\', character]),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\n' => escaped.push_str("\\n"),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Adds a line, cut between characters.
fn fold(card: &mut String, line: &str) {
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LONGEST {
            card.push_str("\r\n ");
            length = 1;
        }
        card.push(character);
        length += character.len_utf8();
    }
    card.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_divides_a_card_is_escaped() {
        assert_eq!(escaped("Smith, Jane; \\ two\r\nlines\nmore\u{7}"), "Smith\\, Jane\\; \\\\ two\\nlines\\nmore");
    }

    #[test]
    fn long_lines_go_on_in_the_next() {
        let mut card = String::new();
        fold(&mut card, &format!("FN:{}", "é".repeat(80)));
        assert!(card.split("\r\n").all(|line| line.len() <= LONGEST), "{card}");
        assert_eq!(card.replace("\r\n ", ""), format!("FN:{}\r\n", "é".repeat(80)));
    }
}
