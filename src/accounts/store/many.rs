//! Accounts of many people at once: what an import makes, and takes back.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;

use crate::kernel::{AccountId, AssociateId};

/// An account that is made with others.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewOwnAccount {
    pub(crate) id: AccountId,
    pub(crate) associate: AssociateId,
    pub(crate) email: String,
    pub(crate) name: String,
}

/// Writes the accounts of Associates whose address opens none yet and who have none; says which were written. Of two
/// people who share an address the first gets it.
pub(in crate::accounts) async fn insert_own(
    db: &mut PgConnection,
    accounts: &[NewOwnAccount],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<AccountId>> {
    sqlx::query_scalar!(
        "insert into accounts (id, email, name, role, associate_id, created_at)
         select r.id, r.email, r.name, 'associate', r.associate, $2
         from (select distinct on (n ->> 'associate')
                      (n ->> 'id')::uuid as id, (n ->> 'associate')::uuid as associate, n ->> 'email' as email, n ->> 'name' as name,
                      place
               from jsonb_array_elements($1) with ordinality as new(n, place)
               order by n ->> 'associate', place) r
         where not exists (select from accounts a where a.associate_id = r.associate)
         order by r.place
         on conflict (email) do nothing
         returning id",
        serde_json::json!(accounts),
        now
    )
    .fetch_all(db)
    .await
}

/// Removes the accounts of people of whom nothing is kept; never those of whoever has other rights.
pub(crate) async fn delete_own(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!("delete from accounts where associate_id = any($1) and role = 'associate'", people as &[AssociateId])
        .execute(db)
        .await?;
    Ok(())
}
