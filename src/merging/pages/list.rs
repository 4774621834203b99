//! The worklist: pairs of records that may be one, those found to be two, and those put together.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{counted, listed};
use crate::app::App;
use crate::error::Result;
use crate::kernel::{display_date, london_date};
use crate::merging::paths;
use crate::merging::store::{self, Pair, View};
use crate::web::{Cursor, Layout, Page, Paging, Query, address};

pub(super) const PAGE: u8 = 25;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    view: String,
    after: String,
    before: String,
}

impl Choices {
    pub(super) fn view(&self) -> View {
        match self.view.as_str() {
            "two-people" => View::Refused,
            "merged" => View::Merged,
            _ => View::Open,
        }
    }
}

#[derive(Template)]
#[template(path = "merging/list.html")]
pub(crate) struct ListPage {
    layout: Layout,
    view: View,
    rows: Vec<Pair>,
    count: i64,
    paging: Paging,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let view = choices.view();
    let here = address_of(view);
    let cursor = Cursor::parse(&choices.after, &choices.before);
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, view, cursor, PAGE).await?;
    let count = store::count_open(&mut db).await?;
    drop(db);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&here).into_response());
    }
    let paging = Paging::cut(&mut rows, PAGE.into(), cursor, &here, |row| row.id);
    Ok(Page::ok(ListPage { layout, view, rows, count, paging }).into_response())
}

/// Where the pairs of this view stand.
pub(super) fn address_of(view: View) -> String {
    address(paths::Index, &[("view", code(view))])
}

fn code(view: View) -> &'static str {
    match view {
        View::Open => "",
        View::Refused => "two-people",
        View::Merged => "merged",
    }
}

pub(super) fn in_words(view: View) -> &'static str {
    match view {
        View::Open => "To decide",
        View::Refused => "Two people",
        View::Merged => "Put together",
    }
}

impl ListPage {
    fn tabs(&self) -> Vec<(String, String, bool)> {
        let views = [View::Open, View::Refused, View::Merged].map(|view| (view, in_words(view)));
        let tab = |(view, words): (View, &str)| {
            let words = if view == View::Open { format!("{words} ({})", self.count) } else { words.to_owned() };
            (address_of(view), words, view == self.view)
        };
        views.into_iter().map(tab).collect()
    }

    /// The same pairs as a file of this ending.
    fn file(&self, ending: &str) -> String {
        address(format!("/associates/duplicates.{ending}"), &[("view", code(self.view))])
    }

    fn caption(&self) -> String {
        counted(self.count, ["pair to decide", "pairs to decide"])
    }

    fn speaks_for(&self, pair: &Pair) -> String {
        listed(&pair.reasons)
    }

    fn speaks_against(&self, pair: &Pair) -> String {
        listed(&pair.against)
    }

    /// "4 June 2026 by Tess Team".
    fn decided(&self, pair: &Pair) -> String {
        let on = display_date(london_date(pair.at));
        match &pair.by {
            Some(by) => format!("{on} by {by}"),
            None => on,
        }
    }

    fn is_open(&self) -> bool {
        self.view == View::Open
    }

    fn is_merged(&self) -> bool {
        self.view == View::Merged
    }
}
