//! Cells as people fill them in, and what they mean by it.

use chrono::{Days, NaiveDate};

use crate::kernel::{EmailAddress, Invalid, Phone, clean, parse_date};
use crate::spreadsheets::Cell;

/// The text of a cell without what spreadsheets and their users leave around it; empty where they mean "nothing".
pub(super) fn text_of(cell: &Cell) -> String {
    let text = match cell {
        Cell::Empty | Cell::Failed(_) => String::new(),
        Cell::Text(text) => tidy(text),
        Cell::Number(number) => number_text(*number),
        Cell::Date(date) => date.format("%-d/%-m/%Y").to_string(),
        Cell::Truth(true) => "yes".to_owned(),
        Cell::Truth(false) => "no".to_owned(),
    };
    if is_nothing(&text) { String::new() } else { text }
}

/// Whole numbers without a fraction: a telephone number is none of 12 places.
fn number_text(number: f64) -> String {
    if number.is_finite() && number.fract() == 0.0 && number.abs() < 1e16 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// Without spaces that only look like ones, quotes that a program has curled, and the apostrophe that makes a number text.
fn tidy(text: &str) -> String {
    let swapped: String = text
        .chars()
        .map(|c| match c {
            '\u{00A0}' | '\u{2007}' | '\u{202F}' | '\u{2002}'..='\u{2006}' | '\u{2008}'..='\u{200A}' | '\u{3000}' => {
                ' '
            }
            '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{00B4}' | '`' => '\'',
            '\u{201C}' | '\u{201D}' => '"',
            c => c,
        })
        .collect();
    let cleaned = clean(&swapped);
    let unquoted = cleaned.strip_prefix('\'').unwrap_or(&cleaned).trim();
    let lines: Vec<String> =
        unquoted.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.join("\n").trim().to_owned()
}

/// Words for "nothing stands here".
fn is_nothing(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| ".,-–—_?()*/".contains(c) || c.is_whitespace()).to_lowercase();
    matches!(
        bare.as_str(),
        "" | "n/a" | "na" | "none" | "nil" | "null" | "unknown" | "not known" | "not given" | "tbc" | "#n/a"
    )
}

/// A value, and what was changed to get it.
pub(super) type Mended<T> = (T, Option<String>);

/// An address out of what stands in a cell: `mailto:ann@x.org`, `Ann <ann@x.org>`, the first of several.
///
/// # Errors
/// There is no address in it.
pub(super) fn email(text: &str) -> Result<Mended<EmailAddress>, Invalid> {
    let parts = text.split(|c: char| c.is_whitespace() || ";,<>()\"".contains(c));
    let bare = |part: &str| {
        let part = part.trim_end_matches('.');
        let start = part.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:")).map_or(0, str::len);
        part[start..].split('?').next().unwrap_or_default().to_owned()
    };
    let found: Vec<String> = parts.map(bare).filter(|part| part.contains('@')).collect();
    let mut addresses = found.iter().map(|part| EmailAddress::parse(part));
    match addresses.next() {
        Some(Ok(first)) if found.len() == 1 => Ok((first, None)),
        Some(Ok(first)) => Ok((first, Some("Only the first of several addresses is taken".to_owned()))),
        _ => Err(Invalid::new(format!("“{}” is no email address", shortened(text)))),
    }
}

/// A telephone number, with the zero that a spreadsheet took from it when it took it for a number.
///
/// # Errors
/// It is none.
pub(super) fn phone(text: &str) -> Result<Mended<Phone>, Invalid> {
    let first = text.split([';', '\n']).next().unwrap_or_default();
    let first = first.split(" / ").next().unwrap_or_default();
    let lower = first.to_lowercase();
    let end = ["ext", " x", "extension"].iter().filter_map(|word| lower.find(word)).min();
    let number = end.and_then(|end| first.get(..end)).unwrap_or(first);
    let number = number.replace("(0)", " ").replace(['.', '/'], " ");
    let number = number.trim_start_matches(|c: char| c.is_alphabetic() || c == ':' || c == ' ');
    let number = number.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let lost = digits.len() == 10 && digits.starts_with(['1', '2', '3', '7', '8']) && !number.starts_with('+');
    let foreign = digits.len() == 12 && digits.starts_with("44") && !number.starts_with('+');
    let mended = match (lost, foreign) {
        (true, _) => (format!("0{number}"), Some("The zero that the spreadsheet took away is put back".to_owned())),
        (_, true) => (format!("+{number}"), None),
        _ if number.len() < first.trim().len() && end.is_some() => {
            (number, Some("The extension is not kept".to_owned()))
        }
        _ if first.trim().len() < text.trim().len() => {
            (number, Some("Only the first of several numbers is taken".to_owned()))
        }
        _ => (number, None),
    };
    Phone::parse(&mended.0).map(|phone| (phone, mended.1))
}

/// The digits by which two numbers are compared.
pub(super) fn phone_key(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let bare = digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44").filter(|rest| rest.len() >= 9));
    let bare = bare.or_else(|| digits.strip_prefix('0')).unwrap_or(&digits);
    (bare.len() >= 6).then(|| bare.trim_start_matches('0').to_owned())
}

/// A date: a cell that is one, the number behind one, or text in British order.
///
/// # Errors
/// No such day.
pub(super) fn date(cell: &Cell, what: &str) -> Result<Option<NaiveDate>, Invalid> {
    if let Cell::Date(date) = cell {
        return Ok(Some(*date));
    }
    let text = text_of(cell);
    if text.is_empty() {
        return Ok(None);
    }
    // With a time of day after the point.
    if let Ok(serial) = text.split('.').next().unwrap_or_default().parse::<u32>()
        && text.parse::<f64>().is_ok()
        && (14_000..80_000).contains(&serial)
    {
        // What a spreadsheet shows when the format of the cell was lost.
        let start = NaiveDate::from_ymd_opt(1899, 12, 30);
        return Ok(start.and_then(|start| start.checked_add_days(Days::new(serial.into()))));
    }
    parse_date(what, &written_date(&text))
        .map(Some)
        .map_err(|_| Invalid::new(format!("“{}” is no date like 27/3/2012", shortened(&text))))
}

/// Without the time, the weekday and the letters after the day: "Mon 1st June 2012 00:00" is "1 June 2012".
fn written_date(text: &str) -> String {
    let is_weekday = |word: &str| {
        let word = word.trim_end_matches(',').to_lowercase();
        word.len() >= 3
            && ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
                .iter()
                .any(|day| day.starts_with(&word))
    };
    // "01-Mar-2024", as Excel writes it.
    let is_named = text.contains('-') && text.chars().any(|letter| letter.is_ascii_alphabetic() && letter != 'T');
    let text = if is_named { text.replace('-', " ") } else { text.to_owned() };
    let words =
        text.split([' ', 'T', '\n']).filter(|word| !word.is_empty() && !word.contains(':') && !is_weekday(word));
    let day = |word: &str| {
        let word = word.trim_end_matches(',');
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_ordinal =
            matches!(word.get(digits.len()..).unwrap_or_default().to_lowercase().as_str(), "st" | "nd" | "rd" | "th");
        if is_ordinal && !digits.is_empty() { digits.to_owned() } else { word.to_owned() }
    };
    words.map(day).filter(|word| word != "of").collect::<Vec<_>>().join(" ")
}

/// The things in a cell that holds several, where each stands on its own line or after a semicolon. What is known whole
/// is one thing, whatever stands in it; a comma and a slash part only what is known on both sides.
pub(super) fn several(text: &str, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |thing: &str| {
        let thing = thing.trim().trim_start_matches(['•', '-', '*']).trim();
        if !is_nothing(thing) && !found.iter().any(|one| one.eq_ignore_ascii_case(thing)) {
            found.push(thing.to_owned());
        }
    };
    if is_known(text) {
        add(text);
        return found;
    }
    for part in text.split([';', '\n', '|']) {
        let pieces: Vec<&str> = part.split([',', '/', '&']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        if !is_known(part.trim()) && pieces.len() > 1 && pieces.iter().all(|piece| is_known(piece)) {
            pieces.into_iter().for_each(&mut add);
        } else {
            add(part);
        }
    }
    found
}

/// A value as a sentence quotes it.
pub(super) fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
