//! The team's list of an event: who has a place, who waits and why, who is not coming.

use std::collections::HashMap;

use askama::Template;

use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::events::{Event, EventTab, event_tabs};
use crate::kernel::{Choice, RegistrationId, display_date_time};
use crate::places::{self, Kept, Places, RegistrationState};
use crate::sign_ups::paths;
use crate::sign_ups::store::{self, Answer, Counts, Line};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "sign_ups/list.html")]
pub(crate) struct ListPage {
    layout: Layout,
    event: Event,
    counts: Counts,
    places: Places,
    registered: Vec<Line>,
    /// Those who were offered a place and those who wait, in the order of the line.
    line: Vec<Line>,
    ended: Vec<Line>,
    answers: HashMap<RegistrationId, Vec<Answer>>,
}

pub(crate) async fn get(
    _: paths::Registrations,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<ListPage>> {
    use RegistrationState::{Cancelled, Declined, Lapsed, Offered, Registered, Waiting};
    let mut db = app.db.acquire().await?;
    let counts = store::count_by_state(&mut db, event.id).await?;
    let places = places::plan_of(&mut db, event.id).await?;
    let registered = store::list_lines(&mut db, event.id, &[Registered]).await?;
    let line = store::list_lines(&mut db, event.id, &[Offered, Waiting]).await?;
    let ended = store::list_lines(&mut db, event.id, &[Cancelled, Declined, Lapsed]).await?;
    let mut answers: HashMap<RegistrationId, Vec<Answer>> = HashMap::new();
    for answer in store::list_all_answers(&mut db, event.id).await? {
        answers.entry(answer.registration_id).or_default().push(answer);
    }
    drop(db);
    Ok(Page::ok(ListPage { layout, event: event.clone(), counts, places, registered, line, ended, answers }))
}

impl ListPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Registrations")
    }

    fn is_empty(&self) -> bool {
        self.registered.is_empty() && self.line.is_empty() && self.ended.is_empty()
    }

    fn takes_registrations(&self) -> bool {
        self.event.takes_registrations(self.layout.now())
    }

    /// "32 of 40 places".
    fn places(&self) -> String {
        match self.places.capacity {
            Some(capacity) => format!("{} of {capacity}", self.counts.held()),
            None => self.counts.held().to_string(),
        }
    }

    fn kept(&self) -> Option<String> {
        self.places.kept.as_ref().map(Kept::in_words)
    }

    fn answers_of(&self, line: &Line) -> &[Answer] {
        self.answers.get(&line.id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The latest step in words: "First in line when a place became free, 4 June 2026, 2:30pm".
    fn latest(&self, line: &Line) -> String {
        let at = line.at.map(display_date_time).unwrap_or_default();
        line.why.as_deref().map(|why| format!("{why}, {at}")).unwrap_or_default()
    }

    /// What holds for someone in line: until when an offer stands, or since when they wait.
    fn held(&self, line: &Line) -> String {
        match (line.offer_expires_at, line.waiting_since) {
            (Some(until), _) => format!("A place is held until {}", display_date_time(until)),
            (None, Some(since)) => format!("Waits since {}", display_date_time(since)),
            (None, None) => String::new(),
        }
    }

    /// Their group keeps them apart from those before them.
    fn may_have_kept(&self, line: &Line) -> bool {
        self.places.kept.as_ref().is_some_and(|kept| kept.groups.contains(&line.stakeholder_group))
    }
}
