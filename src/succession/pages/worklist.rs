//! The people of an organisation that ended: who is still to be placed, and what was decided of the others.

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::parents;
use crate::access::Editing;
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::kernel::{AffiliationId, Choice, OrganisationId, display_date, london_date};
use crate::organisations::{self, Organisation, Related};
use crate::succession::forms::DecisionForm;
use crate::succession::model::{Outcome, UNDONE_WITHIN, Unplaced};
use crate::succession::paths;
use crate::succession::store::{self, Counts, Decision, Hosted, HostedEvent};
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, filters};

const PAGE: u8 = 50;
/// The address of what was decided.
pub(super) const DECIDED: &str = "decided";

/// Which of the two lists, and where in it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    view: String,
    after: String,
    before: String,
}

impl Place {
    pub(super) fn is_decided(&self) -> bool {
        self.view == DECIDED
    }

    /// The same place of the list of those who are to be placed.
    pub(super) fn of_open(self) -> Self {
        Self { view: String::new(), ..self }
    }

    /// Without a view that there is not.
    fn known(self) -> Self {
        if self.is_decided() { self } else { self.of_open() }
    }

    fn address(&self, organisation: OrganisationId) -> String {
        address(paths::Worklist { organisation }, &[("view", &self.view)])
    }
}

/// A page of the list that is shown; the other is empty.
struct Shown {
    unplaced: Vec<Unplaced>,
    decisions: Vec<Decision>,
    paging: Paging,
    place: Place,
}

impl Shown {
    /// Where the rows that stood there were decided meanwhile, the list from its start.
    async fn load(db: &mut PgConnection, organisation: OrganisationId, place: &Place) -> sqlx::Result<Self> {
        let (here, size, place) = (place.address(organisation), usize::from(PAGE), place.clone());
        if place.is_decided() {
            let mut cursor = Cursor::parse(&place.after, &place.before);
            let mut decisions = store::page_of_decisions(db, organisation, cursor, PAGE).await?;
            if cursor.leads_nowhere(&decisions) {
                cursor = Cursor::Start;
                decisions = store::page_of_decisions(db, organisation, cursor, PAGE).await?;
            }
            let paging = Paging::cut(&mut decisions, size, cursor, &here, |one| one.id);
            return Ok(Self { unplaced: Vec::new(), decisions, paging, place });
        }
        let mut cursor = Cursor::parse(&place.after, &place.before);
        let mut unplaced = store::page_of_unplaced(db, organisation, cursor, PAGE).await?;
        if cursor.leads_nowhere(&unplaced) {
            cursor = Cursor::Start;
            unplaced = store::page_of_unplaced(db, organisation, cursor, PAGE).await?;
        }
        let paging = Paging::cut(&mut unplaced, size, cursor, &here, |one| one.affiliation_id);
        Ok(Self { unplaced, decisions: Vec::new(), paging, place })
    }
}

#[derive(Template)]
#[template(path = "succession/worklist.html")]
pub(crate) struct WorklistPage {
    layout: Layout,
    organisation: Organisation,
    last_day: NaiveDate,
    successors: Vec<Related>,
    counts: Counts,
    list: Shown,
    hosted: Vec<Hosted>,
    events: Vec<HostedEvent>,
    form: DecisionForm,
    errors: FormErrors,
}

impl WorklistPage {
    pub(super) async fn load(
        app: &App,
        layout: Layout,
        organisation: &Organisation,
        place: &Place,
        (form, errors): (DecisionForm, FormErrors),
    ) -> Result<Self> {
        let last_day = organisation.ends_on.or_404()?;
        let (id, mut db) = (organisation.id, app.db.acquire().await?);
        let successors = organisations::list_successors(&mut db, id).await?;
        let counts = store::count_of(&mut db, id).await?;
        let list = Shown::load(&mut db, id, place).await?;
        let hosted = store::list_hosted(&mut db, id).await?;
        let events = store::list_events(&mut db, id, last_day).await?;
        drop(db);
        let organisation = organisation.clone();
        Ok(Self { layout, organisation, last_day, successors, counts, list, hosted, events, form, errors })
    }

    fn parents(&self) -> [(String, String); 2] {
        parents(&self.organisation)
    }

    fn is_over(&self) -> bool {
        self.last_day < self.layout.today()
    }

    /// "2 unplaced, 18 went on to a successor, 3 left".
    fn counted(&self) -> String {
        let Counts { unplaced, rehomed, left } = self.counts;
        format!("{unplaced} {} · {rehomed} went on to a successor · {left} left", self.open_in_words().to_lowercase())
    }

    fn open_in_words(&self) -> &'static str {
        if self.is_over() { "Unplaced" } else { "To decide" }
    }

    fn tabs(&self) -> [(String, String, bool); 2] {
        let (place, decided) = (&self.list.place, self.counts.rehomed + self.counts.left);
        let tab = |view: &str, words: String| {
            let there = Place { view: view.to_owned(), ..Place::default() };
            (there.address(self.organisation.id), words, view == place.view)
        };
        [
            tab("", format!("{} ({})", self.open_in_words(), self.counts.unplaced)),
            tab(DECIDED, format!("Decided ({decided})")),
        ]
    }

    /// Where the form sends what was decided, so that mistakes come back to the same page of the list.
    fn decisions_path(&self) -> String {
        let place = &self.list.place;
        let to = paths::Decisions { organisation: self.organisation.id };
        address(to, &[("after", &place.after), ("before", &place.before)])
    }

    /// The same list as a file of this ending.
    fn file(&self, ending: &str) -> String {
        let file = format!("/organisations/{}/succession.{ending}", self.organisation.id);
        address(file, &[("view", &self.list.place.view)])
    }

    fn choices(&self) -> Vec<Opt> {
        let words = [
            (
                Outcome::Rehomed,
                "They go on to a successor",
                "Their post here ends the day before, and the new one begins.",
            ),
            (Outcome::Left, "They left", "Their post here ends, and no other begins. Write why below."),
            (Outcome::Later, "Decide later", "They stay on this list as unplaced. Write what you wait for below."),
        ];
        let known = words.into_iter().filter(|(one, ..)| *one != Outcome::Rehomed || !self.successors.is_empty());
        known
            .map(|(one, label, hint)| Opt {
                selected: self.form.choice == one.code(),
                ..Opt::new(one.code(), label).with_hint(hint)
            })
            .collect()
    }

    fn successor_options(&self) -> Vec<Opt> {
        Opt::list(self.successors.iter().map(|one| (one.id, one.name.clone())), &self.form.successor)
    }

    fn is_picked(&self, id: &AffiliationId) -> bool {
        self.form.people.contains(&id.to_string())
    }

    fn went(&self, one: &Decision) -> String {
        went(one)
    }

    fn decided(&self, one: &Decision) -> String {
        format!("{} by {}", display_date(london_date(one.decided_at)), one.by.as_deref().unwrap_or("Copse"))
    }

    fn can_be_undone(&self, one: &Decision) -> bool {
        one.is_untouched && self.layout.now() <= one.decided_at + UNDONE_WITHIN
    }
}

/// "NHS Rushcliffe CCG from 1 April 2013", or why they left.
pub(super) fn went(one: &Decision) -> String {
    match (one.choice, &one.successor, one.successor_from) {
        (Outcome::Rehomed, Some(name), Some(from)) => format!("{name}, from {}", display_date(from)),
        (Outcome::Rehomed, ..) => "A successor, and was changed since".to_owned(),
        _ => format!("Left: {}", one.note.as_deref().unwrap_or("no reason given")),
    }
}

pub(crate) async fn get(
    _: paths::Worklist,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Query(place): Query<Place>,
) -> Result<Page<WorklistPage>> {
    let empty = (DecisionForm::default(), FormErrors::default());
    Ok(Page::ok(WorklistPage::load(&app, layout, &organisation, &place.known(), empty).await?))
}
