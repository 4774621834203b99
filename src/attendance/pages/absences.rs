//! Everyone of whom nothing is noted was absent: one act after the event, with a look at who they are.

use askama::Template;
use axum::response::Response;

use super::{hold, obstacle};
use crate::access::Editing;
use crate::app::App;
use crate::attendance::model::{AttendanceState, Guest, Show};
use crate::attendance::noting::note;
use crate::attendance::{paths, store};
use crate::error::Result;
use crate::events::Event;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "attendance/absences.html")]
pub(crate) struct AbsencesPage {
    layout: Layout,
    event: Event,
    missing: Vec<Guest>,
    is_over: bool,
}

pub(crate) async fn get(
    _: paths::Absences,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<AbsencesPage>> {
    let missing = list_missing(&mut *app.db.acquire().await?, &event).await?;
    let is_over = event.is_over(layout.now());
    Ok(Page::ok(AbsencesPage { layout, event: event.clone(), missing, is_over }))
}

pub(crate) async fn post(path: paths::Absences, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let to = paths::Roll { event: path.event };
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, &event).await?;
    let obstacle = match obstacle(&now, layout.now()) {
        None if !now.is_over(layout.now()) => Some("The event is not over, so they may still come.".to_owned()),
        obstacle => obstacle,
    };
    if let Some(why) = obstacle {
        return Ok(layout.unchanged(to, format!("Nothing changed. {why}")));
    }
    let missing = list_missing(&mut tx, &now).await?;
    for guest in &missing {
        note(&mut tx, &now, guest.associate_id, Some(AttendanceState::Absent), &layout.by()).await?;
    }
    tx.commit().await?;

    Ok(match missing.len() {
        0 => layout.unchanged(to, "Nothing changed: it was noted of everyone already"),
        1 => layout.redirect(to, "1 person was absent"),
        many => layout.redirect(to, format!("{many} people were absent")),
    })
}

async fn list_missing(db: &mut sqlx::PgConnection, event: &Event) -> Result<Vec<Guest>> {
    let mut guests = store::list_guests(db, event.id).await?;
    guests.retain(|guest| Show::Missing.includes(guest));
    Ok(guests)
}
