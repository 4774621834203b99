//! Taking a break until a date.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{own, own_for_update};
use crate::access::Actor;
use crate::app::App;
use crate::associates::{self, Associate, Standing, StandingChange};
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::{display_date, parse_date};
use crate::me::forms::PauseForm;
use crate::me::paths;
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "me/pause.html")]
pub(crate) struct PausePage {
    layout: Layout,
    me: Associate,
    form: PauseForm,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Pause, app: App, layout: Layout, actor: Actor) -> Result<Page<PausePage>> {
    let me = own(&mut *app.db.acquire().await?, &actor).await?;
    Ok(Page::ok(PausePage { layout, me, form: PauseForm::default(), errors: FormErrors::default() }))
}

pub(crate) async fn post(
    _: paths::Pause,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<PauseForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    let change = parse_date("the date you come back", &form.until)
        .and_then(|until| StandingChange::decide(me.standing, Standing::Paused, Some(until), None, layout.today()));
    let change = match change {
        Ok(change) => change,
        Err(invalid) => {
            let errors = FormErrors::one("until", invalid.message());
            return Ok(Page::unprocessable(PausePage { layout, me, form, errors }).into_response());
        }
    };
    associates::change_standing(&mut tx, me.id, &change, &by).await?;
    audit::record(&mut tx, &by, Entry::new("Paused", Subject::Associate(me.id)).changed(&me.standing_now(), &change))
        .await?;
    tx.commit().await?;
    let until = change.paused_until.map(display_date).unwrap_or_default();
    Ok(layout.redirect(paths::Home, format!("You are taking a break until {until}. Until then you get no mailings")))
}
