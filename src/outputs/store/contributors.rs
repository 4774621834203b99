//! Who worked on an output.

use sqlx::PgConnection;

use crate::kernel::{AssociateId, OutputId};

/// Someone with their name.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(in crate::outputs) id: AssociateId,
    pub(in crate::outputs) name: String,
    pub(in crate::outputs) organisation: Option<String>,
}

/// Who worked on it, by name.
pub(in crate::outputs) async fn list_contributors(db: &mut PgConnection, id: OutputId) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!",
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation
           from output_contributors c
           join associates a on a.id = c.associate_id
           where c.output_id = $1
           order by a.sort_name, a.id"#,
        id as OutputId
    )
    .fetch_all(db)
    .await
}

/// Whether someone worked on it.
pub(in crate::outputs) async fn is_contributor(
    db: &mut PgConnection,
    id: OutputId,
    who: AssociateId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from output_contributors where output_id = $1 and associate_id = $2) as "is_contributor!""#,
        id as OutputId,
        who as AssociateId
    )
    .fetch_one(db)
    .await
}

/// People who match what was typed and do not stand on it yet; with nothing typed, those who led something at its
/// events. At most 20.
pub(in crate::outputs) async fn list_candidates(
    db: &mut PgConnection,
    id: OutputId,
    text: &str,
    today: chrono::NaiveDate,
) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!",
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation
           from associates a
           where case when $2 = '' then a.id in (
                          select c.associate_id
                          from output_events e
                          join programme_items i on i.event_id = e.event_id
                          join programme_contributors c on c.item_id = i.id
                          where e.output_id = $1)
                      else a.id in (select find_associates($2, $3)) and a.standing in ('active', 'paused') end
             and not exists (select from output_contributors c where c.output_id = $1 and c.associate_id = a.id)
           order by a.sort_name, a.id
           limit 20"#,
        id as OutputId,
        text,
        today
    )
    .fetch_all(db)
    .await
}

/// Puts someone on it; the name, if they were not on it before and take part in the network.
pub(in crate::outputs) async fn add_contributor(
    db: &mut PgConnection,
    id: OutputId,
    who: AssociateId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"with added as (
               insert into output_contributors (output_id, associate_id)
               select $1, a.id from associates a where a.id = $2 and a.standing in ('active', 'paused', 'left')
               on conflict do nothing
               returning associate_id)
           select a.given_name || ' ' || a.family_name as "name!"
           from added
           join associates a on a.id = added.associate_id"#,
        id as OutputId,
        who as AssociateId
    )
    .fetch_optional(db)
    .await
}

pub(in crate::outputs) async fn remove_contributor(
    db: &mut PgConnection,
    id: OutputId,
    who: AssociateId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from output_contributors where output_id = $1 and associate_id = $2",
        id as OutputId,
        who as AssociateId
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}
