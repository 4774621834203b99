//! The events and what hangs on them.

use sqlx::PgConnection;

use super::copying::copy;
use crate::demo::events::{
    ContributorRow, EventProjectRow, EventRow, Happenings, ItemRow, NewsRow, PoolRow, RegistrationRow, StepRow,
};
use crate::demo::multitude::Gathering;
use crate::kernel::Choice;

/// All events, each table after those it refers to.
pub(in crate::demo) async fn write_events(
    db: &mut PgConnection,
    all: &Happenings,
    now: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<()> {
    happenings(db, all).await?;
    items(db, &all.items).await?;
    contributors(db, &all.contributors).await?;
    news(db, &all.news).await?;
    attendance(db).await?;
    super::afterwards::write(db, now).await
}

/// Some hundred events of the multitude, and who came.
pub(in crate::demo) async fn write_gathering(db: &mut PgConnection, all: &Gathering) -> sqlx::Result<()> {
    happenings(db, &all.happenings).await?;
    let into = "attendances (event_id, associate_id, state, walk_in, noted_by, noted_at)";
    copy(db, into, &all.attendances, |line, row| {
        line.id(row.event_id).id(row.associate_id).value(row.state).value(false).id(row.noted_by).value(row.noted_at)
    })
    .await?;
    let into = "member_acts (id, associate_id, kind, event_id, at)";
    copy(db, into, &all.acts, |line, (event, row)| {
        line.id(row.id).id(row.associate_id).value(row.kind).id(*event).value(row.at)
    })
    .await
}

async fn happenings(db: &mut PgConnection, all: &Happenings) -> sqlx::Result<()> {
    events(db, &all.events).await?;
    planned(db, &all.events).await?;
    projects(db, &all.projects).await?;
    pools(db, &all.pools).await?;
    registrations(db, &all.registrations).await?;
    steps(db, &all.steps).await
}

async fn events(db: &mut PgConnection, rows: &[EventRow]) -> sqlx::Result<()> {
    let into = "events (id, title, kind, description, starts_at, ends_at, place, access_notes, link, visibility, theme_id, \
                host_organisation_id, series, social_interaction, knowledge_sharing, knowledge_creation, identity_building, state, \
                cancellation_reason, calendar_sequence, created_at)";
    copy(db, into, rows, |line, row| {
        let [social, sharing, creation, building] = row.mix;
        line.id(row.id)
            .text(&row.title)
            .value(row.kind)
            .text(&row.description)
            .value(row.starts_at)
            .value(row.ends_at)
            .some_text(row.place)
            .some_text(row.access_notes)
            .some_text(row.link)
            .value(row.visibility)
            .some_id(row.theme_id)
            .some_id(row.host_id)
            .some_text(row.series)
            .value(social)
            .value(sharing)
            .value(creation)
            .value(building)
            .value(row.state)
            .some_text(row.cancellation_reason)
            .value(row.sequence())
            .value(row.created_at)
    })
    .await
}

/// The trail says who planned each.
async fn planned(db: &mut PgConnection, rows: &[EventRow]) -> sqlx::Result<()> {
    let into = "audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id)";
    copy(db, into, rows, |line, row| {
        let line = line.id(row.audit_id).value(row.created_at).id(row.planned_by).text(&row.planner);
        line.value("Planned an event").value("event").id(row.id)
    })
    .await
}

async fn projects(db: &mut PgConnection, rows: &[EventProjectRow]) -> sqlx::Result<()> {
    copy(db, "event_projects (event_id, project_id)", rows, |line, row| line.id(row.event_id).id(row.project_id)).await
}

async fn pools(db: &mut PgConnection, rows: &[PoolRow]) -> sqlx::Result<()> {
    let into = "place_pools (id, event_id, groups, places, taken, release_days, released_at)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .id(row.event_id)
            .codes(row.groups.iter().map(|group| group.code()))
            .some_value(row.places)
            .value(row.taken)
            .some_value(row.release_days)
            .some_value(row.released_at)
    })
    .await
}

async fn registrations(db: &mut PgConnection, rows: &[RegistrationRow]) -> sqlx::Result<()> {
    let into = "event_registrations (id, event_id, associate_id, state, pool_id, access_needs, supporter, registered_at, \
                registered_by, waiting_since, offer_expires_at)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .id(row.event_id)
            .id(row.associate_id)
            .value(row.state)
            .some_id(row.pool_id)
            .some_text(row.access_needs)
            .some_text(row.supporter)
            .value(row.registered_at)
            .id(row.registered_by)
            .some_value(row.waiting_since)
            .some_value(row.offer_expires_at)
    })
    .await
}

async fn steps(db: &mut PgConnection, rows: &[StepRow]) -> sqlx::Result<()> {
    copy(db, "registration_steps (id, registration_id, state, why, taken_by, taken_at)", rows, |line, row| {
        line.id(row.id).id(row.registration_id).value(row.state).text(row.why).some_id(row.taken_by).value(row.taken_at)
    })
    .await
}

async fn items(db: &mut PgConnection, rows: &[ItemRow]) -> sqlx::Result<()> {
    copy(db, "programme_items (id, event_id, position, title, minutes)", rows, |line, row| {
        line.id(row.id).id(row.event_id).value(row.position).text(row.title).value(row.minutes)
    })
    .await
}

async fn contributors(db: &mut PgConnection, rows: &[ContributorRow]) -> sqlx::Result<()> {
    let into = "programme_contributors (id, item_id, associate_id, account_id, guest_name, guest_group, role)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .id(row.item_id)
            .some_id(row.associate_id)
            .some_id(row.account_id)
            .some_text(row.guest.map(|(name, _)| name))
            .some_value(row.guest.map(|(_, group)| group.code()))
            .value(row.role)
    })
    .await
}

async fn news(db: &mut PgConnection, rows: &[NewsRow]) -> sqlx::Result<()> {
    let into = "programme_news (event_id, associate_id, changed_at, told_at, told_sequence)";
    copy(db, into, rows, |line, row| {
        line.id(row.event_id)
            .id(row.associate_id)
            .value(row.changed_at)
            .some_value(row.told_at)
            .value(row.told_sequence)
    })
    .await
}

/// Who came: of those with a place nearly nine in ten, the others with an excuse or without. Decided by the digits of
/// the registration's own id, so that it is the same every time.
async fn attendance(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into attendances (event_id, associate_id, state, walk_in, noted_by, noted_at)
         select r.event_id, r.associate_id,
                case when dice.thrown < 225 then 'attended' when dice.thrown < 240 then 'excused' else 'absent' end::attendance_state,
                false, w.id, e.ends_at
         from event_registrations r
         join events e on e.id = r.event_id
         cross join lateral (select get_byte(decode(md5(r.id::text), 'hex'), 0) as thrown) dice
         join accounts w on w.email = 'tess@copse.example.org'
         where e.state = 'done' and r.state = 'registered'"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into event_seats (event_id, associate_id, table_number)
         select t.event_id, t.associate_id,
                (row_number() over (partition by t.event_id order by md5(t.associate_id::text || t.event_id::text)) - 1) / 5 + 1
         from attendances t
         join events e on e.id = t.event_id
         where t.state = 'attended' and e.kind in ('workshop', 'networking', 'conference')"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into member_acts (id, associate_id, kind, event_id, at)
         select md5(t.associate_id::text || t.event_id::text)::uuid, t.associate_id, 'attended', t.event_id, e.ends_at
         from attendances t
         join events e on e.id = t.event_id
         where t.state = 'attended'"
    )
    .execute(db)
    .await?;
    Ok(())
}
