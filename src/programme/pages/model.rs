//! Beginning with the programme of another event.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::add::concerning;
use super::{hold, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event};
use crate::kernel::{ContributorId, EventId, ProgrammeItemId, Text, display_date, london_date};
use crate::programme::model::{Contributor, Item, NewItem, NewPart, Who};
use crate::programme::paths;
use crate::programme::store::{self, Model};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ModelForm {
    /// The number of the event whose programme it is.
    model: String,
    /// `yes`: with those who led it.
    contributors: String,
}

#[derive(Template)]
#[template(path = "programme/model.html")]
pub(crate) struct ModelPage {
    layout: Layout,
    event: Event,
    models: Vec<Model>,
    form: ModelForm,
    errors: FormErrors,
}

impl ModelPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    /// Each with its day, and how much it is.
    fn options(&self) -> Vec<Opt> {
        let option = |model: &Model| {
            let items = if model.items == 1 { "1 item".to_owned() } else { format!("{} items", model.items) };
            let label = format!("{}, {}", model.title, display_date(london_date(model.starts_at)));
            let opt = Opt::new(model.id.to_string(), label).with_hint(format!("{items}, {} minutes", model.minutes));
            Opt { selected: opt.value == self.form.model, ..opt }
        };
        self.models.iter().map(option).collect()
    }
}

pub(crate) async fn get(_: paths::Model, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<ModelPage>> {
    let models = store::list_models(&mut *app.db.acquire().await?, event.id).await?;
    let (event, form, errors) = (event.clone(), ModelForm::default(), FormErrors::default());
    Ok(Page::ok(ModelPage { layout, event, models, form, errors }))
}

pub(crate) async fn post(
    path: paths::Model,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<ModelForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let is_empty = hold(&mut tx, event.id).await?.is_empty();
    let Some(model) = chosen(&mut tx, &form, event.id).await? else {
        let models = store::list_models(&mut tx, event.id).await?;
        let errors = FormErrors::one("model", "Choose the event whose programme you want to begin with");
        return Ok(
            Page::unprocessable(ModelPage { layout, event: event.clone(), models, form, errors }).into_response()
        );
    };
    let back = paths::Show { event: path.event };
    if !is_empty {
        return Ok(layout.unchanged(back, "Nothing changed: something is on the programme by now"));
    }
    let items = store::load(&mut tx, model.id).await?.items;
    let left_out = take_over(&mut tx, event.id, &items, form.contributors == "yes", &by).await?;
    store::note_change(&mut tx, event.id, &[], by.at).await?;
    let entry = Entry::new("Took over the programme of another event", Subject::Event(event.id));
    audit::record(&mut tx, &by, entry.made(&json!({ "from": model.title, "items": items.len() }))).await?;
    tx.commit().await?;

    Ok(layout.redirect(back, taken_over(&model, &left_out)))
}

/// The event whose programme was chosen, if there is one to take over.
async fn chosen(db: &mut PgConnection, form: &ModelForm, event: EventId) -> Result<Option<Event>> {
    let Ok(id) = form.model.parse::<EventId>() else { return Ok(None) };
    if id == event || store::load(db, id).await?.is_empty() {
        return Ok(None);
    }
    Ok(Some(events::find(db, id).await?.or_404()?))
}

/// Writes the items, and those who led them if they are wanted; the names of those who cannot lead anything now.
async fn take_over(
    db: &mut PgConnection,
    event: EventId,
    items: &[Item],
    with_contributors: bool,
    by: &By,
) -> Result<BTreeSet<String>> {
    let mut left_out = BTreeSet::new();
    for item in items {
        let id = ProgrammeItemId::new();
        store::insert_item(db, event, id, &copy(item)?).await?;
        for contributor in item.contributors.iter().filter(|_| with_contributors) {
            let Some(who) = who(db, contributor).await? else {
                left_out.insert(contributor.name.clone());
                continue;
            };
            let part = NewPart { who, role: contributor.role, minutes: contributor.minutes };
            store::insert_contributor(db, id, ContributorId::new(), &part).await?;
            let entry = Entry::new("Put someone on the programme", Subject::Event(event)).made(&part);
            audit::record(db, by, concerning(entry, &part.who)).await?;
        }
    }
    Ok(left_out)
}

fn copy(item: &Item) -> Result<NewItem> {
    let kept = |invalid: crate::kernel::Invalid| anyhow::anyhow!("an item that is kept: {}", invalid.message());
    let title = Text::parse_line("what the item is called", &item.title).map_err(kept)?;
    let what = item.what.as_deref().map(|what| Text::parse("what happens", what)).transpose().map_err(kept)?;
    Ok(NewItem { title, minutes: item.minutes, what })
}

/// The same person for another event; none when they have left the network or the team.
async fn who(db: &mut PgConnection, contributor: &Contributor) -> Result<Option<Who>> {
    if let Some(id) = contributor.associate_id {
        return Ok(store::find_associate(db, id).await?.map(|_| Who::Associate(id)));
    }
    if let Some(id) = contributor.account_id {
        let is_here = store::list_workers(db).await?.iter().any(|worker| worker.is(id));
        return Ok(is_here.then_some(Who::Worker(id)));
    }
    let name = Text::parse_line("the name of the guest", &contributor.name).ok();
    Ok(name.zip(contributor.group).map(|(name, group)| Who::Guest { name, group }))
}

fn taken_over(model: &Event, left_out: &BTreeSet<String>) -> Notice {
    let names: Vec<&str> = left_out.iter().map(String::as_str).collect();
    Notice::new(match names[..] {
        [] => format!("The programme begins as that of “{}”", model.title),
        _ => format!(
            "The programme begins as that of “{}”, without who has left since: {}",
            model.title,
            names.join(", ")
        ),
    })
}
