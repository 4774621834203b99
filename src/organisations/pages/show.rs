//! One organisation.

use askama::Template;

use crate::access::{Action, Facts, Viewing};
use crate::app::App;
use crate::error::Result;
use crate::kernel::Choice;
use crate::organisations::model::Organisation;
use crate::organisations::paths;
use crate::organisations::store::{self, Person};
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "organisations/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    organisation: Organisation,
    people: Vec<Person>,
}

pub(crate) async fn get(
    _: paths::Show,
    app: App,
    layout: Layout,
    organisation: Viewing<Organisation>,
) -> Result<Page<ShowPage>> {
    let people = store::list_people(&mut *app.db.acquire().await?, organisation.id, layout.today()).await?;
    Ok(Page::ok(ShowPage { layout, organisation: organisation.clone(), people }))
}
