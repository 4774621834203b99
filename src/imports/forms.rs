//! What the team chooses about a list and its rows.

use chrono::NaiveDate;
use serde::Deserialize;

use super::fields::Field;
use super::model::{Agreement, Decision, ImportKind, Reading, Unknown, Who};
use crate::kernel::{AssociateId, Choice, StakeholderGroup, parse_date};
use crate::people::parse_source;
use crate::web::FormErrors;

/// Which sheet and which row of headings are shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Looking {
    pub(crate) kind: String,
    pub(crate) sheet: String,
    pub(crate) header: String,
}

/// What the columns are, and what goes for all rows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ColumnsForm {
    /// What the rows are.
    pub(crate) kind: String,
    pub(crate) sheet: String,
    pub(crate) header: String,
    /// One for each column, in order; empty for what is left alone.
    pub(crate) columns: Vec<String>,
    pub(crate) source: String,
    pub(crate) source_note: String,
    pub(crate) said_on: String,
    pub(crate) group: String,
    pub(crate) owner: String,
    pub(crate) unknown: String,
    pub(crate) takes_file: String,
    pub(crate) tells: String,
    pub(crate) version: String,
}

impl ColumnsForm {
    /// The form as it stood when it was last sent.
    pub(super) fn of(kind: ImportKind, reading: &Reading) -> Self {
        let code = |field: &Option<Field>| field.map(|field| kind.field_code(field).to_owned()).unwrap_or_default();
        let (source, source_note) = typed_source(reading.agreement.source.as_deref());
        let yes = |on: bool| if on { "yes".to_owned() } else { String::new() };
        Self {
            kind: kind.code().to_owned(),
            sheet: reading.sheet.to_string(),
            header: reading.header.to_string(),
            columns: reading.fields.iter().map(code).collect(),
            source,
            source_note,
            said_on: reading.agreement.said_on.map(|day| day.format("%-d/%-m/%Y").to_string()).unwrap_or_default(),
            group: reading.group.map_or("", Choice::code).to_owned(),
            owner: reading.owner.map(|owner| owner.to_string()).unwrap_or_default(),
            unknown: if reading.unknown == Unknown::Created { "created" } else { "written" }.to_owned(),
            takes_file: yes(reading.takes_file),
            tells: yes(reading.tells),
            version: String::new(),
        }
    }

    /// How the rows are to be understood, or every mistake at once.
    pub(super) fn parse(&self, kind: ImportKind, width: usize, today: NaiveDate) -> Result<Reading, FormErrors> {
        let mut errors = FormErrors::default();
        let mut fields: Vec<Option<Field>> = self.columns.iter().map(|code| kind.field(code)).collect();
        fields.resize(width, None);
        let reading = Reading {
            sheet: self.sheet.parse().unwrap_or_default(),
            header: self.header.parse().unwrap_or_default(),
            fields,
            takes_file: self.takes_file == "yes",
            tells: self.tells == "yes",
            unknown: if self.unknown == "created" { Unknown::Created } else { Unknown::Written },
            ..Reading::default()
        };
        twice(kind, &reading, &mut errors);
        if kind == ImportKind::People {
            return self.parse_people(reading, errors, today);
        }
        if let Some(why) = kind.lacks(&reading.fields) {
            errors.add("columns", why);
        }
        if errors.is_empty() { Ok(reading) } else { Err(errors) }
    }

    fn parse_people(&self, reading: Reading, mut errors: FormErrors, today: NaiveDate) -> Result<Reading, FormErrors> {
        if let Some(why) = ImportKind::People.lacks(&reading.fields) {
            errors.add("columns", why);
        }
        // Whoever is named by their Copse id has agreed; other rows of such a list say how, or are rejected.
        let says_who = reading.has(Field::ConsentSource) || reading.has(Field::CopseId);
        let source = if self.source.is_empty() && says_who {
            Some(None)
        } else {
            errors.keep("source", parse_source(&self.source, &self.source_note)).map(Some)
        };
        let said_on = errors.optional("said_on", &self.said_on, |raw| parse_date("the day they agreed", raw));
        if said_on.flatten().is_some_and(|day| day > today) {
            errors.add("said_on", "Enter a day that is not in the future");
        }
        let group = StakeholderGroup::from_code(&self.group);
        if group.is_none() && !reading.has(Field::Group) {
            errors.add("group", "Choose the group of these people, since no column says it");
        }
        match (source, said_on) {
            (Some(source), Some(said_on)) if errors.is_empty() => Ok(Reading {
                agreement: Agreement { source, said_on },
                group,
                owner: self.owner.parse().ok(),
                ..reading
            }),
            _ => Err(errors),
        }
    }
}

/// A field is one column, but for those of which people make several.
fn twice(kind: ImportKind, reading: &Reading, errors: &mut FormErrors) {
    let mut seen: Vec<Field> = Vec::new();
    for field in reading.fields.iter().flatten().copied() {
        let may = field.is_many() || field == Field::Phone;
        if !may && seen.contains(&field) {
            let label = kind.field_label(field);
            errors.add("columns", format!("Two columns are “{label}”. Leave one of them alone"));
        }
        seen.push(field);
    }
}

/// A source as the form holds it: "told us by phone: on Monday".
fn typed_source(source: Option<&str>) -> (String, String) {
    let Some(source) = source else { return (String::new(), String::new()) };
    let (words, note) = source.split_once(": ").unwrap_or((source, ""));
    let codes = ["phone", "email", "in_person", "paper"];
    let code = codes.into_iter().find(|code| parse_source(code, "").is_ok_and(|known| known == words));
    (code.unwrap_or_default().to_owned(), note.to_owned())
}

/// What is decided about a row.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecisionForm {
    /// "new", "leave_out", "undecided" or the id of someone.
    pub(crate) who: String,
    pub(crate) takes_file: String,
    pub(crate) version: String,
}

impl DecisionForm {
    pub(super) fn parse(&self, kind: ImportKind) -> Result<Option<Decision>, FormErrors> {
        let takes_file = self.takes_file == "yes";
        let who = match self.who.as_str() {
            "" if !takes_file => return Err(FormErrors::one("who", "Choose which it is, or leave it undecided")),
            "" | "undecided" => None,
            "new" if kind != ImportKind::Memberships => Some(Who::New),
            "leave_out" => Some(Who::LeaveOut),
            id => match id.parse::<AssociateId>() {
                Ok(id) if kind.is_about_people() => Some(Who::Person(id)),
                Ok(id) => Some(Who::Thing(id.into())),
                Err(_) => return Err(FormErrors::one("who", "Choose which it is")),
            },
        };
        Ok((who.is_some() || takes_file).then_some(Decision { who, takes_file, ..Decision::default() }))
    }
}

/// The version that was looked at when a button was pressed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    pub(crate) version: String,
}

impl Seen {
    pub(super) fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(columns: &[&str]) -> ColumnsForm {
        ColumnsForm {
            header: "1".to_owned(),
            columns: columns.iter().map(|code| (*code).to_owned()).collect(),
            source: "phone".to_owned(),
            source_note: "on Monday".to_owned(),
            group: "carer".to_owned(),
            ..ColumnsForm::default()
        }
    }

    fn mistakes(form: &ColumnsForm) -> Vec<&'static str> {
        let today = "2026-03-01".parse().expect("a date");
        let errors = form.parse(ImportKind::People, 3, today).err().unwrap_or_default();
        errors.iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn names_and_a_source_of_consent_are_needed() {
        assert!(mistakes(&form(&["name", "email"])).is_empty());
        assert_eq!(mistakes(&form(&["email"])), ["columns"]);
        assert_eq!(mistakes(&form(&["name", "email", "email"])), ["columns"]);
        assert_eq!(
            mistakes(&ColumnsForm { source: String::new(), group: String::new(), ..form(&["name"]) }),
            ["source", "group"]
        );
        assert!(mistakes(&ColumnsForm { source: String::new(), ..form(&["name", "consent_source"]) }).is_empty());
        assert_eq!(mistakes(&ColumnsForm { said_on: "1/1/2030".to_owned(), ..form(&["name"]) }), ["said_on"]);
    }

    #[test]
    fn the_form_comes_back_as_it_was_sent() {
        let sent = form(&["name", "", "phone"]);
        let reading = sent.parse(ImportKind::People, 3, "2026-03-01".parse().expect("a date")).expect("no mistakes");
        let back = ColumnsForm::of(ImportKind::People, &reading);
        assert_eq!(
            (back.columns, back.source.as_str(), back.source_note.as_str()),
            (sent.columns, "phone", "on Monday")
        );
    }
}
