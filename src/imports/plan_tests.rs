use proptest::prelude::{any, prop, proptest};

use super::super::fields::Field;
use super::super::known::{KnownOrganisation, KnownProject};
use super::super::model::Agreement;
use super::super::nicknames::Nicknames;
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
    KnownOrganisation {
        id: OrganisationId::new(),
        name: name.clone(),
        names: vec![name, "DHFT".to_owned()],
        ended: None,
    }
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
    let (reading, decisions) = (reading(), decisions.iter().cloned().collect());
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
    let passed_over = vec![id(&father)];
    let register = register(vec![father], vec![trust]);
    let lines = [["John Clay", "junior@example.org", "Derby Hospitals", ""]];
    assert_eq!(verdicts(&plan_with(&register, &[], &lines)), [Verdict::ToDecide]);
    let new = Decision { who: Some(Who::New), passed_over, ..Decision::default() };
    assert_eq!(verdicts(&plan_with(&register, &[(2, new)], &lines)), [Verdict::New]);
    // Somebody else of that name has come into the register since it was decided.
    let too_early = Decision { who: Some(Who::New), ..Decision::default() };
    assert_eq!(verdicts(&plan_with(&register, &[(2, too_early)], &lines)), [Verdict::ToDecide]);
}

#[test]
fn of_more_namesakes_than_are_offered_somebody_new_can_still_be_decided() {
    let namesakes: Vec<Known> = (0..12).map(|at| known("John", "Clay", Some(&format!("{at}@example.org")))).collect();
    let offered: Vec<_> = namesakes.iter().take(10).map(id).collect();
    let register = register(namesakes, Vec::new());
    let lines = [["John Clay", "junior@example.org", "", ""]];
    let planned = plan_with(&register, &[], &lines);
    let candidates = planned[0].notes.iter().filter(|note| note.kind == NoteKind::Candidate);
    assert_eq!(candidates.filter_map(|note| note.person).collect::<Vec<_>>(), offered);
    let new = Decision { who: Some(Who::New), passed_over: offered, ..Decision::default() };
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

/// A list with other columns, with the file's values taken.
fn plan_taking_file(register: &Register, fields: [Field; 4], lines: &[[&str; 4]]) -> Vec<Planned> {
    let reading = Reading { fields: fields.map(Some).to_vec(), takes_file: true, ..reading() };
    let (decisions, today) = (HashMap::new(), "2026-03-01".parse().expect("a date"));
    Planning { reading: &reading, decisions: &decisions, register, today }.plan(&rows(lines))
}

#[test]
fn a_group_that_the_row_says_counts_for_its_link_also_when_it_is_the_one_of_the_list() {
    let nurse = known("Ann", "Lee", Some("ann@example.org"));
    let nurse = Known { group: StakeholderGroup::Other, ..nurse };
    let fields = [Field::Name, Field::Email, Field::Group, Field::Projects];
    let register = register(vec![nurse], Vec::new());
    let planned = plan_taking_file(&register, fields, &[["Ann Lee", "ann@example.org", "carer", "stak"]]);
    let change = &planned[0].plan["action"]["change"];
    assert_eq!(change["details"][0]["after"], "carer", "{change}");
    assert_eq!(change["with"]["parts"][0]["waits"], serde_json::json!(true));
    let planned = plan_taking_file(&register, fields, &[["Ann Lee", "ann@example.org", "", "stak"]]);
    assert_eq!(planned[0].plan["action"]["change"]["details"], serde_json::json!([]));
}

#[test]
fn addresses_that_differ_in_a_sign_are_two() {
    let jane = Known { phone: Some("0115 496 0000".to_owned()), ..known("Jane", "Smith", Some("j.s@example.org")) };
    let new = Decision { who: Some(Who::Person(id(&jane))), ..Decision::default() };
    let register = register(vec![jane], Vec::new());
    let planned = plan_with(&register, &[(2, new)], &[["Jane Smith", "j-s@example.org", "", ""]]);
    assert!(planned[0].notes.iter().any(|note| note.text.contains("the file says j-s@example.org")));
}

fn id(known: &Known) -> AssociateId {
    let Target::Register(id) = known.target else { panic!("of the register") };
    id
}

#[test]
fn a_similar_name_at_the_same_address_is_to_be_decided() {
    let mut jon = known("Jon", "Smith", Some("smiths@example.org"));
    jon.phone = Some("0115 496 0000".to_owned());
    let register = register(vec![jon], Vec::new());
    let lines = [["Joan Smith", "smiths@example.org", "", ""], ["J Smith", "smiths@example.org", "", ""]];
    let planned = plan_with(&register, &[], &lines);
    assert_eq!(verdicts(&planned), [Verdict::ToDecide, Verdict::ToDecide], "{planned:#?}");
    let fields = [Field::Name, Field::Phone, Field::County, Field::Projects];
    let planned = plan_taking_file(&register, fields, &[["Joan Smith", "0115 496 0000", "", ""]]);
    assert_eq!(verdicts(&planned), [Verdict::ToDecide]);
}

#[test]
fn a_merged_record_leads_to_the_one_that_stands_for_it() {
    let jane = known("Jane", "Smith", Some("jane@example.org"));
    let (stub, survivor) = (AssociateId::new(), id(&jane));
    let register = register(vec![jane], Vec::new()).with_stubs(HashMap::from([(stub, survivor)]));
    let decision = Decision { who: Some(Who::Person(stub)), ..Decision::default() };
    let planned = plan_with(&register, &[(2, decision)], &[["Jane Hall", "", "", ""]]);
    assert_eq!(planned[0].person, Some(survivor));
    assert!(planned[0].notes[0].text.contains("a record that was merged into theirs"), "{:?}", planned[0].notes);
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

#[test]
fn an_organisation_that_has_ended_takes_nobody() {
    let day = "2013-03-31".parse().expect("a date");
    let ended = KnownOrganisation { ended: Some((day, vec!["Derby CCG".to_owned()])), ..trust() };
    let lines = [["Ann Lee", "ann@example.org", "DHFT", ""]];
    let planned = plan_with(&register(Vec::new(), vec![ended.clone()]), &[], &lines);
    assert_eq!(
        planned[0].plan["action"]["add"]["with"]["places"][0]["place"],
        serde_json::json!({ "written": "DHFT" })
    );
    let says = |words: &str| planned[0].notes.iter().any(|note| note.text.contains(words));
    assert!(says("Derby Hospitals ended on 31 March 2013, followed by Derby CCG"), "{:?}", planned[0].notes);
    // Where one that stands has the name, that one is meant.
    let standing = KnownOrganisation { name: "DHFT".to_owned(), names: vec!["DHFT".to_owned()], ..trust() };
    let planned = plan_with(&register(Vec::new(), vec![ended, standing.clone()]), &[], &lines);
    let place = &planned[0].plan["action"]["add"]["with"]["places"][0]["place"];
    assert_eq!(*place, serde_json::json!({ "known": standing.id }));
}

#[test]
fn a_short_form_of_a_name_is_to_be_decided_and_a_merged_record_is_known() {
    let alternates = Alternates {
        names: vec!["Jane Hall".to_owned()],
        emails: vec!["jhall@example.org".to_owned()],
        phones: vec!["0115 496 0000".to_owned()],
    };
    let married = Known { alternates, ..known("Jane", "Smith", Some("jane@example.org")) };
    let people = vec![known("Robert", "Hill", Some("robert@example.org")), married];
    let nicknames = Nicknames::new(vec![("bob".to_owned(), "robert".to_owned())]);
    let register = register(people, Vec::new()).with_nicknames(nicknames);
    let lines = [
        ["Bob Hill", "", "", ""],
        ["Bob Hill", "bob@example.org", "", ""],
        ["Jane Hall", "jhall@example.org", "", ""],
        ["Jane Smith", "jhall@example.org", "", ""],
        ["Jane Hall", "", "", ""],
    ];
    let planned = plan_with(&register, &[], &lines);
    use Verdict::{Matched, ToDecide};
    assert_eq!(verdicts(&planned), [ToDecide, ToDecide, Matched, Matched, ToDecide], "{planned:#?}");
    assert!(planned[0].notes[0].text.contains("a short form of the same name"));
    assert!(planned[2].notes[0].text.contains("merged"), "{:?}", planned[2].notes);
}

#[test]
fn tags_are_added_that_are_not_there() {
    let mut jane = known("Jane", "Smith", Some("jane@example.org"));
    jane.tags = vec!["patient panel".to_owned()];
    let register = register(vec![jane], Vec::new());
    let mut reading = reading();
    reading.fields[2] = Some(Field::Tags);
    let lines = [
        ["Jane Smith", "jane@example.org", "Patient Panel; Newsletter, Board", ""],
        ["Jane Smith", "jane@example.org", "newsletter", ""],
        ["Ann Lee", "", &"x".repeat(61), ""],
    ];
    let (decisions, today) = (HashMap::new(), "2026-03-01".parse().expect("a date"));
    let planned = Planning { reading: &reading, decisions: &decisions, register: &register, today }.plan(&rows(&lines));
    assert_eq!(verdicts(&planned), [Verdict::Matched, Verdict::Matched, Verdict::Rejected]);
    assert_eq!(planned[0].plan["action"]["change"]["with"]["tags"], serde_json::json!(["Newsletter", "Board"]));
    assert_eq!(planned[1].plan["action"], "nothing");
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
