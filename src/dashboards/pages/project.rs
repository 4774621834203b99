//! One project's community, for its lead and for the team: absence, then movement, then state.

use askama::Template;
use chrono::NaiveDate;

use super::coverage::{ProjectCoverage, columns};
use super::{Flow, links, waiting_since};
use crate::access::SeeingPeople;
use crate::app::App;
use crate::dashboards::breakdown::{Breakdown, people};
use crate::dashboards::community::{Absence, Community};
use crate::dashboards::coverage::Target;
use crate::dashboards::paths;
use crate::dashboards::periods::{Period, periods, span};
use crate::dashboards::store::{self, CoverageRow, Fellow, MemberCount, Movement, OrganisationCount, Request};
use crate::dashboards::suppression::Reader;
use crate::error::{Error, Result};
use crate::kernel::{display_date, london_date};
use crate::memberships::is_late;
use crate::projects::{Project, Tab, tabs};
use crate::web::chart::{BarChart, Matrix, Shown};
use crate::web::{Layout, Page};

/// Organisations in the chart; the others are folded under it.
const ORGANISATIONS: usize = 10;

#[derive(Template)]
#[template(path = "dashboards/project.html")]
pub(crate) struct ProjectPage {
    layout: Layout,
    project: Project,
    /// The dates movement is about.
    span: String,
    members: Shown,
    absence: Option<Absence>,
    /// "C of T" of each group, for the team.
    coverage: Option<Matrix>,
    flow: Flow,
    requests: Vec<Waiting>,
    waiting: Shown,
    fellows: Vec<Fellow>,
    by_group: Breakdown,
    by_county: Breakdown,
    by_role: Breakdown,
    by_organisation: Breakdown,
    other_organisations: Option<BarChart>,
}

/// A request with how long it has waited.
struct Waiting {
    request: Request,
    since: String,
    is_late: bool,
}

/// What the database says of a project's community.
struct Facts {
    members: Vec<MemberCount>,
    organisations: Vec<OrganisationCount>,
    movement: Vec<Movement>,
    requests: Vec<Request>,
    fellows: Vec<Fellow>,
    targets: Vec<Target>,
    coverage: Vec<CoverageRow>,
}

pub(crate) async fn get(
    _: paths::ProjectDashboard,
    app: App,
    layout: Layout,
    project: Result<SeeingPeople<Project>>,
) -> Result<Page<ProjectPage>> {
    let project = project.map_err(hidden)?;
    let reader = if layout.is_team() { Reader::Team } else { Reader::Outside };
    let periods = periods(reader, layout.today());
    let facts = Facts::load(&app, &project, &periods, reader, layout.today()).await?;
    Ok(Page::ok(ProjectPage::of(layout, project.clone(), facts, &periods, reader)))
}

/// A project is public, so asking for its people would be refused; but a dashboard that is not theirs is
/// not even there.
fn hidden(error: Error) -> Error {
    match error {
        Error::Forbidden(_) => Error::NotFound,
        error => error,
    }
}

impl Facts {
    async fn load(
        app: &App,
        project: &Project,
        periods: &[Period],
        reader: Reader,
        today: NaiveDate,
    ) -> sqlx::Result<Self> {
        let mut db = app.db.acquire().await?;
        Ok(Self {
            members: store::members(&mut db, project.id).await?,
            organisations: store::organisations(&mut db, project.id, today).await?,
            movement: store::project_movement(&mut db, project.id, periods, today).await?,
            requests: store::requests(&mut db, project.id).await?,
            fellows: store::fellows(&mut db, project.id).await?,
            targets: store::list_targets(&mut db).await?,
            coverage: match reader {
                Reader::Team => store::coverage_rows(&mut db, Some(project.id), today).await?,
                // A second, smaller count beside each that a lead is shown would help to guess it.
                Reader::Outside => Vec::new(),
            },
        })
    }

    /// The project's row of the coverage matrix, if this reader is shown it.
    fn coverage(&mut self) -> Option<Matrix> {
        let rows = ProjectCoverage::gather(std::mem::take(&mut self.coverage), &self.targets);
        (!rows.is_empty() && !self.targets.is_empty()).then(|| Matrix {
            title: "Engaged people of each group, of the number wanted".to_owned(),
            of: "Project".to_owned(),
            columns: columns(&self.targets),
            rows: rows.iter().map(ProjectCoverage::row).collect(),
        })
    }
}

impl ProjectPage {
    fn of(layout: Layout, project: Project, mut facts: Facts, periods: &[Period], reader: Reader) -> Self {
        let today = layout.today();
        let community = Community { slug: &project.slug, reader };
        let by_group = community.by_group(&facts.members);
        let mut by_organisation = community.by_organisation(std::mem::take(&mut facts.organisations));
        let other_organisations = by_organisation.split_off(ORGANISATIONS);
        let waiting = facts.requests.first().map_or(0, |request| people(request.waiting));
        Self {
            span: span(periods, today),
            members: community.all(&facts.members),
            absence: Absence::of(&by_group, &facts.targets),
            coverage: facts.coverage(),
            flow: Flow::of(periods, &facts.movement, reader),
            waiting: reader.count(waiting),
            requests: facts.requests.into_iter().map(|request| Waiting::of(request, today)).collect(),
            fellows: facts.fellows,
            by_county: community.by_county(&facts.members),
            by_role: community.by_role(&facts.members),
            by_group,
            by_organisation,
            other_organisations,
            project,
            layout,
        }
    }

    fn is_late(&self) -> bool {
        self.requests.iter().any(|waiting| waiting.is_late)
    }

    fn members_href(&self) -> String {
        links::members(&self.project.slug, &[])
    }

    fn requests_href(&self) -> String {
        links::requests(&self.project.slug)
    }

    fn ended_href(&self) -> String {
        links::members(&self.project.slug, &[("state", "ended")])
    }

    fn fellows_href(&self) -> String {
        links::members(&self.project.slug, &[("role", "diffusion_fellow")])
    }

    fn parents(&self) -> [(String, &str); 2] {
        [
            ("/projects".to_owned(), "Projects"),
            (format!("/projects/{}", self.project.slug), self.project.title.as_str()),
        ]
    }

    fn tabs(&self) -> Vec<Tab> {
        tabs(&self.layout, &self.project, "Dashboard")
    }

    fn joined_meaning(&self) -> String {
        format!("People who became members, {}. In the same time {} left.", self.span, self.flow.departed)
    }

    fn members_meaning(&self) -> String {
        format!("People who take part on {}, in any role.", display_date(self.layout.today()))
    }

    /// What the number of missing groups means, with their names.
    fn absence_meaning(&self) -> String {
        match &self.absence {
            None => "With so few members, telling which groups they belong to would tell who they are.".to_owned(),
            Some(absence) if absence.wanted.is_empty() => {
                "Every group this network wants in each project has at least one member here.".to_owned()
            }
            Some(absence) => format!("Wanted in every project, and nobody here yet: {}.", absence.wanted.join(", ")),
        }
    }

    fn requests_meaning(&self) -> String {
        match self.requests.first() {
            None => "Everyone who asked to join has an answer.".to_owned(),
            Some(oldest) => {
                format!("The oldest has waited {}. Each gets an answer within three working days.", oldest.since)
            }
        }
    }
}

impl Waiting {
    fn of(request: Request, today: NaiveDate) -> Self {
        let since = waiting_since(request.requested_at, today);
        let is_late = is_late(london_date(request.requested_at), today);
        Self { request, since, is_late }
    }
}
