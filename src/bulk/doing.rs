//! Doing an act, and undoing it: always all of it in the caller's transaction.

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::model::{Act, BulkKind, Obstacle};
use super::store;
use crate::associates;
use crate::audit::{self, By, Entry, Subject};
use crate::config::Config;
use crate::error::{OrNotFound, Result};
use crate::kernel::{AccountId, AssociateId, BulkActId, Text};
use crate::memberships::{self, EndingOfMany, LinkOfMany, Together};
use crate::projects;
use crate::tags;

/// What became of a press on the button.
pub(super) enum Outcome {
    /// With so many.
    Done(usize),
    /// It was done before.
    Before,
    /// There is nobody left to do it with.
    Nobody,
    /// Something is different from what the page said.
    Changed,
}

/// Does an act with those against whom there is nothing at this moment, if they are as many as the page said.
pub(super) async fn carry_out(
    db: &mut PgConnection,
    config: &Config,
    id: BulkActId,
    (seen, what): (&str, &str),
    by: &By,
) -> Result<Outcome> {
    store::hold(db, id).await?;
    let act = store::find(db, id).await?.or_404()?;
    if act.done_at.is_some() {
        return Ok(Outcome::Before);
    }
    let all = store::list_ids(db, id).await?;
    associates::hold(db, &all).await?;
    let people = store::settle(db, id).await?;
    if people.is_empty() {
        return Ok(Outcome::Nobody);
    }
    let Some(kind) = act.kind.filter(|_| people.len().to_string() == seen && act.in_words() == what) else {
        return Ok(Outcome::Changed);
    };
    let together = write(db, config, &act, &people, by).await?;
    let obstacle = match kind {
        BulkKind::Link => Obstacle::TakesPart,
        BulkKind::Ending => Obstacle::TakesNoPart,
        BulkKind::Owner | BulkKind::AddTag | BulkKind::RemoveTag => Obstacle::NothingToChange,
    };
    let done = store::keep_only(db, id, &together.people, obstacle).await?;
    if done == 0 {
        return Ok(Outcome::Nobody);
    }
    store::mark_done(db, id, by).await?;
    let made = json!({ "what": act.in_words(), "chosen": act.chosen_for_trail, "people": done,
                       "reason": act.reason });
    let whole = Entry::new(kind.act(), Subject::BulkAct(id)).made(&made);
    audit::record_together(db, by, whole, &together.entries).await?;
    Ok(Outcome::Done(done))
}

async fn write(db: &mut PgConnection, config: &Config, act: &Act, people: &[AssociateId], by: &By) -> Result<Together> {
    match act.kind.or_404()? {
        BulkKind::Owner => {
            let owners = vec![act.owner_id; people.len()];
            let before = store::list_owners_now(db, people).await?;
            associates::set_owners(db, people, &owners).await?;
            Ok(owned(&before, act.owner_id))
        }
        BulkKind::Link => link(db, config, act, people, by).await,
        BulkKind::Ending => end(db, act, people, by).await,
        BulkKind::AddTag => {
            let people = tags::add_to_all(db, act.tag_id.or_404()?, people, by).await?;
            let entries = tagged("Added a tag", act, &people, true);
            Ok(Together { people, entries })
        }
        BulkKind::RemoveTag => {
            let had = tags::remove_from_all(db, act.tag_id.or_404()?, people).await?;
            let people: Vec<AssociateId> = had.iter().map(|one| one.associate_id).collect();
            let entries = tagged("Took a tag away", act, &people, false);
            Ok(Together { people, entries })
        }
    }
}

/// Entries as the record's own form writes them.
fn owned(before: &[(AssociateId, Option<AccountId>)], after: Option<AccountId>) -> Together {
    let said = |owner: Option<AccountId>| json!({ "owner_id": owner });
    let entry = |(id, owner): &(AssociateId, Option<AccountId>)| {
        Entry::new("Changed the owner", Subject::Associate(*id)).changed(&said(*owner), &said(after))
    };
    Together { people: before.iter().map(|(id, _)| *id).collect(), entries: before.iter().map(entry).collect() }
}

fn tagged(what: &'static str, act: &Act, people: &[AssociateId], is_added: bool) -> Vec<Entry> {
    let (with, without) = (json!({ "tag": act.tag }), json!({ "tag": null }));
    let (before, after): (&Value, &Value) = if is_added { (&without, &with) } else { (&with, &without) };
    people.iter().map(|id| Entry::new(what, Subject::Associate(*id)).changed(before, after)).collect()
}

async fn link(db: &mut PgConnection, config: &Config, act: &Act, people: &[AssociateId], by: &By) -> Result<Together> {
    let project = projects::find(db, act.project_id.or_404()?).await?.or_404()?;
    let link = LinkOfMany {
        project: project.id,
        role: act.role.or_404()?,
        involvement: act.involvement,
        starts_on: act.day.or_404()?,
        reason: reason(act)?,
    };
    memberships::link_together(db, (config, &project), (&link, act.writes), people, by).await
}

async fn end(db: &mut PgConnection, act: &Act, people: &[AssociateId], by: &By) -> Result<Together> {
    let project = projects::find(db, act.project_id.or_404()?).await?.or_404()?;
    let (last_day, reason) = (act.day.or_404()?, reason(act)?);
    let ending = EndingOfMany { project: project.id, role: act.role, last_day, reason };
    memberships::end_together(db, &project, &ending, people, by).await
}

fn reason(act: &Act) -> Result<Text<500>> {
    Text::parse("the reason", act.reason.as_deref().unwrap_or_default())
        .map_err(|_| anyhow::anyhow!("an act without its reason").into())
}

/// Undoes an act, of which what has been changed since stays; with how many it was undone. None when it cannot be.
pub(super) async fn undo(db: &mut PgConnection, id: BulkActId, by: &By) -> Result<Option<usize>> {
    store::hold(db, id).await?;
    let act = store::find(db, id).await?.or_404()?;
    let Some(kind) = act.kind.filter(|_| act.can_be_undone(by.at)) else { return Ok(None) };
    let all = store::list_ids(db, id).await?;
    associates::hold(db, &all).await?;
    let entries = match kind {
        BulkKind::Owner => {
            let before = store::list_owners_before(db, id).await?;
            let (people, owners): (Vec<AssociateId>, Vec<Option<AccountId>>) = before.iter().copied().unzip();
            associates::set_owners(db, &people, &owners).await?;
            let said = |owner: Option<AccountId>| json!({ "owner_id": owner });
            let entry = |(id, owner): &(AssociateId, Option<AccountId>)| {
                Entry::new("Changed the owner", Subject::Associate(*id)).changed(&said(act.owner_id), &said(*owner))
            };
            before.iter().map(entry).collect::<Vec<_>>()
        }
        BulkKind::AddTag => {
            let people = store::list_still_tagged(db, id).await?;
            tags::remove_from_all(db, act.tag_id.or_404()?, &people).await?;
            tagged("Took a tag away", &act, &people, false)
        }
        BulkKind::RemoveTag => {
            let before = store::list_tagged_before(db, id).await?;
            let people = tags::give_back_to_all(db, act.tag_id.or_404()?, &before).await?;
            tagged("Added a tag", &act, &people, true)
        }
        BulkKind::Link | BulkKind::Ending => return Ok(None),
    };
    store::mark_undone(db, id, by).await?;
    let made = json!({ "what": act.in_words(), "people": entries.len() });
    let whole = Entry::new("Undid an act on many people", Subject::BulkAct(id)).made(&made);
    audit::record_together(db, by, whole, &entries).await?;
    Ok(Some(entries.len()))
}
