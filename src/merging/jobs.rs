//! Looks for records that may be one: those that are new or have changed are compared with all that share a mark with
//! them, so that the work follows the changes and not the size of the register.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection, PgConnection};

use super::model::UNDOABLE;
use super::{people, store};
use crate::associates;
use crate::error::loggable;
use crate::kernel::AssociateId;

/// How many records are looked at in one transaction.
const BATCH: i64 = 300;
/// How many batches a round takes at most: a register that is new is worked through in several.
const MOST_BATCHES: usize = 40;

/// Looks at everything that has changed; returns at how many records.
///
/// # Errors
/// The database's.
pub(crate) async fn find_duplicates(db: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut looked_at = 0;
    for _ in 0..MOST_BATCHES {
        let mut tx = db.begin().await?;
        // Another worker is at it.
        if !store::try_to_begin(&mut tx).await? {
            break;
        }
        let looks = store::list_unseen(&mut tx, BATCH).await?;
        look_at_organisations(&mut tx, now).await?;
        if looks.is_empty() {
            tx.commit().await?;
            break;
        }
        looked_at += looks.len();
        store::look_at(&mut tx, &looks).await?;
        let ids: Vec<AssociateId> = looks.iter().map(|look| look.id).collect();
        let found = store::find_evidence(&mut tx, &ids).await?;
        let judged = found.into_iter().filter_map(|pair| Some((pair.one, pair.other, pair.evidence.judge()?)));
        store::replace_pairs(&mut tx, &ids, &judged.collect::<Vec<_>>(), now).await?;
        tx.commit().await?;
    }
    Ok(looked_at)
}

/// For so long after a merge, what was written for the other record meanwhile is brought over.
const FOLLOWED_UP: TimeDelta = TimeDelta::minutes(10);

/// Brings over what was written for the other record while a merge was under way, and forgets what was kept to take
/// merges apart that are too old for it.
///
/// # Errors
/// The database's.
pub(crate) async fn look_after_merges(db: &mut PgConnection, now: DateTime<Utc>) -> anyhow::Result<()> {
    for merge in store::list_since(db, now - FOLLOWED_UP).await? {
        let mut tx = db.begin().await?;
        match people::follow_up(&mut tx, merge).await {
            Ok(()) => tx.commit().await?,
            // One that nothing can be brought over for holds up no other.
            Err(error) => {
                tracing::error!(cause = format!("{:#}", loggable(error.into())), "a merge could not be followed up")
            }
        }
    }
    let mut tx = db.begin().await?;
    let stubs = store::list_stubs_before(&mut tx, now - UNDOABLE).await?;
    associates::empty_stubs(&mut tx, &stubs).await?;
    store::forget_before(&mut tx, now - UNDOABLE).await?;
    tx.commit().await?;
    Ok(())
}

async fn look_at_organisations(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    let ids = store::list_unseen_organisations(db).await?;
    if ids.is_empty() {
        return Ok(());
    }
    let found = store::find_organisation_evidence(db, &ids).await?;
    let judged = found.into_iter().filter_map(|pair| Some((pair.one, pair.other, pair.evidence.judge()?)));
    store::replace_organisation_pairs(db, &ids, &judged.collect::<Vec<_>>(), now).await
}
