//! What people said they would do, for the team.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::app::App;
use crate::audit::List;
use crate::error::Result;
use crate::events;
use crate::intentions::model::{Intention, IntentionState};
use crate::intentions::paths;
use crate::intentions::store::{self, Filter};
use crate::kernel::{Choice, EventId, IntentionId, london_date};
use crate::spreadsheets::{Column, Format, Line, Source, Value, turned};
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, counted};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    event: String,
    /// A state, or `late`.
    state: String,
    after: String,
    before: String,
}

/// The event that the list is narrowed to, by its title.
async fn title_of(db: &mut PgConnection, event: Option<EventId>) -> sqlx::Result<Option<String>> {
    match event {
        Some(id) => Ok(events::find(db, id).await?.map(|event| event.title)),
        None => Ok(None),
    }
}

/// Still to do, and the day is over.
const LATE: &str = "late";

impl Choices {
    fn filter(&self, layout: &Layout) -> Filter {
        Filter {
            event: self.event.parse().ok(),
            state: IntentionState::from_code(&self.state),
            late_on: (self.state == LATE).then(|| layout.today()),
        }
    }

    fn state_in_words(&self) -> Option<String> {
        match self.state.as_str() {
            LATE => Some("The day is over".to_owned()),
            code => IntentionState::from_code(code).map(|state| state.to_string()),
        }
    }

    fn with(&self, name: &str, value: &str) -> String {
        let parameters = [("event", self.event.as_str()), ("state", self.state.as_str())];
        address(paths::Index, &parameters.map(|(key, now)| if key == name { (key, value) } else { (key, now) }))
    }
}

#[derive(Template)]
#[template(path = "intentions/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    rows: Vec<Intention>,
    paging: Paging,
    count: i64,
    choices: Choices,
    /// The title of the event that is chosen.
    event: Option<String>,
    errors: FormErrors,
}

impl IndexPage {
    fn counted(&self) -> String {
        counted(self.count, store::PAGE, ["thing people said", "things people said"])
    }

    fn states(&self) -> Vec<Opt> {
        let mut options = Opt::choices::<IntentionState>(&self.choices.state);
        options.push(Opt { selected: self.choices.state == LATE, ..Opt::new(LATE, "The day is over") });
        options
    }

    fn active(&self) -> Vec<(&'static str, String, String)> {
        let event = (!self.choices.event.is_empty())
            .then(|| ("Event", self.event.clone().unwrap_or_default(), self.choices.with("event", "")));
        let state = self.choices.state_in_words();
        event.into_iter().chain(state.map(|words| ("State", words, self.choices.with("state", "")))).collect()
    }

    /// The same list as a file of this ending.
    fn file(&self, ending: &str) -> String {
        let parameters = [("event", self.choices.event.as_str()), ("state", self.choices.state.as_str())];
        address(format!("/intentions.{ending}"), &parameters)
    }

    fn is_filtered(&self) -> bool {
        !self.active().is_empty()
    }
}

pub(crate) async fn get(
    _: paths::Index,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Page<IndexPage>> {
    let cursor = Cursor::parse(&choices.after, &choices.before);
    let filter = choices.filter(&layout);
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, filter, cursor).await?;
    let count = store::count(&mut db, filter).await?;
    let event = title_of(&mut db, filter.event).await?;
    drop(db);
    let choices = if event.is_none() { Choices { event: String::new(), ..choices } } else { choices };
    let paging = Paging::cut(&mut rows, store::PAGE.into(), cursor, &choices.with("", ""), |row: &Intention| row.id);
    Ok(Page::ok(IndexPage { layout, rows, paging, count, choices, event, errors: FormErrors::default() }))
}

const COLUMNS: [Column; 7] = [
    ("Who", 26),
    ("What they said they would do", 60),
    ("After", 40),
    ("Said on", 12),
    ("By", 12),
    ("How it stands", 16),
    ("What came of it", 60),
];

pub(crate) async fn csv(_: paths::Csv, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, choices: &Choices, format: Format) -> Result<Response> {
    let filter = choices.filter(layout);
    let mut db = app.db.acquire().await?;
    let rows = store::count(&mut db, filter).await?;
    let event = title_of(&mut db, filter.event).await?.map(|title| format!("Event: {title}"));
    drop(db);
    let state = choices.state_in_words().map(|words| format!("State: {words}"));
    let filter_in_words = event.into_iter().chain(state).collect();
    let list = List { title: "What people said they would do", filter: filter_in_words, columns: &COLUMNS, rows };
    list.take(app, layout, format, choices.with("", ""), Intentions { filter, next: Some(Cursor::Start) }).await
}

/// What people said, a page of the list at a time.
struct Intentions {
    filter: Filter,
    next: Option<Cursor<IntentionId>>,
}

impl Source for Intentions {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let Some(cursor) = self.next.take() else { return Ok(Vec::new()) };
        let rows = store::list(db, self.filter, cursor).await?;
        let rows = turned(rows, store::PAGE, &mut self.next, |row| row.id);
        Ok(rows.iter().map(line).collect())
    }
}

fn line(one: &Intention) -> Line {
    vec![
        Value::text(&one.name),
        Value::text(&one.words),
        Value::text(&one.event_title),
        Value::Date(london_date(one.said_at)),
        Value::date(one.by_when),
        Value::text(one.state.label()),
        Value::maybe(one.what_came.as_deref()),
    ]
}
