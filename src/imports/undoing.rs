//! Taking an import back: what it made goes, what it changed is as it was, and what has been used since stays and is named.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::kinds::undo_things;
use super::model::NamedThing;
use super::store::{self, Batch, Effect};
use super::tagging;
use crate::accounts;
use crate::associates::{self, Detail, NewBelonging, SetDetail};
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::Result;
use crate::kernel::{AffiliationId, AssociateId, Choice, MembershipId, OrganisationId};
use crate::memberships;
use crate::organisations;
use crate::privacy;

/// Something that stays, of whom, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) person: Option<AssociateId>,
    pub(super) organisation: Option<OrganisationId>,
    /// Of a list of organisations, themes or projects.
    pub(super) thing: Option<NamedThing>,
    pub(super) why: String,
}

/// What taking back comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Outcome {
    /// People who are removed, of so many that were made.
    pub(super) people_gone: usize,
    pub(super) people_made: usize,
    pub(super) details_restored: usize,
    pub(super) affiliations_gone: usize,
    pub(super) memberships_gone: usize,
    pub(super) organisations_gone: usize,
    /// Themes or projects, whichever the list was of.
    pub(super) things_gone: usize,
    /// Tags of people who stay, and tags that it had made.
    pub(super) tags_back: usize,
    pub(super) tags_gone: usize,
    /// People who are removed and had been written to that they are in the register.
    pub(super) letters_sent: usize,
    pub(super) kept: Vec<Kept>,
}

impl Outcome {
    fn keep(&mut self, person: Option<AssociateId>, why: impl Into<String>) {
        self.kept.push(Kept { person, why: why.into(), ..Kept::default() });
    }
}

/// The effects of an import, by what they are.
struct Sorted<'a> {
    made: Vec<AssociateId>,
    /// On people who were there before.
    others: Vec<&'a Effect>,
    organisations: Vec<OrganisationId>,
}

impl<'a> Sorted<'a> {
    fn of(effects: &'a [Effect]) -> Self {
        let made: Vec<AssociateId> =
            effects.iter().filter(|one| one.what == "person").filter_map(|one| one.associate_id).collect();
        let is_made: std::collections::HashSet<AssociateId> = made.iter().copied().collect();
        let others = effects.iter().filter(|one| one.associate_id.is_some_and(|id| !is_made.contains(&id))).collect();
        let organisations =
            effects.iter().filter(|one| one.what == "organisation").map(|one| one.thing_id.into()).collect();
        Self { made, others, organisations }
    }

    fn others<'b>(&'b self, what: &'b str) -> impl Iterator<Item = &'a Effect> + 'b {
        self.others.iter().copied().filter(move |one| one.what == what)
    }
}

/// Takes it back, whose state the caller has set: see `refuse_consent_removal`. Rolled back, it tells what would happen.
///
/// # Errors
/// The database's.
pub(super) async fn undo(db: &mut PgConnection, batch: &Batch, by: &By) -> Result<Outcome> {
    let effects = store::list_effects(db, batch.id).await?;
    let sorted = Sorted::of(&effects);
    let mut outcome = Outcome { people_made: sorted.made.len(), ..Outcome::default() };
    let mut entries = Vec::new();
    restore(db, &sorted, &mut outcome, &mut entries).await?;
    outcome.tags_back = tagging::take_back(db, &sorted.others, &mut entries).await?;
    remove_people(db, batch, &sorted, &mut outcome, &mut entries).await?;
    tagging::remove_made(db, &effects, &mut outcome, &mut entries).await?;
    undo_things(db, batch, &effects, &mut outcome, &mut entries).await?;
    remove_organisations(db, &sorted, &mut outcome, &mut entries).await?;
    let removed = outcome.people_gone + outcome.organisations_gone + outcome.things_gone;
    let made = json!({ "removed": removed, "people_removed": outcome.people_gone, "stayed": outcome.kept.len() });
    entries.push(Entry::new("Took an import back", Subject::Import(batch.id)).made(&made));
    audit::record_all(db, by, entries).await?;
    Ok(outcome)
}

/// What was done to people who were in the register before.
async fn restore(
    db: &mut PgConnection,
    sorted: &Sorted<'_>,
    outcome: &mut Outcome,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let belongings: Vec<NewBelonging> =
        sorted.others("affiliation").filter_map(|one| serde_json::from_str(one.after.as_deref()?).ok()).collect();
    let gone = associates::delete_unchanged_belongings(db, &belongings).await?;
    for one in sorted.others("affiliation") {
        let Some(person) = one.associate_id else { continue };
        if gone.contains(&AffiliationId::from(one.thing_id)) {
            outcome.affiliations_gone += 1;
            entries.push(Entry::new("Took back an affiliation of an import", Subject::Associate(person)));
        } else {
            outcome.keep(Some(person), "An affiliation was changed since");
        }
    }
    let parts: Vec<MembershipId> = sorted.others("membership").map(|one| one.thing_id.into()).collect();
    let gone = memberships::delete_unchanged(db, &parts).await?;
    for one in sorted.others("membership") {
        let Some(person) = one.associate_id else { continue };
        if gone.contains(&MembershipId::from(one.thing_id)) {
            outcome.memberships_gone += 1;
            entries.push(Entry::new("Took back a project of an import", Subject::Associate(person)));
        } else {
            outcome.keep(Some(person), "Their part in a project was changed since");
        }
    }
    for detail in Detail::ALL {
        restore_detail(db, *detail, sorted, outcome, entries).await?;
    }
    Ok(())
}

async fn restore_detail(
    db: &mut PgConnection,
    detail: Detail,
    sorted: &Sorted<'_>,
    outcome: &mut Outcome,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let changed: Vec<&Effect> =
        sorted.others("details").filter(|one| one.field.as_deref() == Some(detail.code())).collect();
    if changed.is_empty() {
        return Ok(());
    }
    // An address opens an account. Who has come in by it keeps it.
    let used = if detail == Detail::Email {
        store::list_signed_in(db, &changed.iter().filter_map(|one| one.associate_id).collect::<Vec<_>>()).await?
    } else {
        Vec::new()
    };
    let back: Vec<SetDetail<'_>> = changed
        .iter()
        .filter_map(|one| {
            let id = one.associate_id.filter(|id| !used.contains(id))?;
            Some(SetDetail { id, before: one.after.as_deref(), after: one.before.as_deref() })
        })
        .collect();
    let restored = associates::set_detail(db, detail, &back).await?;
    if detail == Detail::Email {
        accounts::delete_own(db, &made_accounts(sorted, &restored)).await?;
    }
    for one in changed {
        let Some(person) = one.associate_id else { continue };
        if restored.contains(&person) {
            outcome.details_restored += 1;
            let state = |value: &Option<String>| HashMap::from([(detail.code(), value.clone())]);
            let entry = Entry::new("Restored as before an import", Subject::Associate(person));
            entries.push(entry.changed(&state(&one.after), &state(&one.before)));
        } else {
            outcome.keep(Some(person), format!("{} was changed or used since", detail.label()));
        }
    }
    Ok(())
}

/// Of people whose address is taken away again, those whom the import gave an account.
fn made_accounts(sorted: &Sorted<'_>, restored: &[AssociateId]) -> Vec<AssociateId> {
    sorted.others("account").filter_map(|one| one.associate_id).filter(|id| restored.contains(id)).collect()
}

/// What taking it back comes to for the people it made, without doing it.
///
/// # Errors
/// The database's.
pub(super) async fn foresee(db: &mut PgConnection, batch: &Batch) -> Result<Outcome> {
    let effects = store::list_effects(db, batch.id).await?;
    let sorted = Sorted::of(&effects);
    let mut outcome = Outcome { people_made: sorted.made.len(), ..Outcome::default() };
    who_goes(db, batch, &sorted, &mut outcome).await?;
    Ok(outcome)
}

/// Of the people it made those who go; the others have been used since.
async fn who_goes(
    db: &mut PgConnection,
    batch: &Batch,
    sorted: &Sorted<'_>,
    outcome: &mut Outcome,
) -> Result<Vec<AssociateId>> {
    let since = batch.committed_at.unwrap_or(batch.made_at);
    let used: HashMap<AssociateId, String> =
        store::find_used(db, batch.id, since).await?.into_iter().map(|used| (used.thing.into(), used.how)).collect();
    let present = store::list_present(db, &sorted.made).await?;
    let go: Vec<AssociateId> = present.iter().copied().filter(|id| !used.contains_key(id)).collect();
    for id in &present {
        if let Some(how) = used.get(id) {
            outcome.keep(Some(*id), how.clone());
        }
    }
    outcome.letters_sent = store::count_told(db, &go).await?;
    outcome.people_gone = go.len();
    Ok(go)
}

async fn remove_people(
    db: &mut PgConnection,
    batch: &Batch,
    sorted: &Sorted<'_>,
    outcome: &mut Outcome,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let go = who_goes(db, batch, sorted, outcome).await?;
    privacy::delete_consents_of_pending(db, &go).await?;
    email::forget_all(db, &go).await?;
    accounts::delete_own(db, &go).await?;
    associates::delete_unused(db, &go).await?;
    entries.extend(go.iter().map(|id| Entry::new("Removed again with its import", Subject::Associate(*id))));
    Ok(())
}

async fn remove_organisations(
    db: &mut PgConnection,
    sorted: &Sorted<'_>,
    outcome: &mut Outcome,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let named = store::find_named_organisations(db, &sorted.organisations).await?;
    let free = |id: &OrganisationId| !named.iter().any(|used| OrganisationId::from(used.thing) == *id);
    let unnamed: Vec<OrganisationId> = sorted.organisations.iter().copied().filter(free).collect();
    let gone = organisations::delete_unchanged(db, &unnamed).await?;
    outcome.organisations_gone = gone.len();
    for id in &sorted.organisations {
        if gone.contains(id) {
            entries.push(Entry::new("Removed again with its import", Subject::Organisation(*id)));
        } else {
            let why = if free(id) { "it was changed since" } else { "somebody belongs to it" };
            outcome.kept.push(Kept { organisation: Some(*id), why: why.to_owned(), ..Kept::default() });
        }
    }
    Ok(())
}
