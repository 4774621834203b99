//! All of them.

use askama::Template;
use serde::Deserialize;

use crate::access::{Action, Facts};
use crate::app::App;
use crate::error::Result;
use crate::kernel::Choice;
use crate::outputs::model::{Output, OutputKind};
use crate::outputs::paths;
use crate::outputs::store::{self, Filter, ProjectChoice};
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, counted};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    kind: String,
    /// The slug of a project.
    project: String,
    after: String,
    before: String,
}

impl Choices {
    /// What the list is narrowed to, for whoever reads it.
    pub(super) fn filter(&self, layout: &Layout) -> Filter {
        Filter {
            drafts: layout.may(Action::View, Facts::Output { is_published: false }),
            kind: OutputKind::from_code(&self.kind),
            project: Some(self.project.clone()).filter(|slug| !slug.is_empty()),
        }
    }

    /// The same in words.
    pub(super) fn in_words(&self) -> Vec<String> {
        let kind = OutputKind::from_code(&self.kind).map(|kind| format!("Sort: {kind}"));
        let project = Some(&self.project).filter(|slug| !slug.is_empty()).map(|slug| format!("Project: {slug}"));
        kind.into_iter().chain(project).collect()
    }

    fn address_at(&self, base: impl std::fmt::Display) -> String {
        address(base, &[("kind", &self.kind), ("project", &self.project)])
    }

    fn with(&self, name: &str, value: &str) -> String {
        let parameters = [("kind", self.kind.as_str()), ("project", self.project.as_str())];
        address(paths::Index, &parameters.map(|(key, now)| if key == name { (key, value) } else { (key, now) }))
    }
}

#[derive(Template)]
#[template(path = "outputs/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    rows: Vec<Output>,
    paging: Paging,
    count: i64,
    choices: Choices,
    /// Projects to filter by.
    projects: Vec<ProjectChoice>,
    errors: FormErrors,
}

impl IndexPage {
    fn may_edit(&self) -> bool {
        self.layout.may(Action::Edit, Facts::Output { is_published: false })
    }

    fn counted(&self) -> String {
        counted(self.count, store::PAGE, ["output", "outputs"])
    }

    fn csv(&self) -> String {
        self.choices.address_at(paths::Csv)
    }

    fn xlsx(&self) -> String {
        self.choices.address_at(paths::Xlsx)
    }

    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<OutputKind>(&self.choices.kind)
    }

    fn project_options(&self) -> Vec<Opt> {
        Opt::list(self.projects.iter().map(|one| (one.slug.clone(), one.title.clone())), &self.choices.project)
    }

    fn active(&self) -> Vec<(&'static str, String, String)> {
        let kind = OutputKind::from_code(&self.choices.kind).map(|kind| kind.to_string());
        let project = self.projects.iter().find(|one| one.slug == self.choices.project).map(|one| one.title.clone());
        let project = project.or_else(|| Some(self.choices.project.clone()).filter(|slug| !slug.is_empty()));
        [("Sort", "kind", kind), ("Project", "project", project)]
            .into_iter()
            .filter_map(|(what, name, words)| words.map(|words| (what, words, self.choices.with(name, ""))))
            .collect()
    }
}

pub(crate) async fn get(
    _: paths::Index,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Page<IndexPage>> {
    let cursor = Cursor::parse(&choices.after, &choices.before);
    let filter = choices.filter(&layout);
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, &filter, cursor).await?;
    let count = store::count(&mut db, &filter).await?;
    let projects = store::list_projects(&mut db).await?;
    drop(db);
    let paging = Paging::cut(&mut rows, store::PAGE.into(), cursor, &choices.with("", ""), |row: &Output| row.id);
    Ok(Page::ok(IndexPage { layout, rows, paging, count, choices, projects, errors: FormErrors::default() }))
}
