//! Who takes part in nothing, with projects that would suit them.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::error::Result;
use crate::kernel::{AssociateId, display_date, london_date};
use crate::memberships::paths;
use crate::memberships::store::{self, UnplacedRow};
use crate::memberships::suggestion::{Suggestion, suggest};
use crate::web::{Cursor, Layout, Page, Paging, Query, address, counted};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    after: String,
    before: String,
}

#[derive(Template)]
#[template(path = "unplaced/index.html")]
pub(crate) struct UnplacedPage {
    layout: Layout,
    rows: Vec<UnplacedRow>,
    suggestions: HashMap<AssociateId, Vec<Suggestion>>,
    count: i64,
    paging: Paging,
}

impl UnplacedPage {
    fn counted(&self) -> String {
        match self.count {
            0 => String::new(),
            count => counted(count, store::PAGE, ["Associate", "Associates"]),
        }
    }

    fn suggestions_for(&self, row: &UnplacedRow) -> &[Suggestion] {
        self.suggestions.get(&row.id).map(Vec::as_slice).unwrap_or_default()
    }

    /// "Carer, Lincolnshire, registered on 4 June 2026".
    fn about(&self, row: &UnplacedRow) -> String {
        let county = row.county.map(|county| format!(", {county}")).unwrap_or_default();
        format!("{}{county}, registered on {}", row.stakeholder_group, display_date(london_date(row.created_at)))
    }

    /// Why, for the team's eyes.
    fn why(&self, suggestion: &Suggestion) -> String {
        let all: Vec<&str> =
            suggestion.reasons.iter().chain(suggestion.neighbours.as_ref()).map(String::as_str).collect();
        all.join("; ")
    }

    /// The form that links them, filled in.
    fn link(&self, row: &UnplacedRow, suggestion: &Suggestion) -> String {
        let reason = match suggestion.reasons.as_slice() {
            [] => "Suggested because people of the same county take part".to_owned(),
            reasons => format!("Suggested because {}", reasons.join("; ")),
        };
        let reason: String = reason.chars().take(500).collect();
        let query = [("project", suggestion.slug.as_str()), ("role", "member"), ("reason", &reason)];
        address(format!("/associates/{}/memberships/new", row.id), &query)
    }
}

pub(crate) async fn get(_: paths::Unplaced, app: App, layout: Layout, Query(place): Query<Place>) -> Result<Response> {
    let cursor = Cursor::parse(&place.after, &place.before);
    let mut db = app.db.acquire().await?;
    let mut rows = store::list_unplaced(&mut db, cursor).await?;
    let base = paths::Unplaced.to_string();
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&base).into_response());
    }
    let paging = Paging::cut(&mut rows, usize::from(store::PAGE), cursor, &base, |row| row.id);
    let ids: Vec<AssociateId> = rows.iter().map(|row| row.id).collect();
    let seekers = store::list_seekers(&mut db, &ids).await?;
    let candidates = store::list_candidates(&mut db, layout.today()).await?;
    let count = store::count_unplaced(&mut db).await?;
    drop(db);
    let suggestions = seekers.iter().map(|(id, seeker)| (*id, suggest(seeker, &candidates))).collect();
    Ok(Page::ok(UnplacedPage { layout, rows, suggestions, count, paging }).into_response())
}
