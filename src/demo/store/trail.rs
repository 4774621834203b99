//! What people did and agreed to, and the trail of it.

use sqlx::PgConnection;

use super::copying::copy;
use super::wording_hash;
use crate::demo::rows::{ActRow, AuditRow, ConsentRow};
use crate::kernel::Choice;

pub(super) async fn acts(db: &mut PgConnection, rows: &[ActRow]) -> sqlx::Result<()> {
    copy(db, "member_acts (id, associate_id, kind, project_id, at)", rows, |line, row| {
        line.id(row.id).id(row.associate_id).value(row.kind).some_id(row.project_id).value(row.at)
    })
    .await
}

pub(super) async fn consents(db: &mut PgConnection, rows: &[ConsentRow]) -> sqlx::Result<()> {
    let into = "consents (id, associate_id, purpose, topic, project_id, lawful_basis, notice_id, wording, wording_hash, source, \
                actor_id, given, recorded_at)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .id(row.associate_id)
            .value(row.purpose)
            .some_value(row.topic.map(Choice::code))
            .some_id(row.project_id)
            .value(row.lawful_basis)
            .id(row.notice_id)
            .text(&row.wording)
            .bytes(&wording_hash(row))
            .text(row.source)
            .some_id(row.actor_id)
            .value(row.given)
            .value(row.recorded_at)
    })
    .await
}

pub(super) async fn audit(db: &mut PgConnection, rows: &[AuditRow]) -> sqlx::Result<()> {
    let into = "audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id, associate_id, after)";
    copy(db, into, rows, |line, row| {
        let line = line.id(row.id).value(row.at).some_id(row.actor_id).text(&row.actor_name).text(row.act);
        let line = match row.project_id {
            Some(project) => line.value("project").id(project),
            None => line.value("associate").id(row.associate_id),
        };
        line.id(row.associate_id).some_text(row.after.as_ref().map(ToString::to_string).as_deref())
    })
    .await
}
