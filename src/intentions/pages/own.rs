//! One of them: to change, and to say what came of it. The team reads it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::theirs;
use crate::access::{Action, Editing, Protected, Viewing};
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::intentions::forms::IntentionForm;
use crate::intentions::model::{Intention, IntentionState};
use crate::intentions::{paths, store};
use crate::kernel::{Choice, IntentionId};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, at_secret_address, conflict, merge};

#[derive(Template)]
#[template(path = "intentions/own.html")]
pub(crate) struct OwnPage {
    layout: Layout,
    intention: Intention,
    form: IntentionForm,
    errors: FormErrors,
    here: String,
    /// Where one goes when it is saved, or left.
    back: String,
    may_change: bool,
}

impl OwnPage {
    fn new(layout: Layout, intention: Intention, (here, back): (String, String), may_change: bool) -> Self {
        let form = IntentionForm::of(&intention);
        Self { layout, intention, form, errors: FormErrors::default(), here, back, may_change }
    }

    /// The way back, in the words of the page it leads to.
    fn parents(&self) -> [(String, &'static str); 1] {
        let is_on_my_page = self.back.starts_with("/me");
        [(self.back.clone(), if is_on_my_page { "My page" } else { "What will you do differently?" })]
    }

    fn states(&self) -> Vec<Opt> {
        let words = [
            (IntentionState::Open, "I still mean to do it"),
            (IntentionState::Done, "I have done it"),
            (IntentionState::Dropped, "I do not mean to do it any more"),
        ];
        Opt::list(words.into_iter().map(|(state, words)| (state.code(), words)), &self.form.state)
    }
}

fn own(id: IntentionId) -> (String, String) {
    (paths::Own { intention: id }.to_string(), "/me#intentions".to_owned())
}

fn linked(path: &paths::OwnByLink) -> (String, String) {
    (path.to_string(), paths::SayByLink { token: path.token.clone() }.to_string())
}

pub(crate) async fn get(path: paths::Own, layout: Layout, intention: Viewing<Intention>) -> Result<Page<OwnPage>> {
    let may_change = layout.may(Action::Edit, intention.facts());
    Ok(Page::ok(OwnPage::new(layout, intention.clone(), own(path.intention), may_change)))
}

pub(crate) async fn get_by_link(path: paths::OwnByLink, app: App, layout: Layout) -> Result<Page<OwnPage>> {
    let (intention, _) = theirs(&app, &layout, &path.token, path.intention).await?;
    Ok(Page::ok(OwnPage::new(layout, intention, linked(&path), true)).at_secret_address())
}

pub(crate) async fn post(
    path: paths::Own,
    app: App,
    layout: Layout,
    _: Editing<Intention>,
    Form(form): Form<IntentionForm>,
) -> Result<Response> {
    let by = layout.by();
    let outcome = change(&app, path.intention, form, &by).await?;
    Ok(answer(layout, outcome, own(path.intention)))
}

pub(crate) async fn post_by_link(
    path: paths::OwnByLink,
    app: App,
    layout: Layout,
    Form(form): Form<IntentionForm>,
) -> Result<Response> {
    let (_, by) = theirs(&app, &layout, &path.token, path.intention).await?;
    let outcome = change(&app, path.intention, form, &by).await?;
    Ok(answer(layout, outcome, linked(&path)))
}

/// What became of a change.
enum Changed {
    Saved(IntentionState),
    Wrong(Box<Intention>, IntentionForm, FormErrors),
    Clash(Merged<IntentionForm>),
}

async fn change(app: &App, id: IntentionId, form: IntentionForm, by: &By) -> Result<Changed> {
    let mut tx = app.db.begin().await?;
    let intention = store::find_for_update(&mut tx, id).await?.or_404()?;
    let merged = merge(&form.opened, &IntentionForm::of(&intention), &form)?;
    if merged.clashes() {
        return Ok(Changed::Clash(merged));
    }
    let form = merged.form;
    let change = match form.parse() {
        Ok(change) => change,
        Err(errors) => return Ok(Changed::Wrong(Box::new(intention), form, errors)),
    };
    store::update(&mut tx, id, &change, by.at).await?;
    let entry = Entry::new("Changed what they will do differently", Subject::Event(intention.event_id));
    let before = serde_json::json!({ "state": intention.state, "by_when": intention.by_when });
    let after = serde_json::json!({ "state": change.state, "by_when": change.intention.by_when });
    audit::record(&mut tx, by, entry.concerning(intention.associate_id).changed(&before, &after)).await?;
    tx.commit().await?;
    Ok(Changed::Saved(change.state))
}

fn answer(layout: Layout, outcome: Changed, (here, back): (String, String)) -> Response {
    match outcome {
        Changed::Saved(IntentionState::Done) => layout.redirect(back, "Well done, and thank you for telling us"),
        Changed::Saved(_) => layout.redirect(back, "Changes saved"),
        Changed::Wrong(intention, form, errors) => {
            let page = OwnPage { form, errors, ..OwnPage::new(layout, *intention, (here, back), true) };
            // Its address may hold a token.
            Page::unprocessable(page).at_secret_address().into_response()
        }
        Changed::Clash(merged) => {
            let words = Words {
                heading: "This was changed meanwhile",
                caption: "",
                fields: &[
                    ("words", "What will you do differently?"),
                    ("by_when", "By when?"),
                    ("reminder", "Ask me once how it went"),
                    ("state", "How does it stand?"),
                    ("what_came", "What came of it?"),
                ],
                value: &|field, value| match (field, value) {
                    ("state", value) => IntentionState::label_of(value),
                    ("reminder", "yes") => "Yes".to_owned(),
                    ("reminder", _) => "No".to_owned(),
                    (_, value) => value.to_owned(),
                },
            };
            at_secret_address(conflict(layout, &words, (&here, &back), merged))
        }
    }
}
