//! The people of a project and the requests to join it, for its lead and the team.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::access::{Action, Facts, SeeingPeople};
use crate::app::App;
use crate::error::{Error, Result};
use crate::kernel::{Choice, County, StakeholderGroup, display_date};
use crate::memberships::store::{self, MemberFilter, MemberRow, RequestRow, Shown, Totals};
use crate::memberships::{MembershipRole, MembershipState, paths};
use crate::organisations::Named;
use crate::projects::{Project, Tab, tabs};
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, not_understood};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    q: String,
    role: String,
    organisation: String,
    group: String,
    county: String,
    state: String,
    after: String,
    before: String,
}

impl Choices {
    /// What the list is narrowed to. A lead sees who takes part now, and neither group nor county, so these
    /// filters are not theirs either: a filter tells what it hides.
    fn filter(&self, is_team: bool) -> MemberFilter {
        let filter = MemberFilter {
            name: (!self.q.trim().is_empty()).then(|| self.q.chars().take(100).collect()),
            role: MembershipRole::from_code(&self.role),
            organisation: self.organisation.parse().ok(),
            no_organisation: self.organisation == "none",
            ..MemberFilter::default()
        };
        if !is_team {
            return filter;
        }
        let shown = match self.state.as_str() {
            "ended" => Shown::Ended,
            "all" => Shown::All,
            _ => Shown::Active,
        };
        MemberFilter {
            group: StakeholderGroup::from_code(&self.group),
            county: County::from_code(&self.county),
            shown,
            ..filter
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("role", &self.role),
            ("organisation", &self.organisation),
            ("group", &self.group),
            ("county", &self.county),
            ("state", &self.state),
        ]
    }
}

#[derive(Template)]
#[template(path = "memberships/members.html")]
pub(crate) struct MembersPage {
    layout: Layout,
    project: Project,
    rows: Vec<MemberRow>,
    requests: Vec<RequestRow>,
    organisations: Vec<Named>,
    totals: Totals,
    /// Those of the list.
    count: i64,
    choices: Choices,
    paging: Paging,
    errors: FormErrors,
}

impl MembersPage {
    fn tabs(&self) -> Vec<Tab> {
        tabs(&self.layout, &self.project, "Members")
    }

    fn is_team(&self) -> bool {
        self.layout.may(Action::Edit, Facts::Project { id: self.project.id })
    }

    /// "145 members", "12 of 145 members: Diffusion Fellows", "31 people: Ended".
    fn counted(&self) -> String {
        let filter = self.choices.filter(self.is_team());
        // Exactly, for a lead too: everyone who is counted here is listed by name below.
        let (count, members) = (self.count, self.totals.members);
        let filters: Vec<String> = self.active().into_iter().map(|(what, words, _)| in_words(what, words)).collect();
        match (filter.shown, self.totals.members) {
            (Shown::Active, 0) => "Nobody takes part yet".to_owned(),
            (Shown::Active, 1) if filters.is_empty() => "1 member".to_owned(),
            (Shown::Active, _) if filters.is_empty() => format!("{members} members"),
            (Shown::Active, _) => format!("{count} of {members} members: {}", filters.join(", ")),
            _ if self.count == 1 => format!("1 person: {}", filters.join(", ")),
            _ => format!("{count} people: {}", filters.join(", ")),
        }
    }

    /// A lead reads since when they could know. Were it the day a membership began, somebody new in the list with an
    /// earlier day would be known for one whose consent to a link about health had been waited for.
    fn since(&self, row: &MemberRow) -> String {
        let since = if self.is_team() { row.starts_on } else { row.told_since };
        match (since, row.ends_on) {
            (Some(start), Some(end)) => format!("{} to {}", display_date(start), display_date(end)),
            (Some(start), None) if start > self.layout.today() => format!("From {}", display_date(start)),
            (Some(start), None) => display_date(start),
            (None, _) => String::new(),
        }
    }

    fn has_ended(&self, row: &MemberRow) -> bool {
        row.state == MembershipState::Ended
    }

    fn address_without(&self, left_out: &str) -> String {
        let kept: Vec<(&str, &str)> = self.choices.pairs().into_iter().filter(|(name, _)| *name != left_out).collect();
        address(format!("{}/members", self.project.href()), &kept)
    }

    fn base(&self) -> String {
        self.address_without("")
    }

    /// What each filter is called, its name in the address, and its value in words if it has one.
    fn filters_in_words(&self) -> [(&'static str, &'static str, Option<String>); 6] {
        let filter = self.choices.filter(self.is_team());
        let organisation = self.organisations.iter().find(|body| Some(body.id) == filter.organisation);
        let organisation = organisation.map(|body| body.name.clone());
        let organisation = organisation.or_else(|| filter.no_organisation.then(|| "None of the register".to_owned()));
        let shown = match filter.shown {
            Shown::Active => None,
            Shown::Ended => Some("Ended".to_owned()),
            Shown::All => Some("Active and ended".to_owned()),
        };
        [
            ("Name", "q", filter.name),
            ("Role", "role", filter.role.map(|role| role.to_string())),
            ("Organisation", "organisation", organisation),
            ("Group", "group", filter.group.map(|group| group.to_string())),
            ("County", "county", filter.county.map(|county| county.to_string())),
            ("State", "state", shown),
        ]
    }

    /// The chosen filters in words, each with the address without it.
    fn active(&self) -> Vec<(&'static str, String, String)> {
        self.filters_in_words()
            .into_iter()
            .filter_map(|(what, name, words)| words.map(|words| (what, words, self.address_without(name))))
            .collect()
    }

    /// What of the address means nothing. Of the filters that are not a lead's nothing is said to them.
    fn not_understood(&self) -> Option<String> {
        let (is_team, active) = (self.is_team(), self.filters_in_words());
        let filters_by_organisation = self.choices.filter(is_team).organisation.is_some();
        not_understood(self.choices.pairs(), |name| match name {
            "group" | "county" | "state" if !is_team => true,
            "organisation" if filters_by_organisation => true,
            _ => active.iter().any(|(_, known, words)| *known == name && words.is_some()),
        })
    }

    fn roles(&self) -> Vec<Opt> {
        Opt::choices::<MembershipRole>(&self.choices.role)
    }

    fn organisation_options(&self) -> Vec<Opt> {
        let chosen = &self.choices.organisation;
        let none = Opt::list([("none", "None of the register")], chosen);
        let bodies = self.organisations.iter().map(|body| (body.id, body.with_other_names.clone()));
        [none, Opt::list(bodies, chosen)].concat()
    }

    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.choices.group)
    }

    fn counties(&self) -> Vec<Opt> {
        Opt::choices::<County>(&self.choices.county)
    }

    fn states(&self) -> Vec<Opt> {
        let states = [("", "Taking part now"), ("ended", "Ended"), ("all", "Both")];
        Opt::list(states, &self.choices.state)
    }
}

/// A filter inside the heading: several people with a role are in the plural, and a name stands alone only where it
/// says what it is.
fn in_words(what: &str, words: String) -> String {
    match what {
        "Role" => format!("{words}s"),
        "Name" => format!("named “{words}”"),
        _ => words,
    }
}

pub(crate) async fn get(
    _: paths::Members,
    app: App,
    layout: Layout,
    project: Result<SeeingPeople<Project>>,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    let project = project.map_err(Error::hidden)?;
    let filter = choices.filter(layout.may(Action::Edit, Facts::Project { id: project.id }));
    let (today, cursor) = (layout.today(), Cursor::parse(&choices.after, &choices.before));
    let mut db = app.db.acquire().await?;
    let rows = store::list_members(&mut db, project.id, &filter, cursor, today).await?;
    let requests = store::list_requests_of(&mut db, project.id).await?;
    let organisations = store::list_organisations(&mut db, project.id, today).await?;
    let totals = store::totals(&mut db, project.id).await?;
    let count = store::count_members(&mut db, project.id, &filter, today).await?;
    drop(db);

    let (project, paging, errors) = (project.clone(), Paging::default(), FormErrors::default());
    let mut page =
        MembersPage { layout, project, rows, requests, organisations, totals, count, choices, paging, errors };
    let base = page.base();
    if cursor.leads_nowhere(&page.rows) {
        return Ok(Redirect::to(&base).into_response());
    }
    page.paging = Paging::cut(&mut page.rows, usize::from(store::PAGE), cursor, &base, |row| row.id);
    Ok(Page::ok(page).into_response())
}
