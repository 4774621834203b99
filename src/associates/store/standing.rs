//! How people stand to the network, and every change of it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::associates::model::{Standing, StandingChange};
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, StandingChangeId, london_date};

/// Changes the standing and keeps the change. The first time someone becomes active is their joining.
pub(crate) async fn change_standing(
    db: &mut PgConnection,
    id: AssociateId,
    change: &StandingChange,
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates
         set standing = $2, paused_until = $3, version = version + 1,
             joined_on = case when $2 = 'active'::standing then coalesce(joined_on, $4) else joined_on end
         where id = $1",
        id as AssociateId,
        change.to as Standing,
        change.paused_until,
        london_date(by.at)
    )
    .execute(&mut *db)
    .await?;
    insert_standing_change(db, id, change, by).await
}

/// Removes what is kept only for someone who takes part: their topics and access needs.
pub(crate) async fn forget_choices(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates set topics = '{}', access_needs = null, version = version + 1 where id = $1",
        id as AssociateId
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_standing_change(
    db: &mut PgConnection,
    id: AssociateId,
    change: &StandingChange,
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into standing_changes (id, associate_id, standing, paused_until, reason, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        StandingChangeId::new() as StandingChangeId,
        id as AssociateId,
        change.to as Standing,
        change.paused_until,
        change.reason.as_ref().map(|reason| reason.as_str()),
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A change of standing as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct StandingRow {
    pub(crate) standing: Standing,
    pub(crate) paused_until: Option<NaiveDate>,
    pub(crate) reason: Option<String>,
    /// Who of us changed it; none when the system did.
    pub(crate) by: Option<String>,
    pub(crate) at: DateTime<Utc>,
}

/// Every change of standing of an Associate, newest first; at most 50.
pub(crate) async fn list_standing_changes(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<StandingRow>> {
    sqlx::query_as!(
        StandingRow,
        r#"select c.standing, c.paused_until, c.reason, w.name as "by?", c.changed_at as at
           from standing_changes c
           left join accounts w on w.id = c.changed_by
           where c.associate_id = $1
           order by c.changed_at desc, c.id desc
           limit 50"#,
        id as AssociateId
    )
    .fetch_all(db)
    .await
}
