//! A person's own events: those to come and those that were.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use crate::access::Actor;
use crate::app::App;
use crate::error::Result;
use crate::sign_ups::model::OwnEvent;
use crate::sign_ups::{paths, store};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "sign_ups/mine.html")]
pub(crate) struct MinePage {
    layout: Layout,
    /// The latest event first.
    events: Vec<OwnEvent>,
}

pub(crate) async fn get(_: paths::MyEvents, app: App, layout: Layout, actor: Actor) -> Result<Response> {
    // Who works for the team and is no Associate has none.
    let Some(associate) = actor.associate else { return Ok(Redirect::to("/events").into_response()) };
    let events = store::list_own(&mut *app.db.acquire().await?, associate).await?;
    Ok(Page::ok(MinePage { layout, events }).into_response())
}

impl MinePage {
    /// The next one first.
    fn coming(&self) -> Vec<&OwnEvent> {
        self.events.iter().rev().filter(|one| one.is_coming(self.layout.now())).collect()
    }

    /// The latest one first.
    fn past(&self) -> Vec<&OwnEvent> {
        self.events.iter().filter(|one| one.is_past(self.layout.now())).collect()
    }

    fn stands(&self, one: &OwnEvent) -> (&'static str, &'static str) {
        one.to_you(self.layout.now())
    }

    fn more(&self, one: &OwnEvent) -> Option<String> {
        one.more(self.layout.now())
    }
}
