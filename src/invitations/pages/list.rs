//! Who was invited to an event, and how they stand to it.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::closed;
use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::events::{Event, EventTab, event_tabs};
use crate::invitations::model::{BatchKind, MOST_NUDGES, Show};
use crate::invitations::paths;
use crate::invitations::store::{self, Batch, Counts, Invited};
use crate::kernel::{Choice, display_date, display_date_time, london_date};
use crate::places::InvitationState;
use crate::web::{Cursor, Layout, Page, Paging, Query, address};

const PAGE: u8 = 50;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    state: String,
    after: String,
    before: String,
}

#[derive(Template)]
#[template(path = "invitations/list.html")]
pub(crate) struct ListPage {
    layout: Layout,
    event: Event,
    show: Show,
    counts: Counts,
    rows: Vec<Invited>,
    batches: Vec<Batch>,
    paging: Paging,
}

pub(crate) async fn get(
    _: paths::Index,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    let (show, cursor) = (Show::from_code(&choices.state), Cursor::parse(&choices.after, &choices.before));
    let here = address(paths::Index { event: event.id }, &[("state", show.code())]);
    let mut db = app.db.acquire().await?;
    let counts = store::count_states(&mut db, event.id).await?;
    let mut rows = store::list_invited(&mut db, event.id, &show.states(), cursor, PAGE).await?;
    let batches = store::list_batches(&mut db, event.id).await?;
    drop(db);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&here).into_response());
    }
    let paging = Paging::cut(&mut rows, PAGE.into(), cursor, &here, |row| row.associate_id);
    let event = event.clone();
    Ok(Page::ok(ListPage { layout, event, show, counts, rows, batches, paging }).into_response())
}

impl ListPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Invitations")
    }

    fn why_closed(&self) -> Option<&'static str> {
        closed(&self.layout, &self.event)
    }

    /// The states as filters: address, words, count, whether it is the present one.
    fn filters(&self) -> Vec<(String, &'static str, i64, bool)> {
        let all = [(Show::Everyone, self.counts.all()), (Show::Unanswered, self.counts.unanswered())];
        let states = InvitationState::ALL.iter().map(|state| (Show::Only(*state), self.counts.of(*state)));
        let filter = |(show, count): (Show, i64)| {
            let href = address(paths::Index { event: self.event.id }, &[("state", show.code())]);
            (href, show.label(), count, show == self.show)
        };
        all.into_iter().chain(states).map(filter).collect()
    }

    fn unsent(&self) -> Vec<&Batch> {
        self.batches.iter().filter(|batch| batch.sent_at.is_none()).collect()
    }

    fn sent(&self) -> Vec<&Batch> {
        self.batches.iter().filter(|batch| batch.sent_at.is_some()).collect()
    }

    fn is_nudge(&self, batch: &Batch) -> bool {
        batch.kind == BatchKind::Nudge
    }

    /// "4 June 2026, 2:30pm by Tess Team".
    fn origin(&self, batch: &Batch) -> String {
        let (at, by) = match (batch.sent_at, &batch.sent_by) {
            (Some(at), Some(by)) => (at, by),
            _ => (batch.made_at, &batch.made_by),
        };
        format!("{} by {by}", display_date_time(at))
    }

    /// What happened with it: "Invited 4 June 2026 · opened 5 June 2026 · nudged twice, last on 9 June 2026".
    fn story(&self, one: &Invited) -> String {
        let day = |at| display_date(london_date(at));
        let mut parts = vec![format!("Invited {}", day(one.invited_at))];
        parts.extend(one.opened_at.map(|at| format!("opened {}", day(at))));
        if let Some(at) = one.nudged_at {
            let often = if one.nudges >= MOST_NUDGES { "nudged twice, last" } else { "nudged" };
            parts.push(format!("{often} {}", day(at)));
        }
        if one.state == InvitationState::NotComing {
            parts.extend(one.declined_at.map(|at| format!("said no {}", day(at))));
        }
        parts.join(" · ")
    }
}
