//! What no text of ours may hold, whoever typed or pasted it.

/// The text with characters removed that PostgreSQL refuses (NUL), that no one can see, or that turn
/// the direction of what follows and so can make a name read as another. Line ends become `\n`;
/// white space at either end goes.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let kept: String = text.chars().filter(|c| !is_unwanted(*c)).collect();
    kept.trim().to_owned()
}

fn is_unwanted(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Marks, embeddings, overrides and isolates of direction; what takes no room: soft hyphen, zero width space,
        // word joiner, invisible signs, byte order mark, annotations. Joiners stay: Persian and emoji need them.
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' => true,
        '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn removes_what_cannot_be_seen() {
        assert_eq!(clean(" Ann\0 \u{202E}Lee\u{200F}\r\n "), "Ann Lee");
        assert_eq!(clean("An\u{00AD}n\u{2060}\u{061C} \u{2067}Lee"), "Ann Lee");
        assert_eq!(clean("first\r\nsecond\rthird\u{2028}fourth"), "first\nsecond\nthird\nfourth");
    }

    #[test]
    fn keeps_the_letters_of_every_language() {
        assert_eq!(clean("Zoë O’Brien-Łukasz 李"), "Zoë O’Brien-Łukasz 李");
    }
}
