//! What no text of ours may hold, whoever typed or pasted it.

/// The text with characters removed that PostgreSQL refuses (NUL), that no one can see, or that turn
/// the direction of what follows and so can make a name read as another. Line ends become `\n`;
/// white space at either end goes.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text.chars().filter(|c| !is_unwanted(*c)).collect();
    kept.trim().to_owned()
}

fn is_unwanted(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Marks, embeddings, overrides and isolates of direction; byte order mark; zero width space.
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn removes_what_cannot_be_seen() {
        assert_eq!(clean(" Ann\0 \u{202E}Lee\u{200F}\r\n "), "Ann Lee");
        assert_eq!(clean("first\r\nsecond\rthird"), "first\nsecond\nthird");
    }

    #[test]
    fn keeps_the_letters_of_every_language() {
        assert_eq!(clean("Zoë O’Brien-Łukasz 李"), "Zoë O’Brien-Łukasz 李");
    }
}
