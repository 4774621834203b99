//! The rows of each table as [`super::store`] writes them. Words whose types belong to other parts of
//! Copse (standing, state, role, purpose …) are given by their codes.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::kernel::{
    AccountId, AffiliationId, AssociateId, ConsentId, County, DeclaredInvolvement, MembershipId, OrganisationId,
    PrivacyNoticeId, ProjectId, StakeholderGroup, StandingChangeId, ThemeId, Topic,
};

#[derive(Debug, PartialEq)]
pub(super) struct ThemeRow {
    pub(super) id: ThemeId,
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
}

#[derive(Debug, PartialEq)]
pub(super) struct ProjectRow {
    pub(super) id: ProjectId,
    pub(super) slug: Cow<'static, str>,
    pub(super) title: Cow<'static, str>,
    pub(super) theme_id: ThemeId,
    pub(super) summary: Cow<'static, str>,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: Option<NaiveDate>,
    pub(super) stage: &'static str,
    pub(super) isrctn: Option<&'static str>,
    pub(super) sensitive: bool,
    pub(super) recruiting: bool,
    pub(super) created_at: DateTime<Utc>,
}

#[derive(Debug, PartialEq)]
pub(super) struct OrganisationRow {
    pub(super) id: OrganisationId,
    pub(super) name: Cow<'static, str>,
    pub(super) kind: &'static str,
    pub(super) county: Option<County>,
    pub(super) ods_code: Option<&'static str>,
    pub(super) created_at: DateTime<Utc>,
}

#[derive(Debug, PartialEq)]
pub(super) struct AliasRow {
    pub(super) organisation_id: OrganisationId,
    pub(super) alias: &'static str,
}

#[derive(Debug, PartialEq)]
pub(super) struct NoticeRow {
    pub(super) id: PrivacyNoticeId,
    pub(super) version: i32,
    pub(super) title: &'static str,
    pub(super) body: &'static str,
    pub(super) summary_of_changes: &'static str,
    pub(super) published_by: AccountId,
    pub(super) published_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct AccountRow {
    pub(super) id: AccountId,
    pub(super) email: String,
    pub(super) name: String,
    /// Whether they have the password of the demonstration; everyone else signs in by link.
    pub(super) has_password: bool,
    pub(super) role: &'static str,
    pub(super) associate_id: Option<AssociateId>,
    pub(super) created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct AssociateRow {
    pub(super) id: AssociateId,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) postcode_district: Option<&'static str>,
    pub(super) county: Option<County>,
    pub(super) stakeholder_group: StakeholderGroup,
    pub(super) access_needs: Option<&'static str>,
    pub(super) interests: Option<&'static str>,
    pub(super) offers: Option<&'static str>,
    pub(super) asks: Option<&'static str>,
    pub(super) topics: Vec<Topic>,
    pub(super) involvement: DeclaredInvolvement,
    pub(super) owner_id: Option<AccountId>,
    pub(super) standing: &'static str,
    pub(super) paused_until: Option<NaiveDate>,
    pub(super) wants_help_choosing: bool,
    pub(super) created_at: DateTime<Utc>,
    pub(super) joined_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct InterestRow {
    pub(super) associate_id: AssociateId,
    pub(super) theme_id: ThemeId,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct StandingRow {
    pub(super) id: StandingChangeId,
    pub(super) associate_id: AssociateId,
    pub(super) standing: &'static str,
    pub(super) paused_until: Option<NaiveDate>,
    pub(super) reason: Option<&'static str>,
    pub(super) changed_by: Option<AccountId>,
    pub(super) changed_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct AffiliationRow {
    pub(super) id: AffiliationId,
    pub(super) associate_id: AssociateId,
    pub(super) organisation_id: Option<OrganisationId>,
    pub(super) organisation_text: Option<&'static str>,
    pub(super) job_title: Option<&'static str>,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ActRow {
    pub(super) id: Uuid,
    pub(super) associate_id: AssociateId,
    pub(super) kind: &'static str,
    pub(super) project_id: Option<ProjectId>,
    pub(super) at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct MembershipRow {
    pub(super) id: MembershipId,
    pub(super) associate_id: AssociateId,
    pub(super) project_id: ProjectId,
    pub(super) role: &'static str,
    pub(super) state: &'static str,
    pub(super) involvement: DeclaredInvolvement,
    pub(super) starts_on: Option<NaiveDate>,
    pub(super) ends_on: Option<NaiveDate>,
    pub(super) requested_by: Option<AccountId>,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) reason: Option<&'static str>,
    pub(super) decided_by: Option<AccountId>,
    pub(super) decided_at: Option<DateTime<Utc>>,
    pub(super) decision_reason: Option<&'static str>,
    pub(super) ended_by: Option<AccountId>,
    pub(super) end_reason: Option<&'static str>,
    pub(super) host_organisation_id: Option<OrganisationId>,
    pub(super) days_a_week: Option<Decimal>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ConsentRow {
    pub(super) id: ConsentId,
    pub(super) associate_id: AssociateId,
    pub(super) purpose: &'static str,
    pub(super) topic: Option<Topic>,
    pub(super) project_id: Option<ProjectId>,
    pub(super) lawful_basis: &'static str,
    pub(super) notice_id: PrivacyNoticeId,
    pub(super) wording: String,
    pub(super) source: &'static str,
    pub(super) actor_id: Option<AccountId>,
    pub(super) given: bool,
    pub(super) recorded_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct AuditRow {
    pub(super) id: Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) actor_id: Option<AccountId>,
    pub(super) actor_name: String,
    pub(super) act: &'static str,
    pub(super) associate_id: AssociateId,
    /// The project, when the entry is about taking part in one; otherwise it is about the person alone.
    pub(super) project_id: Option<ProjectId>,
    pub(super) after: Option<serde_json::Value>,
}

/// Some hundred people with all that hangs on them: what is held in memory and written at a time.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Batch {
    pub(super) associates: Vec<AssociateRow>,
    pub(super) accounts: Vec<AccountRow>,
    pub(super) interests: Vec<InterestRow>,
    pub(super) standing_changes: Vec<StandingRow>,
    pub(super) affiliations: Vec<AffiliationRow>,
    pub(super) acts: Vec<ActRow>,
    pub(super) memberships: Vec<MembershipRow>,
    pub(super) consents: Vec<ConsentRow>,
    pub(super) audit: Vec<AuditRow>,
}
