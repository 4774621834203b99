//! What is printed: the sheet to sign at the door, and the badges. Others at the event read both, so there is
//! nothing about health on them.

use askama::Template;

use crate::access::Editing;
use crate::app::App;
use crate::attendance::model::Guest;
use crate::attendance::{paths, store};
use crate::error::Result;
use crate::events::Event;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "attendance/sign_in_sheet.html")]
pub(crate) struct SheetPage {
    layout: Layout,
    event: Event,
    guests: Vec<Guest>,
}

pub(crate) async fn sign_in_sheet(
    _: paths::SignInSheet,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<SheetPage>> {
    let guests = list_expected(&app, &event).await?;
    Ok(Page::ok(SheetPage { layout, event: event.clone(), guests }))
}

#[derive(Template)]
#[template(path = "attendance/badges.html")]
pub(crate) struct BadgesPage {
    layout: Layout,
    event: Event,
    guests: Vec<Guest>,
}

pub(crate) async fn badges(
    _: paths::Badges,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<BadgesPage>> {
    let guests = list_expected(&app, &event).await?;
    Ok(Page::ok(BadgesPage { layout, event: event.clone(), guests }))
}

async fn list_expected(app: &App, event: &Event) -> Result<Vec<Guest>> {
    let mut guests = store::list_guests(&mut *app.db.acquire().await?, event.id).await?;
    guests.retain(Guest::is_expected);
    Ok(guests)
}
