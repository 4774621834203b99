//! Putting two records of a person together, and taking them apart: several parts' stores in one transaction.

use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{self, Combined, FIELDS, Obstacle, UNDOABLE, in_words};
use super::places;
use super::store::{self, Between, Merge, NewMerge};
use super::tables::PEOPLE;
use crate::accounts::{self, AccountState};
use crate::associates::{self, Associate};
use crate::audit::{self, By, Entry, Subject};
use crate::kernel::{AssociateId, EventId, MergeId};
use crate::privacy;
use crate::succession;

/// What somebody decided: which record stays, and where the other one knows better.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) kept: AssociateId,
    pub(super) other: AssociateId,
    /// The fields whose value is taken from the other.
    pub(super) others: Vec<&'static str>,
    /// The versions of both that were looked at; none: as they are.
    pub(super) seen: Option<(i32, i32)>,
}

/// A merge that was made.
pub(super) struct Made {
    pub(super) id: MergeId,
    pub(super) combined: Combined,
    pub(super) accounts_before: Vec<AccountState>,
    pub(super) accounts_after: Vec<AccountState>,
}

/// Puts the two together.
///
/// # Errors
/// The database's; why they cannot be put together is the inner answer, after which the transaction is not to be kept.
pub(super) async fn merge(db: &mut PgConnection, decision: &Decision, by: &By) -> sqlx::Result<Result<Made, Obstacle>> {
    let Decision { kept, other, .. } = *decision;
    let Some((keeps, goes)) = hold(db, kept, other).await? else { return Ok(Err(Obstacle::Gone)) };
    if decision.seen.is_some_and(|seen| seen != (keeps.version, goes.version)) {
        return Ok(Err(Obstacle::Changed));
    }
    if let Err(obstacle) = model::may_stay(keeps.standing, goes.standing) {
        return Ok(Err(obstacle));
    }
    let (Some(kept_before), Some(other_before)) =
        (associates::details_of(db, kept).await?, associates::details_of(db, other).await?)
    else {
        return Ok(Err(Obstacle::Gone));
    };
    let ledger = store::ledger(db, [kept, other], None).await?;
    if model::are_needs_too_long(&kept_before, &other_before, &ledger) {
        return Ok(Err(Obstacle::AccessNeeds));
    }
    let combined = model::combine(&kept_before, &other_before, &decision.others, &ledger);
    let accounts_before = accounts::hold_states(db, &[kept, other]).await?;
    let accounts_after = match settled(db, &accounts_before, (kept, other), &combined.details, by).await? {
        Ok(settled) => settled,
        Err(obstacle) => return Ok(Err(obstacle)),
    };

    let id = MergeId::new();
    let new = NewMerge { id, kept, other, kept_before: &kept_before, other_before: &other_before };
    store::begin(db, &new, by).await?;
    let places = places::leave_one(db, id, kept, other).await?;
    store::set_aside(db, id.into(), "sign_in_links", "associate_id", other.into()).await?;
    associates::set_details(db, other, &stub(&other_before, kept)).await?;
    store::move_rows(db, PEOPLE, Between { merge: id.into(), from: other.into(), to: kept.into() }).await?;
    associates::set_details(db, kept, &combined.details).await?;
    accounts::set_states(db, &accounts_after).await?;
    close_ways_in(db, &accounts_before, &accounts_after, by).await?;
    let alternates = named_owner(db, &combined.alternates).await?;
    store::insert_alternates(db, kept, id, &alternates).await?;
    let states = json!({ "before": accounts_before, "after": accounts_after });
    store::finish(db, id, &combined.details, &states, &places).await?;
    store::forget(db, &[kept, other]).await?;
    record_merge(db, id, (kept, other), (&kept_before, &combined), by).await?;
    Ok(Ok(Made { id, combined, accounts_before, accounts_after }))
}

/// Both records, held in one order whoever comes first.
async fn hold(
    db: &mut PgConnection,
    kept: AssociateId,
    other: AssociateId,
) -> sqlx::Result<Option<(Associate, Associate)>> {
    if kept == other {
        return Ok(None);
    }
    let first = associates::find_for_update(db, kept.min(other)).await?;
    let second = associates::find_for_update(db, kept.max(other)).await?;
    let both = first.zip(second);
    Ok(both.map(|(first, second)| if kept < other { (first, second) } else { (second, first) }))
}

async fn settled(
    db: &mut PgConnection,
    accounts: &[AccountState],
    records: (AssociateId, AssociateId),
    details: &Value,
    by: &By,
) -> sqlx::Result<Result<Vec<AccountState>, Obstacle>> {
    let text = |column: &str| details[column].as_str().unwrap_or_default();
    let name = format!("{} {}", text("given_name"), text("family_name"));
    let settled = match model::settle_accounts(accounts, records, &name, details["email"].as_str(), by.at) {
        Ok(settled) => settled,
        Err(obstacle) => return Ok(Err(obstacle)),
    };
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    for account in settled.iter().filter(|account| !accounts.iter().any(|before| before.email == account.email)) {
        if let Some(user) = accounts::find_other_user(db, &account.email, &ids).await? {
            return Ok(Err(Obstacle::AddressInUse(user)));
        }
    }
    Ok(Ok(settled))
}

/// What is left of a record that leads to another.
fn stub(details: &Value, kept: AssociateId) -> Value {
    let mut stub = details.clone();
    stub["standing"] = "merged".into();
    stub["paused_until"] = Value::Null;
    // Kept with the merge, and with the record that stays.
    stub["access_needs"] = Value::Null;
    stub["merged_into"] = kept.to_string().into();
    stub
}

/// Whoever had an account that was closed, or moved to another address, comes in no more by what they had.
async fn close_ways_in(
    db: &mut PgConnection,
    before: &[AccountState],
    after: &[AccountState],
    by: &By,
) -> sqlx::Result<()> {
    for account in after {
        let was = before.iter().find(|was| was.id == account.id);
        if was.is_some_and(|was| was.email != account.email || was.disabled_at != account.disabled_at) {
            accounts::close_ways_in(db, account.id, None, by.at).await?;
        }
    }
    Ok(())
}

/// The owner by name: an account's id says nothing to whoever reads the record.
async fn named_owner(
    db: &mut PgConnection,
    alternates: &[(&'static str, String)],
) -> sqlx::Result<Vec<(&'static str, String)>> {
    let ids: Vec<Uuid> =
        alternates.iter().filter(|(field, _)| *field == "owner").filter_map(|(_, id)| id.parse().ok()).collect();
    let names = store::owner_names(db, &ids).await?;
    let named = |(field, value): &(&'static str, String)| {
        let name = names.iter().find(|(id, _)| id == value).map_or(value, |(_, name)| name);
        (*field, name.clone())
    };
    Ok(alternates.iter().map(named).collect())
}

/// The trail of neither says what the other record said: should they be two people after all, each reads their own.
async fn record_merge(
    db: &mut PgConnection,
    id: MergeId,
    (kept, other): (AssociateId, AssociateId),
    (before, combined): (&Value, &Combined),
    by: &By,
) -> sqlx::Result<()> {
    let entry = Entry::new("Put another record together with this one", Subject::Associate(kept));
    let made = json!({ "merge": id, "changed": model::changed_fields(before, &combined.details) });
    audit::record(db, by, entry.made(&made)).await?;
    let entry = Entry::new("Put this record together with another", Subject::Associate(other));
    audit::record(db, by, entry.made(&json!({ "merge": id }))).await
}

/// Brings over what was written for a stub while the merge was under way, such as a place that somebody signed up for.
///
/// # Errors
/// The database's.
pub(super) async fn follow_up(db: &mut PgConnection, id: MergeId) -> sqlx::Result<()> {
    let Some(merge) = store::find(db, id).await?.filter(|merge| merge.undone_at.is_none()) else { return Ok(()) };
    let Some((kept, other)) = merge.survivor_id.zip(merge.stub_id) else { return Ok(()) };
    if hold(db, kept, other).await?.is_none() {
        return Ok(());
    }
    places::leave_one(db, id, kept, other).await?;
    store::move_rows(db, PEOPLE, Between { merge: id.into(), from: other.into(), to: kept.into() }).await
}

/// A merge that was undone.
pub(super) struct Undone {
    pub(super) kept: AssociateId,
    pub(super) other: AssociateId,
    /// Events at which one of them had a place and waits for one now.
    pub(super) without_place: Vec<EventId>,
    /// How many rows could not be put back, since something else has taken their place or what they hung on is gone.
    pub(super) lost: u64,
}

/// Takes the two apart again. What has happened since stays with the record that it happened to.
///
/// # Errors
/// As [`merge`].
pub(super) async fn undo(db: &mut PgConnection, merge: &Merge, by: &By) -> sqlx::Result<Result<Undone, Obstacle>> {
    let (Some(kept), Some(other)) = (merge.survivor_id, merge.stub_id) else { return Ok(Err(Obstacle::Gone)) };
    if hold(db, kept, other).await?.is_none() {
        return Ok(Err(Obstacle::Gone));
    }
    // Only now: whoever merges one of them again holds it too.
    let Some(merge) = &store::find(db, merge.id).await? else { return Ok(Err(Obstacle::Gone)) };
    if let Some(obstacle) = obstacle(db, merge, [kept.into(), other.into()], by).await? {
        return Ok(Err(obstacle));
    }
    let Some(now) = associates::details_of(db, kept).await? else { return Ok(Err(Obstacle::Gone)) };
    // What they have taken back since, they have taken back for both.
    let since = store::ledger(db, [kept, other], Some(merge.merged_at)).await?;
    associates::set_details(db, other, &model::without_taken_back(&merge.other_before, &since)).await?;
    privacy::take_back_for(db, other, kept, merge.merged_at).await?;
    associates::set_details(db, kept, &model::take_apart(&merge.kept_before, &merge.kept_after, &now)).await?;
    let without_place = places::find_again(db, merge.id, &merge.places).await?;
    store::move_back(db, PEOPLE, Between { merge: merge.id.into(), from: other.into(), to: kept.into() }).await?;
    // Where somebody went on was decided of a period, and goes with it.
    let began = succession::give_decisions(db, kept, other).await?;
    associates::give_affiliations(db, &began, other).await?;
    let lost = store::put_back(db, merge.id.into()).await?.iter().map(|(_, rows)| rows).sum();
    places::note_waiting(db, merge.id, &without_place, by).await?;
    give_accounts_back(db, merge, by).await?;
    store::delete_alternates(db, merge.id).await?;
    store::forget(db, &[kept, other]).await?;
    store::mark_undone(db, merge.id, by).await?;
    for one in [kept, other] {
        let entry = Entry::new("Took two records apart again", Subject::Associate(one));
        audit::record(db, by, entry.made(&json!({ "merge": merge.id }))).await?;
    }
    Ok(Ok(Undone { kept, other, without_place, lost }))
}

/// Why a merge cannot be undone now.
pub(super) async fn obstacle(
    db: &mut PgConnection,
    merge: &Merge,
    records: [Uuid; 2],
    by: &By,
) -> sqlx::Result<Option<Obstacle>> {
    if merge.undone_at.is_some() {
        return Ok(Some(Obstacle::Undone));
    }
    if by.at - merge.merged_at > UNDOABLE {
        return Ok(Some(Obstacle::TooLate));
    }
    Ok(store::has_later(db, merge, records).await?.then_some(Obstacle::LaterMerge))
}

/// Each account belongs to its own record again; what was changed of it since stays.
async fn give_accounts_back(db: &mut PgConnection, merge: &Merge, by: &By) -> sqlx::Result<()> {
    let states =
        |when: &str| serde_json::from_value::<Vec<AccountState>>(merge.accounts[when].clone()).unwrap_or_default();
    let (before, after) = (states("before"), states("after"));
    let records: Vec<AssociateId> = merge.survivor_id.into_iter().chain(merge.stub_id).collect();
    let now = accounts::hold_states(db, &records).await?;
    let mut back = Vec::new();
    for one in &now {
        let was = before.iter().find(|was| was.id == one.id).zip(after.iter().find(|was| was.id == one.id));
        let Some((before, after)) = was else { continue };
        let is_free = one.email != after.email
            || before.email == one.email
            || accounts::find_other_user(db, &before.email, &[one.id]).await?.is_none();
        let email = if one.email == after.email && is_free { before } else { one };
        back.push(AccountState {
            associate_id: before.associate_id,
            name: if one.name == after.name { before } else { one }.name.clone(),
            email: email.email.clone(),
            disabled_at: if one.disabled_at == after.disabled_at { before } else { one }.disabled_at,
            ..one.clone()
        });
    }
    // An account that one of them was given since goes on with the record that stays, unless that has its own again.
    accounts::set_states(db, &back).await?;
    close_ways_in(db, &now, &back, by).await
}

/// What a record says of a field, in the words people read.
pub(super) fn said(details: &Value, key: &str, owners: &[(String, String)]) -> String {
    let Some(value) = FIELDS.iter().find(|field| field.key == key).and_then(|field| field.of(details)) else {
        return String::new();
    };
    let owner = owners.iter().find(|(id, _)| *id == value).map(|(_, name)| name.clone());
    owner.unwrap_or_else(|| in_words(key, &value))
}
