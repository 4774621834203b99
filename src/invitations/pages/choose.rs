//! Choosing whom to invite, by the register's filters.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{closed, counted, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::events::Event;
use crate::invitations::forms::{ChooseForm, Unchosen};
use crate::invitations::model::{BatchKind, MOST, agreement_in_words};
use crate::invitations::paths;
use crate::invitations::sending::rules;
use crate::invitations::store::{self, NewBatch};
use crate::kernel::InvitationBatchId;
use crate::people::{self, Panel, Row};
use crate::web::{Cursor, Form, Layout, Page, Query, address};

#[derive(Template)]
#[template(path = "invitations/choose.html")]
pub(crate) struct ChoosePage {
    layout: Layout,
    event: Event,
    panel: Panel,
    id: InvitationBatchId,
    everyone: bool,
    /// Why nobody is chosen yet.
    unchosen: Option<Unchosen>,
    count: i64,
    /// The first of them.
    rows: Vec<Row>,
}

pub(crate) async fn get(
    path: paths::Choose,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(form): Query<ChooseForm>,
) -> Result<Response> {
    if let Some(why) = closed(&layout, &event) {
        return Ok(layout.unchanged(paths::Index { event: event.id }, why));
    }
    let (everyone, unchosen, filter) = (form.is_everyone(), form.check().err(), form.choices.filter());
    let mut db = app.db.acquire().await?;
    let (rows, count) = match unchosen {
        Some(_) => (Vec::new(), 0),
        None => (
            people::list(&mut db, &filter, Cursor::Start, layout.today()).await?,
            people::count(&mut db, &filter, layout.today()).await?,
        ),
    };
    let panel = Panel::load(&mut db, &layout, form.choices, &path).await?;
    drop(db);
    let (event, id) = (event.clone(), InvitationBatchId::new());
    Ok(Page::ok(ChoosePage { layout, event, panel, id, everyone, unchosen, count, rows }).into_response())
}

impl ChoosePage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    fn is_by_health(&self) -> bool {
        self.unchosen == Some(Unchosen::ByHealth)
    }

    fn agreement(&self) -> String {
        agreement_in_words(self.event.kind)
    }

    fn everyone_href(&self) -> String {
        address(&self.panel.base, &[("everyone", "yes")])
    }

    /// "659 people match", counted no further than a thousand.
    fn counted(&self) -> String {
        match self.count {
            1 => "1 person matches".to_owned(),
            1001.. => "More than 1,000 people match".to_owned(),
            count => format!("{count} people match"),
        }
    }

    /// The first ten, who are enough to see what kind of people they are.
    fn sample(&self) -> &[Row] {
        &self.rows[..self.rows.len().min(10)]
    }

    fn register_href(&self) -> String {
        self.panel.choices.address()
    }
}

/// Freezes whom the team chose, and leads on to the page before sending.
pub(crate) async fn post(
    _: paths::Index,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<ChooseForm>,
) -> Result<Response> {
    let choose = form.choices.address_at(&paths::Choose { event: event.id }.to_string());
    if let Some(why) = closed(&layout, &event) {
        return Ok(layout.unchanged(paths::Index { event: event.id }, why));
    }
    if form.check().is_err() {
        return Ok(layout.unchanged(choose, "Nobody is chosen yet. Set a filter, or choose everyone"));
    }
    let (id, by, filter) =
        (form.id.parse().unwrap_or_else(|_| InvitationBatchId::new()), layout.by(), form.choices.filter());
    let mut db = app.db.acquire().await?;
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let found = people::list_matching(&mut db, &filter, most, layout.today()).await?;
    let everyone = form.is_everyone();
    let panel = Panel::load(&mut db, &layout, form.choices.with_short_search(), "/associates").await?;
    drop(db);
    if found.is_empty() {
        return Ok(layout.unchanged(choose, "Nobody matches, so there is nobody to invite"));
    }
    if found.len() > MOST {
        return Ok(layout.unchanged(choose, format!("Choose at most {MOST} people at a time. Set one more filter")));
    }
    let said = |words: String| if everyone { "Everyone".to_owned() } else { words };
    let (words, found_at) = (said(panel.in_words()), panel.choices.address());

    let mut tx = app.db.begin().await?;
    // An address full of what nobody understands leads nowhere.
    let found_at = Some(found_at.as_str()).filter(|at| at.len() <= 8000);
    let new = NewBatch { id, event: event.id, kind: BatchKind::Invitation, chosen: &words, found_at };
    let (is_new, readers) = store::freeze(&mut tx, &new, &found, &rules(&event, &by), &by).await?;
    if is_new {
        let made = serde_json::json!({ "chosen": said(panel.in_words_for_trail()), "people": readers });
        let entry = Entry::new("Chose people to invite", Subject::Event(event.id));
        audit::record(&mut tx, &by, entry.made(&made)).await?;
    }
    tx.commit().await?;

    let to = paths::Batch { event: event.id, batch: id };
    Ok(layout.redirect(to, format!("{} chosen. Nothing is sent yet: look at whom and what first", counted(readers))))
}
