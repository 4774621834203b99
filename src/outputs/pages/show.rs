//! One of them.

use askama::Template;

use crate::access::{Action, Protected, Viewing, events_visible_to};
use crate::app::App;
use crate::error::Result;
use crate::kernel::{Choice, display_date};
use crate::outputs::model::Output;
use crate::outputs::paths;
use crate::outputs::store::{self, Origin, Person};
use crate::web::{Layout, Page, SafeHtml, markdown};

#[derive(Template)]
#[template(path = "outputs/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    output: Output,
    events: Vec<Origin>,
    projects: Vec<Origin>,
    /// Who worked on it, for the team alone.
    contributors: Vec<Person>,
    /// Whether the reader worked on it.
    is_own: bool,
}

impl ShowPage {
    fn may_edit(&self) -> bool {
        self.layout.may(Action::Edit, self.output.facts())
    }

    fn about(&self) -> SafeHtml {
        markdown(&self.output.about)
    }

    fn made_on(&self) -> String {
        display_date(self.output.made_on)
    }
}

pub(crate) async fn get(_: paths::Show, app: App, layout: Layout, output: Viewing<Output>) -> Result<Page<ShowPage>> {
    let mut db = app.db.acquire().await?;
    let events = store::list_events(&mut db, output.id, &events_visible_to(layout.actor())).await?;
    let projects = store::list_projects_of(&mut db, output.id).await?;
    let contributors = match layout.may(Action::Edit, output.facts()) {
        true => store::list_contributors(&mut db, output.id).await?,
        false => Vec::new(),
    };
    let is_own = match layout.actor().and_then(|actor| actor.associate) {
        Some(associate) => store::is_contributor(&mut db, output.id, associate).await?,
        None => false,
    };
    drop(db);
    Ok(Page::ok(ShowPage { layout, output: output.clone(), events, projects, contributors, is_own }))
}
