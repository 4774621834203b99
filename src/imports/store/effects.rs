//! What imports have written, and whether it has been used since.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::kernel::{AssociateId, ImportId, OrganisationId, TagId};

/// One thing that an import has written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Effect {
    pub(crate) row_number: i32,
    pub(crate) what: String,
    pub(crate) thing_id: Uuid,
    pub(crate) associate_id: Option<AssociateId>,
    pub(crate) field: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Effect {
    /// Something that was written for a row.
    pub(crate) fn of(row: u32, what: &str, thing: Uuid) -> Self {
        Self {
            row_number: i32::try_from(row).unwrap_or_default(),
            what: what.to_owned(),
            thing_id: thing,
            associate_id: None,
            field: None,
            before: None,
            after: None,
        }
    }
}

pub(crate) async fn insert_effects(db: &mut PgConnection, id: ImportId, effects: &[Effect]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into import_effects (batch_id, position, row_number, what, thing_id, associate_id, field, before, after)
         select $1, r.position::integer, (r.effect->>'row_number')::integer, r.effect->>'what', (r.effect->>'thing_id')::uuid,
                (r.effect->>'associate_id')::uuid, r.effect->>'field', r.effect->>'before', r.effect->>'after'
         from jsonb_array_elements($2) with ordinality as r(effect, position)",
        id as ImportId,
        serde_json::json!(effects)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many people an import made.
pub(crate) async fn count_made(db: &mut PgConnection, id: ImportId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from import_effects where batch_id = $1 and what = 'person'"#,
        id as ImportId
    )
    .fetch_one(db)
    .await
}

/// All of an import, in the order they were written.
pub(crate) async fn list_effects(db: &mut PgConnection, id: ImportId) -> sqlx::Result<Vec<Effect>> {
    sqlx::query_as!(
        Effect,
        "select row_number, what, thing_id, associate_id, field, before, after
         from import_effects where batch_id = $1 order by position",
        id as ImportId
    )
    .fetch_all(db)
    .await
}

/// A thing that has been used since, and how, in a word for the page.
pub(crate) struct Used {
    pub(crate) thing: Uuid,
    pub(crate) how: String,
}

/// Which of the people whom an import made have been used since: they did something themselves, signed in, were changed,
/// linked, written to, or are named anywhere else. Of whatever slice: see `where_named`. What a job has worked out of
/// everybody is no use, nor is having been chosen for an act that was never done.
pub(crate) async fn find_used(db: &mut PgConnection, id: ImportId, since: DateTime<Utc>) -> sqlx::Result<Vec<Used>> {
    sqlx::query_as!(
        Used,
        r#"with made as materialized (
               select distinct thing_id as id from import_effects where batch_id = $1 and what = 'person'),
           used as (
               select e.associate_id as thing, 1 as place, e.act as how
               from audit_events e join made on made.id = e.associate_id
               where e.at > $2
               union all
               select s.associate_id, 2, 'signed in'
               from accounts s join made on made.id = s.associate_id
               where s.password_hash is not null or exists (select from sessions x where x.account_id = s.id)
                  or exists (select from sign_in_links l where l.account_id = s.id)
               union all
               select m.associate_id, 3, 'was written to: ' || m.kind
               from mails m join made on made.id = m.associate_id
               where m.created_at > $2 and m.kind <> 'consent asked for'
               union all
               select f.associate_id, 4, 'has another affiliation'
               from affiliations f join made on made.id = f.associate_id
               where not exists (select from import_effects e where e.batch_id = $1 and e.thing_id = f.id)
               union all
               select m.associate_id, 4, 'takes part in another project'
               from memberships m join made on made.id = m.associate_id
               where m.version > 1 or not exists (select from import_effects e where e.batch_id = $1 and e.thing_id = m.id)
               union all
               select c.associate_id, 5, 'agreed to something else'
               from consents c join made on made.id = c.associate_id
               where c.recorded_at > $2
               union all
               select e.associate_id, 6, 'is in a later import'
               from import_effects e join made on made.id = e.associate_id
               join import_batches b on b.id = e.batch_id and b.state = 'done'
               where e.batch_id <> $1
               union all
               select n.thing, 7, 'is named in ' || replace(n.named_in, '_', ' ')
               from where_named(
                   'associates', (select array_agg(id) from made),
                   array['accounts', 'mails', 'affiliations', 'memberships', 'consents', 'standing_changes', 'associate_themes', 'associate_tags',
                         'import_rows', 'duplicate_looks', 'duplicate_pairs', 'bulk_act_people']) n
               union all
               select p.associate_id, 7, 'is named in bulk act people'
               from bulk_act_people p join made on made.id = p.associate_id
               join bulk_acts b on b.id = p.act_id and b.done_at is not null)
           select distinct on (thing) thing as "thing!", how as "how!" from used order by thing, place"#,
        id as ImportId,
        since
    )
    .fetch_all(db)
    .await
}

/// Organisations that something names: people, projects, whatever slice comes later; but for what a job has worked out.
pub(crate) async fn find_named_organisations(
    db: &mut PgConnection,
    organisations: &[OrganisationId],
) -> sqlx::Result<Vec<Used>> {
    sqlx::query_as!(
        Used,
        r#"select thing as "thing!", min(named_in) as "how!"
           from where_named('organisations', $1, array['organisation_aliases', 'organisation_looks', 'organisation_pairs']) group by thing"#,
        organisations as &[OrganisationId]
    )
    .fetch_all(db)
    .await
}

/// Tags that are on somebody, or in an act on many.
pub(crate) async fn find_named_tags(db: &mut PgConnection, tags: &[TagId]) -> sqlx::Result<Vec<Used>> {
    sqlx::query_as!(
        Used,
        r#"select thing as "thing!", min(named_in) as "how!" from where_named('tags', $1, '{}') group by thing"#,
        tags as &[TagId]
    )
    .fetch_all(db)
    .await
}

/// Those of them who have come in by their account, or asked to.
pub(crate) async fn list_signed_in(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        r#"select a.associate_id as "id!: AssociateId" from accounts a
           where a.associate_id = any($1) and (a.password_hash is not null
                 or exists (select from sessions s where s.account_id = a.id)
                 or exists (select from sign_in_links l where l.account_id = a.id))"#,
        people as &[AssociateId]
    )
    .fetch_all(db)
    .await
}

/// Those of them who are still there.
pub(crate) async fn list_present(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!("select id from associates where id = any($1) order by id", people as &[AssociateId])
        .fetch_all(db)
        .await
}

/// How many of them a letter has told that they are in the register.
pub(crate) async fn count_told(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<usize> {
    let told = sqlx::query_scalar!(
        r#"select count(distinct associate_id) as "count!" from mails
           where associate_id = any($1) and kind = 'added by the team' and state in ('sent', 'sending')"#,
        people as &[AssociateId]
    );
    Ok(usize::try_from(told.fetch_one(db).await?).unwrap_or_default())
}
