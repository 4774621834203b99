//! Putting two organisations together, and taking them apart.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::model::{self, Obstacle};
use super::people::obstacle;
use super::store::{self, Between, Merge};
use super::tables::ORGANISATIONS;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Violates;
use crate::kernel::{MergeId, OrganisationId};
use crate::organisations;

/// What an organisation says once, which a merge must choose: the column, and its words.
pub(super) const FIELDS: [(&str, &str); 4] =
    [("name", "Name"), ("kind", "Sort"), ("county", "County"), ("ods_code", "ODS code")];

/// Puts the two together. `others` are the columns that are taken from the other.
///
/// # Errors
/// The database's; an obstacle is the inner answer.
pub(super) async fn merge(
    db: &mut PgConnection,
    (kept, other): (OrganisationId, OrganisationId),
    others: &[&str],
    by: &By,
) -> sqlx::Result<Result<MergeId, Obstacle>> {
    let Some((kept_before, other_before)) = hold(db, kept, other).await? else { return Ok(Err(Obstacle::Gone)) };
    if store::is_in_a_succession(db, [kept, other]).await? {
        return Ok(Err(Obstacle::Succession));
    }
    let all: Vec<String> =
        names(&kept_before).chain(names(&other_before)).filter_map(Value::as_str).map(str::to_owned).collect();
    let keys: HashMap<String, String> = organisations::name_keys(db, &all).await?.into_iter().collect();
    let after = combine(&kept_before, &other_before, others, &keys);
    let id = MergeId::new();
    store::begin_organisations(db, id, (kept, other), (&kept_before, &other_before), by).await?;
    for column in ["one_id", "other_id"] {
        store::set_aside(db, id.into(), "organisation_refusals", column, other.into()).await?;
    }
    store::move_rows(db, ORGANISATIONS, Between { merge: id.into(), from: other.into(), to: kept.into() }).await?;
    // Its names are free for the one that stays only when it is gone.
    organisations::delete(db, other).await?;
    match organisations::set_details(db, kept, &after).await {
        Err(error) if TAKEN.iter().any(|constraint| error.violates(constraint)) => return Ok(Err(Obstacle::NameTaken)),
        done => done?,
    }
    store::finish(db, id, &after, &json!({}), &json!([])).await?;
    let entry = Entry::new("Put another organisation together with this one", Subject::Organisation(kept));
    audit::record(db, by, entry.changed(&kept_before, &after)).await?;
    let entry = Entry::new("Put this organisation together with another", Subject::Organisation(other));
    audit::record(db, by, entry.changed(&other_before, &json!({ "leads_to": after["name"] }))).await?;
    Ok(Ok(id))
}

async fn hold(
    db: &mut PgConnection,
    kept: OrganisationId,
    other: OrganisationId,
) -> sqlx::Result<Option<(Value, Value)>> {
    if kept == other {
        return Ok(None);
    }
    let first = organisations::hold_details(db, kept.min(other)).await?;
    let second = organisations::hold_details(db, kept.max(other)).await?;
    let both = first.zip(second);
    Ok(both.map(|(first, second)| if kept < other { (first, second) } else { (second, first) }))
}

/// What the one that stays says: the chosen values, and every other name of both. `keys` are what names are told apart by.
fn combine(kept: &Value, other: &Value, others: &[&str], keys: &HashMap<String, String>) -> Value {
    let mut after = kept.clone();
    for (column, _) in FIELDS {
        if !other[column].is_null() && (kept[column].is_null() || others.contains(&column)) {
            after[column] = other[column].clone();
        }
    }
    let key = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        keys.get(name).cloned().unwrap_or_else(|| name.to_lowercase())
    };
    let name = key(&after["name"]);
    let mut aliases: Vec<Value> = Vec::new();
    for alias in names(kept).chain(names(other)) {
        let is_known = key(alias) == name || aliases.iter().any(|known| key(known) == key(alias));
        if !is_known {
            aliases.push(alias.clone());
        }
    }
    after["aliases"] = aliases.into();
    after
}

/// Its name and its other names.
fn names(details: &Value) -> impl Iterator<Item = &Value> {
    details["aliases"].as_array().into_iter().flatten().chain([&details["name"]])
}

fn key(name: &Value) -> String {
    name.as_str().unwrap_or_default().to_lowercase()
}

/// Takes the two apart again.
///
/// # Errors
/// As [`merge`].
pub(super) async fn undo(db: &mut PgConnection, merge: &Merge, by: &By) -> sqlx::Result<Result<(), Obstacle>> {
    let (Some(kept), Some(other)) = (merge.kept_organisation_id, merge.other_organisation_id) else {
        return Ok(Err(Obstacle::Gone));
    };
    let Some(now) = organisations::hold_details(db, kept).await? else { return Ok(Err(Obstacle::Gone)) };
    // Only now: whoever merges it again holds it too.
    let Some(merge) = &store::find(db, merge.id).await? else { return Ok(Err(Obstacle::Gone)) };
    if let Some(obstacle) = obstacle(db, merge, [kept.into(), other.into()], by).await? {
        return Ok(Err(obstacle));
    }
    let apart = take_apart(merge, &now);
    let put_back = async {
        organisations::set_details(&mut *db, kept, &apart).await?;
        organisations::insert_again(&mut *db, other, &merge.other_before).await
    };
    match put_back.await {
        Err(error) if TAKEN.iter().any(|constraint| error.violates(constraint)) => return Ok(Err(Obstacle::NameTaken)),
        done => done?,
    }
    let between = Between { merge: merge.id.into(), from: other.into(), to: kept.into() };
    store::move_back(db, ORGANISATIONS, between).await?;
    store::move_back_set_aside(db, ORGANISATIONS, between).await?;
    store::put_refusals_back(db, merge.id).await?;
    store::mark_undone(db, merge.id, by).await?;
    for one in [kept, other] {
        let entry = Entry::new("Took two organisations apart again", Subject::Organisation(one));
        audit::record(db, by, entry.made(&json!({ "kept": apart["name"], "again": merge.other_before["name"] })))
            .await?;
    }
    Ok(Ok(()))
}

const TAKEN: [&str; 3] = ["organisations_name_key", "organisations_ods_code_key", "organisation_aliases_key"];

/// What the one that stayed says: as before, but for what was changed since; never a name that the other gets back.
fn take_apart(merge: &Merge, now: &Value) -> Value {
    let mut apart = model::take_apart(&merge.kept_before, &merge.kept_after, now);
    if apart["aliases"] == now["aliases"] {
        let kept_before: Vec<String> = names(&merge.kept_before).map(key).collect();
        let gone: Vec<String> =
            names(&merge.other_before).map(key).filter(|name| !kept_before.contains(name)).collect();
        let stays = now["aliases"].as_array().into_iter().flatten().filter(|alias| !gone.contains(&key(alias)));
        apart["aliases"] = stays.cloned().collect::<Vec<_>>().into();
    }
    apart
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::combine;

    #[test]
    fn the_one_that_stays_has_the_names_of_both() {
        let kept = json!({"name": "Stroke Association", "kind": "third_sector", "ods_code": null, "aliases": ["SA"]});
        let other = json!({"name": "The Stroke Assoc", "kind": "other", "ods_code": "8A1", "aliases": ["sa", "TSA"]});
        let after = combine(&kept, &other, &["name"], &HashMap::new());
        assert_eq!((after["name"].as_str(), after["ods_code"].as_str()), (Some("The Stroke Assoc"), Some("8A1")));
        assert_eq!(after["aliases"], json!(["SA", "Stroke Association", "TSA"]));
        assert_eq!(after["kind"], "third_sector");
    }
}
