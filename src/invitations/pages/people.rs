//! Everybody of a batch: those who are written to, or those who are left out for one reason.

use std::fmt::Display;

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::parents;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::invitations::model::Obstacle;
use crate::invitations::paths;
use crate::invitations::store::{self, Batch, OfBatch, Which};
use crate::kernel::Choice;
use crate::web::{Cursor, Layout, Page, Paging, Query, address};

const PAGE: u8 = 50;
/// The address of those whose link waits for their own consent.
const AWAITING_CONSENT: &str = "awaiting_consent";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    reason: String,
    after: String,
    before: String,
}

impl Choices {
    pub(super) fn which(&self) -> Which {
        match (self.reason.as_str(), Obstacle::from_code(&self.reason)) {
            (AWAITING_CONSENT, _) => Which::AwaitingConsent,
            (_, Some(obstacle)) => Which::LeftOut(obstacle),
            (_, None) => Which::Readers,
        }
    }

    /// The page of the same people.
    pub(super) fn address_at(&self, path: impl Display) -> String {
        address(path, &[("reason", if self.which() == Which::Readers { "" } else { &self.reason })])
    }
}

/// Whether a list is one that leaves: not where who is on it tells whose link waits for a consent (rule 4).
pub(super) fn may_leave(which: Which) -> bool {
    !matches!(which, Which::AwaitingConsent | Which::LeftOut(Obstacle::MayNotSee))
}

/// What the people of a list have in common.
pub(super) fn title_of(which: Which, batch: &Batch) -> &'static str {
    match (which, batch.sent_at) {
        (Which::Readers, None) => "People who are to get the letter",
        (Which::Readers, Some(_)) => "People who got the letter",
        (Which::LeftOut(obstacle), _) => obstacle.label(),
        (Which::AwaitingConsent, _) => "Have a link that waits for their own consent",
    }
}

#[derive(Template)]
#[template(path = "invitations/people.html")]
pub(crate) struct PeoplePage {
    layout: Layout,
    event: Event,
    batch: Batch,
    which: Which,
    choices: Choices,
    rows: Vec<OfBatch>,
    paging: Paging,
}

pub(crate) async fn get(
    path: paths::BatchPeople,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    let which = choices.which();
    let cursor = Cursor::parse(&choices.after, &choices.before);
    let here = choices.address_at(&path);
    let mut db = app.db.acquire().await?;
    let batch = store::find_batch(&mut db, event.id, path.batch).await?.or_404()?;
    let mut rows = store::list_of_batch(&mut db, batch.id, which, cursor, PAGE).await?;
    drop(db);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&here).into_response());
    }
    let paging = Paging::cut(&mut rows, PAGE.into(), cursor, &here, |row| row.associate_id);
    record_reading(&app, &layout, &rows).await?;
    let event = event.clone();
    Ok(Page::ok(PeoplePage { layout, event, batch, which, choices, rows, paging }).into_response())
}

/// Who waits for a health consent says something about their health, so each of them can see who looked (rule 9): also
/// among all who may not see the event, where whoever was chosen by its project can be told by their being there.
async fn record_reading(app: &App, layout: &Layout, rows: &[OfBatch]) -> Result<()> {
    let waiting: Vec<&OfBatch> = rows.iter().filter(|row| row.awaits_consent).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    for row in waiting {
        let entry = Entry::new("Read that a link waits for their consent", Subject::Associate(row.associate_id));
        audit::record(&mut tx, &layout.by(), entry).await?;
    }
    Ok(tx.commit().await?)
}

impl PeoplePage {
    fn parents(&self) -> Vec<(String, String)> {
        let mut parents = parents(&self.event).to_vec();
        let batch = if self.batch.sent_at.is_some() { "What was sent" } else { "Before sending" };
        parents.push((format!("{}/invitations/{}", self.event.href(), self.batch.id), batch.to_owned()));
        parents
    }

    fn title(&self) -> &'static str {
        title_of(self.which, &self.batch)
    }

    /// The same people as a file of this ending, unless it may not leave.
    fn file(&self, ending: &str) -> Option<String> {
        let path = format!("{}/invitations/{}/people.{ending}", self.event.href(), self.batch.id);
        may_leave(self.which).then(|| self.choices.address_at(path))
    }

    fn is_left_out(&self) -> bool {
        self.which != Which::Readers
    }

    /// What is said above a list that may tell who waits for a consent.
    fn logged_notice(&self) -> Option<&'static str> {
        match self.which {
            Which::AwaitingConsent => Some(
                "These people have a link that waits for their own consent because it says something about health. \
                 That you looked is written in the history of each of them.",
            ),
            Which::LeftOut(Obstacle::MayNotSee) => Some(
                "Some of them may have a link that waits for their own consent because it says something about \
                 health. That you looked is written in the history of those who do.",
            ),
            Which::LeftOut(_) | Which::Readers => None,
        }
    }

    /// Whether the team may want to phone them.
    fn is_to_be_phoned(&self) -> bool {
        matches!(self.which, Which::LeftOut(obstacle) if obstacle.is_to_be_phoned())
    }
}
