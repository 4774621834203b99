//! The people and what they take part in.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::demo::rows::{AffiliationRow, AssociateRow, InterestRow, MembershipRow, StandingRow};
use crate::kernel::{AccountId, Choice, OrganisationId, Topic};

use super::column;

pub(super) async fn associates(db: &mut PgConnection, rows: &[AssociateRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into associates
             (id, given_name, family_name, email, phone, postcode_district, county, stakeholder_group, access_needs,
              interests, offers, asks, topics, involvement, owner_id, standing, paused_until, wants_help_choosing,
              created_at, joined_on)
         select id, given_name, family_name, email, phone, district, county::county, grp::stakeholder_group,
             access_needs, interests, offers, asks, string_to_array(topics, ',')::topic[],
             involvement::declared_involvement, owner_id, standing::standing, paused_until, wants_help, created_at,
             joined_on
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                 $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::text[],
                 $17::date[], $18::bool[], $19::timestamptz[], $20::date[])
             as row (id, given_name, family_name, email, phone, district, county, grp, access_needs, interests, offers,
                 asks, topics, involvement, owner_id, standing, paused_until, wants_help, created_at, joined_on)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| row.given_name.as_str()) as &[&str],
        &column(rows, |row| row.family_name.as_str()) as &[&str],
        &column(rows, |row| row.email.as_deref()) as &[Option<&str>],
        &column(rows, |row| row.phone.as_deref()) as &[Option<&str>],
        &column(rows, |row| row.postcode_district) as &[Option<&str>],
        &column(rows, |row| row.county.map(Choice::code)) as &[Option<&str>],
        &column(rows, |row| row.stakeholder_group.code()) as &[&str],
        &column(rows, |row| row.access_needs) as &[Option<&str>],
        &column(rows, |row| row.interests) as &[Option<&str>],
        &column(rows, |row| row.offers) as &[Option<&str>],
        &column(rows, |row| row.asks) as &[Option<&str>],
        &column(rows, |row| codes(&row.topics)),
        &column(rows, |row| row.involvement.code()) as &[&str],
        &column(rows, |row| row.owner_id) as &[Option<AccountId>],
        &column(rows, |row| row.standing) as &[&str],
        &column(rows, |row| row.paused_until) as &[Option<NaiveDate>],
        &column(rows, |row| row.wants_help_choosing),
        &column(rows, |row| row.created_at),
        &column(rows, |row| row.joined_on) as &[Option<NaiveDate>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A list within a column of lists, which `unnest` would flatten: joined by commas.
fn codes(topics: &[Topic]) -> String {
    let codes: Vec<&str> = topics.iter().map(|topic| topic.code()).collect();
    codes.join(",")
}

pub(super) async fn interests(db: &mut PgConnection, rows: &[InterestRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into associate_themes (associate_id, theme_id) select * from unnest($1::uuid[], $2::uuid[])",
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| uuid::Uuid::from(row.theme_id)),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn standing_changes(db: &mut PgConnection, rows: &[StandingRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into standing_changes (id, associate_id, standing, paused_until, reason, changed_by, changed_at)
         select id, associate_id, standing::standing, paused_until, reason, changed_by, changed_at
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::text[], $6::uuid[], $7::timestamptz[])
             as row (id, associate_id, standing, paused_until, reason, changed_by, changed_at)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| row.standing) as &[&str],
        &column(rows, |row| row.paused_until) as &[Option<NaiveDate>],
        &column(rows, |row| row.reason) as &[Option<&str>],
        &column(rows, |row| row.changed_by) as &[Option<AccountId>],
        &column(rows, |row| row.changed_at),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn affiliations(db: &mut PgConnection, rows: &[AffiliationRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into affiliations
             (id, associate_id, organisation_id, organisation_text, job_title, starts_on, ends_on)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[])",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| row.organisation_id) as &[Option<OrganisationId>],
        &column(rows, |row| row.organisation_text) as &[Option<&str>],
        &column(rows, |row| row.job_title) as &[Option<&str>],
        &column(rows, |row| row.starts_on),
        &column(rows, |row| row.ends_on) as &[Option<NaiveDate>],
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn memberships(db: &mut PgConnection, rows: &[MembershipRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into memberships
             (id, associate_id, project_id, role, state, involvement, starts_on, ends_on, requested_by, requested_at,
              reason, decided_by, decided_at, decision_reason, ended_by, end_reason, host_organisation_id, days_a_week)
         select id, associate_id, project_id, role::membership_role, state::membership_state,
             involvement::declared_involvement, starts_on, ends_on, requested_by, requested_at, reason, decided_by,
             decided_at, decision_reason, ended_by, end_reason, host, days_a_week
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::date[], $8::date[],
                 $9::uuid[], $10::timestamptz[], $11::text[], $12::uuid[], $13::timestamptz[], $14::text[], $15::uuid[],
                 $16::text[], $17::uuid[], $18::numeric[])
             as row (id, associate_id, project_id, role, state, involvement, starts_on, ends_on, requested_by,
                 requested_at, reason, decided_by, decided_at, decision_reason, ended_by, end_reason, host,
                 days_a_week)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| uuid::Uuid::from(row.project_id)),
        &column(rows, |row| row.role) as &[&str],
        &column(rows, |row| row.state) as &[&str],
        &column(rows, |row| row.involvement.code()) as &[&str],
        &column(rows, |row| row.starts_on) as &[Option<NaiveDate>],
        &column(rows, |row| row.ends_on) as &[Option<NaiveDate>],
        &column(rows, |row| row.requested_by) as &[Option<AccountId>],
        &column(rows, |row| row.requested_at),
        &column(rows, |row| row.reason) as &[Option<&str>],
        &column(rows, |row| row.decided_by) as &[Option<AccountId>],
        &column(rows, |row| row.decided_at) as &[Option<chrono::DateTime<chrono::Utc>>],
        &column(rows, |row| row.decision_reason) as &[Option<&str>],
        &column(rows, |row| row.ended_by) as &[Option<AccountId>],
        &column(rows, |row| row.end_reason) as &[Option<&str>],
        &column(rows, |row| row.host_organisation_id) as &[Option<OrganisationId>],
        &column(rows, |row| row.days_a_week) as &[Option<Decimal>],
    )
    .execute(db)
    .await?;
    Ok(())
}
