//! One act: whom it is about, what is to be done, with whom not and why; and what was done.

use std::borrow::Borrow;

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::counted;
use crate::app::App;
use crate::bulk::forms::{Offer, PlanForm, Planned};
use crate::bulk::model::{Act, BulkKind, Plan};
use crate::bulk::paths;
use crate::bulk::store::{self, Consequences, Group, Person, Which};
use crate::error::{OrNotFound, Result};
use crate::kernel::{Choice, DeclaredInvolvement, display_date_time};
use crate::people;
use crate::projects::{self, typed};
use crate::tags;
use crate::web::{Cursor, Form, FormErrors, Layout, Opt, Page, Query};

/// Names shown on the page; the rest is one link away.
const SAMPLE: i64 = 10;

#[derive(Template)]
#[template(path = "bulk/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    act: Act,
    groups: Vec<Group>,
    sample: Vec<Person>,
    consequences: Consequences,
    /// What the form offers; none when there is no form.
    offer: Option<Offer>,
    form: PlanForm,
    errors: FormErrors,
}

impl ShowPage {
    async fn load(app: &App, layout: Layout, path: &paths::Show, form: PlanForm, errors: FormErrors) -> Result<Self> {
        let mut db = app.db.acquire().await?;
        let act = store::find(&mut db, path.act).await?.or_404()?;
        let groups = if act.kind.is_some() { store::list_groups(&mut db, &act).await? } else { Vec::new() };
        let which = if act.kind.is_some() { Which::Done } else { Which::All };
        let sample = store::list_people(&mut db, act.id, which, (Cursor::Start, SAMPLE)).await?;
        let consequences = match (act.kind, act.done_at) {
            (Some(BulkKind::Ending), None) => store::consequences(&mut db, act.id).await?,
            _ => Consequences::default(),
        };
        let asks = act.done_at.is_none() && (act.kind.is_none() || form.kind().is_some());
        let offer = if asks && form.kind().is_some() { Some(offer(&mut db, &layout).await?) } else { None };
        drop(db);
        Ok(Self { layout, act, groups, sample, consequences, offer, form, errors })
    }

    fn title(&self) -> &'static str {
        match (self.act.done_at, self.act.kind) {
            (Some(_), _) => "Done with many people",
            (None, Some(_)) if self.offer.is_none() => "Before you do this",
            _ => "Do something with many people",
        }
    }

    fn here(&self) -> String {
        paths::Show { act: self.act.id }.to_string()
    }

    /// What is asked now: what to do, how to do it, or whether to do it.
    fn asks_what(&self) -> bool {
        self.act.done_at.is_none() && self.act.kind.is_none() && self.offer.is_none()
    }

    fn kinds(&self) -> Vec<Opt> {
        Opt::choices_explained(&self.form.kind, BulkKind::hint)
    }

    /// With how many it would be done now, or was.
    fn affected(&self) -> i64 {
        self.groups.iter().filter(|group| group.obstacle.is_none()).map(|group| group.people).sum()
    }

    fn left_out(&self) -> Vec<&Group> {
        self.groups.iter().filter(|group| group.obstacle.is_some()).collect()
    }

    /// Whose links wait for their consent, of those it was done with.
    fn waiting(&self) -> i64 {
        self.groups.iter().filter(|group| group.obstacle.is_none()).map(|group| group.unnamed).sum()
    }

    fn counted(&self, people: impl Borrow<i64>) -> String {
        counted(*people.borrow())
    }

    fn prepared(&self) -> String {
        format!("{} by {}", display_date_time(self.act.made_at), self.act.made_by)
    }

    fn done(&self) -> Option<String> {
        Some(format!("{} by {}", display_date_time(self.act.done_at?), self.act.done_by.as_deref()?))
    }

    fn undone(&self) -> Option<String> {
        Some(format!("{} by {}", display_date_time(self.act.undone_at?), self.act.undone_by.as_deref()?))
    }

    fn can_be_undone(&self) -> bool {
        self.act.can_be_undone(self.layout.now())
    }

    fn is(&self, kind: BulkKind) -> bool {
        self.act.kind == Some(kind)
    }

    fn asks(&self, kind: BulkKind) -> bool {
        self.form.kind() == Some(kind)
    }

    fn owners(&self) -> Vec<Opt> {
        let mut pairs = vec![("none".to_owned(), "Nobody".to_owned())];
        pairs.extend(self.offer.iter().flat_map(|offer| offer.workers.iter().cloned()));
        Opt::list(pairs, &self.form.owner)
    }

    fn projects(&self) -> Vec<Opt> {
        let projects = self.offer.iter().flat_map(|offer| &offer.projects);
        Opt::list(projects.map(|project| (project.slug.clone(), project.title.clone())), &self.form.project)
    }

    fn involvements(&self) -> Vec<Opt> {
        Opt::choices::<DeclaredInvolvement>(&self.form.involvement)
    }

    fn tags(&self) -> Vec<Opt> {
        let tags = self.offer.iter().flat_map(|offer| &offer.tags);
        Opt::list(tags.map(|tag| (tag.id, tag.name.clone())), &self.form.tag)
    }

    fn button(&self) -> String {
        match self.affected() {
            1 => "Do this for 1 person".to_owned(),
            count => format!("Do this for {count} people"),
        }
    }
}

async fn offer(db: &mut PgConnection, layout: &Layout) -> sqlx::Result<Offer> {
    let workers = people::list_workers(db).await?;
    let mut projects = projects::list_open(db).await?;
    projects.retain(|project| !project.is_over(layout.today()));
    Ok(Offer { workers, projects, tags: tags::list_named(db).await? })
}

pub(crate) async fn get(
    path: paths::Show,
    app: App,
    layout: Layout,
    Query(form): Query<PlanForm>,
) -> Result<Page<ShowPage>> {
    let form = PlanForm { day: typed(layout.today()), writes: "yes".to_owned(), ..form };
    let errors = form.errors_of_kind();
    Ok(Page::ok(ShowPage::load(&app, layout, &path, form, errors).await?))
}

/// Says what is to be done; the next page shows with whom before it is.
pub(crate) async fn post(path: paths::Show, app: App, layout: Layout, Form(form): Form<PlanForm>) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    store::hold(&mut tx, path.act).await?;
    let act = store::find(&mut tx, path.act).await?.or_404()?;
    if act.done_at.is_some() {
        return Ok(layout.unchanged(&path, "This is done already. Nothing was changed"));
    }
    let offer = offer(&mut tx, &layout).await?;
    let plan = match form.parse(&offer, layout.today()) {
        Ok(Planned::Plan(plan)) => plan,
        Ok(Planned::AddTag(name)) => Plan::AddTag(tags::find_or_insert(&mut tx, &name, by.at).await?.id),
        Err(errors) => {
            drop(tx);
            let page = ShowPage::load(&app, layout, &path, form, errors).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    store::set_plan(&mut tx, path.act, &plan).await?;
    tx.commit().await?;
    Ok(layout.redirect(&path, "Nothing is done yet: look at with whom first"))
}
