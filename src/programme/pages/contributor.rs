//! Changing someone's part in an item, and taking them off it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::add::concerning;
use super::{find_item, hold, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::kernel::{Choice, ContributorId, StakeholderGroup};
use crate::programme::forms::PartForm;
use crate::programme::model::{Contributor, ContributorRole, Item, Who};
use crate::programme::{paths, store};
use crate::web::{Form, FormErrors, Layout, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "programme/contributor.html")]
pub(crate) struct ContributorPage {
    layout: Layout,
    event: Event,
    item: Item,
    contributor: Contributor,
    form: PartForm,
    errors: FormErrors,
}

impl ContributorPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    fn here(&self) -> String {
        format!("{}/programme/{}/contributors/{}", self.event.href(), self.item.id, self.contributor.id)
    }

    fn roles(&self) -> Vec<Opt> {
        Opt::choices::<ContributorRole>(&self.form.role)
    }

    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.form.guest_group)
    }
}

fn find(item: &Item, id: ContributorId) -> Result<Contributor> {
    item.contributors.iter().find(|one| one.id == id).cloned().or_404()
}

/// Who it is, if the register or the team knows them.
fn known(contributor: &Contributor) -> Option<Who> {
    contributor.associate_id.map(Who::Associate).or(contributor.account_id.map(Who::Worker))
}

pub(crate) async fn get(
    path: paths::Contributor,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<ContributorPage>> {
    let item = find_item(&mut *app.db.acquire().await?, event.id, path.item).await?;
    let contributor = find(&item, path.contributor)?;
    let (form, errors) = (PartForm::of(&contributor), FormErrors::default());
    Ok(Page::ok(ContributorPage { layout, event: event.clone(), item, contributor, form, errors }))
}

pub(crate) async fn post(
    path: paths::Contributor,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<PartForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let item = hold(&mut tx, event.id).await?.item(path.item).cloned().or_404()?;
    let contributor = find(&item, path.contributor)?;
    let (now, known) = (PartForm::of(&contributor), known(&contributor));
    let merged = merge(&form.opened, &now, &form)?;
    if merged.clashes() {
        let words = Words {
            heading: "Someone else changed this part meanwhile",
            caption: &contributor.name,
            fields: &[
                ("guest_name", "Name"),
                ("guest_group", "Group"),
                ("role", "What they do"),
                ("minutes", "Minutes"),
            ],
            value: &in_words,
        };
        return Ok(conflict(layout, &words, (&path, format!("{}/programme", event.href())), merged));
    }
    let form = merged.form;
    let room = |part: crate::programme::model::NewPart| match item.has_room_for(part.minutes, Some(contributor.id)) {
        Ok(()) => Ok(part),
        Err(invalid) => Err(FormErrors::one("minutes", invalid.message())),
    };
    let part = match form.parse(known.clone()).and_then(room) {
        Ok(part) => part,
        Err(errors) => {
            let page = ContributorPage { layout, event: event.clone(), item, contributor, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    store::update_contributor(&mut tx, contributor.id, &part).await?;
    store::note_change(&mut tx, event.id, &[], by.at).await?;
    let entry = Entry::new("Changed a part in the programme", Subject::Event(event.id));
    let entry = entry.changed(&now.parse(known).ok(), &Some(&part));
    audit::record(&mut tx, &by, concerning(entry, &part.who)).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { event: event.id }, "Changes saved"))
}

fn in_words(field: &str, value: &str) -> String {
    match field {
        "role" => ContributorRole::label_of(value),
        "guest_group" => StakeholderGroup::label_of(value),
        _ => value.to_owned(),
    }
}

pub(crate) async fn remove(path: paths::Removal, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let item = hold(&mut tx, event.id).await?.item(path.item).cloned().or_404()?;
    let contributor = find(&item, path.contributor)?;
    let off: Vec<_> = contributor.associate_id.into_iter().collect();
    store::delete_contributor(&mut tx, contributor.id).await?;
    store::note_change(&mut tx, event.id, &off, by.at).await?;
    let entry = Entry::new("Took someone off the programme", Subject::Event(event.id));
    let was = serde_json::json!({ "item": item.title, "role": contributor.role, "minutes": contributor.minutes });
    let entry = entry.changed(&was, &serde_json::json!({}));
    let entry = match contributor.associate_id {
        Some(associate) => entry.concerning(associate),
        None => entry,
    };
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    let notice = format!("{} is not on “{}” any more", contributor.name, item.title);
    Ok(layout.redirect(paths::Show { event: event.id }, notice))
}
