//! Outputs in the database.

mod choices;
mod contributors;

pub(super) use choices::{EventChoice, ProjectChoice, list_held_events, list_projects};
pub(super) use contributors::{
    Person, add_contributor, is_contributor, list_candidates, list_contributors, remove_contributor,
};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::model::{NewOutput, Output, OutputKind};
use crate::access::{EventScope, Facts, Protected};
use crate::kernel::{EventId, OutputId, ProjectId};
use crate::web::Cursor;

impl Protected for Output {
    const PARAM: &'static str = "output";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        Facts::Output { is_published: self.is_published }
    }
}

macro_rules! select_outputs {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Output,
            r#"select o.id, o.title, o.kind, o.about, o.link, o.made_on, o.is_published,
                      array(
                          select e.event_id from output_events e where e.output_id = o.id order by e.event_id
                      ) as "events!: Vec<EventId>",
                      array(
                          select p.project_id from output_projects p where p.output_id = o.id order by p.project_id
                      ) as "projects!: Vec<ProjectId>"
               from outputs o "# + $tail,
            $($argument),*
        )
    };
}

pub(super) async fn find(db: &mut PgConnection, id: OutputId) -> sqlx::Result<Option<Output>> {
    select_outputs!("where o.id = $1", id as OutputId).fetch_optional(db).await
}

/// The same, held until the transaction ends.
pub(super) async fn find_for_update(db: &mut PgConnection, id: OutputId) -> sqlx::Result<Option<Output>> {
    select_outputs!("where o.id = $1 for update of o", id as OutputId).fetch_optional(db).await
}

/// What came of an event, the latest first, with those that only the team sees when `drafts`; at most 50.
pub(crate) async fn list_of_event(db: &mut PgConnection, event: EventId, drafts: bool) -> sqlx::Result<Vec<Output>> {
    select_outputs!(
        "where (o.is_published or $2) and exists (
             select from output_events x where x.output_id = o.id and x.event_id = $1)
         order by o.made_on desc, o.id desc
         limit 50",
        event as EventId,
        drafts
    )
    .fetch_all(db)
    .await
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// Those that only the team sees too.
    pub(super) drafts: bool,
    pub(super) kind: Option<OutputKind>,
    /// The slug of a project.
    pub(super) project: Option<String>,
}

/// Rows of a page of the list.
pub(super) const PAGE: u8 = 30;

/// Outputs that match, the latest first; one more than a page.
pub(super) async fn list(
    db: &mut PgConnection,
    filter: &Filter,
    cursor: Cursor<OutputId>,
) -> sqlx::Result<Vec<Output>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    };
    select_outputs!(
        "where (o.is_published or $1)
           and ($2::output_kind is null or o.kind = $2)
           and ($3::text is null or exists (
               select from output_projects x join projects p on p.id = x.project_id
               where x.output_id = o.id and p.slug = $3))
           and ($4::uuid is null or case
                when $5 then (o.made_on, o.id) > (select made_on, id from outputs where id = $4)
                else (o.made_on, o.id) < (select made_on, id from outputs where id = $4) end)
         order by case when $5 then o.made_on end, case when $5 then o.id end, o.made_on desc, o.id desc
         limit $6",
        filter.drafts,
        filter.kind as Option<OutputKind>,
        filter.project,
        at as Option<OutputId>,
        backwards,
        i64::from(PAGE) + 1
    )
    .fetch_all(db)
    .await
}

/// How many match.
pub(super) async fn count(db: &mut PgConnection, filter: &Filter) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select from outputs o
               where (o.is_published or $1)
                 and ($2::output_kind is null or o.kind = $2)
                 and ($3::text is null or exists (
                     select from output_projects x join projects p on p.id = x.project_id
                     where x.output_id = o.id and p.slug = $3))
               limit 1001) matching"#,
        filter.drafts,
        filter.kind as Option<OutputKind>,
        filter.project
    )
    .fetch_one(db)
    .await
}

/// Writes a new one; false when this very one was written before.
///
/// # Errors
/// A foreign key when an event or a project is gone.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: OutputId,
    new: &NewOutput,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into outputs (id, title, kind, about, link, made_on, is_published, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (id) do nothing",
        id as OutputId,
        new.title.as_str(),
        new.kind as OutputKind,
        new.about.as_str(),
        new.link,
        new.made_on,
        new.is_published,
        now
    );
    if done.execute(&mut *db).await?.rows_affected() == 0 {
        return Ok(false);
    }
    insert_origins(db, id, new).await?;
    Ok(true)
}

/// Replaces what is said of one.
///
/// # Errors
/// A foreign key when an event or a project is gone.
pub(super) async fn update(db: &mut PgConnection, id: OutputId, new: &NewOutput) -> sqlx::Result<()> {
    sqlx::query!(
        "update outputs set title = $2, kind = $3, about = $4, link = $5, made_on = $6, is_published = $7 where id = $1",
        id as OutputId,
        new.title.as_str(),
        new.kind as OutputKind,
        new.about.as_str(),
        new.link,
        new.made_on,
        new.is_published
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("delete from output_events where output_id = $1", id as OutputId).execute(&mut *db).await?;
    sqlx::query!("delete from output_projects where output_id = $1", id as OutputId).execute(&mut *db).await?;
    insert_origins(db, id, new).await
}

/// Where it came from.
async fn insert_origins(db: &mut PgConnection, id: OutputId, new: &NewOutput) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into output_events (output_id, event_id) select $1, unnest($2::uuid[])",
        id as OutputId,
        &new.events as &[EventId]
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into output_projects (output_id, project_id) select $1, unnest($2::uuid[])",
        id as OutputId,
        &new.projects as &[ProjectId]
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(db: &mut PgConnection, id: OutputId) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from outputs where id = $1", id as OutputId);
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// An event or a project it came from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The address of its page.
    pub(in crate::outputs) href: String,
    pub(in crate::outputs) title: String,
}

/// The events it came from that its reader may see, the latest first.
pub(super) async fn list_events(db: &mut PgConnection, id: OutputId, scope: &EventScope) -> sqlx::Result<Vec<Origin>> {
    sqlx::query_as!(
        Origin,
        r#"select '/events/' || e.id as "href!", e.title
           from output_events x
           join events e on e.id = x.event_id
           where x.output_id = $1
             and ($2 or (e.state <> 'draft' and (
                    e.visibility = 'public' or e.id = any ($5)
                    or (e.visibility = 'associates' and $3)
                    or (e.visibility = 'members' and exists (
                        select from event_projects p where p.event_id = e.id and p.project_id = any ($4))))))
           order by e.starts_at desc, e.id"#,
        id as OutputId,
        scope.everything,
        scope.associates,
        &scope.projects as &[ProjectId],
        &scope.own as &[EventId]
    )
    .fetch_all(db)
    .await
}

/// The projects it came from.
pub(super) async fn list_projects_of(db: &mut PgConnection, id: OutputId) -> sqlx::Result<Vec<Origin>> {
    sqlx::query_as!(
        Origin,
        r#"select '/projects/' || p.slug as "href!", p.title
           from output_projects x
           join projects p on p.id = x.project_id
           where x.output_id = $1
           order by p.title"#,
        id as OutputId
    )
    .fetch_all(db)
    .await
}
