//! The people of an act by name: all that were chosen, those it is done with, those who are left out and why.

use askama::Template;
use serde::Deserialize;

use crate::app::App;
use crate::bulk::model::{Act, MOST, Obstacle};
use crate::bulk::paths;
use crate::bulk::store::{self, Person, Which};
use crate::error::{OrNotFound, Result};
use crate::kernel::Choice;
use crate::web::{Layout, Page, Query};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// "done", or why someone is left out.
    which: String,
}

#[derive(Template)]
#[template(path = "bulk/people.html")]
pub(crate) struct PeoplePage {
    layout: Layout,
    act: Act,
    title: String,
    people: Vec<Person>,
    /// How many are not named here, since their link waits for their consent.
    unnamed: i64,
}

pub(crate) async fn get(
    path: paths::People,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Page<PeoplePage>> {
    let mut db = app.db.acquire().await?;
    let act = store::find(&mut db, path.act).await?.or_404()?;
    let (which, title) = match (choices.which.as_str(), Obstacle::from_code(&choices.which)) {
        (_, Some(obstacle)) => (Which::Without(obstacle), format!("Left out: {}", obstacle.label())),
        ("done", _) if act.done_at.is_some() => (Which::Done, "Those it was done with".to_owned()),
        ("done", _) => (Which::Done, "Those it would be done with".to_owned()),
        _ => (Which::All, "Those who were chosen".to_owned()),
    };
    let people = store::list_people(&mut db, path.act, which, MOST).await?;
    let groups = store::list_groups(&mut db, &act).await?;
    drop(db);
    let is_it = |obstacle: Option<Obstacle>| match which {
        Which::All => false,
        Which::Done => obstacle.is_none(),
        Which::Without(wanted) => obstacle == Some(wanted),
    };
    let unnamed = groups.iter().filter(|group| is_it(group.obstacle)).map(|group| group.unnamed).sum();
    Ok(Page::ok(PeoplePage { layout, act, title, people, unnamed }))
}
