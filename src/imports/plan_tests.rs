use proptest::prelude::{any, prop, proptest};

use super::super::fields::Field;
use super::super::known::{KnownOrganisation, KnownProject};
use super::super::model::Agreement;
use super::*;
use crate::kernel::{OrganisationId, ProjectId};
use crate::spreadsheets::Cell;

fn known(given: &str, family: &str, email: Option<&str>) -> Known {
    let row = PersonRow { given_name: given.to_owned(), family_name: family.to_owned(), ..PersonRow::default() };
    let known = nobody(&row, StakeholderGroup::Carer, DeclaredInvolvement::AskMe);
    Known { target: Target::Register(AssociateId::new()), email: email.map(str::to_owned), ..known }
}

fn at(known: Known, organisation: &KnownOrganisation) -> Known {
    let place = KnownPlace { organisation: Some(organisation.id), folded: folded(&organisation.name), is_open: true };
    Known { places: vec![place], ..known }
}

fn trust() -> KnownOrganisation {
    let name = "Derby Hospitals".to_owned();
    KnownOrganisation { id: OrganisationId::new(), name: name.clone(), names: vec![name, "DHFT".to_owned()] }
}

fn register(people: Vec<Known>, organisations: Vec<KnownOrganisation>) -> Register {
    let project = KnownProject {
        id: ProjectId::new(),
        slug: "stak".to_owned(),
        title: "STAK".to_owned(),
        sensitive: true,
        starts_on: "2025-01-01".parse().expect("a date"),
        is_over: false,
    };
    Register::new(organisations, vec![project], Vec::new(), people, HashMap::new())
}

fn reading() -> Reading {
    Reading {
        header: 1,
        fields: vec![Some(Field::Name), Some(Field::Email), Some(Field::Organisation), Some(Field::Projects)],
        agreement: Agreement { source: Some("told us by phone".to_owned()), said_on: None },
        group: Some(StakeholderGroup::Carer),
        ..Reading::default()
    }
}

fn rows(lines: &[[&str; 4]]) -> Vec<Row> {
    let row = |(at, cells): (usize, &[&str; 4])| Row {
        number: u32::try_from(at).unwrap_or_default() + 1,
        cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect(),
    };
    std::iter::once(&["Name", "Email", "Organisation", "Project"]).chain(lines).enumerate().map(row).collect()
}

fn plan_with(register: &Register, decisions: &[(u32, Decision)], lines: &[[&str; 4]]) -> Vec<Planned> {
    let (reading, decisions) = (reading(), decisions.iter().copied().collect());
    let today = "2026-03-01".parse().expect("a date");
    Planning { reading: &reading, decisions: &decisions, register, today }.plan(&rows(lines))
}

fn verdicts(planned: &[Planned]) -> Vec<Verdict> {
    planned.iter().map(|row| row.verdict).collect()
}

#[test]
fn who_has_the_same_name_and_address_or_organisation_is_matched() {
    let trust = trust();
    let people = vec![
        known("Jane", "Smith", Some("jane@example.org")),
        at(known("Ann", "Lee", None), &trust),
        known("Bob", "Hall", None),
    ];
    let register = register(people, vec![trust]);
    let planned = plan_with(
        &register,
        &[],
        &[
            ["SMITH, Dr Jane", "jane@example.org", "", ""],
            ["Ann Lee", "", "dhft", ""],
            ["Bob Hall", "", "", ""],
            ["Jim Dale", "jane@example.org", "", ""],
            ["Zoe Quinn", "zoe@example.org", "Elsewhere Ltd", ""],
        ],
    );
    use Verdict::{Matched, New, ToDecide};
    assert_eq!(verdicts(&planned), [Matched, Matched, ToDecide, ToDecide, New]);
}

#[test]
fn father_and_son_with_two_addresses_are_asked_about() {
    let trust = trust();
    let father = at(known("John", "Clay", Some("senior@example.org")), &trust);
    let register = register(vec![father], vec![trust]);
    let lines = [["John Clay", "junior@example.org", "Derby Hospitals", ""]];
    assert_eq!(verdicts(&plan_with(&register, &[], &lines)), [Verdict::ToDecide]);
    let new = Decision { who: Some(Who::New), takes_file: false };
    assert_eq!(verdicts(&plan_with(&register, &[(2, new)], &lines)), [Verdict::New]);
}

#[test]
fn two_rows_of_one_person_make_one_person() {
    let register = register(Vec::new(), Vec::new());
    let planned = plan_with(
        &register,
        &[],
        &[
            ["Ann Lee", "ann@example.org", "", "STAK"],
            ["Ann Lee", "ann@example.org", "Mind", "STAK"],
            ["Total", "2", "", ""],
        ],
    );
    assert_eq!(verdicts(&planned), [Verdict::New, Verdict::Matched, Verdict::Skipped]);
    assert!(planned[1].notes.iter().any(|note| note.text.contains("in row 2")), "{:?}", planned[1].notes);
}

#[test]
fn what_cannot_be_taken_says_why_and_which_cell() {
    let register = register(Vec::new(), Vec::new());
    let planned =
        plan_with(&register, &[], &[["Ann Lee", "ann at home", "", ""], ["Bob Hall", "", "", "No such study"]]);
    assert_eq!(verdicts(&planned), [Verdict::Rejected, Verdict::Rejected]);
    let cells: Vec<_> = planned.iter().map(|row| row.notes[0].cell.clone().unwrap_or_default()).collect();
    assert_eq!(cells, ["B2", "D3"]);
}

#[test]
fn a_carers_link_to_a_sensitive_project_waits() {
    let register = register(Vec::new(), Vec::new());
    let planned = plan_with(&register, &[], &[["Ann Lee", "", "", "stak"]]);
    assert_eq!(planned[0].plan["action"]["add"]["with"]["parts"][0]["waits"], serde_json::json!(true));
}

#[test]
fn what_was_planned_before_changes_the_digest_only_where_it_does_something_else() {
    let lines = [["Ann Lee", "ann@example.org", "", ""], ["Bob Hall", "bob@example.org", "", ""]];
    let empty = register(Vec::new(), Vec::new());
    let first = plan_with(&empty, &[], &lines);
    let second = plan_with(&register(vec![known("Ann", "Lee", Some("ann@example.org"))], Vec::new()), &[], &lines);
    assert_ne!(first[0].digest(), second[0].digest());
    assert_eq!(first[1].digest(), second[1].digest());
}

proptest! {
    #[test]
    fn a_plan_is_the_same_every_time_and_never_panics(cells in prop::collection::vec(any::<[String; 4]>(), 0..8)) {
        let lines: Vec<[&str; 4]> = cells.iter().map(|row| row.each_ref().map(String::as_str)).collect();
        let register = register(vec![known("Jane", "Smith", Some("jane@example.org"))], vec![trust()]);
        let (one, other) = (plan_with(&register, &[], &lines), plan_with(&register, &[], &lines));
        assert_eq!(one.len(), lines.len());
        assert!(one.iter().zip(&other).all(|(one, other)| one.digest() == other.digest() && one.notes == other.notes));
    }
}
