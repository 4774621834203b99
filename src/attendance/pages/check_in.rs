//! "I am here": a person's own press, with the code that hangs at the door.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::hold;
use crate::access::Viewing;
use crate::accounts::digest;
use crate::app::App;
use crate::attendance::forms::CodeForm;
use crate::attendance::model::{AttendanceState, may_check_in, opens_at};
use crate::attendance::noting::note;
use crate::attendance::{paths, store};
use crate::error::Result;
use crate::events::Event;
use crate::kernel::{AssociateId, display_date_time};
use crate::places::{self, RegistrationState};
use crate::web::{Form, Layout, Page, Query};

#[derive(Template)]
#[template(path = "attendance/check_in.html")]
pub(crate) struct CheckInPage {
    layout: Layout,
    event: Event,
    code: String,
    /// Why they cannot say so here.
    obstacle: Option<String>,
}

pub(crate) async fn get(
    _: paths::CheckIn,
    app: App,
    layout: Layout,
    event: Viewing<Event>,
    Query(form): Query<CodeForm>,
) -> Result<Response> {
    let found = find(&mut *app.db.acquire().await?, &layout, &event, &form).await?;
    let (event, obstacle) = (event.clone(), found.err());
    Ok(Page::ok(CheckInPage { layout, event, code: form.code, obstacle }).at_secret_address().into_response())
}

pub(crate) async fn post(
    _: paths::CheckIn,
    app: App,
    layout: Layout,
    event: Viewing<Event>,
    Form(form): Form<CodeForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, &event).await?;
    let associate = match find(&mut tx, &layout, &now, &form).await? {
        Ok(associate) => associate,
        Err(obstacle) => {
            let page = CheckInPage { layout, event: now, code: form.code, obstacle: Some(obstacle) };
            return Ok(Page::conflict(page).at_secret_address().into_response());
        }
    };
    note(&mut tx, &now, associate, Some(AttendanceState::Attended), &layout.by()).await?;
    tx.commit().await?;

    Ok(layout.redirect(event.href(), "You are here. Welcome!"))
}

/// Who says so, unless they cannot.
async fn find(
    db: &mut PgConnection,
    layout: &Layout,
    event: &Event,
    form: &CodeForm,
) -> Result<std::result::Result<AssociateId, String>> {
    if !may_check_in(event, layout.now()) {
        return Ok(Err(if event.is_announced() && !event.is_over(layout.now()) {
            format!("You can say that you are here from {} on.", display_date_time(opens_at(event)))
        } else {
            "This event is over or does not take place.".to_owned()
        }));
    }
    if !store::is_code(db, event.id, &digest(&form.code)).await? {
        return Ok(Err("This is not the code of this event. Read the one that hangs at the door.".to_owned()));
    }
    let desk = "You have no place at this event. Please tell the team at the desk: they note you in a minute.";
    let Some(associate) = layout.actor().and_then(|actor| actor.associate) else { return Ok(Err(desk.to_owned())) };
    let own = places::find_live(db, event.id, associate).await?;
    let has_place = own.is_some_and(|own| own.state == RegistrationState::Registered);
    Ok(has_place.then_some(associate).ok_or_else(|| desk.to_owned()))
}
