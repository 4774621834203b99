//! What people did and agreed to, and the trail of it.

use sqlx::PgConnection;

use crate::demo::rows::{ActRow, AuditRow, ConsentRow};
use crate::kernel::{AccountId, Choice, ProjectId};

use super::{column, wording_hash};

pub(super) async fn acts(db: &mut PgConnection, rows: &[ActRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into member_acts (id, associate_id, kind, project_id, at)
         select id, associate_id, kind::act_kind, project_id, at
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[])
             as row (id, associate_id, kind, project_id, at)",
        &column(rows, |row| row.id),
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| row.kind) as &[&str],
        &column(rows, |row| row.project_id) as &[Option<ProjectId>],
        &column(rows, |row| row.at),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn consents(db: &mut PgConnection, rows: &[ConsentRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into consents
             (id, associate_id, purpose, topic, project_id, lawful_basis, notice_id, wording, wording_hash, source,
              actor_id, given, recorded_at)
         select id, associate_id, purpose::consent_purpose, topic::topic, project_id, basis::lawful_basis, notice_id,
             wording, wording_hash, source, actor_id, given, recorded_at
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::text[],
                 $9::bytea[], $10::text[], $11::uuid[], $12::bool[], $13::timestamptz[])
             as row (id, associate_id, purpose, topic, project_id, basis, notice_id, wording, wording_hash, source,
                 actor_id, given, recorded_at)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| row.purpose) as &[&str],
        &column(rows, |row| row.topic.map(Choice::code)) as &[Option<&str>],
        &column(rows, |row| row.project_id) as &[Option<ProjectId>],
        &column(rows, |row| row.lawful_basis) as &[&str],
        &column(rows, |row| uuid::Uuid::from(row.notice_id)),
        &column(rows, |row| row.wording.as_str()) as &[&str],
        &column(rows, wording_hash),
        &column(rows, |row| row.source) as &[&str],
        &column(rows, |row| row.actor_id) as &[Option<AccountId>],
        &column(rows, |row| row.given),
        &column(rows, |row| row.recorded_at),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn audit(db: &mut PgConnection, rows: &[AuditRow]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id, associate_id, after)
         select id, at, actor_id, actor_name, act, case when project_id is null then 'associate' else 'project' end,
             coalesce(project_id, associate_id), associate_id, after
         from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[],
                 $8::jsonb[])
             as row (id, at, actor_id, actor_name, act, associate_id, project_id, after)",
        &column(rows, |row| row.id),
        &column(rows, |row| row.at),
        &column(rows, |row| row.actor_id) as &[Option<AccountId>],
        &column(rows, |row| row.actor_name.as_str()) as &[&str],
        &column(rows, |row| row.act) as &[&str],
        &column(rows, |row| uuid::Uuid::from(row.associate_id)),
        &column(rows, |row| row.project_id) as &[Option<ProjectId>],
        &column(rows, |row| row.after.as_ref()) as &[Option<&serde_json::Value>],
    )
    .execute(db)
    .await?;
    Ok(())
}
