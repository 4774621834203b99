//! The rows of events and of all that hangs on them, as the store writes them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::kernel::{
    AccountId, AssociateId, ContributorId, EventId, OrganisationId, PlacePoolId, ProgrammeItemId, ProjectId,
    RegistrationId, StakeholderGroup, ThemeId,
};

#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct EventRow {
    pub(in crate::demo) id: EventId,
    pub(in crate::demo) title: String,
    pub(in crate::demo) kind: &'static str,
    pub(in crate::demo) description: String,
    pub(in crate::demo) starts_at: DateTime<Utc>,
    pub(in crate::demo) ends_at: DateTime<Utc>,
    pub(in crate::demo) place: Option<&'static str>,
    pub(in crate::demo) access_notes: Option<&'static str>,
    pub(in crate::demo) link: Option<&'static str>,
    pub(in crate::demo) visibility: &'static str,
    pub(in crate::demo) theme_id: Option<ThemeId>,
    pub(in crate::demo) host_id: Option<OrganisationId>,
    pub(in crate::demo) series: Option<&'static str>,
    /// The shares of the four activities, in their order.
    pub(in crate::demo) mix: [i16; 4],
    pub(in crate::demo) state: &'static str,
    pub(in crate::demo) cancellation_reason: Option<&'static str>,
    pub(in crate::demo) created_at: DateTime<Utc>,
    /// The worker who planned it, and their name.
    pub(in crate::demo) planned_by: AccountId,
    pub(in crate::demo) planner: String,
    pub(in crate::demo) audit_id: Uuid,
}

impl EventRow {
    /// A cancellation is what calendars followed.
    pub(in crate::demo) fn sequence(&self) -> i32 {
        i32::from(self.state == "cancelled")
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct EventProjectRow {
    pub(in crate::demo) event_id: EventId,
    pub(in crate::demo) project_id: ProjectId,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct PoolRow {
    pub(in crate::demo) id: PlacePoolId,
    pub(in crate::demo) event_id: EventId,
    pub(in crate::demo) groups: &'static [StakeholderGroup],
    pub(in crate::demo) places: Option<i32>,
    pub(in crate::demo) taken: i32,
    pub(in crate::demo) release_days: Option<i16>,
    pub(in crate::demo) released_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct RegistrationRow {
    pub(in crate::demo) id: RegistrationId,
    pub(in crate::demo) event_id: EventId,
    pub(in crate::demo) associate_id: AssociateId,
    pub(in crate::demo) state: &'static str,
    pub(in crate::demo) pool_id: Option<PlacePoolId>,
    pub(in crate::demo) access_needs: Option<&'static str>,
    pub(in crate::demo) supporter: Option<&'static str>,
    pub(in crate::demo) registered_at: DateTime<Utc>,
    pub(in crate::demo) registered_by: AccountId,
    pub(in crate::demo) waiting_since: Option<DateTime<Utc>>,
    pub(in crate::demo) offer_expires_at: Option<DateTime<Utc>>,
}

/// Whether someone with a place came.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct AttendanceRow {
    pub(in crate::demo) event_id: EventId,
    pub(in crate::demo) associate_id: AssociateId,
    pub(in crate::demo) state: &'static str,
    pub(in crate::demo) noted_by: AccountId,
    pub(in crate::demo) noted_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct StepRow {
    pub(in crate::demo) id: Uuid,
    pub(in crate::demo) registration_id: RegistrationId,
    pub(in crate::demo) state: &'static str,
    pub(in crate::demo) why: &'static str,
    pub(in crate::demo) taken_by: Option<AccountId>,
    pub(in crate::demo) taken_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct ItemRow {
    pub(in crate::demo) id: ProgrammeItemId,
    pub(in crate::demo) event_id: EventId,
    pub(in crate::demo) position: i32,
    pub(in crate::demo) title: &'static str,
    pub(in crate::demo) minutes: i16,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct ContributorRow {
    pub(in crate::demo) id: ContributorId,
    pub(in crate::demo) item_id: ProgrammeItemId,
    pub(in crate::demo) associate_id: Option<AssociateId>,
    pub(in crate::demo) account_id: Option<AccountId>,
    pub(in crate::demo) guest: Option<(&'static str, StakeholderGroup)>,
    pub(in crate::demo) role: &'static str,
    /// In which capacity they speak; none for the team. Not written: the register says it.
    pub(in crate::demo) group: Option<StakeholderGroup>,
}

/// What an Associate who contributes was told of the programme.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::demo) struct NewsRow {
    pub(in crate::demo) event_id: EventId,
    pub(in crate::demo) associate_id: AssociateId,
    pub(in crate::demo) changed_at: DateTime<Utc>,
    pub(in crate::demo) told_at: Option<DateTime<Utc>>,
    pub(in crate::demo) told_sequence: i32,
}

/// All events of the network, and all that hangs on them. Their number does not depend on that of the people.
#[derive(Debug, Default, PartialEq)]
pub(in crate::demo) struct Happenings {
    pub(in crate::demo) events: Vec<EventRow>,
    pub(in crate::demo) projects: Vec<EventProjectRow>,
    pub(in crate::demo) pools: Vec<PoolRow>,
    pub(in crate::demo) registrations: Vec<RegistrationRow>,
    pub(in crate::demo) steps: Vec<StepRow>,
    pub(in crate::demo) items: Vec<ItemRow>,
    pub(in crate::demo) contributors: Vec<ContributorRow>,
    pub(in crate::demo) news: Vec<NewsRow>,
}
