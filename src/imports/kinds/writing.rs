//! Writing a plan of organisations, themes or projects: in one transaction, a statement for each table.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::thing::{NewThing, Target, ThingAction, ThingChange, Values};
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::imports::counting::thing_action_of;
use crate::imports::model::{ImportKind, Planned};
use crate::imports::store::{self, Batch, Effect};
use crate::kernel::{OrganisationId, ProjectId, ThemeId, london_date};
use crate::organisations::{self, NewOrganisation, SetOrganisation};
use crate::projects::{self, ProjectOfMany, SetValues, ThemeOfMany};

/// All of it, put together before the first is written: what several rows say of one thing is written once.
#[derive(Default)]
struct Gathered {
    new: BTreeMap<u32, (Uuid, NewThing)>,
    changed: BTreeMap<Uuid, Changed>,
}

/// What changes of something that is there already.
#[derive(Default)]
struct Changed {
    row: u32,
    before: Values,
    after: Values,
    names: Vec<String>,
}

impl Gathered {
    fn of(plan: &[Planned]) -> Self {
        let mut all = Self::default();
        for row in plan {
            match thing_action_of(row) {
                ThingAction::Nothing => {}
                ThingAction::Add(thing) => drop(all.new.insert(row.number, (Uuid::now_v7(), thing))),
                ThingAction::Change(change) => all.change(row.number, change),
            }
        }
        all
    }

    fn change(&mut self, row: u32, change: ThingChange) {
        match change.target {
            Target::Row(number) => {
                if let Some((_, thing)) = self.new.get_mut(&number) {
                    thing.values.extend(change.changes.into_iter().map(|one| (one.column, one.after)));
                    thing.other_names.extend(change.other_names);
                }
            }
            Target::Register(id) => {
                let changed = self.changed.entry(id).or_insert_with(|| Changed { row, ..Changed::default() });
                for one in change.changes {
                    changed.before.entry(one.column.clone()).or_insert(one.before);
                    changed.after.insert(one.column, one.after);
                }
                changed.names.extend(change.other_names);
            }
        }
    }

    /// The new ones, as their part writes them.
    fn additions<T: serde::de::DeserializeOwned>(&self) -> Result<Vec<T>> {
        let read = |(id, thing): &(Uuid, NewThing)| {
            let mut values = thing.values.clone();
            values.insert("id".to_owned(), json!(id));
            values.insert("aliases".to_owned(), json!(thing.other_names));
            serde_json::from_value(Value::Object(values))
        };
        Ok(self.new.values().map(read).collect::<std::result::Result<_, _>>().map_err(anyhow::Error::from)?)
    }

    fn set<T>(&self, make: impl Fn(Uuid, Values, Values) -> T) -> Vec<T> {
        let changed = self.changed.iter().filter(|(_, changed)| !changed.after.is_empty());
        changed.map(|(id, changed)| make(*id, changed.before.clone(), changed.after.clone())).collect()
    }
}

/// Writes it.
///
/// # Errors
/// The database's: then nothing of it may stand.
pub(in crate::imports) async fn write_things(
    db: &mut PgConnection,
    batch: &Batch,
    plan: &[Planned],
    by: &By,
) -> Result<Vec<(&'static str, usize)>> {
    let all = Gathered::of(plan);
    let (set, wanted) = match batch.kind {
        ImportKind::Themes => {
            projects::insert_themes(db, &all.additions::<ThemeOfMany>()?).await?;
            let changes = all.set(|id, before, after| SetValues { id: ThemeId::from(id), before, after });
            (projects::set_theme_values(db, &changes).await?.len(), changes.len())
        }
        ImportKind::Projects => {
            projects::insert_projects(db, &all.additions::<ProjectOfMany>()?, by.at, london_date(by.at)).await?;
            let changes = all.set(|id, before, after| SetValues { id: ProjectId::from(id), before, after });
            (projects::set_project_values(db, &changes).await?.len(), changes.len())
        }
        _ => {
            organisations::insert_many(db, &all.additions::<NewOrganisation>()?, by.at).await?;
            let changes = all.set(|id, before, after| SetOrganisation { id: OrganisationId::from(id), before, after });
            let names = all
                .changed
                .iter()
                .flat_map(|(id, changed)| changed.names.iter().map(|name| (OrganisationId::from(*id), name.clone())));
            organisations::add_aliases(db, &names.collect::<Vec<_>>()).await?;
            (organisations::set_values(db, &changes).await?.len(), changes.len())
        }
    };
    // The tables are held, so nothing can be other than the plan saw.
    if set != wanted {
        return Err(anyhow::anyhow!("something is not what the plan saw").into());
    }
    audit::record_all(db, by, entries(&all, batch)).await?;
    store::insert_effects(db, batch.id, &effects(&all, batch.kind)).await?;
    Ok(Vec::new())
}

/// What the trail calls it, and what it says was done.
fn subject(kind: ImportKind, id: Uuid) -> (Subject, &'static str) {
    match kind {
        ImportKind::Themes => (Subject::Theme(id.into()), "Added a theme"),
        ImportKind::Projects => (Subject::Project(id.into()), "Registered a project"),
        _ => (Subject::Organisation(id.into()), "Added an organisation"),
    }
}

fn entries(all: &Gathered, batch: &Batch) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (id, thing) in all.new.values() {
        let (subject, act) = subject(batch.kind, *id);
        let mut made = thing.values.clone();
        made.insert("file".to_owned(), json!(batch.file_name));
        if !thing.other_names.is_empty() {
            made.insert("aliases".to_owned(), json!(thing.other_names));
        }
        entries.push(Entry::new(act, subject).made(&made));
    }
    for (id, changed) in &all.changed {
        let (subject, _) = subject(batch.kind, *id);
        let mut after = changed.after.clone();
        if !changed.names.is_empty() {
            after.insert("other_names_added".to_owned(), json!(changed.names));
        }
        entries.push(Entry::new("Filled in by an import", subject).changed(&changed.before, &after));
    }
    let made = json!({
        "file": batch.file_name, "kind": batch.kind, "added": all.new.len(), "changed": all.changed.len(),
    });
    entries.push(Entry::new("Imported a list", Subject::Import(batch.id)).made(&made));
    entries
}

/// What can be taken back.
fn effects(all: &Gathered, kind: ImportKind) -> Vec<Effect> {
    let [word, _] = kind.words();
    let mut effects: Vec<Effect> = all.new.iter().map(|(row, (id, _))| Effect::of(*row, word, *id)).collect();
    for (id, changed) in &all.changed {
        for (column, after) in &changed.after {
            let before = changed.before.get(column).cloned().unwrap_or_default();
            effects.push(Effect {
                field: Some(column.clone()),
                before: Some(before.to_string()),
                after: Some(after.to_string()),
                ..Effect::of(changed.row, &format!("{word} details"), *id)
            });
        }
        let name = |name: &String| Effect { after: Some(name.clone()), ..Effect::of(changed.row, "other name", *id) };
        effects.extend(changed.names.iter().map(name));
    }
    effects
}
