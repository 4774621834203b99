//! The events and what hangs on them.

use sqlx::PgConnection;

use super::column;
use crate::demo::events::{
    ContributorRow, EventProjectRow, EventRow, Happenings, ItemRow, NewsRow, PoolRow, RegistrationRow, StepRow,
};
use crate::kernel::{AccountId, AssociateId, Choice, OrganisationId, PlacePoolId, StakeholderGroup, ThemeId};

/// All events, each table after those it refers to.
pub(in crate::demo) async fn write_events(
    db: &mut PgConnection,
    all: &Happenings,
    now: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<()> {
    events(db, &all.events).await?;
    planned(db, &all.events).await?;
    projects(db, &all.projects).await?;
    pools(db, &all.pools).await?;
    registrations(db, &all.registrations).await?;
    steps(db, &all.steps).await?;
    items(db, &all.items).await?;
    contributors(db, &all.contributors).await?;
    news(db, &all.news).await?;
    attendance(db).await?;
    super::afterwards::write(db, now).await
}

async fn events(db: &mut PgConnection, rows: &[EventRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into events
             (id, title, kind, description, starts_at, ends_at, place, access_notes, link, visibility, theme_id,
              host_organisation_id, series, social_interaction, knowledge_sharing, knowledge_creation, identity_building,
              state, cancellation_reason, calendar_sequence, created_at)
         select id, title, kind::event_kind, description, starts_at, ends_at, place, access_notes, link,
             visibility::event_visibility, theme_id, host, series, social, sharing, creation, building,
             state::event_state, reason, sequence, created_at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[],
                 $8::text[], $9::text[], $10::text[], $11::uuid[], $12::uuid[], $13::text[], $14::int2[], $15::int2[],
                 $16::int2[], $17::int2[], $18::text[], $19::text[], $20::int4[], $21::timestamptz[])
             as row (id, title, kind, description, starts_at, ends_at, place, access_notes, link, visibility, theme_id,
                 host, series, social, sharing, creation, building, state, reason, sequence, created_at)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| row.title.as_str()) as &[&str],
        &column(rows, |row| row.kind) as &[&str],
        &column(rows, |row| row.description.as_str()) as &[&str],
        &column(rows, |row| row.starts_at),
        &column(rows, |row| row.ends_at),
        &column(rows, |row| row.place) as &[Option<&str>],
        &column(rows, |row| row.access_notes) as &[Option<&str>],
        &column(rows, |row| row.link) as &[Option<&str>],
        &column(rows, |row| row.visibility) as &[&str],
        &column(rows, |row| row.theme_id) as &[Option<ThemeId>],
        &column(rows, |row| row.host_id) as &[Option<OrganisationId>],
        &column(rows, |row| row.series) as &[Option<&str>],
        &column(rows, |row| row.mix[0]),
        &column(rows, |row| row.mix[1]),
        &column(rows, |row| row.mix[2]),
        &column(rows, |row| row.mix[3]),
        &column(rows, |row| row.state) as &[&str],
        &column(rows, |row| row.cancellation_reason) as &[Option<&str>],
        &column(rows, EventRow::sequence),
        &column(rows, |row| row.created_at),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The trail says who planned each.
async fn planned(db: &mut PgConnection, rows: &[EventRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id)
         select id, at, actor_id, actor_name, 'Planned an event', 'event', event_id
         from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::uuid[])
             as row (id, at, actor_id, actor_name, event_id)",
        &column(rows, |row| row.audit_id),
        &column(rows, |row| row.created_at),
        &column(rows, |row| uuid::Uuid::from(row.planned_by)),
        &column(rows, |row| row.planner.as_str()) as &[&str],
        &column(rows, |row| uuid::Uuid::from(row.id)),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn projects(db: &mut PgConnection, rows: &[EventProjectRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into event_projects (event_id, project_id) select * from unnest($1::uuid[], $2::uuid[])",
        &column(rows, |row| uuid::Uuid::from(row.event_id)),
        &column(rows, |row| uuid::Uuid::from(row.project_id)),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn pools(db: &mut PgConnection, rows: &[PoolRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into place_pools (id, event_id, groups, places, taken, release_days, released_at)
         select id, event_id, string_to_array(groups, ',')::stakeholder_group[], places, taken, release_days, released_at
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int4[], $5::int4[], $6::int2[], $7::timestamptz[])
             as row (id, event_id, groups, places, taken, release_days, released_at)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.event_id)),
        &column(rows, |row| codes(row.groups)),
        &column(rows, |row| row.places) as &[Option<i32>],
        &column(rows, |row| row.taken),
        &column(rows, |row| row.release_days) as &[Option<i16>],
        &column(rows, |row| row.released_at) as &[Option<chrono::DateTime<chrono::Utc>>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A list within a column of lists, which `unnest` would flatten: joined by commas.
fn codes(groups: &[StakeholderGroup]) -> String {
    let codes: Vec<&str> = groups.iter().map(|group| group.code()).collect();
    codes.join(",")
}

async fn registrations(db: &mut PgConnection, rows: &[RegistrationRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into event_registrations
             (id, event_id, associate_id, state, pool_id, access_needs, supporter, registered_at, registered_by,
              waiting_since, offer_expires_at)
         select id, event_id, associate_id, state::registration_state, pool_id, access_needs, supporter, registered_at,
             registered_by, waiting_since, offer_expires_at
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                 $8::timestamptz[], $9::uuid[], $10::timestamptz[], $11::timestamptz[])
             as row (id, event_id, associate_id, state, pool_id, access_needs, supporter, registered_at, registered_by,
                 waiting_since, offer_expires_at)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.event_id)),
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| row.state) as &[&str],
        &column(rows, |row| row.pool_id) as &[Option<PlacePoolId>],
        &column(rows, |row| row.access_needs) as &[Option<&str>],
        &column(rows, |row| row.supporter) as &[Option<&str>],
        &column(rows, |row| row.registered_at),
        &column(rows, |row| uuid::Uuid::from(row.registered_by)),
        &column(rows, |row| row.waiting_since) as &[Option<chrono::DateTime<chrono::Utc>>],
        &column(rows, |row| row.offer_expires_at) as &[Option<chrono::DateTime<chrono::Utc>>],
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn steps(db: &mut PgConnection, rows: &[StepRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_steps (id, registration_id, state, why, taken_by, taken_at)
         select id, registration_id, state::registration_state, why, taken_by, taken_at
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[])
             as row (id, registration_id, state, why, taken_by, taken_at)",
        &column(rows, |row| row.id),
        &column(rows, |row| uuid::Uuid::from(row.registration_id)),
        &column(rows, |row| row.state) as &[&str],
        &column(rows, |row| row.why) as &[&str],
        &column(rows, |row| row.taken_by) as &[Option<AccountId>],
        &column(rows, |row| row.taken_at),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn items(db: &mut PgConnection, rows: &[ItemRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into programme_items (id, event_id, position, title, minutes)
         select * from unnest($1::uuid[], $2::uuid[], $3::int4[], $4::text[], $5::int2[])",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.event_id)),
        &column(rows, |row| row.position),
        &column(rows, |row| row.title) as &[&str],
        &column(rows, |row| row.minutes),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn contributors(db: &mut PgConnection, rows: &[ContributorRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into programme_contributors (id, item_id, associate_id, account_id, guest_name, guest_group, role)
         select id, item_id, associate_id, account_id, guest_name, guest_group::stakeholder_group, role::contributor_role
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[])
             as row (id, item_id, associate_id, account_id, guest_name, guest_group, role)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.item_id)),
        &column(rows, |row| row.associate_id) as &[Option<AssociateId>],
        &column(rows, |row| row.account_id) as &[Option<AccountId>],
        &column(rows, |row| row.guest.map(|(name, _)| name)) as &[Option<&str>],
        &column(rows, |row| row.guest.map(|(_, group)| group.code())) as &[Option<&str>],
        &column(rows, |row| row.role) as &[&str],
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn news(db: &mut PgConnection, rows: &[NewsRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into programme_news (event_id, associate_id, changed_at, told_at, told_sequence)
         select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int4[])",
        &column(rows, |row| uuid::Uuid::from(row.event_id)),
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| row.changed_at),
        &column(rows, |row| row.told_at) as &[Option<chrono::DateTime<chrono::Utc>>],
        &column(rows, |row| row.told_sequence),
    )
    .execute(db)
    .await?;
    Ok(())
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
