//! Privacy notices and the consent ledger: both written once, never changed.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::model::{Consent, ConsentPurpose, LawfulBasis, PrivacyNotice};
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, ConsentId, PrivacyNoticeId, ProjectId, Topic};

/// The notice in force; none before the first is published.
pub(crate) async fn current_notice(db: &mut PgConnection) -> sqlx::Result<Option<PrivacyNotice>> {
    sqlx::query_as!(
        PrivacyNotice,
        "select id, version, title, body, summary_of_changes, published_at
         from privacy_notices
         order by version desc
         limit 1"
    )
    .fetch_optional(db)
    .await
}

/// Adds a row to the ledger: someone agrees to something, or no longer does.
pub(crate) async fn record_consent(
    db: &mut PgConnection,
    associate: AssociateId,
    consent: &Consent,
    given: bool,
    notice: PrivacyNoticeId,
    source: &str,
    by: &By,
) -> sqlx::Result<()> {
    let (topic, project) = match consent {
        Consent::Mailings(topic) => (Some(*topic), None),
        Consent::HealthLink { project, .. } => (None, Some(*project)),
        Consent::Registration | Consent::AccessNeeds => (None, None),
    };
    let wording = consent.wording();
    let hash = Sha256::digest(wording.as_bytes()).to_vec();
    sqlx::query!(
        "insert into consents
             (id, associate_id, purpose, topic, project_id, lawful_basis, notice_id, wording, wording_hash, source, actor_id,
              given, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        ConsentId::new() as ConsentId,
        associate as AssociateId,
        consent.purpose() as ConsentPurpose,
        topic as Option<Topic>,
        project as Option<ProjectId>,
        consent.basis() as LawfulBasis,
        notice as PrivacyNoticeId,
        wording,
        hash,
        source,
        by.account as Option<AccountId>,
        given,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A row of the ledger as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct ConsentRow {
    pub(crate) purpose: ConsentPurpose,
    pub(crate) topic: Option<Topic>,
    pub(crate) project_id: Option<ProjectId>,
    pub(crate) project_title: Option<String>,
    pub(crate) lawful_basis: LawfulBasis,
    pub(crate) notice_version: i32,
    pub(crate) wording: String,
    pub(crate) source: String,
    pub(crate) given: bool,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// Everything an Associate has agreed to and withdrawn, newest first.
pub(crate) async fn list_consents(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<ConsentRow>> {
    sqlx::query_as!(
        ConsentRow,
        r#"select c.purpose, c.topic, c.project_id, p.title as "project_title?", c.lawful_basis, n.version as notice_version,
                  c.wording, c.source, c.given, c.recorded_at
           from consents c
           join privacy_notices n on n.id = c.notice_id
           left join projects p on p.id = c.project_id
           where c.associate_id = $1
           order by c.recorded_at desc, c.id desc"#,
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}
