//! The registration form.

use std::time::Duration;

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::access::{Action, Protected};
use crate::accounts::at_least;
use crate::app::App;
use crate::associates::{self, Belonging, NewAffiliation};
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::kernel::{County, DeclaredInvolvement, StakeholderGroup, Text, Topic};
use crate::organisations::{self, Ended, Named};
use crate::privacy::{self, Consent, PrivacyNotice};
use crate::projects::{self, Project};
use crate::registration::forms::RegistrationForm;
use crate::registration::{paths, submit::submit};
use crate::web::{ClientAddress, Form, FormErrors, Layout, Opt, Page, Query, too_many};

/// What the form offers.
struct Offer {
    notice: PrivacyNotice,
    /// Projects that can be joined today.
    projects: Vec<Project>,
    organisations: Vec<Named>,
    /// The event they came for, while it takes registrations.
    event: Option<Event>,
    /// The organisation they typed, if it has ended.
    ended: Option<Ended>,
}

#[derive(Template)]
#[template(path = "registration/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    offer: Offer,
    form: RegistrationForm,
    errors: FormErrors,
}

/// The projects of one theme, as cards to tick.
struct ThemeCards<'a> {
    name: &'a str,
    cards: Vec<Card<'a>>,
}

struct Card<'a> {
    project: &'a Project,
    chosen: bool,
    agreed: bool,
    wording: String,
}

impl FormPage {
    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.form.profile.stakeholder_group)
    }

    fn counties(&self) -> Vec<Opt> {
        Opt::choices::<County>(&self.form.profile.county)
    }

    fn involvement(&self) -> Vec<Opt> {
        Opt::choices_explained(&self.form.profile.involvement, DeclaredInvolvement::meaning)
    }

    fn topics(&self) -> Vec<Opt> {
        Opt::choices_many::<Topic>(&self.form.profile.topics)
    }

    /// The projects under their themes, in the order they come: by theme, then by title.
    fn themes(&self) -> Vec<ThemeCards<'_>> {
        let mut themes: Vec<ThemeCards<'_>> = Vec::new();
        for project in &self.offer.projects {
            let card = Card {
                project,
                chosen: self.form.projects.contains(&project.slug),
                agreed: self.form.health.contains(&project.slug),
                wording: Consent::HealthLink { project: project.id, project_title: project.title.clone() }.wording(),
            };
            match themes.last_mut() {
                Some(theme) if theme.name == project.theme_name => theme.cards.push(card),
                _ => themes.push(ThemeCards { name: &project.theme_name, cards: vec![card] }),
            }
        }
        themes
    }

    fn wants_help(&self) -> bool {
        self.form.help == "yes"
    }
}

/// Nobody can register before there is a notice that says how we use what they tell us.
#[derive(Template)]
#[template(path = "registration/not_open.html")]
pub(crate) struct NotOpenPage {
    layout: Layout,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Came {
    /// The slug of the project whose page they came from.
    project: String,
    /// The event they came from.
    event: String,
}

async fn offer(app: &App, layout: &Layout, event: &str) -> Result<Option<Offer>> {
    let mut db = app.db.acquire().await?;
    let Some(notice) = privacy::current_notice(&mut db).await? else {
        return Ok(None);
    };
    let mut projects = projects::list_open(&mut db).await?;
    projects.retain(|project| project.can_be_joined(layout.today()));
    let organisations = organisations::list_named(&mut db).await?;
    let event = match event.parse() {
        Ok(id) => events::find(&mut db, id).await?.filter(|event| is_for(event, layout)),
        Err(_) => None,
    };
    Ok(Some(Offer { notice, projects, organisations, event, ended: None }))
}

/// Whether a visitor may see the event and register for it.
fn is_for(event: &Event, layout: &Layout) -> bool {
    layout.may(Action::View, event.facts()) && event.takes_registrations(layout.now())
}

pub(crate) async fn get(_: paths::Register, app: App, layout: Layout, Query(came): Query<Came>) -> Result<Response> {
    if layout.actor().is_some_and(|actor| actor.associate.is_some()) {
        return Ok(layout.redirect("/me", "You are registered already. This is your page"));
    }
    let Some(offer) = offer(&app, &layout, &came.event).await? else {
        return Ok(Page::ok(NotOpenPage { layout }).into_response());
    };
    let form = RegistrationForm::empty(&came.project, offer.event.as_ref().map(|event| event.id), offer.notice.version);
    Ok(Page::ok(FormPage { layout, offer, form, errors: FormErrors::default() }).into_response())
}

/// No answer comes sooner than this, whether the address is known or not.
const LEAST: Duration = Duration::from_millis(300);

pub(crate) async fn post(
    _: paths::Register,
    app: App,
    layout: Layout,
    ClientAddress(address): ClientAddress,
    Form(form): Form<RegistrationForm>,
) -> Result<Response> {
    let Some(mut offer) = offer(&app, &layout, &form.event).await? else {
        return Ok(Page::unprocessable(NotOpenPage { layout }).into_response());
    };
    // An event that is none, or takes nobody any more, is not kept.
    let event = offer.event.as_ref().map(|event| event.id.to_string()).unwrap_or_default();
    let form = RegistrationForm { event, ..form };
    let parsed = match form.parse(&offer.projects, offer.notice.version) {
        Ok(registration) => {
            let written = registration.organisation.clone();
            let placed = placed(&mut *app.db.acquire().await?, written, &form.successor, layout.today()).await?;
            placed.map(|belonging| (registration, belonging)).map_err(|ended| {
                let errors = FormErrors::one("successor", ended.message());
                offer.ended = Some(ended);
                errors
            })
        }
        Err(errors) => Err(errors),
    };
    let (registration, belonging) = match parsed {
        Ok(parsed) => parsed,
        Err(errors) => {
            // What they tick next is agreed to under the notice they see now.
            let form = RegistrationForm { notice: offer.notice.version.to_string(), ..form };
            return Ok(Page::unprocessable(FormPage { layout, offer, form, errors }).into_response());
        }
    };
    match at_least(LEAST, submit(&app, address, (&registration, belonging), &offer.notice, &layout.by())).await {
        Err(Error::TooMany(seconds)) => {
            let errors = FormErrors::one("", too_many("Too many people have registered from here", seconds));
            Ok(Page::too_many(FormPage { layout, offer, form, errors }, seconds).into_response())
        }
        other => other.map(|()| Redirect::to(&paths::Sent.to_string()).into_response()),
    }
}

/// Where they belong from today, if they say so; what they typed may have ended.
async fn placed(
    db: &mut PgConnection,
    written: Option<Text<200>>,
    answer: &str,
    today: NaiveDate,
) -> Result<std::result::Result<Option<NewAffiliation>, Ended>> {
    let Some(written) = written else { return Ok(Ok(None)) };
    let begins =
        NewAffiliation { belonging: Belonging::Written(written), job_title: None, starts_on: today, ends_on: None };
    Ok(associates::placed(db, begins, answer).await?.map(Some))
}

#[derive(Template)]
#[template(path = "registration/sent.html")]
pub(crate) struct SentPage {
    layout: Layout,
}

pub(crate) async fn sent(_: paths::Sent, layout: Layout) -> Page<SentPage> {
    Page::ok(SentPage { layout })
}
