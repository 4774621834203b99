//! How many have registered and not confirmed, for the team: numbers and no names.

use std::time::Duration;

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::Days;
use serde::Deserialize;

use crate::access::Actor;
use crate::accounts::at_least;
use crate::app::App;
use crate::error::{Error, Result};
use crate::kernel::{EmailAddress, display_date};
use crate::registration::paths;
use crate::registration::resend::resend;
use crate::registration::store::{self, WaitingDay};
use crate::web::{Form, FormErrors, Layout, Page, too_many};

/// The address someone told us.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ResendForm {
    email: String,
}

#[derive(Template)]
#[template(path = "registration/waiting.html")]
pub(crate) struct WaitingPage {
    layout: Layout,
    days: Vec<WaitingDay>,
    form: ResendForm,
    errors: FormErrors,
}

impl WaitingPage {
    fn counted(&self) -> String {
        match self.days.iter().map(|day| day.people).sum::<i64>() {
            0 => String::new(),
            1 => "1 person".to_owned(),
            many => format!("{many} people"),
        }
    }

    /// "2 March 2026", "23 February 2026 or earlier". A link that is sent again gives a registration longer. Were the
    /// day shown on which it vanishes, or the day of one that should have vanished, whoever asked for that link would
    /// learn from it that the address they typed is registered.
    fn registered_on(&self, day: &WaitingDay) -> String {
        let words = display_date(day.registered_on);
        if day.registered_on + DAYS == self.layout.today() { format!("{words} or earlier") } else { words }
    }
}

/// Days since a registration after which it vanishes, unless a link was sent again.
const DAYS: Days = Days::new(7);

async fn page(app: &App, layout: Layout, form: ResendForm, errors: FormErrors) -> Result<WaitingPage> {
    let earliest = layout.today() - DAYS;
    let days = store::list_waiting_days(&mut *app.db.acquire().await?, earliest).await?;
    Ok(WaitingPage { layout, days, form, errors })
}

pub(crate) async fn get(_: paths::Waiting, app: App, layout: Layout) -> Result<Page<WaitingPage>> {
    Ok(Page::ok(page(&app, layout, ResendForm::default(), FormErrors::default()).await?))
}

/// No answer comes sooner than this, whether the address is known or not.
const LEAST: Duration = Duration::from_millis(150);

pub(crate) async fn post(
    _: paths::Resend,
    app: App,
    layout: Layout,
    worker: Actor,
    Form(form): Form<ResendForm>,
) -> Result<Response> {
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) => email,
        Err(invalid) => {
            let errors = FormErrors::one("email", invalid.message());
            return Ok(Page::unprocessable(page(&app, layout, form, errors).await?).into_response());
        }
    };
    match at_least(LEAST, resend(&app, &worker, &email, &layout.by())).await {
        Err(Error::TooMany(seconds)) => {
            let errors = FormErrors::one("email", too_many("Too many links were sent", seconds));
            Ok(Page::too_many(page(&app, layout, form, errors).await?, seconds).into_response())
        }
        other => other.map(|()| {
            let told = "If a registration with that address waits, a new link is on its way to it";
            layout.redirect(paths::Waiting, told)
        }),
    }
}
