//! The record of one Associate.

use askama::Template;

use crate::access::Viewing;
use crate::app::App;
use crate::associates::{self, Affiliation, Associate, Standing};
use crate::error::{OrNotFound, Result};
use crate::intentions::{self, Intention};
use crate::kernel::{Choice, County, DeclaredInvolvement, StakeholderGroup, display_date, london_date};
use crate::memberships::MembershipState;
use crate::people::paths;
use crate::people::store::{self, Alternate, Doubles, Facts, Happening, InvitedTo, MembershipRow};
use crate::privacy::{self, ConsentPurpose, ConsentRow};
use crate::sign_ups::{self, OwnEvent};
use crate::tags::{self, OnPerson, Tag};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "people/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    associate: Associate,
    facts: Facts,
    affiliations: Vec<Affiliation>,
    memberships: Vec<MembershipRow>,
    /// What they agreed to, but for links that say something about health.
    consents: Vec<ConsentRow>,
    /// Events they signed up for or came to, the latest first.
    events: Vec<OwnEvent>,
    /// What they said they would do differently.
    intentions: Vec<Intention>,
    /// Events they were invited to, the latest invitation first.
    invitations: Vec<InvitedTo>,
    timeline: Vec<Happening>,
    /// Records that were put together with it, or may be.
    doubles: Doubles,
    /// The team's labels on them.
    tags: Vec<OnPerson>,
    /// All labels there are, to choose from.
    known_tags: Vec<Tag>,
}

pub(crate) async fn get(
    _: paths::Show,
    app: App,
    layout: Layout,
    associate: Viewing<Associate>,
) -> Result<Page<ShowPage>> {
    let (id, mut db) = (associate.id, app.db.acquire().await?);
    let facts = store::facts(&mut db, id).await?.or_404()?;
    let affiliations = associates::list_affiliations(&mut db, id).await?;
    let memberships = store::list_memberships(&mut db, id).await?;
    let mut consents = privacy::list_consents(&mut db, id).await?;
    let timeline = store::timeline(&mut db, id).await?;
    let events = sign_ups::list_own(&mut db, id).await?;
    let intentions = intentions::list_of(&mut db, id, None).await?;
    let invitations = store::list_invitations(&mut db, id).await?;
    let doubles = store::list_doubles(&mut db, id).await?;
    let tags = tags::list_of(&mut db, id).await?;
    let known_tags = tags::list_named(&mut db).await?;
    drop(db);
    consents.retain(|consent| consent.purpose != ConsentPurpose::HealthLink);
    let associate = associate.clone();
    Ok(Page::ok(ShowPage {
        layout,
        associate,
        facts,
        affiliations,
        memberships,
        consents,
        events,
        intentions,
        invitations,
        timeline,
        doubles,
        known_tags,
        tags,
    }))
}

impl ShowPage {
    /// Events to come, the next one first.
    fn coming(&self) -> Vec<&OwnEvent> {
        self.events.iter().rev().filter(|one| one.ends_at > self.layout.now()).collect()
    }

    /// Events that are over, the latest first.
    fn past(&self) -> Vec<&OwnEvent> {
        self.events.iter().filter(|one| one.ends_at <= self.layout.now()).collect()
    }

    /// "Invited 4 June 2026, opened 5 June 2026, nudged 9 June 2026".
    fn invited(&self, one: &InvitedTo) -> String {
        let moments = [
            ("Invited", Some(one.invited_at)),
            ("opened", one.opened_at),
            ("nudged", one.nudged_at),
            ("said no", one.declined_at),
        ];
        let said = |(what, at): (&str, Option<_>)| Some(format!("{what} {}", display_date(london_date(at?))));
        moments.into_iter().filter_map(said).collect::<Vec<_>>().join(", ")
    }

    /// "Attended 7 of 9 events with a place; 1 excused, 1 absent."
    fn attendance(&self) -> Option<String> {
        sign_ups::attendance_in_words(&self.events, self.layout.now())
    }

    fn stands(&self, one: &OwnEvent) -> (&'static str, &'static str) {
        one.in_words(self.layout.now())
    }

    /// "Email address (of an earlier record)".
    fn earlier(&self, one: &Alternate) -> (&'static str, String) {
        match one.field.as_str() {
            "name" => ("Also known as", one.value.clone()),
            "email" => ("Earlier email address", one.value.clone()),
            "phone" => ("Earlier phone", one.value.clone()),
            "postcode_district" => ("Earlier postcode district", one.value.clone()),
            "county" => ("Earlier county", County::label_of(&one.value)),
            "stakeholder_group" => ("Earlier group", StakeholderGroup::label_of(&one.value)),
            "involvement" => ("Earlier declared involvement", DeclaredInvolvement::label_of(&one.value)),
            "interests" => ("Earlier interests", one.value.clone()),
            "offers" => ("Earlier offers", one.value.clone()),
            "asks" => ("Earlier asks", one.value.clone()),
            _ => ("Earlier owner", one.value.clone()),
        }
    }

    fn may_be(&self) -> String {
        match self.doubles.may_be {
            1 => "1 other record may be of the same person.".to_owned(),
            several => format!("{several} other records may be of the same person."),
        }
    }

    fn is_active(&self) -> bool {
        self.associate.standing == Standing::Active
    }

    fn takes_part(&self) -> bool {
        matches!(self.associate.standing, Standing::Active | Standing::Paused)
    }

    /// Active people without an active membership are on the unplaced list (rule 1).
    fn is_unplaced(&self) -> bool {
        self.is_active() && !self.memberships.iter().any(|one| one.state == MembershipState::Active)
    }

    /// A request that waits for an answer.
    fn request(&self) -> Option<&MembershipRow> {
        self.memberships.iter().find(|one| one.state == MembershipState::Requested)
    }

    /// The word for how they stand, and its colour.
    fn standing(&self) -> (String, &'static str) {
        match (self.associate.standing, self.associate.paused_until) {
            (Standing::Paused, Some(until)) => (format!("Paused until {}", display_date(until)), "yellow"),
            (Standing::Active, _) => ("Active".to_owned(), "green"),
            (standing, _) => (standing.to_string(), "grey"),
        }
    }

    /// "Commissioner, NHS Nottingham City": what one knows people by.
    fn caption(&self) -> String {
        let group = self.associate.stakeholder_group.to_string();
        let today = self.layout.today();
        let current = self.affiliations.iter().find(|one| one.ends_on.is_none_or(|last| last >= today));
        match current {
            Some(affiliation) => format!("{group}, {}", affiliation.organisation),
            None => group,
        }
    }

    fn email(&self) -> &str {
        self.associate.email.as_ref().map_or("", |address| address.as_str())
    }

    fn joined(&self) -> String {
        self.associate.joined_on.map(display_date).unwrap_or_default()
    }

    fn text<'a>(&self, value: &'a Option<String>) -> &'a str {
        value.as_deref().unwrap_or_default()
    }

    fn topics(&self) -> String {
        let topics: Vec<&str> = self.associate.topics.iter().map(|topic| topic.label()).collect();
        topics.join(" · ")
    }

    fn signs_in(&self) -> String {
        match (self.facts.has_account, self.facts.last_seen_at) {
            (true, Some(at)) => format!("Yes, last on {}", display_date(london_date(at))),
            (true, None) => "Yes, not signed in at the moment".to_owned(),
            (false, _) => match &self.facts.address_used_by {
                Some(name) => format!("No: the address is used by {name}’s account"),
                None => "No".to_owned(),
            },
        }
    }

    /// Who put a tag on them, and when.
    fn tagged(&self, tag: &OnPerson) -> String {
        let by = tag.by.as_deref().unwrap_or("Copse");
        format!("Added by {by} on {}", display_date(london_date(tag.added_at)))
    }

    /// "at an organisation that ended on 31 March 2013".
    fn outlived(&self, affiliation: &Affiliation) -> Option<String> {
        let last = affiliation.outlives().filter(|last| self.takes_part() && *last < self.layout.today())?;
        Some(format!("at an organisation that ended on {}", display_date(last)))
    }

    /// The period of an affiliation in words.
    fn affiliated(&self, affiliation: &Affiliation) -> String {
        match affiliation.ends_on {
            None => format!("Since {}", display_date(affiliation.starts_on)),
            Some(end) => format!("{} to {}", display_date(affiliation.starts_on), display_date(end)),
        }
    }

    /// What a consent says, and whether it holds.
    fn agreed(&self, consent: &ConsentRow) -> String {
        let what = match consent.topic {
            Some(topic) => format!("{}: {topic}", consent.purpose),
            None => consent.purpose.to_string(),
        };
        if consent.given { format!("Agreed. {what}") } else { format!("No longer. {what}") }
    }

    fn consents_summary(&self) -> String {
        match self.consents.len() {
            1 => "Show the entry".to_owned(),
            count => format!("Show all {count} entries"),
        }
    }

    fn source_of(&self, consent: &ConsentRow) -> String {
        format!("{}, {}, notice {}", consent.when(), consent.source, consent.notice_version)
    }
}

impl MembershipRow {
    /// "Member since 4 June 2026", "Adviser, 4 June 2024 to 1 May 2025", "Asked to be a member on …".
    pub(crate) fn period(&self) -> String {
        let asked = display_date(london_date(self.requested_at));
        match (self.state, self.starts_on, self.ends_on) {
            (MembershipState::Requested, ..) => format!("{}, asked on {asked}", self.role),
            (MembershipState::Declined, ..) => format!("{}, asked on {asked}, declined", self.role),
            (_, Some(start), Some(end)) => {
                format!("{}, {} to {}", self.role, display_date(start), display_date(end))
            }
            (_, Some(start), None) => format!("{} since {}", self.role, display_date(start)),
            (_, None, _) => self.role.to_string(),
        }
    }

    pub(crate) fn colour(&self) -> &'static str {
        match self.state {
            MembershipState::Active => "green",
            MembershipState::Requested => "yellow",
            MembershipState::Declined | MembershipState::Ended => "grey",
        }
    }

    /// Its state in a word; a request they took back was not refused.
    pub(crate) fn state_words(&self) -> &'static str {
        let is_withdrawn = self.state == MembershipState::Declined && self.end_reason.is_some();
        if is_withdrawn { "Taken back" } else { self.state.label() }
    }

    /// Who linked them and why, in a sentence.
    pub(crate) fn origin(&self) -> String {
        let by = self.requested_by.as_deref().unwrap_or("Copse");
        match &self.reason {
            Some(reason) => format!("By {by}: “{reason}”"),
            None => format!("By {by}, no reason given"),
        }
    }
}

impl Happening {
    /// What happened, in a few words.
    pub(crate) fn words(&self) -> String {
        let project = self.project.as_deref().unwrap_or("a project");
        let role = self.role.map(|role| role.to_string().to_lowercase()).unwrap_or_default();
        match (self.kind.as_str(), self.code.as_str()) {
            ("standing", "active") => "Active in the network".to_owned(),
            ("standing", "pending") => "Registered, to be confirmed".to_owned(),
            ("standing", "paused") => "Paused".to_owned(),
            ("standing", "left") => "Left the network".to_owned(),
            ("standing", _) => "Erased".to_owned(),
            ("asked", _) if self.own => format!("Asked to join {project} as {role}"),
            ("asked", _) => format!("Linked to {project} as {role}"),
            ("decided", "declined") => format!("Not accepted: {project}"),
            ("decided", _) => format!("Accepted: {project}"),
            ("ended", _) => format!("Ended: {role} of {project}"),
            (_, "joined_project") => format!("Joined {project}"),
            (_, "attended") => format!("Came to {}", self.event.as_deref().unwrap_or("an event")),
            _ => "Confirmed or changed their details".to_owned(),
        }
    }

    pub(crate) fn date(&self) -> String {
        display_date(london_date(self.at))
    }

    pub(crate) fn iso(&self) -> String {
        london_date(self.at).to_string()
    }

    /// Who did it, where it was not Copse.
    pub(crate) fn who(&self) -> &str {
        if self.own { "themselves" } else { self.by.as_deref().unwrap_or_default() }
    }
}
