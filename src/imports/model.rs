//! What an import is: its states, what becomes of a row, and how its columns are to be understood.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::fields::Field;
use crate::kernel::{AccountId, AssociateId, StakeholderGroup, choices};

choices! {
    /// What the rows of a list are.
    pub(crate) enum ImportKind as "import_kind" {
        People = "people", "People";
        Organisations = "organisations", "Organisations";
        Themes = "themes", "Themes";
        Projects = "projects", "Projects";
        Memberships = "memberships", "Memberships";
    }
}

choices! {
    /// Where an import is on its way.
    pub(crate) enum ImportState as "import_state" {
        Reading = "reading", "Being read";
        Read = "read", "Columns to be chosen";
        Planning = "planning", "Being compared";
        Planned = "planned", "Dry run, nothing written";
        Committing = "committing", "Being written";
        Done = "done", "Imported";
        Undoing = "undoing", "Being undone";
        Undone = "undone", "Undone";
        Failed = "failed", "Could not be read";
    }
}

impl ImportState {
    /// Whether it works by itself, and its page renews itself until that is over.
    pub(crate) fn is_at_work(self) -> bool {
        matches!(self, Self::Reading | Self::Planning | Self::Committing | Self::Undoing)
    }

    /// The colour that repeats the word.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::Done => "green",
            Self::Failed => "red",
            Self::Undone => "grey",
            _ => "yellow",
        }
    }
}

choices! {
    /// What becomes of a row.
    pub(crate) enum Verdict as "import_verdict" {
        New = "new", "New";
        Matched = "matched", "Matched";
        ToDecide = "to_decide", "To decide";
        Rejected = "rejected", "Rejected";
        LeftOut = "left_out", "Left out";
        /// A total, a second line of headings, nothing in the columns that were chosen.
        Skipped = "skipped", "No row of the list";
    }
}

impl Verdict {
    /// The colour that repeats the word.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::New => "green",
            Self::Matched => "teal",
            Self::ToDecide => "yellow",
            Self::Rejected => "red",
            Self::LeftOut | Self::Skipped => "grey",
        }
    }
}

impl ImportKind {
    /// One of its rows, and several.
    pub(crate) fn words(self) -> [&'static str; 2] {
        match self {
            Self::People => ["person", "people"],
            Self::Organisations => ["organisation", "organisations"],
            Self::Themes => ["theme", "themes"],
            Self::Projects => ["project", "projects"],
            Self::Memberships => ["membership", "memberships"],
        }
    }

    /// What the list of rows calls the thing each is about.
    pub(crate) fn subject(self) -> &'static str {
        match self {
            Self::People | Self::Memberships => "Who",
            Self::Organisations => "Organisation",
            Self::Themes => "Theme",
            Self::Projects => "Project",
        }
    }

    /// Where one of them is found: organisations by their identity, the others in their lists.
    pub(crate) fn href(self, id: Uuid) -> String {
        match self {
            Self::People | Self::Memberships => format!("/associates/{id}"),
            Self::Organisations => format!("/organisations/{id}"),
            Self::Themes => "/themes".to_owned(),
            Self::Projects => "/projects".to_owned(),
        }
    }

    /// Whether its rows are about people, as those of memberships are.
    pub(crate) fn is_about_people(self) -> bool {
        matches!(self, Self::People | Self::Memberships)
    }
}

/// How long a batch that was written can be taken back, and its rows are kept.
pub(crate) const KEPT_DONE: TimeDelta = TimeDelta::days(30);
/// How long an upload is kept that nobody wrote.
pub(crate) const KEPT_UNDONE: TimeDelta = TimeDelta::days(7);
/// Rows that are planned and written as one. A network of thousands fits; whoever has more splits the list.
pub(crate) const MOST_ROWS: usize = 20_000;

/// A sheet of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SheetInfo {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    pub(crate) rows: usize,
}

/// How the people of a list agreed to be in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Agreement {
    /// The way, as the ledger keeps it; none when only a column tells.
    pub(crate) source: Option<String>,
    /// The day they said so, where no column says another.
    pub(crate) said_on: Option<NaiveDate>,
}

/// What is done with an organisation that the register does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unknown {
    /// It stands with the person as it was written, for the team to match.
    #[default]
    Written,
    /// It is added to the organisations.
    Created,
}

/// How the rows are to be understood: what a person chose on the page of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub(crate) sheet: usize,
    /// The number of the row with the headings; rows up to it are no rows of the list.
    pub(crate) header: u32,
    /// What each column is, by its place; none of what is left alone.
    pub(crate) fields: Vec<Option<Field>>,
    pub(crate) agreement: Agreement,
    /// The group of rows that say none.
    pub(crate) group: Option<StakeholderGroup>,
    pub(crate) owner: Option<AccountId>,
    pub(crate) unknown: Unknown,
    /// Whether the values of the file take the place of other ones in the register.
    pub(crate) takes_file: bool,
    /// Whether people who are new are written to.
    pub(crate) tells: bool,
}

impl Reading {
    /// The columns that are this field.
    pub(crate) fn columns(&self, field: Field) -> impl Iterator<Item = usize> {
        self.fields.iter().enumerate().filter(move |(_, one)| **one == Some(field)).map(|(column, _)| column)
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.columns(field).next().is_some()
    }
}

/// What a person decided about a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decision {
    pub(crate) who: Option<Who>,
    /// The values of this row take the place of other ones.
    pub(crate) takes_file: bool,
    /// Of whom it was decided that they are not meant, when it is somebody new.
    #[serde(default)]
    pub(crate) passed_over: Vec<AssociateId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    Person(AssociateId),
    /// An organisation, a theme or a project, whichever the list is of.
    Thing(Uuid),
    New,
    LeaveOut,
}

/// What a note of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoteKind {
    /// By what it was matched, why it is rejected or has to be decided.
    Reason,
    /// Worth a look; it stops nothing.
    Warning,
    /// What will be written.
    Does,
    /// Someone of the register who may be meant.
    Candidate,
    /// A value that differs from the register's and would take its place if the file's are taken.
    Differs,
}

/// Something said of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) kind: NoteKind,
    /// "C14".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) cell: Option<String>,
    /// Someone of the register.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) person: Option<AssociateId>,
    /// An organisation, a theme or a project.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) thing: Option<NamedThing>,
    pub(crate) text: String,
}

/// Something of the register that is no person, so that its name may stand in a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedThing {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

impl Note {
    pub(crate) fn new(kind: NoteKind, text: impl Into<String>) -> Self {
        Self { kind, cell: None, person: None, thing: None, text: text.into() }
    }

    pub(crate) fn at(kind: NoteKind, cell: impl Into<String>, text: impl Into<String>) -> Self {
        Self { cell: Some(cell.into()), ..Self::new(kind, text) }
    }
}

/// What is to become of a row.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) number: u32,
    pub(crate) verdict: Verdict,
    pub(crate) title: String,
    pub(crate) notes: Vec<Note>,
    /// The person of the register it was matched with.
    pub(crate) person: Option<AssociateId>,
    /// What will be written, as the commit compares it.
    pub(crate) plan: serde_json::Value,
}

impl Planned {
    /// Two plans of a row do the same when these are equal. What is only said is not part of it.
    pub(crate) fn digest(&self) -> Vec<u8> {
        let person = self.person.map(Uuid::from);
        let whole = serde_json::json!({ "v": self.verdict, "p": person, "plan": self.plan });
        Sha256::digest(whole.to_string().as_bytes()).to_vec()
    }
}
