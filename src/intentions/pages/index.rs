//! What people said they would do, for the team.

use askama::Template;
use serde::Deserialize;

use crate::app::App;
use crate::error::Result;
use crate::events;
use crate::intentions::model::{Intention, IntentionState};
use crate::intentions::paths;
use crate::intentions::store::{self, Filter};
use crate::kernel::{Choice, EventId};
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

/// Still to do, and the day is over.
const LATE: &str = "late";

impl Choices {
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
        let state = match self.choices.state.as_str() {
            LATE => Some("The day is over".to_owned()),
            code => IntentionState::from_code(code).map(|state| state.to_string()),
        };
        event.into_iter().chain(state.map(|words| ("State", words, self.choices.with("state", "")))).collect()
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
    let event: Option<EventId> = choices.event.parse().ok();
    let filter = Filter {
        event,
        state: IntentionState::from_code(&choices.state),
        late_on: (choices.state == LATE).then(|| layout.today()),
    };
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, filter, cursor).await?;
    let count = store::count(&mut db, filter).await?;
    let event = match event {
        Some(id) => events::find(&mut db, id).await?.map(|event| event.title),
        None => None,
    };
    drop(db);
    let choices = if event.is_none() { Choices { event: String::new(), ..choices } } else { choices };
    let paging = Paging::cut(&mut rows, store::PAGE.into(), cursor, &choices.with("", ""), |row: &Intention| row.id);
    Ok(Page::ok(IndexPage { layout, rows, paging, count, choices, event, errors: FormErrors::default() }))
}
