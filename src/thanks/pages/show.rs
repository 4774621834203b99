//! Who contributed to an event, who of them was thanked, and the team's own words.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{OTHERWISE, sample, to_write_to};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, EventTab, event_tabs};
use crate::feedback::has_taken_place;
use crate::kernel::Text;
use crate::thanks::forms::WordsForm;
use crate::thanks::model::{Channel, Contributor};
use crate::thanks::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "thanks/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    event: Event,
    contributors: Vec<Contributor>,
    form: WordsForm,
    errors: FormErrors,
}

impl ShowPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Thanks")
    }

    fn is_over(&self) -> bool {
        has_taken_place(&self.event, self.layout.now())
    }

    fn by_letter(&self) -> Vec<&Contributor> {
        to_write_to(&self.contributors)
    }

    fn otherwise(&self) -> Vec<&Contributor> {
        self.contributors.iter().filter(|one| one.done.is_none() && !one.is_to_be_written_to()).collect()
    }

    fn thanked(&self) -> Vec<&Contributor> {
        self.contributors.iter().filter(|one| one.done.is_some()).collect()
    }

    fn buttons(&self) -> [(Channel, &'static str, &'static str); 3] {
        OTHERWISE
    }

    fn sample(&self) -> Vec<String> {
        sample(&self.event, &self.contributors, Some(self.form.words.as_str()).filter(|words| !words.is_empty()))
    }

    /// "3 of 5 thanked".
    fn counted(&self) -> String {
        format!("{} of {} thanked", self.thanked().len(), self.contributors.len())
    }

    fn may_take_back(&self, one: &Contributor) -> bool {
        one.done.as_ref().is_some_and(|done| done.channel != Channel::Email)
    }
}

pub(crate) async fn get(_: paths::Show, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<ShowPage>> {
    let mut db = app.db.acquire().await?;
    let contributors = store::list_contributors(&mut db, event.id).await?;
    let form = WordsForm::of(store::find_words(&mut db, event.id).await?.as_deref());
    drop(db);
    Ok(Page::ok(ShowPage { layout, event: event.clone(), contributors, form, errors: FormErrors::default() }))
}

/// Keeps the words.
pub(crate) async fn post(
    path: paths::Show,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<WordsForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    events::find_for_update(&mut tx, event.id).await?.or_404()?;
    let now = WordsForm::of(store::find_words(&mut tx, event.id).await?.as_deref());
    let merged = merge(&form.opened, &now, &form)?;
    if merged.clashes() {
        let words = Words {
            heading: "Someone else changed the words meanwhile",
            caption: &event.title,
            fields: &[("words", "Your own words")],
            value: &|_, value| value.to_owned(),
        };
        return Ok(conflict(layout, &words, (&path, &path), merged));
    }
    let form = merged.form;
    let mut errors = FormErrors::default();
    let Some(words) = errors.optional("words", &form.words, |raw| Text::<3000>::parse("your own words", raw)) else {
        let contributors = store::list_contributors(&mut tx, event.id).await?;
        let page = ShowPage { layout, event: event.clone(), contributors, form, errors };
        return Ok(Page::unprocessable(page).into_response());
    };
    store::set_words(&mut tx, event.id, words.as_ref().map(Text::as_str), by.at).await?;
    let entry = Entry::new("Changed the words of thanks", Subject::Event(event.id));
    let entry = entry.changed(&serde_json::json!({ "words": now.words }), &serde_json::json!({ "words": form.words }));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(path, "Words saved"))
}
