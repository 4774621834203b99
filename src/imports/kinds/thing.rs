//! Organisations, themes and projects as a plan sees them: what they are called, and what stands in which column.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::imports::model::Note;
use crate::imports::names::{Likeness, fold, likeness};
use crate::kernel::{Choice, County, ThemeId, display_date};
use crate::organisations::OrganisationKind;

/// What stands in the columns of a table, by their names.
pub(in crate::imports) type Values = Map<String, Value>;

/// Something of the register, or something that an earlier row of the list brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::imports) enum Target {
    Register(Uuid),
    Row(u32),
}

#[derive(Clone, Debug)]
pub(in crate::imports) struct Thing {
    pub(in crate::imports) target: Target,
    pub(in crate::imports) name: String,
    /// Its other names; of a project and a theme the word in its address.
    pub(in crate::imports) other_names: Vec<String>,
    /// The number by which it is known elsewhere.
    pub(in crate::imports) code: Option<String>,
    pub(in crate::imports) values: Values,
    /// What nobody changes any more: the dates of a project that has ended.
    pub(in crate::imports) fixed: &'static [&'static str],
}

/// What the register holds that a list of one kind is about.
#[derive(Clone, Debug, Default)]
pub(in crate::imports) struct Things {
    pub(in crate::imports) things: Vec<Thing>,
    /// The themes a project may belong to.
    pub(in crate::imports) themes: Vec<(ThemeId, String)>,
}

impl Things {
    /// A value as people read it.
    pub(super) fn words(&self, column: &str, value: &Value) -> String {
        match (column, value) {
            (_, Value::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
            ("kind", Value::String(code)) => OrganisationKind::label_of(code),
            ("county", Value::String(code)) => County::label_of(code),
            ("theme_id", Value::String(id)) => {
                let theme = self.themes.iter().find(|(theme, _)| theme.to_string() == *id);
                theme.map_or_else(|| "another theme".to_owned(), |(_, name)| name.clone())
            }
            ("starts_on" | "ends_on", Value::String(day)) => day.parse().map_or_else(|_| day.clone(), display_date),
            (_, Value::String(text)) => crate::imports::cells::shortened(text),
            _ => "nothing".to_owned(),
        }
    }

    pub(super) fn theme(&self, name: &str) -> Option<ThemeId> {
        let words = fold(name);
        self.themes.iter().find(|(_, theme)| fold(theme) == words).map(|(id, _)| *id)
    }
}

/// A value of the file for one column.
#[derive(Clone, Debug)]
pub(super) struct FileValue {
    pub(super) column: &'static str,
    pub(super) label: &'static str,
    pub(super) cell: String,
    pub(super) value: Value,
    /// Whether it may take the place of another one, when that is chosen.
    pub(super) may_replace: bool,
}

/// What a row says, as far as it can be understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) name_cell: String,
    pub(super) id: Option<Uuid>,
    pub(super) code: Option<String>,
    pub(super) other_names: Vec<String>,
    pub(super) values: Vec<FileValue>,
    /// What else a new one has in its row of the table: the word in its address.
    pub(super) besides: Values,
    /// What a new one lacks.
    pub(super) lacks: Vec<Note>,
    /// Why it cannot be taken.
    pub(super) reasons: Vec<Note>,
    pub(super) warnings: Vec<Note>,
}

/// What a row does to the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::imports) enum ThingAction {
    /// It says so already, or the row is not taken.
    Nothing,
    Add(NewThing),
    Change(ThingChange),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::imports) struct NewThing {
    pub(in crate::imports) values: Values,
    pub(in crate::imports) other_names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::imports) struct ThingChange {
    pub(in crate::imports) target: Target,
    pub(in crate::imports) changes: Vec<ColumnChange>,
    pub(in crate::imports) other_names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::imports) struct ColumnChange {
    pub(in crate::imports) column: String,
    pub(in crate::imports) before: Value,
    pub(in crate::imports) after: Value,
}

/// Everything a row may mean, found by name and code. Rows add what they bring.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) things: Vec<Thing>,
    by_id: HashMap<Uuid, usize>,
    by_name: HashMap<String, usize>,
    by_code: HashMap<String, usize>,
    by_word: HashMap<String, Vec<usize>>,
}

/// Lists of this length say nothing: every second organisation is a trust.
const COMMON: usize = 150;

impl Pool {
    pub(super) fn of(things: &[Thing]) -> Self {
        let mut pool = Self::default();
        things.iter().for_each(|thing| pool.add(thing.clone()));
        pool
    }

    pub(super) fn add(&mut self, thing: Thing) {
        let at = self.things.len();
        if let Target::Register(id) = thing.target {
            self.by_id.insert(id, at);
        }
        if let Some(code) = &thing.code {
            self.by_code.entry(code.clone()).or_insert(at);
        }
        let names: Vec<String> = std::iter::once(&thing.name).chain(&thing.other_names).cloned().collect();
        self.things.push(thing);
        names.iter().for_each(|name| self.learn(at, name));
    }

    /// Another name of it.
    pub(super) fn learn(&mut self, at: usize, name: &str) {
        let words = fold(name);
        self.by_name.entry(words.join(" ")).or_insert(at);
        for word in words {
            let places = self.by_word.entry(word).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
    }

    pub(super) fn learn_code(&mut self, at: usize, code: Option<String>) {
        if let Some(code) = &code {
            self.by_code.entry(code.clone()).or_insert(at);
        }
        self.things[at].code = code;
    }

    pub(super) fn by_id(&self, id: Uuid) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// By its name, another name, or its code.
    pub(super) fn by_name(&self, name: &str) -> Option<usize> {
        let words = fold(name).join(" ");
        self.by_name.get(&words).or_else(|| self.by_code.get(&name.trim().to_uppercase())).copied()
    }

    pub(super) fn by_code(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    /// Those with a name that is nearly this one.
    pub(super) fn alike(&self, name: &str) -> Vec<usize> {
        let words = fold(name);
        let mut lists: Vec<&Vec<usize>> = words.iter().filter_map(|word| self.by_word.get(word)).collect();
        lists.sort_by_key(|list| list.len());
        let rare = lists.iter().enumerate().filter(|(at, list)| *at < 2 || list.len() <= COMMON);
        let mut places: Vec<usize> = rare.flat_map(|(_, list)| list.iter().copied()).collect();
        places.sort_unstable();
        places.dedup();
        let alike = |name: &String| likeness(&words, &fold(name)) == Likeness::Similar;
        places.retain(|at| {
            let thing = &self.things[*at];
            alike(&thing.name) || thing.other_names.iter().any(alike)
        });
        places
    }
}
