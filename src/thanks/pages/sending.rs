//! Looking over who gets the letter, and sending it.

use askama::Template;
use axum::response::Response;

use super::{sample, to_write_to};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::events::Event;
use crate::feedback::has_taken_place;
use crate::thanks::forms::{SendingForm, fingerprint};
use crate::thanks::model::{Channel, Contributor, Who};
use crate::thanks::{letters, paths, store};
use crate::web::{Form, Layout, Page};

#[derive(Template)]
#[template(path = "thanks/sending.html")]
pub(crate) struct SendingPage {
    layout: Layout,
    event: Event,
    contributors: Vec<Contributor>,
    words: Option<String>,
    is_over: bool,
}

impl SendingPage {
    fn to(&self) -> Vec<&Contributor> {
        to_write_to(&self.contributors)
    }

    fn sample(&self) -> Vec<String> {
        sample(&self.event, &self.contributors, self.words.as_deref())
    }

    fn fingerprint(&self) -> String {
        fingerprint(self.words.as_deref())
    }

    fn here(&self) -> String {
        paths::Sending { event: self.event.id }.to_string()
    }

    fn button(&self) -> String {
        match self.to().len() {
            1 => "Send 1 letter".to_owned(),
            many => format!("Send {many} letters"),
        }
    }
}

pub(crate) async fn get(
    _: paths::Sending,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<SendingPage>> {
    let mut db = app.db.acquire().await?;
    let contributors = store::list_contributors(&mut db, event.id).await?;
    let words = store::find_words(&mut db, event.id).await?;
    drop(db);
    let is_over = has_taken_place(&event, layout.now());
    Ok(Page::ok(SendingPage { layout, event: event.clone(), contributors, words, is_over }))
}

pub(crate) async fn post(
    path: paths::Sending,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<SendingForm>,
) -> Result<Response> {
    let by = layout.by();
    let show = paths::Show { event: event.id };
    if !has_taken_place(&event, by.at) {
        return Ok(layout.unchanged(show, "Nothing was sent. The event is not over yet"));
    }
    let mut tx = app.db.begin().await?;
    let words = store::find_words(&mut tx, event.id).await?;
    if form.words != fingerprint(words.as_deref()) {
        return Ok(layout.unchanged(path, "Nothing was sent. The words have changed; please read them again"));
    }
    let contributors = store::list_contributors(&mut tx, event.id).await?;
    let mut sent = 0;
    // Nobody but those who were looked over, and of them those who can be written to still.
    for one in to_write_to(&contributors).into_iter().filter(|one| form.to.contains(&one.who.code())) {
        let Some(to) = one.address() else { continue };
        if store::insert(&mut tx, event.id, &one.who, Channel::Email, &by).await? {
            letters::write(&mut tx, &app.config, &event, (one, to), words.as_deref(), by.at).await?;
            record(&mut tx, &event, &one.who, Channel::Email, &by).await?;
            sent += 1;
        }
    }
    tx.commit().await?;

    Ok(match sent {
        0 => layout.unchanged(show, "Nothing was sent. They were all thanked before"),
        1 => layout.redirect(show, "1 person is thanked. The letter is on its way"),
        many => layout.redirect(show, format!("{many} people are thanked. The letters are on their way")),
    })
}

/// Writes that someone was thanked into the trail, which keeps no name of a guest.
pub(super) async fn record(
    db: &mut sqlx::PgConnection,
    event: &Event,
    who: &Who,
    channel: Channel,
    by: &By,
) -> Result<()> {
    let entry = Entry::new("Thanked a contributor", Subject::Event(event.id));
    let entry = entry.made(&serde_json::json!({ "how": channel }));
    let entry = match who {
        Who::Associate(id) => entry.concerning(*id),
        Who::Worker(_) | Who::Guest(_) => entry,
    };
    Ok(audit::record(db, by, entry).await?)
}
