//! Events in the database.

mod guests;
mod lists;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::model::{Event, EventKind, EventState, EventVisibility, NewQuestion, Plan, Question};
use crate::access::{Audience, Editing, Facts, Protected};
use crate::kernel::{AssociateId, EventId, OrganisationId, ProjectId, QuestionId, Text, ThemeId};

pub(super) use guests::{Guest, count_live, list_guests};
pub(super) use lists::{Coming, Filter, PAGE, Row, When, count, list, list_month};

impl Protected for Event {
    const PARAM: &'static str = "event";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        let audience = match (self.state, self.visibility) {
            (EventState::Draft, _) => Audience::Team,
            (_, EventVisibility::Public) => Audience::Everyone,
            (_, EventVisibility::Associates) => Audience::Associates,
            (_, EventVisibility::Members) => Audience::MembersOf(self.projects.clone()),
        };
        Facts::Event { id: self.id, audience }
    }
}

macro_rules! select_event {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Event,
            r#"select e.id, e.title, e.kind, e.description, e.starts_at, e.ends_at, e.place, e.access_notes, e.link,
                      e.visibility, e.theme_id, t.name as "theme_name?", e.host_organisation_id, o.name as "host_name?",
                      e.series, e.social_interaction, e.knowledge_sharing, e.knowledge_creation, e.identity_building,
                      e.state, e.cancellation_reason, e.calendar_sequence, e.version,
                      array(
                          select p.project_id from event_projects p where p.event_id = e.id order by p.project_id
                      ) as "projects!: Vec<ProjectId>",
                      array(
                          select x.slug from event_projects p join projects x on x.id = p.project_id
                          where p.event_id = e.id order by p.project_id
                      ) as "project_slugs!",
                      array(
                          select x.title from event_projects p join projects x on x.id = p.project_id
                          where p.event_id = e.id order by p.project_id
                      ) as "project_titles!"
               from events e
               left join themes t on t.id = e.theme_id
               left join organisations o on o.id = e.host_organisation_id "# + $tail,
            $($argument),*
        )
    };
}

pub(crate) async fn find(db: &mut PgConnection, id: EventId) -> sqlx::Result<Option<Event>> {
    select_event!("where e.id = $1", id as EventId).fetch_optional(db).await
}

/// Public events for a feed, of one project or all: those of the last 90 days and those to come; at most 500.
pub(super) async fn list_for_feed(
    db: &mut PgConnection,
    project: Option<ProjectId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Event>> {
    select_event!(
        "where e.visibility = 'public' and e.state <> 'draft' and e.starts_at > $1::timestamptz - interval '90 days'
           and ($2::uuid is null or exists (
               select from event_projects x where x.event_id = e.id and x.project_id = $2))
         order by e.starts_at, e.id
         limit 500",
        now,
        project as Option<ProjectId>
    )
    .fetch_all(db)
    .await
}

/// Events at which someone has a place: those of the last 90 days and those to come; at most 500.
pub(crate) async fn list_with_place(
    db: &mut PgConnection,
    associate: AssociateId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Event>> {
    select_event!(
        "where e.starts_at > $1::timestamptz - interval '90 days' and exists (
             select from event_registrations r
             where r.event_id = e.id and r.associate_id = $2 and r.state = 'registered')
         order by e.starts_at, e.id
         limit 500",
        now,
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}

/// The event as it stands now; it stays so until the transaction ends. To be taken before its places are held.
pub(crate) async fn find_for_share(db: &mut PgConnection, id: EventId) -> sqlx::Result<Option<Event>> {
    select_event!("where e.id = $1 for share of e", id as EventId).fetch_optional(db).await
}

/// The same for whoever changes it: nobody registers meanwhile, and whoever was registering has finished.
pub(crate) async fn find_for_update(db: &mut PgConnection, id: EventId) -> sqlx::Result<Option<Event>> {
    select_event!("where e.id = $1 for no key update of e", id as EventId).fetch_optional(db).await
}

/// Writes a new event as a draft, with its projects and questions, and the event it is a copy of, if that is there.
///
/// # Errors
/// `events_pkey` when this very one was written before; a foreign key when a theme, project or organisation is gone.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: EventId,
    (plan, original): (&Plan, Option<EventId>),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into events (id, title, kind, description, starts_at, ends_at, place, access_notes, link, visibility, theme_id,
                             host_organisation_id, series, social_interaction, knowledge_sharing, knowledge_creation,
                             identity_building, state, created_at, copied_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'draft', $18,
                 (select o.id from events o where o.id = $19))",
        id as EventId,
        plan.title.as_str(),
        plan.kind as EventKind,
        plan.description.as_str(),
        plan.starts_at,
        plan.ends_at,
        plan.place.as_ref().map(Text::as_str),
        plan.access_notes.as_ref().map(Text::as_str),
        plan.link.as_ref().map(super::model::Link::as_str),
        plan.visibility as EventVisibility,
        plan.theme as Option<ThemeId>,
        plan.host as Option<OrganisationId>,
        plan.series.as_ref().map(Text::as_str),
        i16::from(plan.mix.social_interaction),
        i16::from(plan.mix.knowledge_sharing),
        i16::from(plan.mix.knowledge_creation),
        i16::from(plan.mix.identity_building),
        now,
        original as Option<EventId>
    )
    .execute(&mut *db)
    .await?;
    insert_projects(db, id, plan).await?;
    insert_questions(db, id, &plan.questions).await
}

/// Replaces what is planned, if nobody has since it was read; false when somebody has. Calendars follow when `moves`.
///
/// # Errors
/// A foreign key when a theme, project or organisation is gone.
pub(super) async fn update(
    db: &mut PgConnection,
    event: &Editing<Event>,
    plan: &Plan,
    moves: bool,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update events
         set title = $3, kind = $4, description = $5, starts_at = $6, ends_at = $7, place = $8, access_notes = $9, link = $10,
             visibility = $11, theme_id = $12, host_organisation_id = $13, series = $14, social_interaction = $15,
             knowledge_sharing = $16, knowledge_creation = $17, identity_building = $18,
             calendar_sequence = calendar_sequence + $19, version = version + 1
         where id = $1 and version = $2",
        event.id as EventId,
        event.version,
        plan.title.as_str(),
        plan.kind as EventKind,
        plan.description.as_str(),
        plan.starts_at,
        plan.ends_at,
        plan.place.as_ref().map(Text::as_str),
        plan.access_notes.as_ref().map(Text::as_str),
        plan.link.as_ref().map(super::model::Link::as_str),
        plan.visibility as EventVisibility,
        plan.theme as Option<ThemeId>,
        plan.host as Option<OrganisationId>,
        plan.series.as_ref().map(Text::as_str),
        i16::from(plan.mix.social_interaction),
        i16::from(plan.mix.knowledge_sharing),
        i16::from(plan.mix.knowledge_creation),
        i16::from(plan.mix.identity_building),
        i32::from(moves)
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("delete from event_projects where event_id = $1", event.id as EventId).execute(&mut *db).await?;
    insert_projects(db, event.id, plan).await?;
    Ok(true)
}

async fn insert_projects(db: &mut PgConnection, id: EventId, plan: &Plan) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into event_projects (event_id, project_id) select $1, unnest($2::uuid[])",
        id as EventId,
        &plan.projects as &[ProjectId]
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn insert_questions(db: &mut PgConnection, id: EventId, questions: &[NewQuestion]) -> sqlx::Result<()> {
    for (question, position) in questions.iter().zip(1_i16..) {
        sqlx::query!(
            "insert into event_questions (id, event_id, position, wording, required) values ($1, $2, $3, $4, $5)",
            QuestionId::new() as QuestionId,
            id as EventId,
            position,
            question.wording.as_str(),
            question.required
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Replaces the questions of an event. One that is asked in the same words keeps its answers.
pub(super) async fn replace_questions(
    db: &mut PgConnection,
    id: EventId,
    questions: &[NewQuestion],
) -> sqlx::Result<()> {
    let wordings: Vec<String> = questions.iter().map(|question| question.wording.to_string()).collect();
    sqlx::query!("delete from event_questions where event_id = $1 and wording <> all ($2)", id as EventId, &wordings)
        .execute(&mut *db)
        .await?;
    // Two steps, so that no two questions are in one position on the way.
    sqlx::query!("update event_questions set position = position + 5 where event_id = $1", id as EventId)
        .execute(&mut *db)
        .await?;
    for (question, position) in questions.iter().zip(1_i16..) {
        let kept = sqlx::query!(
            "update event_questions set position = $3, required = $4 where event_id = $1 and wording = $2 and position > 5",
            id as EventId,
            question.wording.as_str(),
            position,
            question.required
        );
        if kept.execute(&mut *db).await?.rows_affected() == 0 {
            sqlx::query!(
                "insert into event_questions (id, event_id, position, wording, required) values ($1, $2, $3, $4, $5)",
                QuestionId::new() as QuestionId,
                id as EventId,
                position,
                question.wording.as_str(),
                question.required
            )
            .execute(&mut *db)
            .await?;
        }
    }
    Ok(())
}

/// What people are asked when they register, in order.
pub(crate) async fn list_questions(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Question>> {
    sqlx::query_as!(
        Question,
        "select id, wording, required from event_questions where event_id = $1 order by position",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// Changes where an event stands; `reason` for a cancellation, of which calendars hear.
pub(crate) async fn set_state(
    db: &mut PgConnection,
    event: &Editing<Event>,
    state: EventState,
    reason: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update events
         set state = $2, cancellation_reason = $3, version = version + 1,
             calendar_sequence = calendar_sequence + case when $2 = 'cancelled'::event_state then 1 else 0 end
         where id = $1",
        event.id as EventId,
        state as EventState,
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes a draft, which nobody but the team has seen.
pub(super) async fn delete_draft(db: &mut PgConnection, event: &Editing<Event>) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from events where id = $1 and state = 'draft'", event.id as EventId);
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// The series there are, by name, for a form to offer.
pub(super) async fn list_series(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select distinct series as "series!" from events where series is not null order by 1 limit 200"#
    )
    .fetch_all(db)
    .await
}
