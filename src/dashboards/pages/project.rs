//! One project's community, for its lead and for the team: absence, then movement, then state. Only a project that
//! runs lacks anybody: of one that is planned or over the state is shown, without alarm.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::coverage::{ProjectCoverage, columns};
use super::events::{self, Events};
use super::links::Whose;
use super::{Flow, links, waiting_since};
use crate::access::SeeingPeople;
use crate::app::App;
use crate::dashboards::as_of::AsOf;
use crate::dashboards::breakdown::{Breakdown, people};
use crate::dashboards::community::{Absence, Community};
use crate::dashboards::coverage::Target;
use crate::dashboards::paths;
use crate::dashboards::periods::{Period, periods, span, with_their_sum};
use crate::dashboards::store::{self, CoverageRow, Fellow, MemberCount, Movement, OrganisationCount, Request};
use crate::dashboards::suppression::Reader;
use crate::error::{Error, Result};
use crate::kernel::{ProjectId, display_date, london_date};
use crate::memberships::{MembershipRole, is_late};
use crate::projects::{Project, ProjectStage, Tab, tabs};
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
    /// Of which day members are divided up, and who is absent.
    as_of: AsOf,
    absence: Option<Absence>,
    /// "C of T" of each group, for the team.
    coverage: Option<Matrix>,
    /// Whether one of the members that are divided up is its lead.
    is_led: bool,
    flow: Flow,
    events: Events,
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
    as_of: AsOf,
    people: i64,
    members: Vec<MemberCount>,
    organisations: Vec<OrganisationCount>,
    movement: Vec<Movement>,
    requests: Vec<Request>,
    fellows: Vec<Fellow>,
    targets: Vec<Target>,
    coverage: Vec<CoverageRow>,
    events: Events,
}

pub(crate) async fn get(
    _: paths::ProjectDashboard,
    app: App,
    layout: Layout,
    project: Result<SeeingPeople<Project>>,
) -> Result<Page<ProjectPage>> {
    let project = project.map_err(Error::hidden)?;
    let reader = if layout.is_team() { Reader::Team } else { Reader::Outside };
    let periods = periods(reader, layout.today());
    let facts = Facts::load(&app, &project, &periods, reader, layout.now()).await?;
    Ok(Page::ok(ProjectPage::of(layout, project.clone(), facts, &periods, reader)))
}

impl Facts {
    async fn load(
        app: &App,
        project: &Project,
        periods: &[Period],
        reader: Reader,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let today = london_date(now);
        let mut db = app.db.acquire().await?;
        let as_told = reader == Reader::Outside;
        let stays = match reader {
            Reader::Team => Vec::new(),
            Reader::Outside => store::stays(&mut db, project.id).await?,
        };
        let as_of = match reader {
            Reader::Team => AsOf::Now,
            Reader::Outside => AsOf::outside(&stays, today),
        };
        let (members, organisations) = divided(&mut db, project.id, as_of, today).await?;
        Ok(Self {
            as_of,
            people: store::count_members(&mut db, project.id).await?,
            members,
            organisations,
            movement: store::project_movement(&mut db, project.id, &with_their_sum(periods), today, as_told).await?,
            requests: store::requests(&mut db, project.id).await?,
            fellows: store::fellows(&mut db, project.id, as_told).await?,
            targets: store::list_targets(&mut db).await?,
            coverage: match reader {
                Reader::Team if project.is_running(today) => {
                    store::coverage_rows(&mut db, Some(project.id), today).await?
                }
                // A second, smaller count beside each that a lead is shown would help to guess it.
                Reader::Team | Reader::Outside => Vec::new(),
            },
            events: Events::load(&mut db, events::Whose::Project(project.id, &project.slug, &stays), reader, now)
                .await?,
        })
    }

    /// A running project's row of the coverage matrix, if this reader is shown it.
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

/// The members of a day by group, county and role, and by organisation.
async fn divided(
    db: &mut PgConnection,
    project: ProjectId,
    as_of: AsOf,
    today: NaiveDate,
) -> sqlx::Result<(Vec<MemberCount>, Vec<OrganisationCount>)> {
    match as_of {
        AsOf::Now => Ok((store::members(db, project).await?, store::organisations(db, project, today).await?)),
        AsOf::EndOf(day) => {
            Ok((store::members_as_at(db, project, day).await?, store::organisations_as_at(db, project, day).await?))
        }
        AsOf::NotYet => Ok((Vec::new(), Vec::new())),
    }
}

impl ProjectPage {
    fn of(layout: Layout, project: Project, mut facts: Facts, periods: &[Period], reader: Reader) -> Self {
        let today = layout.today();
        let community = Community { slug: &project.slug, reader, as_of: facts.as_of };
        let by_group = community.by_group(&facts.members);
        let mut by_organisation = community.by_organisation(std::mem::take(&mut facts.organisations));
        let other_organisations = by_organisation.split_off(ORGANISATIONS);
        let waiting = facts.requests.first().map_or(0, |request| people(request.waiting));
        Self {
            span: span(periods, today),
            members: reader.count(people(facts.people)),
            as_of: facts.as_of,
            absence: Absence::of(&by_group, &facts.targets).filter(|_| project.is_running(today)),
            coverage: facts.coverage(),
            events: facts.events,
            is_led: facts.members.iter().any(|count| count.role == Some(MembershipRole::Lead)),
            flow: Flow::of(periods, &facts.movement, reader, Whose::Project(&project.slug)),
            // Exactly, for a lead too: they are listed by name, and each is theirs to answer.
            waiting: Shown::Exact(waiting),
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

    /// Whether nobody leads it though it runs; told to the team, who can change that.
    fn lacks_lead(&self) -> bool {
        self.layout.is_team() && self.is_running() && !self.is_led
    }

    fn is_running(&self) -> bool {
        self.project.is_running(self.layout.today())
    }

    /// Whether there is anybody to divide up, or to miss.
    fn has_members(&self) -> bool {
        self.is_running() || self.members != Shown::Exact(0)
    }

    /// Why nothing is missing from a project that does not run.
    fn at_rest(&self) -> String {
        let today = self.layout.today();
        match self.project.ends_on.filter(|_| self.project.is_over(today)) {
            Some(day) => format!("This project ended on {}. Nobody is missing from it any more.", display_date(day)),
            None if self.project.stage == ProjectStage::Ended => {
                "This project has ended. Nobody is missing from it any more.".to_owned()
            }
            None => "This project has not begun. Which groups are missing is told once it runs.".to_owned(),
        }
    }

    /// Of which day the breakdowns are, for those who see no newer ones.
    fn as_of_in_words(&self) -> Option<String> {
        let renewed = "at the end of a quarter, when at least five people have joined or left, so that nobody can be told \
                       from a change";
        let today = match self.members {
            Shown::Exact(1) => "Today 1 person takes part".to_owned(),
            Shown::Exact(count) => format!("Today {count} people take part"),
            other => format!("Today {other} people take part"),
        };
        match self.as_of {
            AsOf::Now => None,
            AsOf::EndOf(day) => Some(format!("As at {}. Renewed {renewed}. {today}.", display_date(day))),
            AsOf::NotYet => {
                Some(format!("Not shown yet: members are divided up for the first time {renewed}. {today}."))
            }
        }
    }

    fn is_late(&self) -> bool {
        self.is_running() && self.requests.iter().any(|waiting| waiting.is_late)
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
        format!("People who became members, {}. In the same time {} left.", self.span, self.flow.departed.people)
    }

    fn members_meaning(&self) -> String {
        format!("People who take part on {}, in any role.", display_date(self.layout.today()))
    }

    /// What the number of missing groups means, with their names.
    fn absence_meaning(&self) -> String {
        let here = match self.as_of {
            AsOf::EndOf(day) => format!("on {}", display_date(day)),
            AsOf::Now | AsOf::NotYet => "here yet".to_owned(),
        };
        match &self.absence {
            None => "With so few members, telling which groups they belong to would tell who they are.".to_owned(),
            Some(absence) if absence.wanted.is_empty() => {
                "Every group this network wants in each project has at least one member.".to_owned()
            }
            Some(absence) => format!("Wanted in every project, and nobody {here}: {}.", absence.wanted.join(", ")),
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
