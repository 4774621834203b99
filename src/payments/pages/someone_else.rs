//! Offering a payment to somebody who is not on the list: with the reason, which the person can read.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::event::{kinds, may_offer};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate, Standing};
use crate::error::{Error, OrNotFound, Result};
use crate::events::{self, Event, EventState};
use crate::kernel::{AssociateId, display_date, london_date};
use crate::payments::forms::OfferForm;
use crate::payments::model::Rate;
use crate::payments::store::{self, Candidate};
use crate::payments::{acts, paths};
use crate::web::{Form, FormErrors, Layout, Opt, Page, Query};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Who {
    q: String,
    associate: String,
}

/// First who, then what and why.
#[derive(Template)]
#[template(path = "payments/someone_else.html")]
pub(crate) struct SomeoneElsePage {
    layout: Layout,
    event: Event,
    q: String,
    candidates: Vec<Candidate>,
    person: Option<Associate>,
    rates: Vec<Rate>,
    form: OfferForm,
    errors: FormErrors,
}

impl SomeoneElsePage {
    fn parents(&self) -> [(String, String); 3] {
        [
            ("/events".to_owned(), "Events".to_owned()),
            (self.event.href(), self.event.title.clone()),
            (format!("{}/payments", self.event.href()), "Payments".to_owned()),
        ]
    }

    fn here(&self) -> String {
        format!("{}/payments/new", self.event.href())
    }

    fn kinds(&self) -> Vec<Opt> {
        kinds(&self.rates, &self.event, &self.form.kind)
    }

    fn day(&self) -> String {
        display_date(london_date(self.event.starts_at))
    }

    fn is_draft(&self) -> bool {
        self.event.state == EventState::Draft
    }
}

/// Someone the team may know of, and not the worker themselves.
async fn find(db: &mut PgConnection, layout: &Layout, id: AssociateId) -> Result<Associate> {
    let person = associates::find(db, id).await?;
    let person = person.filter(|person| Standing::SEEN.contains(&person.standing)).or_404()?;
    if may_offer(layout, person.id) {
        return Ok(person);
    }
    Err(Error::Forbidden("Somebody else of the team offers you a payment."))
}

pub(crate) async fn get(
    _: paths::SomeoneElse,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(who): Query<Who>,
) -> Result<Page<SomeoneElsePage>> {
    let mut db = app.db.acquire().await?;
    let person = match who.associate.parse::<AssociateId>() {
        Ok(id) => Some(find(&mut db, &layout, id).await?),
        Err(_) => None,
    };
    let q: String = who.q.chars().take(100).collect();
    let candidates = if person.is_none() && !q.trim().is_empty() {
        store::list_candidates(&mut db, event.id, &q, layout.today()).await?
    } else {
        Vec::new()
    };
    let rates = store::list_rates(&mut db).await?;
    drop(db);
    let form = OfferForm {
        associate: person.as_ref().map(|person| person.id.to_string()).unwrap_or_default(),
        ..OfferForm::default()
    };
    let (event, errors) = (event.clone(), FormErrors::default());
    Ok(Page::ok(SomeoneElsePage { layout, event, q, candidates, person, rates, form, errors }))
}

pub(crate) async fn post(
    path: paths::SomeoneElse,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<OfferForm>,
) -> Result<Response> {
    let to = paths::Event { event: path.event };
    let mut tx = app.db.begin().await?;
    let person = find(&mut tx, &layout, form.associate.parse().ok().or_404()?).await?;
    let now = events::find_for_share(&mut tx, event.id).await?.or_404()?;
    let rates = store::list_rates_for_share(&mut tx).await?;
    let offer = match form.parse_for_someone_else(&rates, london_date(now.starts_at)) {
        Ok(offer) => offer,
        Err(errors) => {
            let (event, q, candidates) = (now, String::new(), Vec::new());
            let page = SomeoneElsePage { layout, event, q, candidates, person: Some(person), rates, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    if now.state == EventState::Draft {
        return Ok(layout.unchanged(to, "Nothing changed. The event is a draft: open it first"));
    }
    let is_new = acts::offer_to(&mut tx, &app.config, (now.id, person.id), &offer, &layout.by()).await?;
    tx.commit().await?;

    Ok(match is_new {
        true => layout.redirect(to, format!("{} was offered a payment", person.name())),
        false => layout.unchanged(to, format!("{} was offered a payment before. Nothing changed", person.name())),
    })
}
