//! What someone hears about, how they take part, and what they have agreed to.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{own, own_for_update, profile, record};
use crate::access::Actor;
use crate::app::App;
use crate::associates::{self, ActKind, Profile};
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::{Choice, DeclaredInvolvement, Topic, display_date, london_date};
use crate::me::forms::{PreferencesForm, changed_topics};
use crate::me::paths;
use crate::privacy::{self, Consent, ConsentPurpose, Given};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "me/preferences.html")]
pub(crate) struct PreferencesPage {
    layout: Layout,
    form: PreferencesForm,
    errors: FormErrors,
    /// What they agree to today.
    given: Vec<Given>,
}

impl PreferencesPage {
    fn involvement(&self) -> Vec<Opt> {
        Opt::choices_explained(&self.form.involvement, DeclaredInvolvement::meaning)
    }

    fn topics(&self) -> Vec<Opt> {
        Opt::choices_many::<Topic>(&self.form.topics)
    }
}

/// "4 June 2026", the day an agreement was given.
fn given_on(given: &Given) -> String {
    display_date(london_date(given.recorded_at))
}

fn topic_code(given: &Given) -> &'static str {
    given.topic.map_or("", Choice::code)
}

fn project_id(given: &Given) -> String {
    given.project_id.map(|project| project.to_string()).unwrap_or_default()
}

pub(crate) async fn get(
    _: paths::Preferences,
    app: App,
    layout: Layout,
    actor: Actor,
) -> Result<Page<PreferencesPage>> {
    let mut db = app.db.acquire().await?;
    let me = own(&mut db, &actor).await?;
    let given = privacy::list_given(&mut db, me.id).await?;
    let form = PreferencesForm::of(&me);
    Ok(Page::ok(PreferencesPage { layout, form, errors: FormErrors::default(), given }))
}

pub(crate) async fn post(
    _: paths::Preferences,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<PreferencesForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    let merged = merge(&form.opened, &PreferencesForm::of(&me), &form)?;
    if merged.clashes() {
        return Ok(clash(layout, merged));
    }
    let form = merged.form;
    let (topics, involvement) = match form.parse() {
        Ok(preferences) => preferences,
        Err(errors) => {
            let given = privacy::list_given(&mut tx, me.id).await?;
            return Ok(Page::unprocessable(PreferencesPage { layout, form, errors, given }).into_response());
        }
    };
    let changed = changed_topics(&me.topics, &topics);
    if changed.is_empty() && involvement == me.involvement {
        return Ok(layout.unchanged(paths::Home, "Nothing has changed"));
    }
    let notice = privacy::notice_known_to(&mut tx, me.id).await?;
    for (topic, given) in changed {
        record(&mut tx, &me, (&Consent::Mailings(topic), given), &notice, &by).await?;
    }
    let before = profile(&mut tx, &me).await?;
    let after = Profile { topics, involvement, ..before.clone() };
    associates::update_profile(&mut tx, me.id, &after, me.version).await?;
    associates::record_act(&mut tx, me.id, ActKind::ProfileConfirmed, None, by.at).await?;
    let entry = Entry::new("Changed their preferences", Subject::Associate(me.id)).changed(&before, &after);
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Home, "Your preferences are saved"))
}

/// Someone of the team, or they themselves in another window, answered the same question.
fn clash(layout: Layout, merged: Merged<PreferencesForm>) -> Response {
    let words = Words {
        heading: "Your preferences were changed meanwhile",
        caption: "My preferences",
        fields: &[("involvement", "How would you like to be involved?")],
        value: &|_, value| DeclaredInvolvement::label_of(value),
    };
    conflict(layout, &words, (paths::Preferences, paths::Home), merged)
}
