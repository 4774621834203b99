//! Someone who leads an item: first who, then what they do.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::{find_item, hold, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::kernel::{AccountId, AssociateId, ContributorId, StakeholderGroup};
use crate::programme::forms::PartForm;
use crate::programme::model::{ContributorRole, Item, NewPart, Who};
use crate::programme::paths;
use crate::programme::store::{self, Candidate, Worker};
use crate::web::{Form, FormErrors, Layout, Opt, Page, Query};

/// Who was chosen, or what was searched for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    q: String,
    associate: String,
    worker: String,
    /// Anything: a guest.
    guest: String,
}

#[derive(Template)]
#[template(path = "programme/add.html")]
pub(crate) struct AddPage {
    layout: Layout,
    event: Event,
    item: Item,
    q: String,
    candidates: Vec<Candidate>,
    workers: Vec<Worker>,
    /// The name of who was chosen; none for a guest, and before anybody was.
    name: Option<String>,
    /// Whether the second step is shown.
    is_chosen: bool,
    form: PartForm,
    errors: FormErrors,
}

impl AddPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    fn here(&self) -> String {
        format!("{}/programme/{}/contributors", self.event.href(), self.item.id)
    }

    fn roles(&self) -> Vec<Opt> {
        Opt::choices::<ContributorRole>(&self.form.role)
    }

    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.form.guest_group)
    }
}

pub(crate) async fn get(
    path: paths::Add,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(chosen): Query<Chosen>,
) -> Result<Page<AddPage>> {
    let mut db = app.db.acquire().await?;
    let item = find_item(&mut db, event.id, path.item).await?;
    let form = PartForm {
        id: ContributorId::new().to_string(),
        associate: chosen.associate.clone(),
        worker: chosen.worker.clone(),
        ..PartForm::default()
    };
    let known = known(&mut db, &form).await?;
    let is_chosen = known.is_some() || !chosen.guest.is_empty();
    let q: String = chosen.q.chars().take(100).collect();
    let candidates = if is_chosen || q.trim().is_empty() {
        Vec::new()
    } else {
        store::list_candidates(&mut db, &q, layout.today()).await?
    };
    let workers = if is_chosen { Vec::new() } else { store::list_workers(&mut db).await? };
    drop(db);
    let name = known.map(|(_, name)| name);
    let (event, errors) = (event.clone(), FormErrors::default());
    Ok(Page::ok(AddPage { layout, event, item, q, candidates, workers, name, is_chosen, form, errors }))
}

/// The person of the network a form names; none when it is a guest.
async fn known(db: &mut PgConnection, form: &PartForm) -> Result<Option<(Who, String)>> {
    if form.is_guest() {
        return Ok(None);
    }
    if let Ok(id) = form.associate.parse::<AssociateId>() {
        let name = store::find_associate(db, id).await?.or_404()?;
        return Ok(Some((Who::Associate(id), name)));
    }
    let id: AccountId = form.worker.parse().ok().or_404()?;
    let worker = store::list_workers(db).await?.into_iter().find(|worker| worker.id == id).or_404()?;
    Ok(Some((Who::Worker(id), worker.name)))
}

pub(crate) async fn post(
    path: paths::Add,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<PartForm>,
) -> Result<Response> {
    let (id, by) = (form.id.parse().unwrap_or_else(|_| ContributorId::new()), layout.by());
    let mut tx = app.db.begin().await?;
    let item = hold(&mut tx, event.id).await?.item(path.item).cloned().or_404()?;
    let (who, name) = known(&mut tx, &form).await?.unzip();
    let part = match form.parse(who).and_then(|part| may_join(&item, id, part)) {
        Ok(part) => part,
        Err(errors) => {
            let (event, q, candidates, workers) = (event.clone(), String::new(), Vec::new(), Vec::new());
            let page = AddPage { layout, event, item, q, candidates, workers, name, is_chosen: true, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    if store::insert_contributor(&mut tx, item.id, id, &part).await? {
        store::note_change(&mut tx, event.id, &[], by.at).await?;
        let entry = Entry::new("Put someone on the programme", Subject::Event(event.id)).made(&part);
        audit::record(&mut tx, &by, concerning(entry, &part.who)).await?;
    }
    tx.commit().await?;

    let name = name.unwrap_or(form.guest_name);
    Ok(layout.redirect(paths::Show { event: event.id }, format!("{name} is on the programme")))
}

/// Says which Associate an entry concerns, if it is one.
pub(super) fn concerning(entry: Entry, who: &Who) -> Entry {
    match who {
        Who::Associate(id) => entry.concerning(*id),
        Who::Worker(_) | Who::Guest { .. } => entry,
    }
}

/// Nobody is on an item twice, and all together lead no more than it takes. The same form sent again is no mistake.
fn may_join(item: &Item, id: ContributorId, part: NewPart) -> Result<NewPart, FormErrors> {
    let others = || item.contributors.iter().filter(|one| one.id != id);
    if others().any(|one| one.is(&part.who)) {
        return Err(FormErrors::one("role", "They are on this item already. Change their part there"));
    }
    match item.has_room_for(part.minutes, Some(id)) {
        Ok(()) => Ok(part),
        Err(invalid) => Err(FormErrors::one("minutes", invalid.message())),
    }
}
