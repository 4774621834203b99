//! The people and what they take part in.

use sqlx::PgConnection;

use super::copying::copy;
use crate::demo::rows::{AffiliationRow, AssociateRow, InterestRow, MembershipRow, StandingRow};
use crate::kernel::Choice;

pub(super) async fn associates(db: &mut PgConnection, rows: &[AssociateRow]) -> sqlx::Result<()> {
    let into = "associates (id, given_name, family_name, email, phone, postcode_district, county, stakeholder_group, access_needs, \
                interests, offers, asks, topics, involvement, owner_id, standing, paused_until, wants_help_choosing, created_at, \
                joined_on)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .text(&row.given_name)
            .text(&row.family_name)
            .some_text(row.email.as_deref())
            .some_text(row.phone.as_deref())
            .some_text(row.postcode_district)
            .some_value(row.county.map(Choice::code))
            .value(row.stakeholder_group.code())
            .some_text(row.access_needs)
            .some_text(row.interests)
            .some_text(row.offers)
            .some_text(row.asks)
            .codes(row.topics.iter().map(|topic| topic.code()))
            .value(row.involvement.code())
            .some_id(row.owner_id)
            .value(row.standing)
            .some_value(row.paused_until)
            .value(row.wants_help_choosing)
            .value(row.created_at)
            .some_value(row.joined_on)
    })
    .await
}

pub(super) async fn interests(db: &mut PgConnection, rows: &[InterestRow]) -> sqlx::Result<()> {
    copy(db, "associate_themes (associate_id, theme_id)", rows, |line, row| line.id(row.associate_id).id(row.theme_id))
        .await
}

pub(super) async fn standing_changes(db: &mut PgConnection, rows: &[StandingRow]) -> sqlx::Result<()> {
    let into = "standing_changes (id, associate_id, standing, paused_until, reason, changed_by, changed_at)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .id(row.associate_id)
            .value(row.standing)
            .some_value(row.paused_until)
            .some_text(row.reason)
            .some_id(row.changed_by)
            .value(row.changed_at)
    })
    .await
}

pub(super) async fn affiliations(db: &mut PgConnection, rows: &[AffiliationRow]) -> sqlx::Result<()> {
    let into = "affiliations (id, associate_id, organisation_id, organisation_text, job_title, starts_on, ends_on)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .id(row.associate_id)
            .some_id(row.organisation_id)
            .some_text(row.organisation_text)
            .some_text(row.job_title)
            .value(row.starts_on)
            .some_value(row.ends_on)
    })
    .await
}

pub(super) async fn memberships(db: &mut PgConnection, rows: &[MembershipRow]) -> sqlx::Result<()> {
    let into = "memberships (id, associate_id, project_id, role, state, involvement, starts_on, ends_on, requested_by, requested_at, \
                reason, decided_by, decided_at, decision_reason, ended_by, end_reason, host_organisation_id, days_a_week)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .id(row.associate_id)
            .id(row.project_id)
            .value(row.role)
            .value(row.state)
            .value(row.involvement.code())
            .some_value(row.starts_on)
            .some_value(row.ends_on)
            .some_id(row.requested_by)
            .value(row.requested_at)
            .some_text(row.reason)
            .some_id(row.decided_by)
            .some_value(row.decided_at)
            .some_text(row.decision_reason)
            .some_id(row.ended_by)
            .some_text(row.end_reason)
            .some_id(row.host_organisation_id)
            .some_value(row.days_a_week)
    })
    .await
}
