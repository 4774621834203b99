//! A row of a list of people: what it says of whom, and what of it cannot be taken.

use chrono::NaiveDate;

use super::cells::{self, several, shortened};
use super::fields::Field;
use super::model::{Note, NoteKind, Reading};
use super::names::{self, folded};
use super::row_cells::RowCells;
use super::words;
use crate::kernel::{
    AssociateId, Choice, County, DeclaredInvolvement, EmailAddress, Invalid, Phone, PostcodeDistrict, StakeholderGroup,
    Text,
};
use crate::memberships::MembershipRole;
use crate::people::parse_source;
use crate::spreadsheets::{Cell, Row, cell_name};
use crate::tags;

/// What a row says, as far as it can be understood.
#[derive(Clone, Debug, Default)]
pub(super) struct PersonRow {
    pub(super) number: u32,
    pub(super) id: Option<AssociateId>,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: Option<EmailAddress>,
    pub(super) phone: Option<Phone>,
    pub(super) postcode: Option<PostcodeDistrict>,
    pub(super) county: Option<County>,
    pub(super) group: Option<StakeholderGroup>,
    /// Whether the row says the group itself.
    pub(super) says_group: bool,
    /// Why nobody new can come of the row.
    pub(super) lacks: Vec<Note>,
    pub(super) involvement: Option<DeclaredInvolvement>,
    pub(super) interests: Option<Text<1000>>,
    pub(super) offers: Option<Text<1000>>,
    pub(super) asks: Option<Text<1000>>,
    pub(super) organisations: Vec<Text<200>>,
    /// One for all organisations, or one for each of them.
    pub(super) job_titles: Vec<String>,
    pub(super) projects: Vec<String>,
    /// The role that stands with a project itself: "STAK (lead)".
    pub(super) own_roles: Vec<Option<MembershipRole>>,
    /// Where the projects stand, for what is wrong with them.
    pub(super) projects_cell: String,
    /// One for all projects, or one for each of them.
    pub(super) roles: Vec<MembershipRole>,
    pub(super) roles_cell: String,
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
    pub(super) owner: Option<String>,
    pub(super) tags: Vec<Text<60>>,
    pub(super) source: Option<String>,
    pub(super) said_on: Option<NaiveDate>,
    /// Why it cannot be taken.
    pub(super) reasons: Vec<Note>,
    pub(super) warnings: Vec<Note>,
}

impl PersonRow {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }
}

impl PersonRow {
    /// The role in the project of that place.
    pub(super) fn role(&self, place: usize) -> MembershipRole {
        let own = self.own_roles.get(place).copied().flatten();
        own.or(self.roles.get(place).or(self.roles.first()).copied()).unwrap_or(MembershipRole::Member)
    }

    /// The job title at the organisation of that place.
    pub(super) fn job_title(&self, place: usize) -> Option<&str> {
        let title = self.job_titles.get(place).or(self.job_titles.first());
        title.map(String::as_str).filter(|title| !title.is_empty())
    }
}

/// What stands beside several organisations or projects: one for each when there are as many, else one for all.
pub(super) fn each(text: &str, many: usize) -> Vec<&str> {
    let parts: Vec<&str> = text.split(';').map(str::trim).collect();
    if many > 1 && parts.len() == many { parts } else { vec![text.trim()] }
}

/// What the register knows by name, for taking cells with several things apart.
pub(super) trait Names {
    fn is_organisation(&self, name: &str) -> bool;
    fn is_project(&self, name: &str) -> bool;
}

/// Reads rows as the columns were chosen.
pub(super) struct RowReader<'a, N> {
    pub(super) reading: &'a Reading,
    pub(super) names: &'a N,
    pub(super) today: NaiveDate,
}

/// One row on its way.
pub(super) struct Taking<'a> {
    pub(super) cells: RowCells<'a>,
    pub(super) person: PersonRow,
}

impl Taking<'_> {
    pub(super) fn reject(&mut self, cell: impl Into<String>, text: impl Into<String>) {
        self.person.reasons.push(Note::at(NoteKind::Reason, cell, text));
    }

    pub(super) fn warn(&mut self, cell: impl Into<String>, text: impl Into<String>) {
        self.person.warnings.push(Note::at(NoteKind::Warning, cell, text));
    }

    /// A value that is left out with a warning when it cannot be read.
    fn lenient<T>(&mut self, field: Field, read: impl Fn(&str) -> Result<T, Invalid>) -> Option<T> {
        let (text, cell) = self.cells.first(field)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(_) => {
                self.warn(cell, format!("“{}” cannot be read and is left out", shortened(&text)));
                None
            }
        }
    }

    /// A text that is rejected when it is too long: nothing is cut without being asked.
    fn long<const MAX: usize>(&mut self, field: Field, what: &str) -> Option<Text<MAX>> {
        let (text, cell) = self.cells.first(field)?;
        match Text::parse(what, &text) {
            Ok(text) => Some(text),
            Err(error) => {
                self.reject(cell, error.message());
                None
            }
        }
    }
}

impl<N: Names> RowReader<'_, N> {
    pub(super) fn read(&self, row: &Row) -> PersonRow {
        let person = PersonRow { number: row.number, ..PersonRow::default() };
        let mut taking = Taking { cells: RowCells { row, reading: self.reading }, person };
        name(&mut taking);
        contact(&mut taking);
        self.capacity(&mut taking);
        self.belonging(&mut taking);
        self.taking_part(&mut taking);
        self.agreement(&mut taking);
        for (column, cell) in row.cells.iter().enumerate() {
            if let Cell::Failed(what) = cell
                && self.reading.fields.get(column).copied().flatten().is_some()
            {
                taking.warn(cell_name(column, row.number), format!("The spreadsheet shows {} here", shortened(what)));
            }
        }
        taking.person
    }

    /// A row that says who takes part in what, and nothing else of them.
    pub(super) fn read_membership(&self, row: &Row) -> PersonRow {
        let person = PersonRow { number: row.number, ..PersonRow::default() };
        let cells = RowCells { row, reading: self.reading };
        let mut taking = Taking { cells, person };
        if [Field::Name, Field::GivenName, Field::FamilyName].iter().any(|field| cells.first(*field).is_some()) {
            name(&mut taking);
        }
        contact(&mut taking);
        taking.person.involvement = involvement(&mut taking);
        self.taking_part(&mut taking);
        let person = &taking.person;
        let says_nobody = person.id.is_none() && person.email.is_none() && person.name().is_empty();
        if says_nobody && person.reasons.is_empty() {
            taking.reject(cells.place(Field::Name), "Nothing says who it is");
        } else if person.projects.is_empty() && person.reasons.is_empty() {
            taking.reject(cells.place(Field::Projects), "No project is given");
        }
        taking.person
    }

    fn capacity(&self, taking: &mut Taking<'_>) {
        taking.person.group = self.reading.group;
        if let Some((text, cell)) = taking.cells.first(Field::Group) {
            match words::group(&text) {
                Some(group) => {
                    taking.person.group = Some(group);
                    taking.person.says_group = true;
                }
                None => taking.reject(cell, format!("“{}” is no stakeholder group that we know", shortened(&text))),
            }
        } else if self.reading.group.is_none() {
            let why = "No stakeholder group is given. Choose one for the rows that say none";
            taking.person.lacks.push(Note::at(NoteKind::Reason, taking.cells.place(Field::Group), why));
        }
        taking.person.county = taking.lenient(Field::County, |raw| words::county(raw).ok_or_else(|| Invalid::new("")));
        taking.person.involvement = involvement(taking);
        taking.person.interests = taking.long(Field::Interests, "the interests");
        taking.person.offers = taking.long(Field::Offers, "what is offered");
        taking.person.asks = taking.long(Field::Asks, "what is asked for");
        taking.person.owner = taking.cells.first(Field::Owner).map(|(text, _)| text);
        tags(taking);
    }

    fn belonging(&self, taking: &mut Taking<'_>) {
        for (text, cell) in taking.cells.all(Field::Organisation) {
            for name in several(&text, |name| self.names.is_organisation(name)) {
                match Text::parse_line("the organisation", &name) {
                    Ok(name) if !taking.person.organisations.contains(&name) => taking.person.organisations.push(name),
                    Ok(_) => {}
                    Err(error) => taking.reject(cell.clone(), error.message()),
                }
            }
        }
        if let Some((text, cell)) = taking.cells.first(Field::JobTitle) {
            for title in each(&text, taking.person.organisations.len()) {
                match Text::<150>::parse("the job title", title) {
                    Ok(title) => taking.person.job_titles.push(title.to_string()),
                    Err(_) if title.is_empty() => taking.person.job_titles.push(String::new()),
                    Err(error) => taking.reject(cell.clone(), error.message()),
                }
            }
        }
    }

    /// A day that is not in the future.
    pub(super) fn day(&self, taking: &mut Taking<'_>, field: Field, what: &str) -> Option<NaiveDate> {
        let (cell, place) = taking.cells.cell(field)?;
        match cells::date(cell, what) {
            Ok(Some(day)) if day > self.today => {
                taking.reject(place, format!("{} is in the future", day.format("%-d/%-m/%Y")));
                None
            }
            Ok(day) => day,
            Err(error) => {
                taking.reject(place, error.message());
                None
            }
        }
    }

    fn agreement(&self, taking: &mut Taking<'_>) {
        taking.person.source.clone_from(&self.reading.agreement.source);
        if let Some((text, cell)) = taking.cells.first(Field::ConsentSource) {
            match words::consent(&text) {
                words::Agreed::By(code) => {
                    let note = if words::says_more(&text) { text.chars().take(150).collect() } else { String::new() };
                    taking.person.source = parse_source(code, &note).ok();
                }
                words::Agreed::Yes => {}
                words::Agreed::No => {
                    taking.person.source = None;
                    taking.reject(cell, "They did not agree to be in the register");
                    return;
                }
                words::Agreed::Unknown => {
                    taking.person.source = None;
                    taking.reject(
                        cell,
                        format!(
                            "“{}” does not say how they agreed: by phone, by email, in person or on paper",
                            shortened(&text)
                        ),
                    );
                    return;
                }
            }
        }
        if taking.person.source.is_none() {
            let cell = taking.cells.place(Field::ConsentSource);
            let note = Note::new(NoteKind::Reason, "Nothing says how they agreed to be in the register");
            let cell = self.reading.has(Field::ConsentSource).then_some(cell);
            // Whoever is named by their Copse id has agreed.
            let is_known = taking.person.id.is_some();
            let because = if is_known { &mut taking.person.lacks } else { &mut taking.person.reasons };
            because.push(Note { cell, ..note });
        }
        let told = self.day(taking, Field::ConsentDate, "the day they agreed");
        taking.person.said_on = told.or(self.reading.agreement.said_on);
    }
}

fn name(taking: &mut Taking<'_>) {
    let (given, family) = (taking.cells.text(Field::GivenName), taking.cells.text(Field::FamilyName));
    let (read, cell) = if given.is_empty() && family.is_empty() {
        let (text, cell) =
            taking.cells.first(Field::Name).unwrap_or_else(|| (String::new(), taking.cells.place(Field::Name)));
        (names::whole(&text), cell)
    } else if given.is_empty() || family.is_empty() {
        let field = if given.is_empty() { Field::GivenName } else { Field::FamilyName };
        let cell = if taking.cells.reading.has(field) {
            taking.cells.place(field)
        } else {
            taking.cells.place(Field::FamilyName)
        };
        // "SMITH, Jane" in the one column that is filled.
        (names::whole(if given.is_empty() { &family } else { &given }), cell)
    } else {
        (Ok(names::parts(&given, &family)), taking.cells.place(Field::FamilyName))
    };
    let name = match read {
        Ok(name) => name,
        Err(why) => {
            taking.person.given_name.clone_from(&given);
            taking.person.family_name = if family.is_empty() { taking.cells.text(Field::Name) } else { family };
            return taking.reject(cell, why);
        }
    };
    for part in [&name.given, &name.family] {
        if folded(part).is_empty() || part.chars().count() > 100 {
            taking.reject(cell.clone(), format!("“{}” is no name we can keep", shortened(part)));
        }
    }
    for warning in name.warnings {
        taking.warn(cell.clone(), warning);
    }
    taking.person.given_name = name.given;
    taking.person.family_name = name.family;
}

fn tags(taking: &mut Taking<'_>) {
    for (text, cell) in taking.cells.all(Field::Tags) {
        for name in several(&text, |name| !name.contains([',', ';', '\n', '|'])) {
            match tags::parse_name(&name) {
                Ok(tag) if taking.person.tags.iter().all(|one| folded(one.as_str()) != folded(tag.as_str())) => {
                    taking.person.tags.push(tag);
                }
                Ok(_) => {}
                Err(error) => taking.reject(cell.clone(), error.message()),
            }
        }
    }
}

fn involvement(taking: &mut Taking<'_>) -> Option<DeclaredInvolvement> {
    taking.lenient(Field::Involvement, |raw| words::choice(raw).ok_or_else(|| Invalid::new("")))
}

fn contact(taking: &mut Taking<'_>) {
    if let Some((text, cell)) = taking.cells.first(Field::CopseId) {
        match text.parse() {
            Ok(id) => taking.person.id = Some(id),
            Err(_) => taking.reject(cell, format!("“{}” is no Copse id", shortened(&text))),
        }
    }
    if let Some((text, cell)) = taking.cells.first(Field::Email) {
        match cells::email(&text) {
            Ok((address, warning)) => {
                taking.person.email = Some(address);
                if let Some(warning) = warning {
                    taking.warn(cell, warning);
                }
            }
            Err(error) => taking.reject(cell, error.message()),
        }
    }
    let phone = taking.cells.all(Field::Phone);
    if let Some((text, cell)) = phone.into_iter().next() {
        match cells::phone(&text) {
            Ok((number, warning)) => {
                taking.person.phone = Some(number);
                if let Some(warning) = warning {
                    taking.warn(cell, warning);
                }
            }
            Err(_) => taking.warn(cell, format!("“{}” is no phone number and is left out", shortened(&text))),
        }
    }
    taking.person.postcode = taking.lenient(Field::Postcode, PostcodeDistrict::parse);
}

/// The words of a choice, for a sentence.
pub(super) fn label<T: Choice>(choice: Option<T>) -> Option<String> {
    choice.map(|choice| choice.label().to_owned())
}
