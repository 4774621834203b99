//! What is typed and pressed on the day.

use serde::Deserialize;

use super::model::AttendanceState;
use crate::associates::Profile;
use crate::events::number;
use crate::kernel::{AssociateId, Choice, DeclaredInvolvement, EmailAddress, Invalid, Phone, StakeholderGroup, Text};
use crate::web::FormErrors;

/// The most people who sit at one table, and the most tables.
const MOST: u32 = 500;

/// One press on the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {
    pub(super) associate: String,
    /// A state, or `none` to take it back.
    state: String,
    /// The list it was pressed on.
    pub(super) q: String,
    pub(super) show: String,
    /// Sent by a script, which needs no page in answer.
    pub(super) quiet: String,
}

impl NoteForm {
    /// Who, and how they stand; none when no page of ours sends such a thing.
    pub(super) fn parse(&self) -> Option<(AssociateId, Option<AttendanceState>)> {
        let state: Option<Option<AttendanceState>> = match self.state.as_str() {
            "none" => Some(None),
            code => AttendanceState::from_code(code).map(Some),
        };
        Some((self.associate.parse().ok()?, state?))
    }
}

/// Someone who came without a place, in three fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WalkInForm {
    /// The identity a new Associate gets: sending the form twice makes one.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) contact: String,
    /// Who of the register it is.
    pub(crate) person: String,
    /// `new` when it is none of those who are alike.
    pub(crate) confirmed: String,
}

impl WalkInForm {
    /// What is known of someone new. They have not said how they want to take part, so it is the least.
    pub(super) fn parse(&self) -> Result<Profile, FormErrors> {
        let mut errors = FormErrors::default();
        let names = errors.keep("name", both_names(&self.name));
        let group = StakeholderGroup::from_code(&self.group);
        let group = errors.keep("group", group.ok_or_else(|| Invalid::new("Choose a stakeholder group")));
        let contact = errors.optional("contact", &self.contact, Contact::parse);
        let profile = || {
            let (given_name, family_name) = names?;
            let (email, phone) = match contact? {
                Some(Contact::Email(email)) => (Some(email), None),
                Some(Contact::Phone(phone)) => (None, Some(phone)),
                None => (None, None),
            };
            Some(Profile {
                given_name,
                family_name,
                email,
                phone,
                postcode_district: None,
                county: None,
                stakeholder_group: group?,
                access_needs: None,
                interests: None,
                offers: None,
                asks: None,
                topics: Vec::new(),
                involvement: DeclaredInvolvement::KeepMeInformed,
                themes: Vec::new(),
            })
        };
        profile().ok_or(errors)
    }
}

/// A first and a last name from one line; the last word is the last name.
fn both_names(raw: &str) -> Result<(Text<100>, Text<100>), Invalid> {
    let name = Text::<200>::parse_line("their first and last name", raw)?;
    let (given, family) =
        name.as_str().rsplit_once(' ').ok_or_else(|| Invalid::new("Enter their first and last name"))?;
    Ok((Text::parse_line("a first name", given)?, Text::parse_line("a last name", family)?))
}

enum Contact {
    Email(EmailAddress),
    Phone(Phone),
}

impl Contact {
    fn parse(raw: &str) -> Result<Self, Invalid> {
        if raw.contains('@') { EmailAddress::parse(raw).map(Self::Email) } else { Phone::parse(raw).map(Self::Phone) }
    }
}

/// Where one person sits.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SeatForm {
    pub(crate) table: String,
}

impl SeatForm {
    /// The table; none when the field is empty.
    pub(super) fn parse(&self) -> Result<Option<i16>, FormErrors> {
        let mut errors = FormErrors::default();
        let table = errors.optional("table", &self.table, |raw| number("the table", raw, 1, MOST));
        table.map(|table| table.and_then(|table| i16::try_from(table).ok())).ok_or(errors)
    }
}

/// How a seating plan is to be made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PlanForm {
    pub(crate) size: String,
    pub(crate) seed: String,
}

impl PlanForm {
    /// People per table and the seed; none when no plan is asked for.
    pub(super) fn parse(&self) -> Result<Option<(usize, u64)>, FormErrors> {
        if self.size.trim().is_empty() && self.seed.is_empty() {
            return Ok(None);
        }
        let mut errors = FormErrors::default();
        let size = errors.keep("size", number("how many people sit at a table", &self.size, 2, MOST));
        let size = size.and_then(|size| usize::try_from(size).ok());
        size.map(|size| Some((size, self.seed.parse().unwrap_or(1)))).ok_or(errors)
    }
}

/// A plan as it was shown: who sits at which table, as `person=table`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SeatsForm {
    seat: Vec<String>,
}

impl SeatsForm {
    pub(super) fn parse(&self) -> Option<Vec<(AssociateId, i16)>> {
        let seat = |text: &String| {
            let (person, table) = text.split_once('=')?;
            let table = number("the table", table, 1, MOST).ok()?;
            Some((person.parse().ok()?, i16::try_from(table).ok()?))
        };
        self.seat.iter().map(seat).collect::<Option<Vec<(AssociateId, i16)>>>()
    }
}

/// A code as someone brings it from the door.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CodeForm {
    pub(crate) code: String,
}

#[cfg(test)]
mod tests {
    use super::{NoteForm, PlanForm, SeatForm, SeatsForm, WalkInForm};
    use crate::attendance::AttendanceState;
    use crate::kernel::AssociateId;

    fn walk_in(name: &str, contact: &str) -> WalkInForm {
        let (name, group, contact) = (name.to_owned(), "carer".to_owned(), contact.to_owned());
        WalkInForm { name, group, contact, ..WalkInForm::default() }
    }

    #[test]
    fn three_fields_describe_someone_new() {
        let profile = walk_in("Mary Ann  Lee", "mary@example.org").parse().expect("a profile");
        assert_eq!((profile.given_name.as_str(), profile.family_name.as_str()), ("Mary Ann", "Lee"));
        assert!(profile.email.is_some() && profile.phone.is_none());
        let profile = walk_in("Mary Lee", "0115 496 0000").parse().expect("a profile");
        assert!(profile.email.is_none() && profile.phone.is_some());
        assert!(walk_in("Mary Lee", "").parse().is_ok());
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let form = WalkInForm { group: String::new(), ..walk_in("Mary", "someone@") };
        let errors = form.parse().expect_err("mistakes");
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["name", "group", "contact"]);
    }

    #[test]
    fn a_press_says_who_and_what() {
        let associate = AssociateId::new();
        let form =
            |state: &str| NoteForm { associate: associate.to_string(), state: state.to_owned(), ..NoteForm::default() };
        assert_eq!(form("attended").parse(), Some((associate, Some(AttendanceState::Attended))));
        assert_eq!(form("none").parse(), Some((associate, None)));
        assert_eq!(form("maybe").parse(), None);
        assert_eq!(NoteForm { associate: "nobody".to_owned(), ..form("none") }.parse(), None);
    }

    #[test]
    fn tables_have_numbers_within_reason() {
        let seat = |table: &str| SeatForm { table: table.to_owned() }.parse();
        assert_eq!(seat(" 7 ").ok(), Some(Some(7)));
        assert_eq!(seat("").ok(), Some(None));
        assert!(seat("0").is_err() && seat("window").is_err() && seat("501").is_err());
        let plan = |size: &str| PlanForm { size: size.to_owned(), seed: "3".to_owned() }.parse();
        assert_eq!(plan("5").ok(), Some(Some((5, 3))));
        assert!(plan("1").is_err() && plan("").is_err());
        assert_eq!(PlanForm::default().parse().ok(), Some(None));
    }

    #[test]
    fn a_plan_is_read_as_it_was_shown_or_not_at_all() {
        let person = AssociateId::new();
        let seats = |seats: &[String]| SeatsForm { seat: seats.to_vec() }.parse();
        assert_eq!(seats(&[format!("{person}=3")]), Some(vec![(person, 3)]));
        for wrong in [format!("{person}"), format!("{person}=0"), format!("{person}=501"), "x=1".to_owned()] {
            assert_eq!(seats(std::slice::from_ref(&wrong)), None, "{wrong}");
        }
    }
}
