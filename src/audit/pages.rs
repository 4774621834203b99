//! The administrator's page of everything that happened.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use uuid::Uuid;

use super::store::{self, Event};
use crate::app::App;
use crate::error::Result;
use crate::web::{Cursor, Layout, Page, Paging, Query, filters};

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/admin/audit")]
pub(crate) struct Audit;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Position {
    after: String,
    before: String,
}

#[derive(Template)]
#[template(path = "audit/index.html")]
pub(crate) struct AuditPage {
    layout: Layout,
    events: Vec<Event>,
    paging: Paging,
}

pub(crate) async fn get(_: Audit, app: App, layout: Layout, Query(at): Query<Position>) -> Result<Response> {
    let cursor = Cursor::<Uuid>::parse(&at.after, &at.before);
    let mut events = store::recent(&mut *app.db.acquire().await?, cursor).await?;
    if cursor.leads_nowhere(&events) {
        return Ok(Redirect::to("/admin/audit").into_response());
    }
    let paging = Paging::cut(&mut events, store::page_size(), cursor, "/admin/audit", |event| event.id);
    Ok(Page::ok(AuditPage { layout, events, paging }).into_response())
}
