//! One organisation.

use askama::Template;
use chrono::NaiveDate;

use crate::access::{Action, Facts, Viewing};
use crate::app::App;
use crate::error::Result;
use crate::kernel::{Choice, display_date};
use crate::organisations::model::Organisation;
use crate::organisations::paths;
use crate::organisations::store::{self, Person, Related};
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "organisations/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    organisation: Organisation,
    people: Vec<Person>,
    /// What it took over from, and what followed it.
    predecessors: Vec<Related>,
    successors: Vec<Related>,
}

pub(crate) async fn get(
    _: paths::Show,
    app: App,
    layout: Layout,
    organisation: Viewing<Organisation>,
) -> Result<Page<ShowPage>> {
    let mut db = app.db.acquire().await?;
    let people = store::list_people(&mut db, organisation.id, layout.today()).await?;
    let predecessors = store::list_predecessors(&mut db, organisation.id).await?;
    let successors = store::list_successors(&mut db, organisation.id).await?;
    drop(db);
    Ok(Page::ok(ShowPage { layout, organisation: organisation.clone(), people, predecessors, successors }))
}

impl ShowPage {
    /// "From 1 April 2013", "Until 31 March 2013".
    fn days(&self) -> String {
        let day = |word: &str, day: NaiveDate| format!("{word} {}", display_date(day));
        match (self.organisation.starts_on, self.organisation.ends_on) {
            (Some(first), Some(last)) => format!("{} {}", day("From", first), day("until", last)),
            (Some(first), None) => day("From", first),
            (None, Some(last)) => day("Until", last),
            (None, None) => String::new(),
        }
    }

    /// "Ended on 31 March 2013", or that it will.
    fn ended(&self) -> Option<String> {
        let last = self.organisation.ends_on?;
        let word = if last < self.layout.today() { "Ended on" } else { "Ends on" };
        Some(format!("{word} {}", display_date(last)))
    }
}
