//! Taking back what an import did to organisations, themes and projects.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::thing::Values;
use crate::audit::{Entry, Subject};
use crate::error::Result;
use crate::imports::model::{ImportKind, NamedThing};
use crate::imports::store::{self, Batch, Effect};
use crate::imports::undoing::{Kept, Outcome};
use crate::kernel::{OrganisationId, ProjectId, ThemeId};
use crate::organisations::{self, SetOrganisation};
use crate::projects::{self, SetValues};

/// Restores what it changed and removes what it made, unless that has been used or changed since. Organisations that it
/// made are removed with those of lists of people.
///
/// # Errors
/// The database's.
pub(in crate::imports) async fn undo_things(
    db: &mut PgConnection,
    batch: &Batch,
    effects: &[Effect],
    outcome: &mut Outcome,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    if batch.kind.is_about_people() {
        return Ok(());
    }
    let all: Vec<Uuid> = effects.iter().map(|one| one.thing_id).collect();
    let names = store::list_thing_names(db, batch.kind, &all).await?;
    let kept = |id: Uuid, why: String| {
        let name = names.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone());
        Kept { thing: name.map(|name| NamedThing { id, name }), why, ..Kept::default() }
    };
    let word = format!("{} details", batch.kind.words()[0]);
    let mut by_column: BTreeMap<&str, Vec<&Effect>> = BTreeMap::new();
    for one in effects.iter().filter(|one| one.what == word) {
        by_column.entry(one.field.as_deref().unwrap_or_default()).or_default().push(one);
    }
    for (column, changed) in by_column {
        let back: HashSet<Uuid> = set_back(db, batch.kind, &changed, column).await?.into_iter().collect();
        outcome.details_restored += back.len();
        for one in changed {
            if back.contains(&one.thing_id) {
                let entry = Entry::new("Restored as before an import", subject(batch.kind, one.thing_id));
                entries.push(entry.changed(&state(column, &one.after), &state(column, &one.before)));
            } else {
                outcome.kept.push(kept(one.thing_id, "it was changed since".to_owned()));
            }
        }
    }
    let other_names = effects.iter().filter(|one| one.what == "other name");
    let other_names: Vec<(OrganisationId, String)> =
        other_names.filter_map(|one| Some((one.thing_id.into(), one.after.clone()?))).collect();
    let gone = organisations::remove_aliases(db, &other_names).await?;
    outcome.details_restored += gone.len();
    for (id, _) in other_names.iter().filter(|one| !gone.contains(one)) {
        outcome.kept.push(kept((*id).into(), "another name of it was changed since".to_owned()));
    }
    for (id, name) in gone {
        let entry = Entry::new("Restored as before an import", Subject::Organisation(id));
        entries.push(entry.made(&json!({ "other_name_removed": name })));
    }
    remove(db, batch.kind, effects, outcome, entries, &kept).await
}

/// A column with the value that an effect keeps as text.
fn state(column: &str, value: &Option<String>) -> Values {
    let value: Option<Value> = value.as_deref().and_then(|text| serde_json::from_str(text).ok());
    [(column.to_owned(), value.unwrap_or_default())].into_iter().collect()
}

fn subject(kind: ImportKind, id: Uuid) -> Subject {
    match kind {
        ImportKind::Themes => Subject::Theme(id.into()),
        ImportKind::Projects => Subject::Project(id.into()),
        _ => Subject::Organisation(id.into()),
    }
}

/// Sets one column back where it still says what the import wrote; of which.
async fn set_back(
    db: &mut PgConnection,
    kind: ImportKind,
    changed: &[&Effect],
    column: &str,
) -> sqlx::Result<Vec<Uuid>> {
    let states = changed.iter().map(|one| (one.thing_id, state(column, &one.after), state(column, &one.before)));
    Ok(match kind {
        ImportKind::Themes => {
            let set = |(id, before, after)| SetValues { id: ThemeId::from(id), before, after };
            let back = projects::set_theme_values(db, &states.map(set).collect::<Vec<_>>()).await?;
            back.into_iter().map(Uuid::from).collect()
        }
        ImportKind::Projects => {
            let set = |(id, before, after)| SetValues { id: ProjectId::from(id), before, after };
            let back = projects::set_project_values(db, &states.map(set).collect::<Vec<_>>()).await?;
            back.into_iter().map(Uuid::from).collect()
        }
        _ => {
            let set = |(id, before, after)| SetOrganisation { id: OrganisationId::from(id), before, after };
            let back = organisations::set_values(db, &states.map(set).collect::<Vec<_>>()).await?;
            back.into_iter().map(Uuid::from).collect()
        }
    })
}

/// Removes themes and projects that it made.
async fn remove(
    db: &mut PgConnection,
    kind: ImportKind,
    effects: &[Effect],
    outcome: &mut Outcome,
    entries: &mut Vec<Entry>,
    kept: &impl Fn(Uuid, String) -> Kept,
) -> Result<()> {
    let made = effects.iter().filter(|one| matches!(one.what.as_str(), "theme" | "project"));
    let made: Vec<Uuid> = made.map(|one| one.thing_id).collect();
    if made.is_empty() {
        return Ok(());
    }
    let used = store::find_named_things(db, kind, &made).await?;
    let free = made.iter().copied().filter(|id| used.iter().all(|used| used.thing != *id));
    let gone: Vec<Uuid> = if kind == ImportKind::Themes {
        let free: Vec<ThemeId> = free.map(ThemeId::from).collect();
        projects::delete_unchanged_themes(db, &free).await?.into_iter().map(Uuid::from).collect()
    } else {
        let free: Vec<ProjectId> = free.map(ProjectId::from).collect();
        projects::delete_unchanged_projects(db, &free).await?.into_iter().map(Uuid::from).collect()
    };
    outcome.things_gone = gone.len();
    for id in made {
        if gone.contains(&id) {
            entries.push(Entry::new("Removed again with its import", subject(kind, id)));
        } else {
            let how = used.iter().find(|used| used.thing == id);
            let why = how.map_or("it was changed since".to_owned(), |used| format!("it is named in {}", used.how));
            outcome.kept.push(kept(id, why));
        }
    }
    Ok(())
}
