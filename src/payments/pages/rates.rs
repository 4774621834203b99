//! Rates: what an hour, a half day, a day and a mile are paid from which day on.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::{Choice, PaymentRateId, display_date};
use crate::payments::forms::{NewRate, RateForm};
use crate::payments::model::{Rate, in_force};
use crate::payments::paths;
use crate::payments::store::{self, Settings};
use crate::payments::words::RateKind;
use crate::web::{Form, FormErrors, Layout, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "payments/rates.html")]
pub(crate) struct RatesPage {
    layout: Layout,
    rates: Vec<Rate>,
    settings: Settings,
    form: RateForm,
    errors: FormErrors,
}

impl RatesPage {
    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<RateKind>(&self.form.kind)
    }

    /// Kind by kind with its rates, the latest first.
    fn groups(&self) -> Vec<(&'static str, Vec<&Rate>)> {
        let of = |kind: &RateKind| self.rates.iter().filter(|rate| rate.kind == *kind).collect::<Vec<_>>();
        let groups = RateKind::ALL.iter().map(|kind| (kind.label(), of(kind)));
        groups.filter(|(_, rates)| !rates.is_empty()).collect()
    }

    fn from(&self, rate: &Rate) -> String {
        display_date(rate.valid_from)
    }

    /// Whether it is the one that holds today, and in which colour to say so.
    fn state(&self, rate: &Rate) -> (&'static str, &'static str) {
        let today = self.layout.today();
        match in_force(&self.rates, rate.kind, today) {
            Some(now) if now.id == rate.id => ("In force", "green"),
            _ if rate.valid_from > today => ("To come", "teal"),
            _ => ("Past", "grey"),
        }
    }

    fn can_change(&self, rate: &Rate) -> bool {
        rate.can_change(self.layout.today())
    }
}

pub(crate) async fn get(_: paths::Rates, app: App, layout: Layout) -> Result<Page<RatesPage>> {
    let form = RateForm { id: PaymentRateId::new().to_string(), ..RateForm::default() };
    Ok(Page::ok(page(&app, layout, form, FormErrors::default()).await?))
}

async fn page(app: &App, layout: Layout, form: RateForm, errors: FormErrors) -> Result<RatesPage> {
    let mut db = app.db.acquire().await?;
    let (rates, settings) = (store::list_rates(&mut db).await?, store::find_settings(&mut db).await?);
    drop(db);
    Ok(RatesPage { layout, rates, settings, form, errors })
}

pub(crate) async fn post(_: paths::Rates, app: App, layout: Layout, Form(form): Form<RateForm>) -> Result<Response> {
    let id: PaymentRateId = form.id.parse().unwrap_or_else(|_| PaymentRateId::new());
    let (by, mut tx) = (layout.by(), app.db.begin().await?);
    let mut others = store::list_rates(&mut tx).await?;
    others.retain(|rate| rate.id != id);
    let rate = match form.parse(&others, layout.today()) {
        Ok(rate) => rate,
        Err(errors) => {
            drop(tx);
            return Ok(Page::unprocessable(page(&app, layout, form, errors).await?).into_response());
        }
    };
    match store::insert_rate(&mut tx, id, (rate.kind, rate.amount, rate.valid_from), by.at).await {
        // The same form sent twice.
        Err(error) if error.violates("payment_rates_pkey") => {
            return Ok(layout.redirect(paths::Rates, added(&rate)));
        }
        Err(error) if error.violates("payment_rates_from") => {
            drop(tx);
            let errors = FormErrors::one("valid_from", "A rate of this kind begins on that day already");
            return Ok(Page::unprocessable(page(&app, layout, form, errors).await?).into_response());
        }
        other => other?,
    }
    audit::record(&mut tx, &by, Entry::new("Added a rate of payment", Subject::Payments).made(&rate)).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Rates, added(&rate)))
}

fn added(rate: &NewRate) -> String {
    format!("{}: {} from {} on", rate.kind, rate.amount, display_date(rate.valid_from))
}

#[derive(Template)]
#[template(path = "payments/rate.html")]
pub(crate) struct RatePage {
    layout: Layout,
    rate: Rate,
    form: RateForm,
    errors: FormErrors,
}

const SETTLED: &str = "This rate holds or was used already, so it stays as it is. Add a new one from a later day on";

pub(crate) async fn edit(path: paths::Rate, app: App, layout: Layout) -> Result<Response> {
    let rates = store::list_rates(&mut *app.db.acquire().await?).await?;
    let rate = rates.into_iter().find(|rate| rate.id == path.rate).or_404()?;
    if !rate.can_change(layout.today()) {
        return Ok(layout.redirect(paths::Rates, SETTLED));
    }
    let (form, errors) = (RateForm::of(&rate), FormErrors::default());
    Ok(Page::ok(RatePage { layout, rate, form, errors }).into_response())
}

pub(crate) async fn change(
    path: paths::Rate,
    app: App,
    layout: Layout,
    Form(form): Form<RateForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let rate = store::find_rate_for_update(&mut tx, path.rate).await?.or_404()?;
    if !rate.can_change(layout.today()) {
        return Ok(layout.unchanged(paths::Rates, format!("Nothing changed. {SETTLED}")));
    }
    let now = RateForm::of(&rate);
    // What it is for does not change; its form does not ask.
    let form = RateForm { kind: now.kind.clone(), ..form };
    let merged = merge(&form.opened, &now, &form)?;
    if merged.clashes() {
        let words = Words {
            heading: "Someone else changed this rate meanwhile",
            caption: rate.kind.label(),
            fields: &[("amount", "Rate"), ("valid_from", "From")],
            value: &|_, value| value.to_owned(),
        };
        return Ok(conflict(layout, &words, (&path, paths::Rates), merged));
    }
    let form = merged.form;
    let mut others = store::list_rates(&mut tx).await?;
    others.retain(|other| other.id != rate.id);
    let change = match form.parse(&others, layout.today()) {
        Ok(change) => change,
        Err(errors) => return Ok(Page::unprocessable(RatePage { layout, rate, form, errors }).into_response()),
    };
    match store::update_rate(&mut tx, rate.id, change.amount, change.valid_from).await {
        Err(error) if error.violates("payment_rates_from") => {
            let errors = FormErrors::one("valid_from", "A rate of this kind begins on that day already");
            return Ok(Page::unprocessable(RatePage { layout, rate, form, errors }).into_response());
        }
        other => other?,
    }
    let entry = Entry::new("Changed a rate of payment", Subject::Payments).changed(&told(&rate), &change);
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Rates, "Changes saved"))
}

pub(crate) async fn remove(path: paths::RateRemoval, app: App, layout: Layout) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let Some(rate) = store::find_rate_for_update(&mut tx, path.rate).await? else {
        return Ok(layout.redirect(paths::Rates, "The rate is removed already"));
    };
    if !rate.can_change(layout.today()) {
        return Ok(layout.unchanged(paths::Rates, format!("Nothing changed. {SETTLED}")));
    }
    store::delete_rate(&mut tx, rate.id).await?;
    let entry = Entry::new("Removed a rate of payment", Subject::Payments);
    audit::record(&mut tx, &layout.by(), entry.changed(&told(&rate), &serde_json::json!({}))).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Rates, format!("Removed: {} from {} on", rate.kind, display_date(rate.valid_from))))
}

/// A rate as the trail keeps it.
fn told(rate: &Rate) -> NewRate {
    NewRate { kind: rate.kind, amount: rate.pence, valid_from: rate.valid_from }
}
