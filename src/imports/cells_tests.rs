use proptest::prelude::{any, proptest};

use super::*;

fn text(raw: &str) -> String {
    text_of(&Cell::Text(raw.to_owned()))
}

#[test]
fn nothing_is_written_in_many_ways() {
    for raw in ["", " ", "n/a", "N/A", "-", "–", "none", "None.", "\u{00A0}", "?", "unknown", "' - "] {
        assert_eq!(text(raw), "", "{raw:?}");
    }
    assert_eq!(text("Nonet"), "Nonet");
}

#[test]
fn what_programs_leave_around_text_goes() {
    assert_eq!(text("\u{00A0}Ann\u{00A0}\u{00A0} Lee  "), "Ann Lee");
    assert_eq!(text("'07700 900123"), "07700 900123");
    assert_eq!(text("'=SUM"), "=SUM");
    assert_eq!(text("O\u{2019}Neill"), "O'Neill");
    assert_eq!(text_of(&Cell::Number(7_700_900_123.0)), "7700900123");
    assert_eq!(text_of(&Cell::Failed("#N/A".to_owned())), "");
}

#[test]
fn addresses_are_found_in_what_surrounds_them() {
    for raw in ["ann@example.org", "mailto:Ann@Example.org", "Ann Lee <ann@example.org>", "ann@example.org."] {
        assert_eq!(email(raw).expect("an address").0.as_str(), "ann@example.org", "{raw}");
    }
    assert!(email("ann@example.org; bob@example.org").expect("one").1.is_some());
    for raw in ["ann", "ann@", "ann at example.org", "ann@localhost", "mailto:"] {
        assert!(email(raw).is_err(), "{raw}");
    }
}

#[test]
fn telephone_numbers_get_their_zero_back() {
    let read = |raw: &str| phone(raw).expect("a number").0.as_str().to_owned();
    assert_eq!(read("7700900123"), "07700900123");
    assert_eq!(read("7700 900123"), "07700 900123");
    assert_eq!(read("447700900123"), "+447700900123");
    assert_eq!(read("+44 (0)7700 900123"), "+44 7700 900123");
    assert_eq!(read("0115 496 0000 ext 12"), "0115 496 0000");
    assert_eq!(read("Tel: 0115 496 0000; 0115 496 0001"), "0115 496 0000");
    assert!(phone("call me").is_err());
    assert_eq!(phone_key("+44 7700 900123"), phone_key("07700 900123"));
    assert_eq!(phone_key("12"), None);
}

#[test]
fn dates_are_read_in_british_order() {
    let day = NaiveDate::from_ymd_opt(2012, 6, 4);
    for raw in ["4/6/2012", "04/06/2012 00:00:00", "4th June 2012", "Mon 4 June 2012", "2012-06-04T00:00:00", "41064"] {
        assert_eq!(date(&Cell::Text(raw.to_owned()), "a date").expect(raw), day, "{raw}");
    }
    assert_eq!(date(&Cell::Number(41_064.0), "a date"), Ok(day));
    assert_eq!(date(&Cell::Text("n/a".to_owned()), "a date"), Ok(None));
    for raw in ["2012", "June", "31/2/2012", "13/13/2012"] {
        assert!(date(&Cell::Text(raw.to_owned()), "a date").is_err(), "{raw}");
    }
}

#[test]
fn several_things_stand_in_one_cell() {
    let known = |name: &str| ["STAK", "CATO", "Mind, body and soul"].contains(&name);
    assert_eq!(several("STAK; CATO", known), ["STAK", "CATO"]);
    assert_eq!(several("STAK\nCATO\n", known), ["STAK", "CATO"]);
    assert_eq!(several("STAK, CATO", known), ["STAK", "CATO"]);
    assert_eq!(several("Mind, body and soul", known), ["Mind, body and soul"]);
    assert_eq!(several("Smith, Jones and Co", known), ["Smith, Jones and Co"]);
    assert_eq!(several("STAK; stak; n/a", known), ["STAK"]);
}

proptest! {
    #[test]
    fn no_text_makes_them_panic(raw in any::<String>(), number in any::<f64>()) {
        let _ = (email(&raw), phone(&raw), phone_key(&raw), several(&raw, |_| false), shortened(&raw));
        let _ = (date(&Cell::Text(raw.clone()), "a date"), date(&Cell::Number(number), "a date"));
        let _ = (text_of(&Cell::Text(raw)), text_of(&Cell::Number(number)));
    }
}
