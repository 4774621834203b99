//! What an event is, how it is planned, and the ways its state can change.

use chrono::{DateTime, Utc};

use super::mix::ActivityMix;
use crate::kernel::{
    EventId, Invalid, OrganisationId, ProjectId, QuestionId, Text, ThemeId, choices, display_date, display_time,
    london_date, london_time,
};
use crate::places::Places;

choices! {
    /// How far an event has come.
    pub(crate) enum EventState as "event_state" {
        /// Seen by the team only.
        Draft = "draft", "Draft";
        Open = "open", "Open for registration";
        /// Takes no new registrations.
        Closed = "closed", "Registration closed";
        Cancelled = "cancelled", "Cancelled";
        /// It has taken place and everything about it is recorded.
        Done = "done", "Done";
    }
}

impl EventState {
    /// Where an event with these times stands, in words for everyone, and the colour that repeats them.
    pub(crate) fn seen(
        self,
        starts_at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> (&'static str, &'static str) {
        match self {
            Self::Cancelled => ("Cancelled", "red"),
            Self::Draft => ("Draft", "yellow"),
            _ if ends_at <= now => ("Has taken place", "grey"),
            Self::Done => ("Has taken place", "teal"),
            Self::Open if starts_at <= now => ("Going on now", "green"),
            Self::Closed if starts_at <= now => ("Going on now", "teal"),
            Self::Open => ("Open for registration", "green"),
            Self::Closed => ("Registration is closed", "teal"),
        }
    }
}

choices! {
    /// Who may see an event and register for it.
    pub(crate) enum EventVisibility as "event_visibility" {
        Public = "public", "Everyone";
        Associates = "associates", "Associates";
        Members = "members", "Members of its projects";
    }
}

impl EventVisibility {
    /// What choosing it means.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Public => {
                "Shown to visitors too. Someone who is not an Associate yet registers with the network on the way."
            }
            Self::Associates => "Shown to everyone who is signed in.",
            Self::Members => "Shown to the people who take part in the projects chosen below.",
        }
    }
}

choices! {
    /// What sort of event it is.
    pub(crate) enum EventKind as "event_kind" {
        Seminar = "seminar", "Seminar";
        Workshop = "workshop", "Workshop";
        Training = "training", "Training";
        Networking = "networking", "Networking";
        Meeting = "meeting", "Meeting";
        Conference = "conference", "Conference";
        Visit = "visit", "Visit";
        Other = "other", "Other";
    }
}

impl EventKind {
    /// The activity mix such an event usually has: where planning begins.
    pub(super) fn usual_mix(self) -> ActivityMix {
        let [social_interaction, knowledge_sharing, knowledge_creation, identity_building] = match self {
            Self::Seminar => [15, 65, 10, 10],
            Self::Workshop => [20, 30, 40, 10],
            Self::Training => [15, 60, 10, 15],
            Self::Networking => [60, 20, 0, 20],
            Self::Meeting => [20, 30, 30, 20],
            Self::Conference => [25, 50, 10, 15],
            Self::Visit => [40, 30, 10, 20],
            Self::Other => [25, 25, 25, 25],
        };
        ActivityMix { social_interaction, knowledge_sharing, knowledge_creation, identity_building }
    }
}

/// A development opportunity.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: EventId,
    pub(crate) title: String,
    pub(crate) kind: EventKind,
    /// Markdown, as it was typed.
    pub(crate) description: String,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) place: Option<String>,
    pub(crate) access_notes: Option<String>,
    /// Where people join from afar; for the registered only.
    pub(crate) link: Option<String>,
    pub(crate) visibility: EventVisibility,
    pub(crate) theme_id: Option<ThemeId>,
    pub(crate) theme_name: Option<String>,
    pub(crate) host_organisation_id: Option<OrganisationId>,
    pub(crate) host_name: Option<String>,
    pub(crate) series: Option<String>,
    pub(crate) social_interaction: i16,
    pub(crate) knowledge_sharing: i16,
    pub(crate) knowledge_creation: i16,
    pub(crate) identity_building: i16,
    pub(crate) state: EventState,
    pub(crate) cancellation_reason: Option<String>,
    /// Raised with every change that calendars must follow.
    pub(crate) calendar_sequence: i32,
    pub(crate) projects: Vec<ProjectId>,
    /// Their slugs, in the same order.
    pub(crate) project_slugs: Vec<String>,
    /// Their titles, in the same order.
    pub(crate) project_titles: Vec<String>,
    pub(crate) version: i32,
}

impl Event {
    /// Its page.
    pub(crate) fn href(&self) -> String {
        format!("/events/{}", self.id)
    }

    pub(crate) fn mix(&self) -> ActivityMix {
        let share = |per_cent: i16| u8::try_from(per_cent).unwrap_or_default();
        ActivityMix {
            social_interaction: share(self.social_interaction),
            knowledge_sharing: share(self.knowledge_sharing),
            knowledge_creation: share(self.knowledge_creation),
            identity_building: share(self.identity_building),
        }
    }

    pub(crate) fn has_begun(&self, now: DateTime<Utc>) -> bool {
        self.starts_at <= now
    }

    pub(crate) fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.ends_at <= now
    }

    /// Whether someone may register now.
    pub(crate) fn takes_registrations(&self, now: DateTime<Utc>) -> bool {
        self.state == EventState::Open && !self.is_over(now)
    }

    /// Whether a place that becomes free is offered to the next in line: also after registration has closed.
    pub(crate) fn moves_its_line(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state, EventState::Open | EventState::Closed) && !self.has_begun(now)
    }

    /// Whether people of the network were told about it, so that they must hear of a change.
    pub(crate) fn is_announced(&self) -> bool {
        matches!(self.state, EventState::Open | EventState::Closed)
    }

    /// "Thursday 4 June 2026, 2:30pm to 4:30pm"; with both days where it ends on another.
    pub(crate) fn when(&self) -> String {
        when(self.starts_at, self.ends_at)
    }

    /// Where it stands, in words for everyone.
    pub(crate) fn state_in_words(&self, now: DateTime<Utc>) -> &'static str {
        self.state.seen(self.starts_at, self.ends_at, now).0
    }

    /// The colour that repeats the state.
    pub(crate) fn state_colour(&self, now: DateTime<Utc>) -> &'static str {
        self.state.seen(self.starts_at, self.ends_at, now).1
    }

    /// Checks whether it may come to stand at `to`.
    ///
    /// # Errors
    /// There is no such way, or something is missing that people need to know.
    pub(crate) fn may_become(&self, to: EventState, now: DateTime<Utc>) -> Result<(), Invalid> {
        use EventState::{Cancelled, Closed, Done, Draft, Open};
        match (self.state, to) {
            (Draft, Open) if self.has_begun(now) => {
                Err(Invalid::new("Change the start to a time in the future before you open it"))
            }
            (Draft, Open) if self.place.is_none() && self.link.is_none() => {
                Err(Invalid::new("Add a place or a link before you open it, so that people know where to go"))
            }
            // An event that Copse did not know of beforehand: nobody could register, and who came is noted now.
            (Draft, Closed) if !self.is_over(now) => {
                Err(Invalid::new("It has not taken place yet, so open it for registration"))
            }
            (Draft, Closed) => Ok(()),
            (Closed, Open) if self.has_begun(now) => Err(Invalid::new("It has begun, so nobody can register any more")),
            (Draft | Closed, Open) | (Open, Closed) => Ok(()),
            (Open | Closed, Cancelled) if self.is_over(now) => {
                Err(Invalid::new("It has taken place, so it cannot be cancelled"))
            }
            (Open | Closed, Cancelled) => Ok(()),
            (Open | Closed, Done) if !self.is_over(now) => Err(Invalid::new("It has not taken place yet")),
            (Open | Closed, Done) | (Done, Closed) => Ok(()),
            _ => Err(Invalid::new("This cannot be done with the event as it stands now")),
        }
    }
}

/// "Thursday 4 June 2026, 2:30pm to 4:30pm"; with both days where it ends on another.
pub(crate) fn when(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> String {
    let (first, last) = (london_date(starts_at), london_date(ends_at));
    let (from, until) = (display_time(london_time(starts_at)), display_time(london_time(ends_at)));
    let day = |date: chrono::NaiveDate| format!("{} {}", date.format("%A"), display_date(date));
    if first == last {
        format!("{}, {from} to {until}", day(first))
    } else {
        format!("{}, {from} to {}, {until}", day(first), day(last))
    }
}

/// How many came, for everyone to read: in tens, so that nobody who knows some of them by name can tell how few the
/// others are.
pub(crate) fn came(people: i64) -> Option<String> {
    match people {
        ..=0 => None,
        1..=4 => Some("Fewer than 5 people came".to_owned()),
        5..=9 => Some("At least 5 people came".to_owned()),
        many => Some(format!("At least {} people came", many / 10 * 10)),
    }
}

/// What the team plans; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Plan {
    pub(crate) title: Text<200>,
    pub(crate) kind: EventKind,
    pub(crate) description: Text<10_000>,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) place: Option<Text<500>>,
    pub(crate) access_notes: Option<Text<1000>>,
    pub(crate) link: Option<Link>,
    pub(crate) visibility: EventVisibility,
    pub(crate) theme: Option<ThemeId>,
    pub(crate) projects: Vec<ProjectId>,
    pub(crate) host: Option<OrganisationId>,
    pub(crate) series: Option<Text<100>>,
    #[serde(flatten)]
    pub(crate) mix: ActivityMix,
    pub(crate) places: Places,
    pub(crate) questions: Vec<NewQuestion>,
}

impl Plan {
    /// Whether the registered people, and their calendars, must hear of the change from `before`.
    pub(super) fn moves(&self, before: &Event) -> bool {
        let same_place = self.place.as_ref().map(Text::as_str) == before.place.as_deref();
        let same_link = self.link.as_ref().map(Link::as_str) == before.link.as_deref();
        self.starts_at != before.starts_at || self.ends_at != before.ends_at || !same_place || !same_link
    }
}

/// Something people are asked when they register.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) id: QuestionId,
    pub(crate) wording: String,
    pub(crate) required: bool,
}

/// A question as it is planned.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct NewQuestion {
    pub(crate) wording: Text<300>,
    pub(crate) required: bool,
}

/// The address of an online meeting: http or https, without spaces.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Link(String);

impl Link {
    /// Parses what was typed.
    ///
    /// # Errors
    /// It is no address of the web, or longer than 500 characters.
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = crate::kernel::clean(raw);
        let uri: Option<axum::http::Uri> = text.parse().ok();
        let is_web = uri.as_ref().is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| host.contains('.'))
        });
        if is_web && text.len() <= 500 {
            return Ok(Self(text));
        }
        Err(Invalid::new("Enter a link that begins with https://, like https://meet.example.org/copse"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
