//! All requests to join that wait for an answer, for the team.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::error::Result;
use crate::memberships::paths;
use crate::memberships::store::{self, RequestCounts, RequestRow};
use crate::web::{Cursor, Layout, Page, Paging, Query, address, counted};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// "yes" for those only that are late.
    late: String,
    after: String,
    before: String,
}

impl Choices {
    pub(super) fn only_late(&self) -> bool {
        self.late == "yes"
    }
}

#[derive(Template)]
#[template(path = "memberships/requests.html")]
pub(crate) struct RequestsPage {
    layout: Layout,
    rows: Vec<RequestRow>,
    counts: RequestCounts,
    only_late: bool,
    paging: Paging,
}

impl RequestsPage {
    /// The same list as a file of this ending.
    fn file(&self, ending: &str) -> String {
        let late = if self.only_late { "yes" } else { "" };
        address(format!("{}.{ending}", paths::Requests), &[("late", late)])
    }

    /// "12 wait for an answer, 3 of them late".
    fn counted(&self) -> String {
        if self.only_late {
            return counted(self.counts.late, store::PAGE, ["late request", "late requests"]);
        }
        match (self.counts.waiting, self.counts.late) {
            (0, _) => String::new(),
            (1, 0) => "1 waits for an answer".to_owned(),
            (1, _) => "1 waits for an answer and is late".to_owned(),
            (n, 0) => format!("{n} wait for an answer"),
            (n, late) => format!("{n} wait for an answer, {late} of them late"),
        }
    }
}

pub(crate) async fn get(
    _: paths::Requests,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    let cursor = Cursor::parse(&choices.after, &choices.before);
    let (today, only_late) = (layout.today(), choices.only_late());
    let mut db = app.db.acquire().await?;
    let mut rows = store::list_requests(&mut db, cursor, only_late.then_some(today)).await?;
    let counts = store::count_requests(&mut db, today).await?;
    drop(db);
    let base = address(paths::Requests, &[("late", if only_late { "yes" } else { "" })]);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&base).into_response());
    }
    let paging = Paging::cut(&mut rows, usize::from(store::PAGE), cursor, &base, |row| row.id);
    Ok(Page::ok(RequestsPage { layout, rows, counts, only_late, paging }).into_response())
}
