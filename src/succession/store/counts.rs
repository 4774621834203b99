//! How many people are to be placed, and how many have been.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::kernel::OrganisationId;

/// How many are on the worklist of an organisation, and how many were decided.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::succession) struct Counts {
    pub(in crate::succession) unplaced: i64,
    pub(in crate::succession) rehomed: i64,
    pub(in crate::succession) left: i64,
}

pub(in crate::succession) async fn count_of(
    db: &mut PgConnection,
    organisation: OrganisationId,
) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"select (select count(*) from unplaced_affiliations u where u.organisation_id = $1) as "unplaced!",
                  count(*) filter (where d.choice = 'rehomed') as "rehomed!", count(*) filter (where d.choice = 'left') as "left!"
           from succession_decisions d
           join associates a on a.id = d.associate_id
           where d.organisation_id = $1 and d.undone_at is null and a.standing in ('active', 'paused', 'left')"#,
        organisation as OrganisationId
    )
    .fetch_one(db)
    .await
}

/// How many people there are at an organisation, today or on a day to come.
pub(in crate::succession) async fn count_people(
    db: &mut PgConnection,
    organisation: OrganisationId,
    today: NaiveDate,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(distinct f.associate_id) as "count!"
           from affiliations f
           join associates a on a.id = f.associate_id
           where f.organisation_id = $1 and (f.ends_on is null or f.ends_on >= $2) and a.standing in ('active', 'paused')"#,
        organisation as OrganisationId,
        today
    )
    .fetch_one(db)
    .await
}
