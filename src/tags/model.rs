//! What a tag is called.

use crate::kernel::{Invalid, Text};

/// The name of a tag: short, on one line, and without what separates several in one cell of a spreadsheet.
pub(crate) fn parse_name(raw: &str) -> Result<Text<60>, Invalid> {
    let name = Text::parse_line("a tag", raw)?;
    if name.as_str().contains([';', ',', '|']) {
        return Err(Invalid::new("Enter one tag, without commas or semicolons"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::parse_name;

    #[test]
    fn a_tag_is_one_short_line() {
        assert_eq!(parse_name(" Patient \n panel ").map(|name| name.to_string()).as_deref(), Ok("Patient panel"));
        for wrong in ["", "  ", "one, two", "one; two", &"x".repeat(61)] {
            assert!(parse_name(wrong).is_err(), "{wrong}");
        }
    }
}
