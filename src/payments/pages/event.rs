//! The payments of an event: who takes part for the public, what was offered to them, and offering it to many at once.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use crate::access::{Action, Editing, Facts};
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, EventState, EventTab, event_tabs};
use crate::kernel::{AssociateId, Choice, display_date, london_date};
use crate::payments::forms::OfferForm;
use crate::payments::model::{Rate, in_force, worth_in_words};
use crate::payments::store::{self, Basis, Offer};
use crate::payments::words::RateKind;
use crate::payments::{acts, notice, paths};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "payments/event.html")]
pub(crate) struct EventPage {
    layout: Layout,
    event: Event,
    people: Vec<Basis>,
    rates: Vec<Rate>,
    form: OfferForm,
    errors: FormErrors,
}

impl EventPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Payments")
    }

    /// Those to whom something was offered.
    fn offered(&self) -> Vec<&Basis> {
        self.people.iter().filter(|person| person.payment_id.is_some()).collect()
    }

    /// Those to whom it can be offered, but for the reader themselves.
    fn others(&self) -> Vec<&Basis> {
        self.people.iter().filter(|person| can_offer_to(&self.layout, person)).collect()
    }

    fn is_picked(&self, person: &Basis) -> bool {
        self.form.people().contains(&person.associate_id)
    }

    fn kinds(&self) -> Vec<Opt> {
        kinds(&self.rates, &self.event, &self.form.kind)
    }

    fn obstacle(&self) -> Option<&'static str> {
        obstacle(&self.event)
    }

    fn day(&self) -> String {
        display_date(london_date(self.event.starts_at))
    }

    /// What a line says of the money: what is claimed, or what was offered.
    fn amount(&self, person: &Basis) -> String {
        person.claimed_pence.or(person.fee_pence).map(|pence| pence.to_string()).unwrap_or_default()
    }
}

/// What can be paid for, at the rates of the event's day.
pub(super) fn kinds(rates: &[Rate], event: &Event, chosen: &str) -> Vec<Opt> {
    let day = london_date(event.starts_at);
    let of = |kind: RateKind| in_force(rates, kind, day).map(|rate| (kind.code(), format!("{kind}: {}", rate.pence)));
    let kinds = RateKind::ALL.iter().copied().filter(|kind| *kind != RateKind::Mile);
    Opt::list(kinds.filter_map(of), chosen)
}

/// Why nothing can be offered to all who take part.
fn obstacle(event: &Event) -> Option<&'static str> {
    match event.state {
        EventState::Draft => Some("The event is a draft. Open it first, then offer payments."),
        EventState::Cancelled => Some(
            "The event is cancelled, so payments are not offered to all. You can offer one to somebody who had work or \
             costs all the same, with the reason.",
        ),
        EventState::Open | EventState::Closed | EventState::Done => None,
    }
}

/// Whether this worker may offer this person a payment: nobody offers one to themselves.
pub(super) fn may_offer(layout: &Layout, associate: AssociateId) -> bool {
    layout.may(Action::End, Facts::Payment { associate, entered_by: Vec::new() })
}

fn can_offer_to(layout: &Layout, person: &Basis) -> bool {
    person.can_be_offered() && may_offer(layout, person.associate_id)
}

async fn page(
    db: &mut PgConnection,
    layout: Layout,
    event: &Event,
    form: OfferForm,
    errors: FormErrors,
) -> Result<EventPage> {
    let people = store::list_people(db, event.id).await?;
    let rates = store::list_rates(db).await?;
    Ok(EventPage { layout, event: event.clone(), people, rates, form, errors })
}

pub(crate) async fn get(_: paths::Event, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<EventPage>> {
    let mut db = app.db.acquire().await?;
    let page = page(&mut db, layout, &event, OfferForm::default(), FormErrors::default()).await?;
    // All who can be offered one are picked to begin with.
    let people = page.others().iter().map(|person| person.associate_id.to_string()).collect();
    Ok(Page::ok(EventPage { form: OfferForm { people, ..OfferForm::default() }, ..page }))
}

/// What will be offered to whom, to look at before it is.
#[derive(Template)]
#[template(path = "payments/confirmation.html")]
pub(crate) struct ConfirmationPage {
    layout: Layout,
    event: Event,
    people: Vec<Basis>,
    offer: Offer,
    form: OfferForm,
}

impl ConfirmationPage {
    fn parents(&self) -> [(String, String); 3] {
        [
            ("/events".to_owned(), "Events".to_owned()),
            (self.event.href(), self.event.title.clone()),
            (format!("{}/payments", self.event.href()), "Payments".to_owned()),
        ]
    }

    fn worth(&self) -> String {
        worth_in_words(self.offer.kind, self.offer.quarters, self.offer.rate.1)
    }

    fn total(&self) -> String {
        self.people.iter().map(|_| self.offer.fee).sum::<crate::payments::Pence>().to_string()
    }

    fn counted(&self) -> String {
        match self.people.len() {
            1 => "1 person".to_owned(),
            many => format!("{many} people"),
        }
    }

    fn without_address(&self) -> Vec<&Basis> {
        self.people.iter().filter(|person| !person.has_address).collect()
    }

    fn mile(&self) -> Option<String> {
        self.offer.mile.map(|(_, pence)| pence.to_string())
    }

    fn notice(&self) -> [&'static str; 4] {
        notice::PARAGRAPHS
    }

    fn notice_heading(&self) -> &'static str {
        notice::HEADING
    }
}

pub(crate) async fn confirm(
    _: paths::Confirmation,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<OfferForm>,
) -> Result<Response> {
    let to = paths::Event { event: event.id };
    if obstacle(&event).is_some() {
        return Ok(layout.unchanged(to, "Nothing changed"));
    }
    let mut db = app.db.acquire().await?;
    let rates = store::list_rates(&mut db).await?;
    let (chosen, mut people) = (form.people(), store::list_people(&mut db, event.id).await?);
    people.retain(|person| can_offer_to(&layout, person) && chosen.contains(&person.associate_id));
    match (form.parse(&rates, london_date(event.starts_at)), people.is_empty()) {
        (Ok(offer), false) => {
            drop(db);
            Ok(Page::ok(ConfirmationPage { layout, event: event.clone(), people, offer, form }).into_response())
        }
        (parsed, is_empty) => {
            let mut errors = parsed.err().unwrap_or_default();
            if is_empty {
                errors.add("people", "Choose to whom you offer it");
            }
            Ok(Page::unprocessable(page(&mut db, layout, &event, form, errors).await?).into_response())
        }
    }
}

pub(crate) async fn post(
    path: paths::Event,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<OfferForm>,
) -> Result<Response> {
    let (by, to) = (layout.by(), paths::Event { event: path.event });
    let mut tx = app.db.begin().await?;
    let now = events::find_for_share(&mut tx, event.id).await?.or_404()?;
    let rates = store::list_rates_for_share(&mut tx).await?;
    let offer = match form.parse(&rates, london_date(now.starts_at)) {
        Ok(offer) if obstacle(&now).is_none() => offer,
        Ok(_) => return Ok(layout.unchanged(to, "Nothing changed. The event is not open any more")),
        Err(errors) => return Ok(Page::unprocessable(page(&mut tx, layout, &now, form, errors).await?).into_response()),
    };
    let chosen = form.people();
    let mut offered = 0;
    for person in store::list_people(&mut tx, now.id).await? {
        let is_chosen = chosen.contains(&person.associate_id) && can_offer_to(&layout, &person);
        if is_chosen && acts::offer_to(&mut tx, &app.config, (now.id, person.associate_id), &offer, &by).await? {
            offered += 1;
        }
    }
    tx.commit().await?;

    Ok(match offered {
        0 => layout
            .unchanged(to, "Nothing changed: a payment was offered to them before, or they do not take part any more"),
        some => layout.redirect(to, in_words(some, chosen.len())),
    })
}

/// "12 people were offered a payment. 2 were left out: …".
fn in_words(offered: usize, chosen: usize) -> String {
    let first = match offered {
        1 => "1 person was offered a payment".to_owned(),
        many => format!("{many} people were offered a payment"),
    };
    match chosen.saturating_sub(offered) {
        0 => first,
        1 => format!("{first}. 1 was left out: it was offered before, or they do not take part any more"),
        many => format!("{first}. {many} were left out: it was offered before, or they do not take part any more"),
    }
}
