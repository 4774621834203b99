//! Privacy notices and the consent ledger: both written once, never changed.

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::agreement::Answer;
use super::model::{Consent, ConsentPurpose, Draft, LawfulBasis, PrivacyNotice};
use crate::audit::By;
use crate::kernel::{
    AccountId, AssociateId, ConsentId, PrivacyNoticeId, ProjectId, Topic, display_date, display_date_time, london_date,
};

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

/// The notice that was in force at the end of that day; none before the first.
pub(crate) async fn find_notice_on(db: &mut PgConnection, day: NaiveDate) -> sqlx::Result<Option<PrivacyNotice>> {
    sqlx::query_as!(
        PrivacyNotice,
        "select id, version, title, body, summary_of_changes, published_at
         from privacy_notices
         where (published_at at time zone 'Europe/London')::date <= $1
         order by version desc
         limit 1",
        day
    )
    .fetch_optional(db)
    .await
}

/// The newest notice that someone has agreed to, whatever they said later.
pub(super) async fn find_newest_agreed_notice(
    db: &mut PgConnection,
    associate: AssociateId,
) -> sqlx::Result<Option<PrivacyNotice>> {
    sqlx::query_as!(
        PrivacyNotice,
        "select n.id, n.version, n.title, n.body, n.summary_of_changes, n.published_at
         from consents c
         join privacy_notices n on n.id = c.notice_id
         where c.associate_id = $1 and c.purpose = 'registration' and c.given
         order by n.version desc
         limit 1",
        associate as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// The notice that was published under this number.
pub(super) async fn find_notice(db: &mut PgConnection, version: i32) -> sqlx::Result<Option<PrivacyNotice>> {
    sqlx::query_as!(
        PrivacyNotice,
        "select id, version, title, body, summary_of_changes, published_at from privacy_notices where version = $1",
        version
    )
    .fetch_optional(db)
    .await
}

/// The number under which this very notice was published, if it was.
pub(super) async fn find_version(db: &mut PgConnection, id: PrivacyNoticeId) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!("select version from privacy_notices where id = $1", id as PrivacyNoticeId)
        .fetch_optional(db)
        .await
}

/// A published notice in the list of all of them.
pub(super) struct NoticeRow {
    pub(super) version: i32,
    pub(super) title: String,
    pub(super) summary_of_changes: String,
    pub(super) published_at: DateTime<Utc>,
    pub(super) published_by: Option<String>,
}

impl NoticeRow {
    /// "4 June 2026".
    pub(super) fn published_on(&self) -> String {
        display_date(london_date(self.published_at))
    }
}

/// All notices, the newest first.
pub(super) async fn list_notices(db: &mut PgConnection) -> sqlx::Result<Vec<NoticeRow>> {
    sqlx::query_as!(
        NoticeRow,
        r#"select n.version, n.title, n.summary_of_changes, n.published_at, a.name as "published_by?"
           from privacy_notices n
           left join accounts a on a.id = n.published_by
           order by n.version desc"#
    )
    .fetch_all(db)
    .await
}

/// How many people a new notice will ask when they next sign in.
pub(super) async fn count_people_to_ask(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from accounts c
           join associates a on a.id = c.associate_id
           where a.standing in ('active', 'paused') and c.disabled_at is null"#
    )
    .fetch_one(db)
    .await
}

/// Publishes a notice as the next version; false when `version` is not the next any more.
///
/// # Errors
/// `privacy_notices_version_key` when another takes the number in the same moment.
pub(super) async fn publish_notice(
    db: &mut PgConnection,
    id: PrivacyNoticeId,
    version: i32,
    draft: &Draft,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into privacy_notices (id, version, title, body, summary_of_changes, published_by, published_at)
         select $1, $2, $3, $4, $5, $6, $7
         where $2 = (select coalesce(max(version), 0) + 1 from privacy_notices)",
        id as PrivacyNoticeId,
        version,
        draft.title.as_str(),
        draft.body.as_str(),
        draft.summary_of_changes.as_str(),
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds a row to the ledger; false when the person has not confirmed their registration.
pub(super) async fn insert_consent(
    db: &mut PgConnection,
    associate: AssociateId,
    answer: &Answer<'_>,
    notice: PrivacyNoticeId,
    by: &By,
) -> sqlx::Result<bool> {
    let consent = answer.consent;
    let (topic, project) = consent.about();
    let wording = consent.wording();
    let hash = Sha256::digest(wording.as_bytes()).to_vec();
    sqlx::query_scalar!(
        r#"insert into consents
             (id, associate_id, purpose, topic, project_id, lawful_basis, notice_id, wording, wording_hash, source, actor_id,
              given, recorded_at, said_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         returning exists (select from associates a where a.id = $2 and a.standing <> 'pending') as "is_confirmed!""#,
        ConsentId::new() as ConsentId,
        associate as AssociateId,
        consent.purpose() as ConsentPurpose,
        topic as Option<Topic>,
        project as Option<ProjectId>,
        consent.basis() as LawfulBasis,
        notice as PrivacyNoticeId,
        wording,
        hash,
        answer.source,
        by.account as Option<AccountId>,
        answer.given,
        by.at,
        answer.said_on
    )
    .fetch_one(db)
    .await
}

/// What someone last said about one thing.
pub(crate) struct LastSaid {
    pub(crate) given: bool,
    pub(crate) notice_id: PrivacyNoticeId,
    pub(crate) on: NaiveDate,
}

/// The latest row of the ledger about this, which is what holds.
pub(crate) async fn find_last_said(
    db: &mut PgConnection,
    associate: AssociateId,
    consent: &Consent,
) -> sqlx::Result<Option<LastSaid>> {
    let (topic, project) = consent.about();
    sqlx::query_as!(
        LastSaid,
        r#"select given, notice_id, coalesce(said_on, (recorded_at at time zone 'Europe/London')::date) as "on!"
           from consents
           where associate_id = $1 and purpose = $2 and topic is not distinct from $3
             and project_id is not distinct from $4
           order by recorded_at desc, id desc
           limit 1"#,
        associate as AssociateId,
        consent.purpose() as ConsentPurpose,
        topic as Option<Topic>,
        project as Option<ProjectId>
    )
    .fetch_optional(db)
    .await
}

/// A row of the ledger as it is shown.
#[derive(Clone, Debug)]
pub(crate) struct ConsentRow {
    pub(crate) purpose: ConsentPurpose,
    pub(crate) topic: Option<Topic>,
    pub(crate) project_title: Option<String>,
    pub(crate) notice_version: i32,
    pub(crate) source: String,
    pub(crate) given: bool,
    pub(crate) recorded_at: DateTime<Utc>,
    /// The day it was said, when it was recorded after that.
    pub(crate) said_on: Option<NaiveDate>,
}

impl ConsentRow {
    /// "4 June 2026, 2:30pm", or "1 June 2026, recorded on 4 June 2026".
    pub(crate) fn when(&self) -> String {
        match self.said_on {
            Some(day) => {
                format!("{}, recorded on {}", display_date(day), display_date(london_date(self.recorded_at)))
            }
            None => display_date_time(self.recorded_at),
        }
    }
}

/// Everything an Associate has agreed to and withdrawn, newest first.
pub(crate) async fn list_consents(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<ConsentRow>> {
    sqlx::query_as!(
        ConsentRow,
        r#"select c.purpose, c.topic, p.title as "project_title?", n.version as notice_version, c.source, c.given, c.recorded_at,
                  c.said_on
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

/// Something a person agrees to today.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) purpose: ConsentPurpose,
    pub(crate) topic: Option<Topic>,
    pub(crate) project_id: Option<ProjectId>,
    pub(crate) project_title: Option<String>,
    pub(crate) wording: String,
    pub(crate) recorded_at: DateTime<Utc>,
}

impl Given {
    /// What was agreed to; none for a row that lacks what its purpose is about, which the database refuses.
    pub(crate) fn consent(&self) -> Option<Consent> {
        match self.purpose {
            ConsentPurpose::Registration => Some(Consent::Registration),
            ConsentPurpose::AccessNeeds => Some(Consent::AccessNeeds),
            ConsentPurpose::Mailings => self.topic.map(Consent::Mailings),
            ConsentPurpose::HealthLink => {
                let project_title = self.project_title.clone().unwrap_or_default();
                self.project_id.map(|project| Consent::HealthLink { project, project_title })
            }
        }
    }
}

/// What a person agrees to today: of each kind the latest row, if it gives.
pub(crate) async fn list_given(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<Given>> {
    sqlx::query_as!(
        Given,
        r#"select latest.purpose as "purpose!: ConsentPurpose", latest.topic as "topic?: Topic",
                  latest.project_id as "project_id?: ProjectId", p.title as "project_title?",
                  latest.wording as "wording!", latest.recorded_at as "recorded_at!"
           from (
               select distinct on (purpose, topic, project_id) purpose, topic, project_id, wording, given, recorded_at
               from consents
               where associate_id = $1
               order by purpose, topic, project_id, recorded_at desc, id desc) latest
           left join projects p on p.id = latest.project_id
           where latest.given
           order by latest.purpose, latest.topic, p.title"#,
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Whether the last that someone said about being in the register is that they agree to this notice.
pub(crate) async fn has_agreed_to(
    db: &mut PgConnection,
    associate: AssociateId,
    notice: PrivacyNoticeId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select coalesce((
               select given and notice_id = $2 from consents
               where associate_id = $1 and purpose = 'registration'
               order by recorded_at desc, id desc
               limit 1), false) as "has!""#,
        associate as AssociateId,
        notice as PrivacyNoticeId
    )
    .fetch_one(db)
    .await
}

/// Adds rows to the ledger for people who are brought into the register together: each agrees to be in it, told as it
/// says, under the notice of that day, or the one in force now where there was none yet.
pub(super) async fn insert_registrations(
    db: &mut PgConnection,
    told: &[super::agreement::ToldToRegister],
    by: &By,
) -> sqlx::Result<()> {
    let wording = Consent::Registration.wording();
    let hash = Sha256::digest(wording.as_bytes()).to_vec();
    sqlx::query!(
        "insert into consents
             (id, associate_id, purpose, lawful_basis, notice_id, wording, wording_hash, source, actor_id, given,
              recorded_at, said_on)
         select gen_random_uuid(), r.associate, 'registration', $2,
                coalesce(
                    (select n.id from privacy_notices n
                     where (n.published_at at time zone 'Europe/London')::date <= r.said_on
                     order by n.version desc limit 1),
                    (select n.id from privacy_notices n order by n.version desc limit 1)),
                $3, $4, r.source, $5, true, $6, r.said_on
         from jsonb_to_recordset($1) as r(associate uuid, source text, said_on date)",
        serde_json::json!(told),
        Consent::Registration.basis() as LawfulBasis,
        wording,
        hash,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes what unconfirmed people had agreed to, and people whom an import that is taken back had made; the database lets nobody else's go.
pub(crate) async fn delete_consents_of_pending(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!("delete from consents where associate_id = any($1)", people as &[AssociateId]).execute(db).await?;
    Ok(())
}

/// Writes into the ledger of one what the other has taken back since that moment and not given again.
pub(crate) async fn take_back_for(
    db: &mut PgConnection,
    person: AssociateId,
    by_the_hand_of: AssociateId,
    since: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into consents (id, associate_id, purpose, topic, project_id, lawful_basis, notice_id, wording, wording_hash, source,
                               actor_id, given, recorded_at, said_on)
         select gen_random_uuid(), $1, c.purpose, c.topic, c.project_id, c.lawful_basis, c.notice_id, c.wording, c.wording_hash,
                c.source, c.actor_id, false, c.recorded_at, c.said_on
         from (select distinct on (purpose, topic, project_id) * from consents
               where associate_id = $2 and recorded_at > $3
               order by purpose, topic, project_id, recorded_at desc, id desc) c
         where not c.given and c.purpose <> 'registration'",
        person as AssociateId,
        by_the_hand_of as AssociateId,
        since
    )
    .execute(db)
    .await?;
    Ok(())
}
