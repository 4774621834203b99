//! Recording that an organisation ended on a day and what follows it, and correcting that while it can be.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sqlx::PgConnection;

use super::{parents, people};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::{OrganisationId, Text};
use crate::organisations::{self, Organisation, Related};
use crate::succession::forms::{Ending, EndingForm};
use crate::succession::model::{Outcome, Step};
use crate::succession::pages::deciding::{Told, carry_out};
use crate::succession::{paths, store};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page};

#[derive(Template)]
#[template(path = "succession/ending.html")]
pub(crate) struct EndingPage {
    layout: Layout,
    organisation: Organisation,
    /// What is likely to follow it, and what is recorded to.
    likely: Vec<Related>,
    /// How many people are recorded there.
    people: i64,
    /// Names nobody knows, which can be added.
    unknown: Vec<String>,
    form: EndingForm,
    errors: FormErrors,
}

impl EndingPage {
    fn parents(&self) -> [(String, String); 2] {
        parents(&self.organisation)
    }

    fn title(&self) -> &'static str {
        if self.organisation.ends_on.is_some() { "Correct how it ended" } else { "Record that it ended" }
    }

    fn ways(&self) -> Vec<Opt> {
        let ways = [
            ("followed", "Others follow it: renamed, merged, split or restructured"),
            ("closed", "It closed, and nothing follows it"),
        ];
        Opt::list(ways, &self.form.how)
    }

    fn offered(&self) -> Vec<Opt> {
        Opt::list_many(self.likely.iter().map(|one| (one.id, one.name.clone())), &self.form.successors)
    }

    fn counted(&self) -> String {
        people(usize::try_from(self.people).unwrap_or_default())
    }
}

async fn page(
    app: &App,
    layout: Layout,
    organisation: &Organisation,
    form: EndingForm,
    (errors, unknown): (FormErrors, Vec<String>),
) -> Result<EndingPage> {
    let mut db = app.db.acquire().await?;
    let mut likely = organisations::list_successors(&mut db, organisation.id).await?;
    let others = organisations::list_likely_successors(&mut db, organisation, layout.today()).await?;
    let known: Vec<OrganisationId> = likely.iter().map(|one| one.id).collect();
    likely.extend(others.into_iter().filter(|one| !known.contains(&one.id)));
    let people = store::count_people(&mut db, organisation.id, layout.today()).await?;
    drop(db);
    Ok(EndingPage { layout, organisation: organisation.clone(), likely, people, unknown, form, errors })
}

pub(crate) async fn get(
    _: paths::Ending,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
) -> Result<Page<EndingPage>> {
    let successors = organisations::list_successors(&mut *app.db.acquire().await?, organisation.id).await?;
    let form = EndingForm::of(&organisation, &successors);
    Ok(Page::ok(page(&app, layout, &organisation, form, (FormErrors::default(), Vec::new())).await?))
}

pub(crate) async fn post(
    _: paths::Ending,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Form(form): Form<EndingForm>,
) -> Result<Response> {
    let (id, by) = (organisation.id, layout.by());
    let ending = match form.parse(&organisation) {
        Ok(ending) => ending,
        Err(errors) => {
            let page = page(&app, layout, &organisation, form, (errors, Vec::new())).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let mut tx = app.db.begin().await?;
    organisations::hold(&mut tx, id).await?;
    let now = organisations::find(&mut tx, id).await?.or_404()?;
    let successors = match settle(&mut tx, &now, &ending, &by).await? {
        Ok(successors) => successors,
        Err(objections) => {
            drop(tx);
            let page = page(&app, layout, &organisation, form, objections).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let before = described(&mut tx, &now).await?;
    organisations::end(&mut tx, id, (ending.last_day, ending.why.as_ref().map(Text::as_str)), &successors).await?;
    let after = organisations::find(&mut tx, id).await?.or_404()?;
    let entry = Entry::new("Recorded that it ended", Subject::Organisation(id));
    let described = described(&mut tx, &after).await?;
    audit::record(&mut tx, &by, entry.changed(&before, &described)).await?;
    let told = match (ending.everyone, successors.first()) {
        (true, Some(successor)) => {
            let step = Step::Rehome { successor: *successor, from: ending.first_day_after(), job_title: None };
            Some(carry_out(&mut tx, &after, None, &step, &by).await?)
        }
        _ => None,
    };
    tx.commit().await?;
    Ok(done(&layout, &organisation, told))
}

fn done(layout: &Layout, organisation: &Organisation, told: Option<Told>) -> Response {
    let to = paths::Worklist { organisation: organisation.id };
    let text = match told {
        Some(told) => format!("Recorded. {}", told.in_words(Outcome::Rehomed)),
        None => "Recorded. These are the people to find a new place for".to_owned(),
    };
    layout.redirect(to, Notice::new(text))
}

/// What the trail keeps of how it ended.
async fn described(db: &mut PgConnection, organisation: &Organisation) -> sqlx::Result<serde_json::Value> {
    let successors = organisations::list_successors(db, organisation.id).await?;
    let names: Vec<&str> = successors.iter().map(|one| one.name.as_str()).collect();
    Ok(json!({ "last_day": organisation.ends_on, "followed_by": names, "why": organisation.ended_why }))
}

/// What is against it: mistakes, and the names nobody knows.
type Objections = (FormErrors, Vec<String>);

/// The organisations that follow, those on the way added; or what is against it.
async fn settle(
    db: &mut PgConnection,
    organisation: &Organisation,
    ending: &Ending,
    by: &By,
) -> Result<std::result::Result<Vec<OrganisationId>, Objections>> {
    let day = ending.first_day_after();
    let mut successors = organisations::list_standing_on(db, &ending.successors, day).await?;
    let wrong = |field, message: &str| Ok(Err((FormErrors::one(field, message), Vec::new())));
    if successors.len() < ending.successors.len() {
        return wrong("successors", "One of those you ticked has itself ended by then. Choose what followed it");
    }
    let mut unknown = Vec::new();
    for name in &ending.names {
        match organisations::match_name_on(db, name.as_str(), day).await? {
            Some(id) => successors.push(id),
            None => {
                let ended = organisations::match_name(db, name.as_str()).await?;
                if let Some(why) = organisations::refused_host(db, (ended, None), day).await? {
                    return wrong("others", &why);
                }
                unknown.push(name.clone());
            }
        }
    }
    if !unknown.is_empty() && !ending.adds {
        let names = unknown.into_iter().map(Text::into_string).collect();
        return Ok(Err((FormErrors::one("others", "Some of these names are not in the register yet"), names)));
    }
    for name in unknown {
        match organisations::insert_successor(db, organisation, &name, day, by.at).await {
            Ok(id) => {
                let entry = Entry::new("Added an organisation", Subject::Organisation(id));
                audit::record(db, by, entry.made(&json!({ "name": name, "took_over_from": organisation.name })))
                    .await?;
                successors.push(id);
            }
            Err(error) if error.violates("organisations_name_key") => {
                return wrong(
                    "others",
                    "One of these names belongs to an organisation that has ended. What follows it needs another name",
                );
            }
            Err(error) => return Err(error.into()),
        }
    }
    successors.sort();
    successors.dedup();
    if successors.contains(&organisation.id) {
        return wrong("others", "An organisation does not follow itself. Write the new name");
    }
    match objection(db, organisation, ending, &successors).await? {
        Some(message) => wrong("ends_on", message),
        None => Ok(Ok(successors)),
    }
}

/// Once people have been placed, their dates rest on the last day and on what followed: more can follow, and no less.
async fn objection(
    db: &mut PgConnection,
    organisation: &Organisation,
    ending: &Ending,
    successors: &[OrganisationId],
) -> Result<Option<&'static str>> {
    if store::list_decisions(db, organisation.id).await?.is_empty() {
        return Ok(None);
    }
    let before = organisations::list_successors(db, organisation.id).await?;
    let is_less = before.iter().any(|one| !successors.contains(&one.id));
    let is_moved = organisation.ends_on != Some(ending.last_day);
    Ok((is_less || is_moved).then_some(
        "People have been placed already, so the last day stays and nothing that follows can be taken out. Undo those decisions first",
    ))
}
