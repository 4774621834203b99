//! The list of Associates.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};

use crate::app::App;
use crate::associates::{ActKind, Standing};
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::{AssociateId, BulkActId, display_date, london_date};
use crate::people::filter::{Choices, Sort};
use crate::people::pages::panel::Panel;
use crate::people::paths;
use crate::people::store::{self, Row};
use crate::web::{Cursor, Layout, Page, Paging, Query, address, counted};

#[derive(Template)]
#[template(path = "people/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    rows: Vec<Row>,
    count: i64,
    panel: Panel,
    paging: Paging,
    today: NaiveDate,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let (filter, cursor) = (choices.filter(), Cursor::parse(&choices.after, &choices.before));
    let today = layout.today();
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, &filter, cursor, today).await?;
    let count = store::count(&mut db, &filter, today).await?;
    let panel = Panel::load(&mut db, &layout, choices, paths::Index).await?;
    drop(db);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&panel.choices.address()).into_response());
    }
    let paging = Paging::cut(&mut rows, usize::from(store::PAGE), cursor, &panel.choices.address(), |row| row.id);
    if filter.health.is_some() {
        record_reading(&app, &layout, &rows).await?;
    }
    Ok(Page::ok(IndexPage { layout, rows, count, panel, paging, today }).into_response())
}

/// Who waits for a health consent says something about their health, so each of them can see who looked (rule 9).
async fn record_reading(app: &App, layout: &Layout, rows: &[Row]) -> Result<()> {
    let mut tx = app.db.begin().await?;
    for row in rows {
        let entry = Entry::new("Read that a link waits for their consent", Subject::Associate(row.id));
        audit::record(&mut tx, &layout.by(), entry).await?;
    }
    Ok(tx.commit().await?)
}

impl IndexPage {
    /// Where these people can be invited, when it is said which.
    fn invite(&self) -> Option<String> {
        let filter = self.panel.choices.filter();
        let may = filter.narrows() && filter.health.is_none() && !self.rows.is_empty();
        may.then(|| address("/invitations", &self.panel.choices.filters()))
    }

    /// Where the list is taken away, as it is filtered and sorted.
    fn take_away(&self) -> String {
        self.panel.choices.address_at("/associates/export")
    }

    /// Whether something can be done with those on the list: not by links that wait for a consent.
    fn can_act(&self) -> bool {
        self.panel.choices.filter().health.is_none() && !self.rows.is_empty()
    }

    /// The button that chooses all of the list: its value and its words. Everyone is said expressly.
    fn all(&self) -> (&'static str, String) {
        let count = match self.count {
            1001.. => "more than 1,000".to_owned(),
            count => count.to_string(),
        };
        if self.panel.choices.filter().narrows() {
            ("all", format!("Do something with all {count} on this list"))
        } else {
            ("everyone", format!("Do something with everyone in the register ({count})"))
        }
    }

    /// The identity that an act on them gets.
    fn act(&self) -> BulkActId {
        BulkActId::new()
    }

    /// The same question asked of everyone, also of those who left.
    fn everyone(&self) -> String {
        Choices { status: "all".to_owned(), ..self.panel.choices.clone() }.address()
    }

    /// The columns: label, the address of the list sorted by it, and the direction it is sorted in now.
    fn headers(&self) -> [(&'static str, String, &'static str); 7] {
        let sortable = |label: &'static str, sort: Sort| {
            let current = self.panel.choices.sort() == sort;
            let direction = if current { self.panel.choices.direction(sort).aria() } else { "" };
            (label, self.panel.choices.sorted_by(sort), direction)
        };
        let plain = |label: &'static str| (label, String::new(), "");
        [
            sortable("Name", Sort::Name),
            sortable("Group", Sort::Group),
            sortable("County", Sort::County),
            plain("Projects"),
            plain("Owner"),
            sortable("Last own act", Sort::LastAct),
            sortable("Joined", Sort::Joined),
        ]
    }

    fn counted(&self) -> String {
        if self.count == 0 && self.panel.active().is_empty() {
            return String::new();
        }
        counted(self.count, store::PAGE, ["Associate", "Associates"])
    }

    /// A word beside the name of who is not simply active.
    fn state(&self, row: &Row) -> Option<(String, &'static str)> {
        match (row.standing, row.paused_until) {
            (Standing::Active, _) => None,
            (Standing::Paused, Some(until)) => Some((format!("Paused until {}", display_date(until)), "yellow")),
            _ => Some((row.standing.to_string(), "grey")),
        }
    }

    /// The first two projects by name, and how many more.
    fn projects_of(&self, row: &Row) -> String {
        let shown: Vec<String> = row.projects.iter().take(2).map(|title| shortened(title)).collect();
        match row.projects.len() {
            0 => "None".to_owned(),
            1 | 2 => shown.join(" · "),
            many => format!("{} and {} more", shown.join(" · "), many - 2),
        }
    }

    /// When they last did something themselves, and what: "33 days ago", "joined a project, 4 June 2026".
    fn last_act(&self, row: &Row) -> (String, String) {
        match (row.last_act_at, row.last_act) {
            (Some(at), Some(act)) => {
                let what = match act {
                    ActKind::ProfileConfirmed => "details confirmed",
                    ActKind::JoinedProject => "joined a project",
                    ActKind::Attended => "came to an event",
                };
                (self.ago(at), format!("{what}, {}", display_date(london_date(at))))
            }
            _ => ("Nothing yet".to_owned(), String::new()),
        }
    }

    fn ago(&self, at: DateTime<Utc>) -> String {
        match (self.today - london_date(at)).num_days() {
            ..=0 => "Today".to_owned(),
            1 => "Yesterday".to_owned(),
            days @ 2..=99 => format!("{days} days ago"),
            days @ 100..=699 => format!("{} months ago", days / 30),
            days => format!("{} years ago", days / 365),
        }
    }

    fn joined(&self, row: &Row) -> String {
        row.joined_on.map_or_else(|| "Not yet".to_owned(), display_date)
    }

    /// The address of a person's record.
    fn href(&self, id: &AssociateId) -> paths::Show {
        paths::Show { associate: *id }
    }
}

/// A title short enough for a cell, cut at a word.
fn shortened(title: &str) -> String {
    const LONGEST: usize = 34;
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    let mut short = String::new();
    for word in title.split_whitespace() {
        if short.chars().count() + word.chars().count() >= LONGEST {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    format!("{short}…")
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn shortens_titles_at_a_word() {
        assert_eq!(shortened("Home visits after stroke"), "Home visits after stroke");
        let long = "Readiness for treatment in people with personality difficulties";
        assert_eq!(shortened(long), "Readiness for treatment in people…");
    }
}
