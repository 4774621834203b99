//! The list of Associates.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};

use crate::app::App;
use crate::associates::{ActKind, Standing};
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::{AssociateId, Choice, County, DeclaredInvolvement, StakeholderGroup, display_date, london_date};
use crate::memberships::MembershipRole;
use crate::people::filter::{Choices, Days, Direction, HealthLinks, Sort, Status};
use crate::people::paths;
use crate::people::store::{self, Offered, Row};
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, counted, not_understood};

#[derive(Template)]
#[template(path = "people/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    rows: Vec<Row>,
    count: i64,
    choices: Choices,
    offered: Offered,
    paging: Paging,
    today: NaiveDate,
    /// The fields of a filter have no mistakes.
    none: FormErrors,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let (filter, cursor) = (choices.filter(), Cursor::parse(&choices.after, &choices.before));
    let today = layout.today();
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, &filter, cursor, today).await?;
    let count = store::count(&mut db, &filter, today).await?;
    let offered = store::list_offered(&mut db).await?;
    drop(db);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&choices.address()).into_response());
    }
    let paging = Paging::cut(&mut rows, usize::from(store::PAGE), cursor, &choices.address(), |row| row.id);
    if filter.health.is_some() {
        record_reading(&app, &layout, &rows).await?;
    }
    let none = FormErrors::default();
    Ok(Page::ok(IndexPage { layout, rows, count, choices, offered, paging, today, none }).into_response())
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

/// A filter that is on, in words, with the address of the list without it.
type Tag = (&'static str, String, String);

impl IndexPage {
    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.choices.group)
    }

    fn counties(&self) -> Vec<Opt> {
        [Opt::list([("none", "Not given")], &self.choices.county), Opt::choices::<County>(&self.choices.county)]
            .concat()
    }

    fn roles(&self) -> Vec<Opt> {
        Opt::choices::<MembershipRole>(&self.choices.role)
    }

    fn involvements(&self) -> Vec<Opt> {
        Opt::choices::<DeclaredInvolvement>(&self.choices.involvement)
    }

    fn projects(&self) -> Vec<Opt> {
        Offered::options(&self.offered.projects, &self.choices.project)
    }

    fn themes(&self) -> Vec<Opt> {
        Offered::options(&self.offered.themes, &self.choices.theme)
    }

    fn organisations(&self) -> Vec<Opt> {
        let chosen = &self.choices.organisation;
        let none = Opt::list([("none", "None of the register")], chosen);
        [none, Offered::options(&self.offered.organisations, chosen)].concat()
    }

    fn owners(&self) -> Vec<Opt> {
        let me = self.layout.actor().map(|actor| actor.account.to_string()).unwrap_or_default();
        let mut pairs = vec![("none".to_owned(), "Nobody".to_owned())];
        let workers = self.offered.workers.iter().cloned();
        pairs.extend(workers.map(|(id, name)| if id == me { (id, format!("{name} (you)")) } else { (id, name) }));
        Offered::options(&pairs, &self.choices.owner)
    }

    fn statuses(&self) -> Vec<Opt> {
        let mut pairs = vec![("all", "Everyone, also who left")];
        pairs.extend(Standing::SEEN.map(|one| (one.code(), one.label())));
        Opt::list(pairs, &self.choices.status)
    }

    /// A filter in words; none when it could not be understood, and filters nothing.
    fn in_words(&self, name: &str, value: &str) -> Option<(&'static str, String)> {
        let understood = self.choices.filter();
        match name {
            "q" => Some(("Search", value.to_owned())),
            "group" => understood.group.map(|one| ("Group", one.to_string())),
            "county" if value == "none" => Some(("County", "not given".to_owned())),
            "county" => County::from_code(value).map(|one| ("County", one.to_string())),
            "project" => Some(("Project", Offered::label(&self.offered.projects, value).to_owned())),
            "theme" => Some(("Theme", Offered::label(&self.offered.themes, value).to_owned())),
            "organisation" if value == "none" => Some(("Organisation", "none of the register".to_owned())),
            "organisation" => understood
                .organisation
                .map(|_| ("Organisation", Offered::label(&self.offered.organisations, value).to_owned())),
            "role" => understood.role.map(|one| ("Role", one.to_string())),
            "involvement" => understood.involvement.map(|one| ("Involvement", one.to_string())),
            "status" if value == "all" => Some(("Status", "everyone".to_owned())),
            "status" => match understood.status {
                Status::Only(standing) => Some(("Status", standing.to_string())),
                Status::All | Status::Present => None,
            },
            "unplaced" => understood.unplaced.then(|| ("Unplaced", "in no project".to_owned())),
            "owner" if value == "none" => Some(("Owner", "nobody".to_owned())),
            "owner" => understood.owner.map(|_| ("Owner", Offered::label(&self.offered.workers, value).to_owned())),
            "joined" => understood.joined.map(|days| ("Joined", self.moved(days))),
            "left" => understood.left.map(|days| ("Left", self.moved(days))),
            "attended" => understood.attended.map(|days| ("Came to", self.visited(days))),
            _ => understood.health.map(|links| match links {
                HealthLinks::All => ("Links", "waiting for their consent".to_owned()),
                HealthLinks::Requests => ("Requests", "waiting for their consent".to_owned()),
            }),
        }
    }

    /// The filters that are on, in words.
    fn active(&self) -> Vec<Tag> {
        let on = self.choices.filters().into_iter().filter(|(_, value)| !value.is_empty());
        on.filter_map(|(name, value)| {
            self.in_words(name, value).map(|(what, said)| (what, said, self.choices.without(name)))
        })
        .collect()
    }

    /// What of the address means nothing.
    fn not_understood(&self) -> Option<String> {
        let choices = &self.choices;
        not_understood(choices.kept(), |name| match name {
            "sort" => Sort::from_code(&choices.sort).is_some(),
            "dir" => Direction::from_code(&choices.dir).is_some(),
            _ => choices.filters().iter().any(|(known, value)| *known == name && self.in_words(name, value).is_some()),
        })
    }

    /// "an event, 1 January 2026 to 31 March 2026".
    fn visited(&self, days: Days) -> String {
        let what = if self.choices.project.is_empty() { "an event" } else { "an event of the project, while a member" };
        format!("{what}, {}", days.in_words())
    }

    /// "the project, 1 January 2026 to 31 March 2026".
    fn moved(&self, days: Days) -> String {
        let what = if self.choices.project.is_empty() { "the network" } else { "the project" };
        format!("{what}, {}", days.in_words())
    }

    /// The list as it is without any filter, in the same order.
    fn clear(&self) -> String {
        address(paths::Index, &[("sort", &self.choices.sort), ("dir", &self.choices.dir)])
    }

    /// The same question asked of everyone, also of those who left.
    fn everyone(&self) -> String {
        Choices { status: "all".to_owned(), ..self.choices.clone() }.address()
    }

    /// The columns: label, the address of the list sorted by it, and the direction it is sorted in now.
    fn headers(&self) -> [(&'static str, String, &'static str); 7] {
        let sortable = |label: &'static str, sort: Sort| {
            let current = self.choices.sort() == sort;
            let direction = if current { self.choices.direction(sort).aria() } else { "" };
            (label, self.choices.sorted_by(sort), direction)
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
        if self.count == 0 && self.active().is_empty() {
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
