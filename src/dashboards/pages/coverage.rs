//! Coverage: which project lacks whom.

use std::cmp::Reverse;

use askama::Template;
use axum::response::Response;

use crate::access::Viewing;
use crate::app::App;
use crate::audit::{self, List};
use crate::dashboards::breakdown::people;
use crate::dashboards::coverage::{Cell, Coverage, Engaged, Target, cells, groups_of, label_of};
use crate::dashboards::paths;
use crate::dashboards::store::{self, CoverageRow, Engagement};
use crate::error::{OrNotFound, Result};
use crate::kernel::{Choice, StakeholderGroup};
use crate::projects::Project;
use crate::spreadsheets::{Column, Format, Given, Line, Value};
use crate::web::chart::{Matrix, MatrixCell, MatrixRow};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "dashboards/coverage.html")]
pub(crate) struct CoveragePage {
    layout: Layout,
    matrix: Matrix,
    projects: Vec<ProjectCoverage>,
    overall: Coverage,
    /// Groups that projects lack, with how many places, the most first.
    missing: Vec<(String, u32)>,
}

/// The coverage of one project.
pub(super) struct ProjectCoverage {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) cells: Vec<Cell>,
}

impl ProjectCoverage {
    /// Rows by project and group, as projects with their cells.
    pub(super) fn gather(rows: Vec<CoverageRow>, targets: &[Target]) -> Vec<Self> {
        let mut projects: Vec<(String, String, Vec<Engaged>)> = Vec::new();
        for row in rows {
            if projects.last().is_none_or(|(slug, ..)| *slug != row.slug) {
                projects.push((row.slug, row.title, Vec::new()));
            }
            if let (Some((.., engaged)), Some(stakeholder_group)) = (projects.last_mut(), row.stakeholder_group) {
                engaged.push(Engaged { stakeholder_group, people: people(row.people) });
            }
        }
        let gathered = |(slug, title, engaged): (_, _, Vec<_>)| Self { slug, title, cells: cells(targets, &engaged) };
        projects.into_iter().map(gathered).collect()
    }

    pub(super) fn coverage(&self) -> Coverage {
        Coverage::of(&self.cells)
    }

    /// Its row of the matrix; every cell leads to the people it counts.
    pub(super) fn row(&self) -> MatrixRow {
        let href = |cell: &Cell| {
            paths::CoverageCell { project: self.slug.clone(), group: cell.group.code().to_owned() }.to_string()
        };
        let cell = |cell: &Cell| MatrixCell { have: cell.people, want: cell.target, href: Some(href(cell)) };
        MatrixRow {
            label: self.title.clone(),
            href: Some(paths::ProjectDashboard { project: self.slug.clone() }.to_string()),
            cells: self.cells.iter().map(cell).collect(),
        }
    }
}

/// The targets, and the running projects, those with the most empty places first.
async fn load(app: &App, layout: &Layout) -> Result<(Vec<Target>, Vec<ProjectCoverage>)> {
    let mut db = app.db.acquire().await?;
    let targets = store::list_targets(&mut db).await?;
    let rows = store::coverage_rows(&mut db, None, layout.today()).await?;
    drop(db);
    let mut projects = ProjectCoverage::gather(rows, &targets);
    // All projects have the same targets, so the fewest places taken are the most empty ones.
    projects.sort_by_key(|project| project.coverage().met);
    Ok((targets, projects))
}

pub(crate) async fn index(_: paths::Coverage, app: App, layout: Layout) -> Result<Page<CoveragePage>> {
    let (targets, projects) = load(&app, &layout).await?;
    let overall = Coverage::of(projects.iter().flat_map(|project| &project.cells));
    let matrix = Matrix {
        title: "Engaged people of each group in each project, of the number wanted".to_owned(),
        of: "Project".to_owned(),
        columns: columns(&targets),
        rows: projects.iter().map(ProjectCoverage::row).collect(),
    };
    let missing = missing_groups(&projects, &targets);
    Ok(Page::ok(CoveragePage { layout, matrix, projects, overall, missing }))
}

/// The heads of the matrix.
pub(super) fn columns(targets: &[Target]) -> Vec<String> {
    targets.iter().map(|target| label_of(target.stakeholder_group, targets)).collect()
}

/// How many places of each group are empty; the most first.
fn missing_groups(projects: &[ProjectCoverage], targets: &[Target]) -> Vec<(String, u32)> {
    let gap_of = |at: usize, target: &Target| {
        let gaps = projects.iter().filter_map(|project| project.cells.get(at)).map(Cell::gap);
        (label_of(target.stakeholder_group, targets), gaps.sum())
    };
    let mut missing: Vec<(String, u32)> = targets.iter().enumerate().map(|(at, target)| gap_of(at, target)).collect();
    missing.retain(|(_, places)| *places > 0);
    missing.sort_by_key(|(_, places)| Reverse(*places));
    missing
}

#[derive(Template)]
#[template(path = "dashboards/coverage_cell.html")]
pub(crate) struct CellPage {
    layout: Layout,
    project: Project,
    group: String,
    target: i32,
    counted: Vec<Engagement>,
    /// They take part but have done nothing themselves yet.
    silent: Vec<Engagement>,
    /// The register's list of the group, to find more.
    elsewhere: String,
}

impl CellPage {
    fn title(&self) -> String {
        format!("{} in {}", self.group, self.project.title)
    }

    /// "1 of 2", as in the matrix.
    fn count(&self) -> String {
        format!("{} of {}", self.counted.len(), self.target)
    }
}

pub(crate) async fn cell(
    path: paths::CoverageCell,
    app: App,
    layout: Layout,
    project: Viewing<Project>,
) -> Result<Page<CellPage>> {
    let group = StakeholderGroup::from_code(&path.group).or_404()?;
    let mut db = app.db.acquire().await?;
    let targets = store::list_targets(&mut db).await?;
    let target = targets.iter().find(|target| target.stakeholder_group == group).or_404()?.target;
    let people = store::list_cell(&mut db, project.id, &groups_of(group, &targets)).await?;
    drop(db);
    let (counted, silent) = people.into_iter().partition(|person| person.last_act_at.is_some());
    let elsewhere = super::links::associates(&[("group", group.code())]);
    let group = label_of(group, &targets);
    Ok(Page::ok(CellPage { layout, project: project.clone(), group, target, counted, silent, elsewhere }))
}

const COLUMNS: [Column; 5] =
    [("Project", 44), ("Stakeholder group", 22), ("Engaged people", 14), ("Wanted", 8), ("Missing", 8)];

pub(crate) async fn csv(_: paths::CoverageCsv, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::CoverageXlsx, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, format: Format) -> Result<Response> {
    let (_, projects) = load(app, layout).await?;
    let lines = |project: &ProjectCoverage| {
        let title = project.title.clone();
        project.cells.iter().map(move |cell| line(&title, cell)).collect::<Vec<Line>>()
    };
    let lines: Vec<Line> = projects.iter().flat_map(lines).collect();
    let list = List { title: "Coverage", filter: Vec::new(), columns: &COLUMNS, rows: audit::rows(&lines) };
    list.take(app, layout, format, paths::Coverage, Given(lines)).await
}

fn line(project: &str, cell: &Cell) -> Line {
    let number = |number: u32| Value::count(number.into());
    let group = Value::text(cell.group.label());
    vec![Value::text(project), group, number(cell.people), number(cell.target), number(cell.gap())]
}
