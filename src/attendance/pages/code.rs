//! The code to be printed and put up at the door. Only a digest of it is stored, so it is shown once, when it is made.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::tabs;
use crate::access::Editing;
use crate::accounts::{digest, new_token};
use crate::app::App;
use crate::attendance::check_in::{Square, draw};
use crate::attendance::{paths, store};
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::events::{Event, EventTab};
use crate::kernel::display_date_time;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "attendance/code.html")]
pub(crate) struct CodePage {
    layout: Layout,
    event: Event,
    made_at: Option<DateTime<Utc>>,
    /// The new code; it is shown this once.
    square: Option<Square>,
}

impl CodePage {
    fn tabs(&self) -> Vec<EventTab> {
        tabs(&self.layout, &self.event)
    }

    fn can_be_made(&self) -> bool {
        self.event.is_announced() && !self.event.is_over(self.layout.now())
    }

    fn made(&self) -> Option<String> {
        self.made_at.map(display_date_time)
    }
}

pub(crate) async fn get(_: paths::Code, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<CodePage>> {
    let made_at = store::find_code(&mut *app.db.acquire().await?, event.id).await?;
    Ok(Page::ok(CodePage { layout, event: event.clone(), made_at, square: None }))
}

pub(crate) async fn post(path: paths::Code, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    if !event.is_announced() || event.is_over(layout.now()) {
        return Ok(layout.unchanged(path, "Nothing changed. A code is for an open event that is not over"));
    }
    let token = new_token()?;
    let address = format!("{}{}?code={token}", app.config.base_url(), paths::CheckIn { event: event.id });
    let square = draw(&address)?;

    let mut tx = app.db.begin().await?;
    store::set_code(&mut tx, event.id, &digest(&token), layout.now()).await?;
    audit::record(&mut tx, &layout.by(), Entry::new("Made a check-in code", Subject::Event(event.id))).await?;
    tx.commit().await?;

    let made_at = Some(layout.now());
    let page = CodePage { layout, event: event.clone(), made_at, square: Some(square) };
    Ok(Page::ok(page).at_secret_address().into_response())
}
