//! What the dashboards read. Every count and list of memberships goes through `disclosable_memberships`
//! (rule 4: a link that waits for consent is in no chart), and people count while they are active or paused.

mod as_of;
mod coverage;
mod events;
mod home;
mod network;
mod project;
mod project_events;
mod settings;
mod visits;

pub(super) use as_of::{members_as_at, organisations_as_at, stays};
pub(super) use coverage::{CoverageRow, Engagement, coverage_rows, list_cell};
pub(super) use events::{NextEvent, PastEvent, count_unfinished, next_events, past_events};
pub(super) use home::{
    LedProject, MailCount, NewAssociate, NewMembership, Returning, Shelf, WaitingRequest, Worklist, led_projects,
    list_returning, mail_counts, newest_associates, newest_memberships, oldest_requests, shelves, worklist,
};
pub(super) use network::{
    NetworkCount, PlaceCount, movement as network_movement, people as network_people, places as network_places,
};
pub(super) use project::{
    Fellow, MemberCount, OrganisationCount, Request, count_members, fellows, members, movement as project_movement,
    organisations, requests,
};
pub(super) use project_events::{
    MemberAtEvent, Others, PAGE as EVENTS_PAGE, ProjectEvent, count_events, count_others, list_events, members_at_event,
};
pub(super) use settings::{list_targets, list_targets_for_update, replace_targets};
pub(super) use visits::{VisitorCount, network_visitors, project_visitors, told_visits};

/// People who came and went in one period, and how many there were at its end.
#[derive(Clone, Debug)]
pub(super) struct Movement {
    pub(super) joined: i64,
    pub(super) departed: i64,
    pub(super) total: i64,
}
