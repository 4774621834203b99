//! What surrounds every page: navigation, who is signed in, the notice of the last change.

use std::fmt::Display;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};

use chrono::{DateTime, NaiveDate, Utc};

use super::Notice;
use crate::access::{Action, Actor, Facts, SignedIn, allows};
use crate::app::App;
use crate::audit::By;
use crate::kernel::london_date;

/// The frame of a page, a field of every page's template.
#[derive(Clone)]
pub(crate) struct Layout {
    pub(crate) nav: Vec<NavItem>,
    pub(crate) person: Option<Person>,
    pub(crate) notice: Option<Notice>,
    /// Whether the search box over people, projects and organisations is theirs to use.
    pub(crate) may_search: bool,
    /// The team's working pages are compact.
    pub(crate) dense: bool,
    /// What stands in the search box.
    pub(crate) search_text: String,
    actor: Option<Arc<Actor>>,
    now: DateTime<Utc>,
    request_id: Option<String>,
    secure: bool,
}

/// A link of the main navigation.
#[derive(Clone)]
pub(crate) struct NavItem {
    pub(crate) label: &'static str,
    pub(crate) href: &'static str,
    pub(crate) current: bool,
}

/// Who is signed in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) home_label: &'static str,
    pub(crate) home_href: &'static str,
}

impl Layout {
    /// Whether the policy lets this person do it; templates ask this before they offer it.
    pub(crate) fn may(&self, action: Action, on: Facts) -> bool {
        allows(self.actor.as_deref(), action, on)
    }

    /// Who is signed in, with their rights.
    pub(crate) fn actor(&self) -> Option<&Actor> {
        self.actor.as_deref()
    }

    /// Whether whoever looks at the page is an Associate with a record of their own.
    pub(crate) fn has_record(&self) -> bool {
        self.actor().is_some_and(|actor| actor.associate.is_some())
    }

    /// Whether someone of the team looks at the page.
    pub(crate) fn is_team(&self) -> bool {
        self.actor().is_some_and(Actor::is_team)
    }

    /// Who acts in this request, and when: for the rows it writes and the audit trail.
    pub(crate) fn by(&self) -> By {
        By::request(self.actor(), self.now, self.request_id.clone())
    }

    /// The time the request is answered at.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The date it is answered on, in London.
    pub(crate) fn today(&self) -> NaiveDate {
        london_date(self.now)
    }

    /// Answers a change: on to the thing itself (303), with a notice of what happened.
    pub(crate) fn redirect(&self, to: impl Display, notice: impl Into<Notice>) -> Response {
        let mut response = Redirect::to(&to.to_string()).into_response();
        if let Some(cookie) = notice.into().to_header(self.secure) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Answers a form that changes nothing, with why: that is no mistake in a field, or it would stand beside it.
    pub(crate) fn unchanged(&self, to: impl Display, why: impl Into<String>) -> Response {
        self.redirect(to, Notice::refusal(why))
    }

    /// The same around a page for whoever has signed in within this request.
    pub(crate) fn seen_by(self, SignedIn(actor): SignedIn) -> Self {
        let is_team = actor.as_ref().is_some_and(|actor| actor.is_team());
        Self {
            nav: navigation(actor.as_deref(), ""),
            person: actor.as_ref().map(|actor| Person::of(actor)),
            may_search: is_team,
            dense: is_team,
            actor,
            ..self
        }
    }

    pub(super) fn of(headers: &HeaderMap, uri: &Uri, SignedIn(actor): SignedIn, app: &App) -> Self {
        let request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
        let is_team = actor.as_ref().is_some_and(|actor| actor.is_team());
        Self {
            nav: navigation(actor.as_deref(), uri.path()),
            person: actor.as_ref().map(|actor| Person::of(actor)),
            notice: Notice::from_headers(headers),
            may_search: is_team,
            dense: is_team,
            search_text: String::new(),
            actor,
            now: app.clock.now(),
            request_id,
            secure: app.config.is_https(),
        }
    }

    pub(super) fn request_id(&self) -> Option<String> {
        self.request_id.clone()
    }
}

impl From<&str> for Notice {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Notice {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl Person {
    fn of(actor: &Actor) -> Self {
        let (home_label, home_href) =
            if actor.associate.is_some() { ("My page", "/me") } else { ("My account", "/me") };
        Self { name: actor.name.clone(), home_label, home_href }
    }
}

const VISITOR: &[(&str, &str)] = &[
    ("Projects", "/projects"),
    ("Events", "/events"),
    ("About", "/about"),
    ("Register", "/register"),
    ("Sign in", "/sign-in"),
];
const ASSOCIATE: &[(&str, &str)] =
    &[("My page", "/me"), ("Projects", "/projects"), ("Events", "/events"), ("My details", "/me/details")];
const LEAD: &[(&str, &str)] = &[("My projects", "/my-projects")];
const TEAM: &[(&str, &str)] = &[
    ("Home", "/"),
    ("Associates", "/associates"),
    ("Projects", "/projects"),
    ("Events", "/events"),
    ("Organisations", "/organisations"),
    ("Requests", "/requests"),
    ("Unplaced", "/unplaced"),
    ("Insight", "/dashboard"),
];
const ADMINISTRATOR: &[(&str, &str)] = &[("Administration", "/admin")];

/// The links this person needs, with the one they are in marked.
fn navigation(actor: Option<&Actor>, path: &str) -> Vec<NavItem> {
    let mut links: Vec<(&str, &str)> = Vec::new();
    match actor {
        None => links.extend(VISITOR),
        Some(actor) if actor.is_team() => links.extend(TEAM),
        Some(_) => links.extend(ASSOCIATE),
    }
    if actor.is_some_and(|actor| !actor.leads.is_empty() && !actor.is_team()) {
        links.extend(LEAD);
    }
    if actor.is_some_and(Actor::is_administrator) {
        links.extend(ADMINISTRATOR);
    }
    // What is done with many people begins and ends in the register.
    let place = if is_within(path, "/bulk-acts") { "/associates" } else { path };
    let current =
        links.iter().map(|(_, href)| *href).filter(|href| is_within(place, href)).max_by_key(|href| href.len());
    links.into_iter().map(|(label, href)| NavItem { label, href, current: Some(href) == current }).collect()
}

fn is_within(path: &str, section: &str) -> bool {
    path == section || (section != "/" && path.strip_prefix(section).is_some_and(|rest| rest.starts_with('/')))
}

impl FromRequestParts<App> for Layout {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let signed_in = SignedIn::of(&parts.extensions);
        Ok(Self::of(&parts.headers, &parts.uri, signed_in, app))
    }
}
