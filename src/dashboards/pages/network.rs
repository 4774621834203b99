//! The whole network, for the team: absence, then movement, then state.

use askama::Template;

use super::Flow;
use super::coverage::ProjectCoverage;
use super::events::{self, Events};
use super::links::{self, Whose};
use crate::app::App;
use crate::dashboards::breakdown::{Breakdown, Part, people};
use crate::dashboards::coverage::Coverage;
use crate::dashboards::paths;
use crate::dashboards::periods::{periods, span, with_their_sum};
use crate::dashboards::store::{self, NetworkCount, PlaceCount};
use crate::dashboards::suppression::Reader;
use crate::error::Result;
use crate::kernel::{Choice, County, StakeholderGroup, display_date};
use crate::memberships::{self, RequestCounts};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "dashboards/network.html")]
pub(crate) struct NetworkPage {
    layout: Layout,
    /// The dates movement is about.
    span: String,
    people: i64,
    paused: i64,
    requests: RequestCounts,
    unplaced: i64,
    coverage: Coverage,
    flow: Flow,
    events: Events,
    by_group: Breakdown,
    by_county: Breakdown,
    by_theme: Breakdown,
    by_project: Breakdown,
    /// Projects with nobody engaged from any of the groups wanted.
    deserted: Vec<ProjectCoverage>,
}

pub(crate) async fn get(_: paths::Network, app: App, layout: Layout) -> Result<Page<NetworkPage>> {
    let today = layout.today();
    let months = periods(Reader::Team, today);
    let mut db = app.db.acquire().await?;
    let rows = store::network_people(&mut db).await?;
    let places = store::network_places(&mut db).await?;
    let movement = store::network_movement(&mut db, &with_their_sum(&months), today).await?;
    let requests = memberships::count_requests(&mut db, today).await?;
    let unplaced = memberships::count_unplaced(&mut db).await?;
    let targets = store::list_targets(&mut db).await?;
    let mut projects = ProjectCoverage::gather(store::coverage_rows(&mut db, None, today).await?, &targets);
    let events = Events::load(&mut db, events::Whose::Network, Reader::Team, layout.now()).await?;
    drop(db);
    let coverage = Coverage::of(projects.iter().flat_map(|project| &project.cells));
    projects.retain(|project| project.coverage().met == 0);
    let all = rows.iter().find(|row| row.facet == NetworkCount::ALL);
    Ok(Page::ok(NetworkPage {
        span: span(&months, today),
        people: all.map_or(0, |row| row.people),
        paused: all.map_or(0, |row| row.paused),
        flow: Flow::of(&months, &movement, Reader::Team, Whose::Network),
        events,
        by_group: by_group(&rows),
        by_county: by_county(&rows),
        by_theme: by_theme(&places),
        by_project: by_project(places),
        deserted: projects,
        requests,
        unplaced,
        coverage,
        layout,
    }))
}

impl NetworkPage {
    fn missing(&self) -> u32 {
        self.coverage.wanted - self.coverage.met
    }

    fn coverage_meaning(&self) -> String {
        match self.coverage.percent() {
            Some(percent) => format!(
                "Coverage is {percent}: {} of {} places wanted, in running projects, are taken by someone engaged.",
                self.coverage.met, self.coverage.wanted
            ),
            None => "No target is set for any group.".to_owned(),
        }
    }

    fn joined_meaning(&self) -> String {
        format!("People who joined or came back, {}. In the same time {} left.", self.span, self.flow.departed.people)
    }

    fn people_meaning(&self) -> String {
        format!("On {}. {} of them have paused for a while.", display_date(self.layout.today()), self.paused)
    }

    fn late_meaning(&self) -> String {
        format!("Waiting longer than three working days, of {} that wait.", self.requests.waiting)
    }
}

fn by_group(rows: &[NetworkCount]) -> Breakdown {
    let part = |group: &StakeholderGroup| Part {
        label: group.label().to_owned(),
        people: count(rows, NetworkCount::BY_GROUP, |row| row.stakeholder_group == Some(*group)),
        href: Some(links::associates(&[("group", group.code())])),
    };
    let parts = StakeholderGroup::ALL.iter().map(part).collect();
    Breakdown::of("Associates by stakeholder group", "Group", parts, Reader::Team)
}

fn by_county(rows: &[NetworkCount]) -> Breakdown {
    let part = |county: Option<County>| Part {
        label: county.map_or("Not given", Choice::label).to_owned(),
        people: count(rows, NetworkCount::BY_COUNTY, |row| row.county == county),
        href: Some(links::associates(&[("county", county.map_or("none", Choice::code))])),
    };
    let counties = County::ALL.iter().copied().map(Some).chain([None]);
    Breakdown::of("Associates by county", "County", counties.map(part).collect(), Reader::Team)
}

fn count(rows: &[NetworkCount], facet: i32, is_it: impl Fn(&NetworkCount) -> bool) -> u32 {
    rows.iter().filter(|row| row.facet == facet && is_it(row)).map(|row| people(row.people)).sum()
}

fn by_theme(places: &[PlaceCount]) -> Breakdown {
    let part = |place: &PlaceCount| Part {
        label: place.theme.clone(),
        people: people(place.people),
        href: Some(links::associates(&[("theme", &place.theme_slug)])),
    };
    let parts = places.iter().filter(|place| place.project.is_none()).map(part).collect();
    Breakdown::of("Associates by theme", "Theme", parts, Reader::Team)
}

fn by_project(places: Vec<PlaceCount>) -> Breakdown {
    let part = |place: PlaceCount| {
        let (label, slug) = place.project.zip(place.project_slug)?;
        let href = Some(links::associates(&[("project", &slug)]));
        Some(Part { label, people: people(place.people), href })
    };
    let parts = places.into_iter().filter_map(part).collect();
    Breakdown::of("Associates by project", "Project", parts, Reader::Team).largest_first("")
}
