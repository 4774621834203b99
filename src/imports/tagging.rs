//! Tags that a list puts on people, and taking them back.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;
use sqlx::PgConnection;

use super::names::folded;
use super::store::{self, Effect};
use super::undoing::Outcome;
use crate::audit::{By, Entry, Subject};
use crate::error::Result;
use crate::kernel::{AssociateId, TagId};
use crate::tags::{self, Tag};

/// Which tag which rows put on whom, by its folded name.
#[derive(Default)]
pub(super) struct TagsOfRows(BTreeMap<String, (String, BTreeMap<AssociateId, u32>)>);

/// What was written of it.
pub(super) struct Tagged {
    on: Vec<(u32, AssociateId, Tag)>,
    made: Vec<Tag>,
}

impl TagsOfRows {
    pub(super) fn add(&mut self, row: u32, person: AssociateId, tag: &str) {
        let (_, people) = self.0.entry(folded(tag)).or_insert_with(|| (tag.to_owned(), BTreeMap::new()));
        people.entry(person).or_insert(row);
    }

    /// Makes the tags that are not there yet, and puts all on their people.
    pub(super) async fn write(&self, db: &mut PgConnection, by: &By) -> Result<Tagged> {
        let known: Vec<TagId> = tags::list_named(db).await?.into_iter().map(|tag| tag.id).collect();
        let mut tagged = Tagged { on: Vec::new(), made: Vec::new() };
        for (name, people) in self.0.values() {
            let Ok(name) = tags::parse_name(name) else { continue };
            let tag = tags::find_or_insert(db, &name, by.at).await?;
            if !known.contains(&tag.id) && tagged.made.iter().all(|made| made.id != tag.id) {
                tagged.made.push(tag.clone());
            }
            let ids: Vec<AssociateId> = people.keys().copied().collect();
            let put = tags::add_to_all(db, tag.id, &ids, by).await?;
            let put = put.into_iter().filter_map(|person| Some((*people.get(&person)?, person, tag.clone())));
            tagged.on.extend(put);
        }
        Ok(tagged)
    }
}

impl Tagged {
    /// Of whoever is new only the file and the row.
    pub(super) fn entries(&self, new: &HashSet<AssociateId>, file: &str) -> impl Iterator<Item = Entry> {
        let made = self
            .made
            .iter()
            .map(|tag| Entry::new("Added a tag", Subject::Tag(tag.id)).made(&json!({ "name": tag.name })));
        let on = self.on.iter().map(move |(row, person, tag)| {
            let is_new = new.contains(person);
            let made = if is_new { json!({ "file": file, "row": row }) } else { json!({ "tag": tag.name }) };
            Entry::new("Added a tag", Subject::Associate(*person)).made(&made)
        });
        made.chain(on)
    }

    pub(super) fn effects(&self) -> impl Iterator<Item = Effect> {
        let on = self.on.iter().map(|(row, person, tag)| Effect {
            associate_id: Some(*person),
            after: Some(tag.name.clone()),
            ..Effect::of(*row, "tag", tag.id.into())
        });
        let made = self.made.iter().map(|tag| Effect::of(0, "new tag", tag.id.into()));
        on.chain(made)
    }
}

/// Takes tags from people who were there before; those of people whom the import made go with them.
///
/// # Errors
/// The database's.
pub(super) async fn take_back(db: &mut PgConnection, others: &[&Effect], entries: &mut Vec<Entry>) -> Result<usize> {
    let mut by_tag: BTreeMap<TagId, (String, Vec<AssociateId>)> = BTreeMap::new();
    for one in others.iter().filter(|one| one.what == "tag") {
        let (name, people) = by_tag.entry(one.thing_id.into()).or_default();
        name.clone_from(one.after.as_ref().unwrap_or(&String::new()));
        people.extend(one.associate_id);
    }
    let mut gone = 0;
    for (tag, (name, people)) in by_tag {
        let had = tags::remove_from_all(db, tag, &people).await?;
        gone += had.len();
        entries.extend(had.iter().map(|one| {
            let state = |tag: Option<&str>| json!({ "tag": tag });
            Entry::new("Took a tag away", Subject::Associate(one.associate_id))
                .changed(&state(Some(&name)), &state(None))
        }));
    }
    Ok(gone)
}

/// Removes the tags that the import made and that are on nobody any more.
///
/// # Errors
/// The database's.
pub(super) async fn remove_made(
    db: &mut PgConnection,
    effects: &[Effect],
    outcome: &mut Outcome,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let made: Vec<TagId> = effects.iter().filter(|one| one.what == "new tag").map(|one| one.thing_id.into()).collect();
    if made.is_empty() {
        return Ok(());
    }
    let used = store::find_named_tags(db, &made).await?;
    let free: Vec<TagId> =
        made.into_iter().filter(|tag| used.iter().all(|one| TagId::from(one.thing) != *tag)).collect();
    let gone = tags::delete_all(db, &free).await?;
    outcome.tags_gone = gone.len();
    entries.extend(gone.iter().map(|tag| Entry::new("Removed again with its import", Subject::Tag(*tag))));
    Ok(())
}
