//! What would happen if two records were put together, and doing it. The page finds out by doing it and not keeping it,
//! so that it cannot promise anything else.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::compare::{gone, told_apart};
use super::{find_other, moved_in_words};
use crate::access::Editing;
use crate::accounts::AccountState;
use crate::app::App;
use crate::associates::Associate;
use crate::email;
use crate::error::Result;
use crate::kernel::EventId;
use crate::merging::forms::ChoiceForm;
use crate::merging::model::{FIELDS, Obstacle, in_words};
use crate::merging::people::{self, Made, said};
use crate::merging::{letters, paths, store};
use crate::web::{Form, Layout, Notice, Page, Query};

#[derive(Template)]
#[template(path = "merging/merge.html")]
pub(crate) struct MergePage {
    layout: Layout,
    one: Associate,
    other: Associate,
    kept: String,
    goes: String,
    obstacle: Option<Obstacle>,
    details: Vec<(&'static str, String)>,
    alternates: Vec<(&'static str, String)>,
    moves: Vec<String>,
    aside: Vec<String>,
    places: Vec<String>,
    accounts: Vec<String>,
    choices: ChoiceForm,
}

pub(crate) async fn get(
    path: paths::Merge,
    app: App,
    layout: Layout,
    one: Editing<Associate>,
    Query(choices): Query<ChoiceForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let Some(other) = find_other(&mut tx, one.id, path.other).await? else { return Ok(gone(&layout, &one)) };
    let decision = people::Decision { seen: None, ..choices.decision(&one, &other) };
    let keeps_other = decision.kept == other.id;
    let (first, second) = told_apart(&one, &other);
    let (kept, goes) = if keeps_other { (second, first) } else { (first, second) };
    let mut page = MergePage {
        layout,
        one: one.clone(),
        other,
        kept,
        goes,
        obstacle: None,
        details: Vec::new(),
        alternates: Vec::new(),
        moves: Vec::new(),
        aside: Vec::new(),
        places: Vec::new(),
        accounts: Vec::new(),
        choices,
    };
    let by = page.layout.by();
    match people::merge(&mut tx, &decision, &by).await? {
        Ok(made) => page.tell(&mut tx, &made).await?,
        Err(obstacle) => page.obstacle = Some(obstacle),
    }
    tx.rollback().await?;
    Ok(Page::ok(page).into_response())
}

impl MergePage {
    async fn tell(&mut self, db: &mut sqlx::PgConnection, made: &Made) -> Result<()> {
        (self.moves, self.aside) = moved_in_words(&store::list_moved(db, made.id).await?);
        let merge = store::find(db, made.id).await?;
        let events = merge.iter().flat_map(|merge| merge.places.as_array().into_iter().flatten());
        let events: Vec<EventId> = events.filter_map(|one| one["event"].as_str()?.parse().ok()).collect();
        self.places = store::events_of(db, &events).await?;
        let owner = made.combined.details["owner_id"].as_str().and_then(|id| id.parse().ok());
        let mut owners: Vec<uuid::Uuid> = owner.into_iter().collect();
        owners.extend(made.combined.alternates.iter().filter_map(|(_, value)| value.parse::<uuid::Uuid>().ok()));
        let owners = store::owner_names(db, &owners).await?;
        let details = FIELDS.iter().map(|field| (field.label, said(&made.combined.details, field.key, &owners)));
        self.details = details.filter(|(_, value)| !value.is_empty()).collect();
        let alternates = made.combined.alternates.iter().map(|(key, value)| {
            let label = FIELDS.iter().find(|field| field.key == *key).map_or(*key, |field| field.label);
            let owner = owners.iter().find(|(id, _)| id == value).map(|(_, name)| name.clone());
            (label, owner.unwrap_or_else(|| in_words(key, value)))
        });
        self.alternates = alternates.collect();
        self.accounts = accounts_in_words(&made.accounts_before, &made.accounts_after);
        Ok(())
    }

    fn compare_path(&self) -> String {
        self.choices.address(paths::Compare { associate: self.one.id, other: self.other.id }, &self.one, &self.other)
    }

    fn here(&self) -> String {
        paths::Merge { associate: self.one.id, other: self.other.id }.to_string()
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        self.choices.pairs(&self.one, &self.other)
    }
}

/// Who signs in with what from then on.
fn accounts_in_words(before: &[AccountState], after: &[AccountState]) -> Vec<String> {
    let mut words = Vec::new();
    for account in after {
        let was = before.iter().find(|was| was.id == account.id);
        match (account.disabled_at, was) {
            (Some(_), Some(was)) if was.disabled_at.is_none() => words.push(format!(
                "The account of {} is closed, and whoever is signed in with it is signed out.",
                account.email
            )),
            (None, Some(was)) if was.email != account.email => words.push(format!(
                "They sign in with {} from now on; {} signs nobody in any more, and whoever is signed in with it is signed out.",
                account.email, was.email
            )),
            (None, _) => words.push(format!("They sign in with {}, and see everything of both records.", account.email)),
            _ => {}
        }
    }
    words
}

pub(crate) async fn post(
    path: paths::Merge,
    app: App,
    layout: Layout,
    one: Editing<Associate>,
    Form(choices): Form<ChoiceForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let Some(other) = find_other(&mut tx, one.id, path.other).await? else { return Ok(gone(&layout, &one)) };
    let decision = choices.decision(&one, &other);
    let made = match people::merge(&mut tx, &decision, &by).await? {
        Ok(made) if decision.seen.is_some() => made,
        // A button of another page, or none: what would happen is shown first.
        Ok(_) => return Ok(layout.unchanged(compare(&one, &other), Obstacle::Changed.words())),
        Err(obstacle) => return Ok(layout.unchanged(compare(&one, &other), obstacle.words())),
    };
    email::enqueue_all(&mut tx, &letters::closed(&app.config, &made), by.at).await?;
    tx.commit().await?;

    let kept = decision.kept;
    let notice = Notice::new("Put together. This can be undone for 90 days");
    let link = paths::Show { associate: kept, merge: made.id };
    Ok(layout.redirect(format!("/associates/{kept}"), notice.with_link(link, "What happened, and undoing it")))
}

fn compare(one: &Associate, other: &Associate) -> paths::Compare {
    paths::Compare { associate: one.id, other: other.id }
}
