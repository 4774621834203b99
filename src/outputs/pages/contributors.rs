//! Who worked on one.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::AssociateId;
use crate::outputs::model::Output;
use crate::outputs::paths;
use crate::outputs::store::{self, Person};
use crate::web::{Form, Layout, Page, Query};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Search {
    q: String,
}

#[derive(Template)]
#[template(path = "outputs/contributors.html")]
pub(crate) struct ContributorsPage {
    layout: Layout,
    output: Output,
    contributors: Vec<Person>,
    candidates: Vec<Person>,
    q: String,
}

impl ContributorsPage {
    fn here(&self) -> String {
        paths::Contributors { output: self.output.id }.to_string()
    }
}

pub(crate) async fn get(
    _: paths::Contributors,
    app: App,
    layout: Layout,
    output: Editing<Output>,
    Query(Search { q }): Query<Search>,
) -> Result<Page<ContributorsPage>> {
    let mut db = app.db.acquire().await?;
    let contributors = store::list_contributors(&mut db, output.id).await?;
    let candidates = store::list_candidates(&mut db, output.id, &q, layout.today()).await?;
    drop(db);
    Ok(Page::ok(ContributorsPage { layout, output: output.clone(), contributors, candidates, q }))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    associate: String,
}

pub(crate) async fn post(
    path: paths::Contributors,
    app: App,
    layout: Layout,
    output: Editing<Output>,
    Form(form): Form<Chosen>,
) -> Result<Response> {
    let who: AssociateId = form.associate.parse().ok().or_404()?;
    let mut tx = app.db.begin().await?;
    let Some(name) = store::add_contributor(&mut tx, output.id, who).await? else {
        return Ok(layout.unchanged(path, "Nothing changed. They are on it already, or not in the register"));
    };
    let entry = Entry::new("Said who worked on an output", Subject::Output(output.id)).concerning(who);
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(path, format!("{name} worked on it")))
}

pub(crate) async fn remove(
    _: paths::Removal,
    app: App,
    layout: Layout,
    output: Editing<Output>,
    Form(form): Form<Chosen>,
) -> Result<Response> {
    let who: AssociateId = form.associate.parse().ok().or_404()?;
    let mut tx = app.db.begin().await?;
    if store::remove_contributor(&mut tx, output.id, who).await? {
        let entry = Entry::new("Took someone off an output", Subject::Output(output.id)).concerning(who);
        audit::record(&mut tx, &layout.by(), entry).await?;
    }
    tx.commit().await?;
    Ok(layout.redirect(paths::Contributors { output: output.id }, "Taken off"))
}
