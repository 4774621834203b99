//! The page before sending: how many, who, who not and why, and the letter. Once it is sent it says what was sent.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{closed, counted, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::invitations::forms::WordsForm;
use crate::invitations::letters::{self, Words as LetterWords};
use crate::invitations::model::{BatchKind, Obstacle, agreement_in_words};
use crate::invitations::paths;
use crate::invitations::sending::rules;
use crate::invitations::store::{self, Batch, Group, OfBatch, Which};
use crate::kernel::{Choice, Text, display_date_time};
use crate::web::{Cursor, Form, FormErrors, Layout, Page, Words, conflict, merge};

/// Names shown on the page; the rest is one link away.
const SAMPLE: u8 = 10;

#[derive(Template)]
#[template(path = "invitations/batch.html")]
pub(crate) struct BatchPage {
    layout: Layout,
    event: Event,
    batch: Batch,
    sample: Vec<OfBatch>,
    reasons: Vec<Group>,
    /// Those who were chosen and would get no letter if it was sent now.
    changed: Vec<(Obstacle, i64)>,
    form: WordsForm,
    errors: FormErrors,
}

impl BatchPage {
    async fn load(
        app: &App,
        layout: Layout,
        event: &Event,
        path: &paths::Batch,
        typed: Option<(WordsForm, FormErrors)>,
    ) -> Result<Self> {
        let mut db = app.db.acquire().await?;
        let batch = store::find_batch(&mut db, event.id, path.batch).await?.or_404()?;
        let mut sample = store::list_of_batch(&mut db, batch.id, Which::Readers, Cursor::Start, SAMPLE).await?;
        sample.truncate(SAMPLE.into());
        let reasons = store::list_reasons(&mut db, batch.id).await?;
        let changed = match batch.sent_at {
            None => store::count_changed(&mut db, &batch, &rules(event, &layout.by())).await?,
            Some(_) => Vec::new(),
        };
        drop(db);
        let (form, errors) = typed.unwrap_or_else(|| (WordsForm::of(batch.words.as_deref()), FormErrors::default()));
        Ok(Self { layout, event: event.clone(), batch, sample, reasons, changed, form, errors })
    }

    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    fn here(&self) -> String {
        format!("{}/invitations/{}", self.event.href(), self.batch.id)
    }

    fn title(&self) -> &'static str {
        match (self.batch.sent_at, self.batch.kind) {
            (None, BatchKind::Invitation) => "Before you invite",
            (None, BatchKind::Nudge) => "Before you nudge",
            (Some(_), BatchKind::Invitation) => "Invitations sent",
            (Some(_), BatchKind::Nudge) => "Nudges sent",
        }
    }

    fn why_closed(&self) -> Option<&'static str> {
        closed(&self.layout, &self.event)
    }

    fn made(&self) -> String {
        format!("{} by {}", display_date_time(self.batch.made_at), self.batch.made_by)
    }

    fn sent(&self) -> Option<String> {
        let (at, by) = (self.batch.sent_at?, self.batch.sent_by.as_deref()?);
        Some(format!("{} by {by}", display_date_time(at)))
    }

    /// How many would get a letter now.
    fn readers_now(&self) -> i64 {
        self.batch.readers - self.changed.iter().map(|(_, people)| people).sum::<i64>()
    }

    fn counted(&self, people: &i64) -> String {
        counted(*people)
    }

    /// The button that sends: "Send 12 invitations".
    fn send_label(&self) -> String {
        match (self.readers_now(), self.batch.kind) {
            (1, BatchKind::Invitation) => "Send 1 invitation".to_owned(),
            (count, BatchKind::Invitation) => format!("Send {count} invitations"),
            (1, BatchKind::Nudge) => "Nudge 1 person".to_owned(),
            (count, BatchKind::Nudge) => format!("Nudge {count} people"),
        }
    }

    fn agreement(&self) -> String {
        agreement_in_words(self.event.kind)
    }

    fn letter(&self) -> LetterWords {
        letters::words(self.batch.kind, &self.event, self.batch.words.as_deref())
    }

    /// The words that the one who sends has read.
    fn seen_words(&self) -> &str {
        self.batch.words.as_deref().unwrap_or_default()
    }
}

pub(crate) async fn get(
    path: paths::Batch,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<BatchPage>> {
    Ok(Page::ok(BatchPage::load(&app, layout, &event, &path, None).await?))
}

/// Changes what the team adds to the letter.
pub(crate) async fn post(
    path: paths::Batch,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<WordsForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    store::hold_batches(&mut tx, event.id).await?;
    let batch = store::find_batch(&mut tx, event.id, path.batch).await?.or_404()?;
    if batch.sent_at.is_some() {
        return Ok(layout.unchanged(&path, "It is sent already, so its words stay as they were"));
    }
    let merged = merge(&form.opened, &WordsForm::of(batch.words.as_deref()), &form)?;
    if merged.clashes() {
        let words = Words {
            heading: "Someone else changed the words meanwhile",
            caption: &event.title,
            fields: &[("words", "What do you want to add?")],
            value: &|_, value| value.to_owned(),
        };
        return Ok(conflict(layout, &words, (&path, &path), merged));
    }
    let words = match merged.form.parse() {
        Ok(words) => words,
        Err(errors) => {
            drop(tx);
            let page = BatchPage::load(&app, layout, &event, &path, Some((merged.form, errors))).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let words = words.as_ref().map(Text::as_str);
    store::update_words(&mut tx, batch.id, words).await?;
    let said = |words: Option<&str>| serde_json::json!({ "words": words });
    let entry = Entry::new("Changed the words of invitations", Subject::Event(event.id));
    audit::record(&mut tx, &by, entry.changed(&said(batch.words.as_deref()), &said(words))).await?;
    tx.commit().await?;

    Ok(layout.redirect(format!("{path}#letter"), "Words saved. This is how the letter reads now"))
}
