//! What looks like bank details. They belong to finance alone, so no field about payments takes them.

use chrono::NaiveDate;

use crate::kernel::Invalid;

/// Refuses a text in which someone seems to have typed their bank details. `what` names it: "finance's reference".
///
/// Refused are
///
/// * a sort code: three times two digits, with dashes or with spaces between them (12-34-56);
/// * six digits next to eight, in either order, or fourteen at a stretch: a sort code and an account's number, also as
///   an IBAN ends with them;
/// * eight digits at a stretch, the length of an account's number, unless they are a day of the years 1900 to 2099 as
///   finance writes it (20261126).
///
/// Every other number does: "INV-12345", "BACS 2026-0412", a phone number.
pub(in crate::payments) fn refuse_bank_details(what: &str, text: &str) -> Result<(), Invalid> {
    if !has_bank_details(text) {
        return Ok(());
    }
    Err(Invalid::new(format!(
        "Enter {what}, not bank details. A sort code, or eight digits that are not a date like 20261126, belong to \
         finance alone"
    )))
}

fn has_bank_details(text: &str) -> bool {
    let stretches = stretches(text);
    let is_account = |(_, digits): &(&str, &str)| match digits.len() {
        8 => !is_day(digits),
        length => length == 14,
    };
    let are_both = |two: &[(&str, &str)]| match two {
        [(_, one), (gap, other)] => matches!((one.len(), other.len()), (6, 8) | (8, 6)) && is_narrow(gap),
        _ => false,
    };
    let is_sort_code = |three: &[(&str, &str)]| match three {
        [(_, one), (first, two), (second, three)] => {
            let sign = first.trim();
            ["", "-", "–"].contains(&sign) && sign == second.trim() && [one, two, three].iter().all(|it| it.len() == 2)
        }
        _ => false,
    };
    stretches.iter().any(is_account) || stretches.windows(2).any(are_both) || stretches.windows(3).any(is_sort_code)
}

/// The digits of a text that stand together, each with what stands before them.
fn stretches(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        found.push((before, digits));
        rest = after;
    }
    found
}

/// Whether what stands between two numbers leaves them together: a space, a dash, a comma and a space.
fn is_narrow(gap: &str) -> bool {
    gap.chars().count() <= 3 && !gap.chars().any(char::is_alphanumeric)
}

fn is_day(digits: &str) -> bool {
    (digits.starts_with("19") || digits.starts_with("20")) && NaiveDate::parse_from_str(digits, "%Y%m%d").is_ok()
}

#[cfg(test)]
mod tests {
    use super::{has_bank_details, refuse_bank_details};

    #[test]
    fn sort_codes_and_account_numbers_are_bank_details() {
        for text in [
            "12-34-56",
            "sort code 12 34 56",
            "12 - 34 - 56, mine",
            "12–34–56",
            "Please pay 12345678",
            "No. 20261399",
            "12345612345678",
            "123456 12345678",
            "12345678/123456",
            "123456-20261126",
            "GB29NWBK60161331926819",
        ] {
            assert!(has_bank_details(text), "{text}");
        }
    }

    #[test]
    fn references_dates_and_phone_numbers_are_not() {
        for text in [
            "",
            "BACS 20261126",
            "BACS 19991231",
            "BACS 2026-0412",
            "INV-12345",
            "F-000123",
            "Run 17, line 4",
            "2026-11-26",
            "on 26/11/2026 at 10.30",
            "Ring 0115 496 0000, or 01154960000",
            "12 and 34 and 56",
            "£12.50",
        ] {
            assert!(!has_bank_details(text), "{text}");
        }
    }

    #[test]
    fn says_what_to_enter() {
        let refusal = refuse_bank_details("the note", "12-34-56").expect_err("bank details");
        assert!(refusal.message().starts_with("Enter the note, not bank details."), "{}", refusal.message());
    }
}
