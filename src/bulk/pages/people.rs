//! The people of an act by name: all that were chosen, those it is done with, those who are left out and why.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::audit::{self, List};
use crate::bulk::model::{Act, MOST, Obstacle};
use crate::bulk::paths;
use crate::bulk::store::{self, Person, Which};
use crate::error::{OrNotFound, Result};
use crate::kernel::{BulkActId, Choice};
use crate::spreadsheets::{Column, Format, Given, Line, Value};
use crate::web::{Cursor, Layout, Page, Paging, Query, address};

/// People on a page.
const PAGE: u8 = 50;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// "done", or why someone is left out.
    which: String,
    after: String,
    before: String,
}

impl Choices {
    fn which(&self, act: &Act) -> (Which, String) {
        match (self.which.as_str(), Obstacle::from_code(&self.which)) {
            (_, Some(obstacle)) => (Which::Without(obstacle), format!("Left out: {}", obstacle.label())),
            ("done", _) if act.done_at.is_some() => (Which::Done, "Those it was done with".to_owned()),
            ("done", _) => (Which::Done, "Those it would be done with".to_owned()),
            _ => (Which::All, "Those who were chosen".to_owned()),
        }
    }
}

#[derive(Template)]
#[template(path = "bulk/people.html")]
pub(crate) struct PeoplePage {
    layout: Layout,
    act: Act,
    title: String,
    /// As the address has it.
    which: String,
    people: Vec<Person>,
    paging: Paging,
    /// How many are not named here, since their link waits for their consent.
    unnamed: i64,
}

pub(crate) async fn get(
    path: paths::People,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let act = store::find(&mut db, path.act).await?.or_404()?;
    let (which, title) = choices.which(&act);
    let cursor = Cursor::parse(&choices.after, &choices.before);
    let mut people = store::list_people(&mut db, path.act, which, (cursor, i64::from(PAGE) + 1)).await?;
    let groups = store::list_groups(&mut db, &act).await?;
    drop(db);
    let is_it = |obstacle: Option<Obstacle>| match which {
        Which::All => true,
        Which::Done => obstacle.is_none(),
        Which::Without(wanted) => obstacle == Some(wanted),
    };
    let unnamed = groups.iter().filter(|group| is_it(group.obstacle)).map(|group| group.unnamed).sum();
    let which = choices.which;
    let here = address(&path, &[("which", &which)]);
    if cursor.leads_nowhere(&people) {
        return Ok(Redirect::to(&here).into_response());
    }
    let paging = Paging::cut(&mut people, PAGE.into(), cursor, &here, |one| one.id);
    Ok(Page::ok(PeoplePage { layout, act, title, which, people, paging, unnamed }).into_response())
}

impl PeoplePage {
    /// The same people as a file of this ending.
    fn file(&self, ending: &str) -> String {
        address(format!("/bulk-acts/{}/people.{ending}", self.act.id), &[("which", &self.which)])
    }
}

const COLUMNS: [Column; 4] = [("Name", 26), ("Stakeholder group", 22), ("Left out because", 44), ("Copse id", 38)];

pub(crate) async fn csv(
    path: paths::PeopleCsv,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, (path.act, &choices), Format::Csv).await
}

pub(crate) async fn xlsx(
    path: paths::PeopleXlsx,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, (path.act, &choices), Format::Xlsx).await
}

/// The people of the page: those whose link waits for their consent are in no list that leaves (rule 4).
async fn take(app: &App, layout: &Layout, (id, choices): (BulkActId, &Choices), format: Format) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let act = store::find(&mut db, id).await?.or_404()?;
    let (which, title) = choices.which(&act);
    let people = store::list_people(&mut db, id, which, (Cursor::Start, MOST)).await?;
    drop(db);
    let (filter, rows) = (vec![act.in_words(), title], audit::rows(&people));
    let list = List { title: "People of an act on many", filter, columns: &COLUMNS, rows };
    list.take(app, layout, format, paths::People { act: id }, Given(people.iter().map(line).collect())).await
}

fn line(person: &Person) -> Line {
    vec![
        Value::text(&person.name),
        Value::text(person.stakeholder_group.label()),
        Value::maybe(person.obstacle.map(Choice::label)),
        Value::text(person.id.to_string()),
    ]
}
