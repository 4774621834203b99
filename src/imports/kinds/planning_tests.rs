use proptest::prelude::{any, prop, proptest};

use super::*;
use crate::kernel::ThemeId;
use crate::spreadsheets::Cell;

fn known(name: &str, code: Option<&str>, values: Value) -> Thing {
    Thing {
        target: Target::Register(Uuid::now_v7()),
        name: name.to_owned(),
        other_names: Vec::new(),
        code: code.map(str::to_owned),
        values: if let Value::Object(values) = values { values } else { Values::new() },
        fixed: &[],
    }
}

fn plan_as(
    kind: ImportKind,
    things: &Things,
    takes_file: bool,
    decided: &[(u32, Who)],
    rows: &[&[&str]],
) -> Vec<Planned> {
    let texts = |line: &[&str]| -> Vec<String> { line.iter().map(|text| (*text).to_owned()).collect() };
    let fields = kind.guess(&texts(rows[0]));
    assert!(kind.lacks(&fields).is_none());
    let reading = Reading { header: 1, fields, takes_file, ..Reading::default() };
    let decisions =
        decided.iter().map(|(row, who)| (*row, Decision { who: Some(*who), ..Decision::default() })).collect();
    let row = |(at, line): (usize, &&[&str])| Row {
        number: u32::try_from(at).unwrap_or_default() + 1,
        cells: texts(line).into_iter().map(Cell::Text).collect(),
    };
    let rows: Vec<Row> = rows.iter().enumerate().map(row).collect();
    let today = "2026-03-01".parse().expect("a date");
    ThingPlanning { kind, reading: &reading, decisions: &decisions, things, today }.plan(&rows)
}

fn verdicts(planned: &[Planned]) -> Vec<Verdict> {
    planned.iter().map(|row| row.verdict).collect()
}

fn says(row: &Planned, words: &str) -> bool {
    row.notes.iter().any(|note| note.text.contains(words))
}

const ORGANISATION: &[&str] = &["Organisation", "Type", "County", "ODS code", "Other names"];

fn organisations() -> Things {
    let derby = Thing {
        other_names: vec!["DHFT".to_owned()],
        ..known("Derby Hospitals NHS Foundation Trust", Some("RTG"), json!({ "kind": "nhs_trust", "ods_code": "RTG" }))
    };
    let mind = known("Mind in Derby", None, json!({ "kind": "third_sector", "county": "derbyshire" }));
    Things { things: vec![derby, mind], themes: Vec::new() }
}

#[test]
fn an_organisation_is_found_by_any_of_its_names_or_its_code() {
    let rows: &[&[&str]] = &[
        ORGANISATION,
        &["dhft", "NHS trust", "Derbys", "", ""],
        &["Derby Royal", "", "", "rtg", ""],
        &["Derby Hospitals", "NHS trust", "", "", ""],
        &["Sherwood Forest Hospitals", "hospital", "Notts", "RK5", "SFH; King's Mill"],
        &["King's Mill", "NHS trust", "", "", ""],
        &["Total", "5", "", "", ""],
    ];
    let planned = plan_as(ImportKind::Organisations, &organisations(), false, &[], rows);
    use Verdict::{Matched, New, Skipped, ToDecide};
    assert_eq!(verdicts(&planned), [Matched, Matched, ToDecide, New, Matched, Skipped], "{planned:#?}");
    assert!(says(&planned[0], "County: Derbyshire") && says(&planned[1], "Another name: Derby Royal"));
    assert!(says(&planned[4], "row 5"), "{:?}", planned[4].notes);
}

#[test]
fn a_list_brings_no_organisation_that_a_form_refuses() {
    let long = "x".repeat(201);
    let many = (0..21).map(|number| format!("name {number}")).collect::<Vec<_>>().join("; ");
    let rows: &[&[&str]] = &[
        ORGANISATION,
        &["Elsewhere Ltd", "company", "", "R-1", ""],
        &["Elsewhere Ltd", "wizards", "", "", ""],
        &["Elsewhere Ltd", "", "", "", ""],
        &[&long, "company", "", "", ""],
        &["Elsewhere Ltd", "company", "", "", &many],
        &["Mind in Derby", "", "", "RTG", ""],
        &["Elsewhere Ltd", "company", "", "", "DHFT"],
        &["", "company", "", "RX9", ""],
    ];
    let planned = plan_as(ImportKind::Organisations, &organisations(), false, &[], rows);
    assert!(planned.iter().all(|row| row.verdict == Verdict::Rejected), "{planned:#?}");
    let cells: Vec<&str> = planned.iter().map(|row| row.notes[0].cell.as_deref().unwrap_or_default()).collect();
    assert_eq!(cells, ["D2", "B3", "B4", "A5", "E6", "A7", "A8", "A9"]);
}

#[test]
fn other_values_stay_unless_the_files_are_taken() {
    let rows: &[&[&str]] = &[ORGANISATION, &["Mind in Derby", "company", "Notts", "MD1", ""]];
    let stays = plan_as(ImportKind::Organisations, &organisations(), false, &[], rows);
    let taken = plan_as(ImportKind::Organisations, &organisations(), true, &[], rows);
    let changes = |planned: &[Planned]| planned[0].plan["action"]["change"]["changes"].as_array().map_or(0, Vec::len);
    assert_eq!((changes(&stays), changes(&taken)), (1, 3), "{stays:?}");
    assert_ne!(stays[0].digest(), taken[0].digest());
}

#[test]
fn what_somebody_decided_holds() {
    let things = organisations();
    let Target::Register(id) = things.things[0].target else { panic!("of the register") };
    let rows: &[&[&str]] = &[ORGANISATION, &["Derby Hospitals", "NHS trust", "", "", ""]];
    let as_new = plan_as(ImportKind::Organisations, &things, false, &[(2, Who::New)], rows);
    let as_known = plan_as(ImportKind::Organisations, &things, false, &[(2, Who::Thing(id))], rows);
    assert_eq!((as_new[0].verdict, as_known[0].verdict), (Verdict::New, Verdict::Matched));
    assert!(says(&as_known[0], "Another name: Derby Hospitals"));
    let gone = plan_as(ImportKind::Organisations, &things, false, &[(2, Who::Thing(Uuid::now_v7()))], rows);
    assert_eq!(gone[0].verdict, Verdict::Rejected);
}

const PROJECT: &[&str] = &["Project", "Theme", "Summary", "Starts", "Ends", "ISRCTN", "Takes new members", "Sensitive"];

fn projects() -> Things {
    let stroke = ThemeId::new();
    let values = json!({
        "theme_id": stroke, "summary": "Visits", "starts_on": "2025-01-01", "ends_on": null, "isrctn": "ISRCTN12650001",
        "sensitive": true, "recruiting": true,
    });
    let visits = Thing {
        other_names: vec!["home-visits-after-stroke".to_owned()],
        ..known("Home visits after stroke", Some("ISRCTN12650001"), values)
    };
    Things { things: vec![visits], themes: vec![(stroke, "Stroke rehabilitation".to_owned())] }
}

#[test]
fn a_project_needs_its_theme_and_days_that_agree() {
    let rows: &[&[&str]] = &[
        PROJECT,
        &["Back to work", "stroke rehabilitation", "Work", "1/3/2026", "", "", "yes", "no"],
        &["Preconception", "Primary care", "GPs", "1/3/2026", "", "", "", ""],
        &["Falls", "Stroke rehabilitation", "Falls", "1/3/2026", "1/2/2026", "", "", ""],
        &["Falls", "Stroke rehabilitation", "Falls", "", "", "", "", ""],
        &["Falls", "Stroke rehabilitation", "Falls", "1/3/2026", "", "12", "", ""],
        &["Home visits after stroke", "", "", "", "31/12/2024", "", "", ""],
        &["Home visits after stroke", "", "", "", "31/12/2027", "", "", "no"],
        &["Home visits", "Stroke rehabilitation", "Visits", "1/3/2026", "", "", "", "perhaps"],
        &["卒中", "Stroke rehabilitation", "Visits", "1/3/2026", "", "", "", ""],
    ];
    let planned = plan_as(ImportKind::Projects, &projects(), true, &[], rows);
    use Verdict::{Matched, New, Rejected};
    let wanted = [New, Rejected, Rejected, Rejected, Rejected, Rejected, Matched, Rejected, Rejected];
    assert_eq!(verdicts(&planned), wanted, "{planned:#?}");
    assert!(says(&planned[1], "There is no theme “Primary care”"));
    let after = &planned[6].plan["action"]["change"]["changes"];
    assert_eq!(after.as_array().map(Vec::len), Some(1), "a list never says that a condition is not sensitive: {after}");
}

#[test]
fn a_theme_needs_a_name_and_a_sentence() {
    let things =
        Things { things: vec![known("Mental health", None, json!({ "summary": "Minds" }))], themes: Vec::new() };
    let rows: &[&[&str]] = &[
        &["Theme", "Summary"],
        &["mental health", "Minds"],
        &["Primary care", "GPs"],
        &["Ageing", ""],
        &["primary-care", "GPs"],
    ];
    let planned = plan_as(ImportKind::Themes, &things, false, &[], rows);
    use Verdict::{Matched, New, Rejected};
    assert_eq!(verdicts(&planned), [Matched, New, Rejected, Matched]);
    assert_eq!(planned[0].plan["action"], "nothing");
}

proptest! {
    #[test]
    fn a_plan_is_the_same_every_time_and_never_panics(cells in prop::collection::vec(any::<[String; 5]>(), 0..6)) {
        let lines: Vec<Vec<&str>> = cells.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = std::iter::once(ORGANISATION).chain(lines.iter().map(Vec::as_slice)).collect();
        let things = organisations();
        let plan = || plan_as(ImportKind::Organisations, &things, true, &[], &rows);
        let (one, other) = (plan(), plan());
        assert!(one.iter().zip(&other).all(|(one, other)| one.digest() == other.digest() && one.notes == other.notes));
    }
}
