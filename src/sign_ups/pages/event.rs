//! One event, and how the person who reads it stands to it.

use askama::Template;

use crate::access::{Action, Facts, Protected, Viewing};
use crate::app::App;
use crate::attendance::{self, Outcome};
use crate::error::Result;
use crate::events::{self, ActivityMix, Event, EventState, EventTab, EventVisibility, event_tabs};
use crate::feedback;
use crate::kernel::{Choice, EventId, display_date_time};
use crate::outputs::{self, Output};
use crate::places::{self, Kept, Places, Registration, RegistrationState};
use crate::programme::{self, Item, Programme};
use crate::sign_ups::paths;
use crate::sign_ups::store::{self, Counts, InvitedCounts, OfProject};
use crate::thanks::{self, Thanked};
use crate::web::{Layout, Page, SafeHtml, markdown};

#[derive(Template)]
#[template(path = "sign_ups/event.html")]
pub(crate) struct EventPage {
    layout: Layout,
    event: Event,
    projects: Vec<OfProject>,
    places: Places,
    counts: Counts,
    programme: Programme,
    /// Who was invited, for the team.
    invited: InvitedCounts,
    /// The reader's own registration.
    own: Option<Registration>,
    /// What became of it, for the team.
    outcome: Option<Outcome>,
    afterwards: Option<Afterwards>,
    /// What came of it, for everyone who sees it.
    outputs: Vec<Output>,
    /// The reader was there and has not said yet how they found it.
    asks_feedback: bool,
}

/// What is left to do when an event is over, for the team.
struct Afterwards {
    /// How many gave feedback.
    answers: i32,
    /// How many people said what they will do differently.
    intentions: i64,
    thanked: Thanked,
}

impl Afterwards {
    async fn load(db: &mut sqlx::PgConnection, event: EventId) -> sqlx::Result<Self> {
        Ok(Self {
            answers: feedback::count_answers(db, event).await?,
            intentions: feedback::count_intentions(db, event).await?,
            thanked: thanks::count(db, event).await?,
        })
    }

    /// How many contributors wait for thanks.
    fn to_thank(&self) -> i64 {
        self.thanked.contributors - self.thanked.thanked
    }
}

pub(crate) async fn get(_: paths::Event, app: App, layout: Layout, event: Viewing<Event>) -> Result<Page<EventPage>> {
    let mut db = app.db.acquire().await?;
    let projects = store::list_projects(&mut db, event.id).await?;
    let places = places::plan_of(&mut db, event.id).await?;
    let counts = store::count_by_state(&mut db, event.id).await?;
    let programme = programme::load(&mut db, event.id).await?;
    let own = match layout.actor().and_then(|actor| actor.associate) {
        Some(associate) => places::find_live(&mut db, event.id, associate).await?,
        None => None,
    };
    let invited = match layout.may(Action::Edit, event.facts()) {
        true => store::count_invited(&mut db, event.id).await?,
        false => InvitedCounts::default(),
    };
    let is_to_be_told = event.is_over(layout.now()) && layout.may(Action::Edit, event.facts());
    let (outcome, afterwards) = match is_to_be_told && (event.is_announced() || event.state == EventState::Done) {
        true => {
            (Some(attendance::find_outcome(&mut db, event.id).await?), Some(Afterwards::load(&mut db, event.id).await?))
        }
        false => (None, None),
    };
    let outputs = outputs::list_of_event(&mut db, event.id, layout.may(Action::Edit, event.facts())).await?;
    let asks_feedback = asks_feedback(&mut db, &layout, &event).await?;
    drop(db);
    let event = event.clone();
    Ok(Page::ok(EventPage {
        layout,
        event,
        projects,
        places,
        counts,
        programme,
        invited,
        own,
        outcome,
        afterwards,
        outputs,
        asks_feedback,
    }))
}

/// Whether the reader is asked how they found it.
async fn asks_feedback(db: &mut sqlx::PgConnection, layout: &Layout, event: &Event) -> sqlx::Result<bool> {
    let Some(associate) = layout.actor().and_then(|actor| actor.associate) else { return Ok(false) };
    if !feedback::is_open(event, layout.now()) {
        return Ok(false);
    }
    let part = feedback::find_part(db, event.id, associate).await?;
    Ok(part.was_there && !part.has_given)
}

impl EventPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "About")
    }

    fn may_edit(&self) -> bool {
        self.layout.may(Action::Edit, self.event.facts())
    }

    /// How evenly both sides led the programme; none when nobody is on it.
    fn reciprocity(&self) -> Option<f64> {
        self.programme.shares().reciprocity()
    }

    /// The items of the programme with their times.
    fn items(&self) -> Vec<(String, &Item)> {
        self.programme.timed(self.event.starts_at)
    }

    fn description(&self) -> SafeHtml {
        markdown(&self.event.description)
    }

    fn state(&self) -> &'static str {
        self.event.state_in_words(self.layout.now())
    }

    fn colour(&self) -> &'static str {
        self.event.state_colour(self.layout.now())
    }

    fn is(&self, state: EventState) -> bool {
        self.event.state == state
    }

    fn takes_registrations(&self) -> bool {
        self.event.takes_registrations(self.layout.now())
    }

    fn is_over(&self) -> bool {
        self.event.is_over(self.layout.now())
    }

    fn can_be_cancelled(&self) -> bool {
        self.event.is_announced() && !self.is_over()
    }

    /// Whether the reader leads one of its projects, and can see how people found it.
    fn sees_feedback(&self) -> bool {
        let on = Facts::EventFeedback { projects: self.event.projects.clone() };
        !self.may_edit()
            && feedback::has_taken_place(&self.event, self.layout.now())
            && self.layout.may(Action::View, on)
    }

    fn is_visitor(&self) -> bool {
        self.layout.person.is_none()
    }

    /// How many came, for whoever is not of the team.
    fn came(&self) -> Option<String> {
        let is_told = self.is_over() && self.event.state != EventState::Cancelled && !self.may_edit();
        events::came(self.counts.came).filter(|_| is_told)
    }

    /// Lines of the place, the name of the building first.
    fn place_lines(&self) -> Vec<&str> {
        self.event.place.as_deref().map(|place| place.lines().collect()).unwrap_or_default()
    }

    /// The link to join from afar, for those who have a place, and for the team.
    fn link(&self) -> Option<&str> {
        let has_place = self.own.as_ref().is_some_and(|own| own.state == RegistrationState::Registered);
        self.event.link.as_deref().filter(|_| has_place || self.may_edit())
    }

    /// Whether there is room, for someone who thinks of coming.
    fn room(&self) -> String {
        let free = |capacity: u32| i64::from(capacity) - self.counts.held();
        match self.places.capacity {
            None => "There is room for everyone who wants to come.".to_owned(),
            Some(capacity) if free(capacity) <= 0 || self.counts.waiting > 0 => {
                "All places are taken. You can join the waiting list: a place that becomes free is offered to the next in line."
                    .to_owned()
            }
            // How many exactly would tell a lead, who knows their own people by name, how few the others are.
            Some(capacity) if free(capacity) < 10 => "Only a few places are left.".to_owned(),
            Some(capacity) => format!("There are {capacity} places."),
        }
    }

    /// For whom places are kept, in words.
    fn kept(&self) -> Option<String> {
        self.places.kept.as_ref().map(Kept::in_words)
    }

    /// The next state the team can bring it to: the code of the state, and the button's words.
    fn next_state(&self) -> Option<(&'static str, &'static str)> {
        match self.event.state {
            EventState::Draft if self.is_over() => Some(("closed", "Record that it has taken place")),
            EventState::Draft => Some(("open", "Open for registration")),
            // What is over becomes done when it is known who came.
            EventState::Open | EventState::Closed if self.is_over() => None,
            EventState::Open => Some(("closed", "Close the registration")),
            EventState::Closed => Some(("open", "Open the registration again")),
            EventState::Done => Some(("closed", "Not done yet after all")),
            EventState::Cancelled => None,
        }
    }

    fn is_full(&self) -> bool {
        self.places.capacity.is_some_and(|capacity| i64::from(capacity) <= self.counts.held())
            || self.counts.waiting > 0
    }

    /// How many may come, for the team.
    fn capacity(&self) -> String {
        self.places.capacity.map_or_else(|| "No limit".to_owned(), |capacity| capacity.to_string())
    }

    fn mix(&self) -> ActivityMix {
        self.event.mix()
    }

    fn until(&self, own: &Registration) -> String {
        own.offer_expires_at.map(display_date_time).unwrap_or_default()
    }

    fn is_public(&self) -> bool {
        self.event.visibility == EventVisibility::Public
    }
}

/// The event for whoever shows it elsewhere in this part.
pub(super) async fn of(db: &mut sqlx::PgConnection, id: EventId) -> Result<Event> {
    use crate::error::OrNotFound;
    events::find(db, id).await?.or_404()
}
