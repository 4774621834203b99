//! Before an import is taken back: what will go, what will stay, and why.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::acts::begin;
use super::{counted, parents};
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::imports::forms::Seen;
use crate::imports::jobs::hold;
use crate::imports::model::{ImportKind, ImportState};
use crate::imports::paths;
use crate::imports::store::{self, Batch, Marked};
use crate::imports::undoing::{self, Kept, Outcome};
use crate::kernel::{AssociateId, OrganisationId};
use crate::web::{Form, Layout, Page};

/// So many people may have been made for taking them back to be tried out while somebody waits for the page.
const MOST_TRIED: i64 = 1000;

#[derive(Template)]
#[template(path = "imports/undo.html")]
pub(crate) struct UndoPage {
    layout: Layout,
    batch: Batch,
    outcome: Outcome,
    /// Whether it made so many that only they have been looked at.
    is_long: bool,
    names: HashMap<AssociateId, String>,
    organisations: HashMap<OrganisationId, String>,
}

impl UndoPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.batch)
    }

    fn show(&self) -> String {
        paths::Show { import: self.batch.id }.to_string()
    }

    fn told(&self) -> String {
        let told = counted(i64::try_from(self.outcome.letters_sent).unwrap_or(i64::MAX), ["person", "people"]);
        format!(
            "{told} of those who go got a letter that they are in the register. Tell them that they are not any more."
        )
    }

    fn here(&self) -> String {
        paths::Undo { import: self.batch.id }.to_string()
    }

    /// What goes, in lines.
    fn goes(&self) -> Vec<String> {
        let counts = [
            (self.outcome.people_gone, ["person who was added", "people who were added"]),
            (self.outcome.details_restored, ["detail is as it was before", "details are as they were before"]),
            (self.outcome.affiliations_gone, ["affiliation of someone who stays", "affiliations of people who stay"]),
            (self.outcome.memberships_gone, ["project of someone who stays", "projects of people who stay"]),
            (self.outcome.organisations_gone, ["organisation that was added", "organisations that were added"]),
            (self.outcome.things_gone, self.things_added()),
            (self.outcome.tags_back, ["tag of someone who stays", "tags of people who stay"]),
            (self.outcome.tags_gone, ["tag that was added", "tags that were added"]),
        ];
        let some = counts.into_iter().filter(|(many, _)| *many > 0);
        some.map(|(many, words)| counted(i64::try_from(many).unwrap_or(i64::MAX), words)).collect()
    }

    fn things_added(&self) -> [&'static str; 2] {
        if self.batch.kind == ImportKind::Themes {
            ["theme that was added", "themes that were added"]
        } else {
            ["project that was added", "projects that were added"]
        }
    }

    fn is_people(&self) -> bool {
        self.batch.kind == ImportKind::People
    }

    fn name(&self, kept: &Kept) -> (String, String) {
        if let Some(thing) = &kept.thing {
            return (self.batch.kind.href(thing.id), thing.name.clone());
        }
        if let Some(id) = kept.person {
            return (format!("/associates/{id}"), self.names.get(&id).cloned().unwrap_or_default());
        }
        let id = kept.organisation;
        let name = id.and_then(|id| self.organisations.get(&id).cloned()).unwrap_or_default();
        (id.map(|id| format!("/organisations/{id}")).unwrap_or_default(), name)
    }
}

/// Does it, looks at what came of it, and leaves everything as it was: that is what the button will do, unless
/// something is used meanwhile. Of a long list it only looks at who has been used.
pub(crate) async fn get(path: paths::Undo, app: App, layout: Layout) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let batch = store::find(&mut tx, path.import).await?.or_404()?;
    let show = paths::Show { import: batch.id };
    if batch.state != ImportState::Done || by.at >= batch.kept_until {
        let why = match batch.state {
            ImportState::Undone => "It was undone already. What had been used by then stayed, and is named here",
            ImportState::Done => "It was imported more than 30 days ago and stays",
            _ => "It was not imported, so there is nothing to take back",
        };
        return Ok(layout.unchanged(show, why));
    }
    if store::count_made(&mut tx, batch.id).await? > MOST_TRIED {
        let outcome = undoing::foresee(&mut tx, &batch).await?;
        return Ok(Page::ok(page(&mut tx, layout, batch, outcome, true).await?).into_response());
    }
    hold(&mut tx, batch.kind).await?;
    let marked = Marked { from: &[ImportState::Done], to: ImportState::Undoing, version: batch.version, reading: None };
    store::start(&mut tx, batch.id, &marked, &by).await?;
    let outcome = undoing::undo(&mut tx, &batch, &by).await?;
    tx.rollback().await?;
    let page = page(&mut *app.db.acquire().await?, layout, batch, outcome, false).await?;
    Ok(Page::ok(page).into_response())
}

async fn page(
    db: &mut PgConnection,
    layout: Layout,
    batch: Batch,
    outcome: Outcome,
    is_long: bool,
) -> Result<UndoPage> {
    let people: Vec<AssociateId> = outcome.kept.iter().filter_map(|one| one.person).collect();
    let names = store::list_names(db, &people).await?.into_iter().collect();
    let bodies: Vec<OrganisationId> = outcome.kept.iter().filter_map(|one| one.organisation).collect();
    let organisations = store::list_organisation_names(db, &bodies).await?.into_iter().collect();
    Ok(UndoPage { layout, batch, outcome, is_long, names, organisations })
}

pub(crate) async fn post(path: paths::Undo, app: App, layout: Layout, Form(seen): Form<Seen>) -> Result<Response> {
    let batch = store::find(&mut *app.db.acquire().await?, path.import).await?.or_404()?;
    if layout.now() >= batch.kept_until {
        return Ok(
            layout.unchanged(paths::Show { import: batch.id }, "It was imported more than 30 days ago and stays")
        );
    }
    begin(&app, layout, path.import, (ImportState::Done, ImportState::Undoing), &seen).await
}
