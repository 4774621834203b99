//! Deciding where people of an organisation that ended go on, several at once.

use axum::response::{IntoResponse, Response};
use serde_json::json;
use sqlx::PgConnection;

use super::people;
use super::worklist::{DECIDED, Place, WorklistPage};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, NewPeriod};
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{AffiliationId, Text};
use crate::organisations::{self, Organisation};
use crate::succession::forms::DecisionForm;
use crate::succession::model::{Outcome, Step, Unplaced};
use crate::succession::paths;
use crate::succession::store::{self, NewDecision};
use crate::web::{Form, FormErrors, Layout, Notice, Page, Query, address};

pub(crate) async fn post(
    _: paths::Decisions,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Query(place): Query<Place>,
    Form(form): Form<DecisionForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    organisations::hold(&mut tx, organisation.id).await?;
    let now = organisations::find(&mut tx, organisation.id).await?.or_404()?;
    let end = now.ends_on.or_404()?;
    let successors = organisations::list_successors(&mut tx, now.id).await?;
    let step = match form.parse(end, &successors) {
        Ok(step) => step,
        Err(errors) => {
            drop(tx);
            let page = WorklistPage::load(&app, layout, &organisation, &place.of_open(), (form, errors)).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let told = carry_out(&mut tx, &now, Some(&form.chosen()), &step, &by).await?;
    if told.is_refused() {
        drop(tx);
        let errors = FormErrors::one("day", told.refusals());
        let page = WorklistPage::load(&app, layout, &organisation, &place.of_open(), (form, errors)).await?;
        return Ok(Page::unprocessable(page).into_response());
    }
    tx.commit().await?;
    let to = paths::Worklist { organisation: now.id };
    if told.done == 0 {
        return Ok(layout.unchanged(to, told.in_words(step.outcome())));
    }
    let notice = Notice::new(told.in_words(step.outcome()));
    Ok(layout.redirect(
        &to,
        if told.can_be_undone {
            notice.with_link(address(&to, &[("view", DECIDED)]), "See it, or undo it")
        } else {
            notice
        },
    ))
}

/// What became of a decision about several people.
pub(super) struct Told {
    pub(super) done: usize,
    /// Those it could not be done with, and why.
    not_done: Vec<String>,
    /// Those who were placed meanwhile.
    gone: usize,
    can_be_undone: bool,
}

impl Told {
    /// Whether it was done with nobody, since the day fits none of them.
    fn is_refused(&self) -> bool {
        self.done == 0 && !self.not_done.is_empty()
    }

    fn refusals(&self) -> String {
        format!("Choose another day: {}", self.not_done.join("; "))
    }

    pub(super) fn in_words(&self, outcome: Outcome) -> String {
        let what = match outcome {
            Outcome::Rehomed => "went on to a successor",
            Outcome::Left => "left",
            Outcome::Later => "will be decided later",
        };
        let mut words = format!("{} {what}.", people(self.done));
        if self.gone > 0 {
            words.push_str(&format!(" {} had been placed meanwhile.", people(self.gone)));
        }
        for one in &self.not_done {
            words.push_str(&format!(" Not done: {one}."));
        }
        words
    }
}

/// Does it with the people chosen (everyone when none are named), all together. Those with whom it cannot be done stay
/// as they are, and are named.
pub(super) async fn carry_out(
    db: &mut PgConnection,
    organisation: &Organisation,
    chosen: Option<&[AffiliationId]>,
    step: &Step,
    by: &By,
) -> Result<Told> {
    let end = organisation.ends_on.or_404()?;
    let who: Vec<_> =
        store::list_unplaced(db, organisation.id).await?.into_iter().map(|one| one.associate_id).collect();
    associates::hold(db, &who).await?;
    // Whoever was waited for may have been placed meanwhile.
    let mut open = store::list_unplaced(db, organisation.id).await?;
    let total = chosen.map_or(open.len(), <[_]>::len);
    open.retain(|one| chosen.is_none_or(|chosen| chosen.contains(&one.affiliation_id)));
    let gone = total.saturating_sub(open.len());
    let not_done: Vec<String> =
        open.iter().filter_map(|one| Some(format!("{} {}", one.name, step.obstacle(one, end)?))).take(5).collect();
    open.retain(|one| step.obstacle(one, end).is_none());
    if open.is_empty() {
        return Ok(Told { done: 0, not_done, gone, can_be_undone: false });
    }
    write(db, organisation, &open, step, by).await?;
    let can_be_undone = step.outcome() != Outcome::Later;
    Ok(Told { done: open.len(), not_done, gone, can_be_undone })
}

/// The affiliations, the decisions and the trail.
async fn write(
    db: &mut PgConnection,
    organisation: &Organisation,
    people: &[Unplaced],
    step: &Step,
    by: &By,
) -> Result<()> {
    let end = organisation.ends_on.or_404()?;
    let last_day = step.last_day(end);
    let new: Vec<NewPeriod> = match step {
        Step::Rehome { successor, from, job_title } => people
            .iter()
            .map(|one| NewPeriod {
                id: AffiliationId::new(),
                associate: one.associate_id,
                organisation: *successor,
                job_title: job_title.as_ref().map(ToString::to_string).or_else(|| one.job_title.clone()),
                starts_on: *from,
                ends_on: one.ends_on,
            })
            .collect(),
        Step::Leave { .. } | Step::Later { .. } => Vec::new(),
    };
    if last_day.is_some() {
        let days: Vec<_> = people.iter().map(|one| (one.affiliation_id, last_day)).collect();
        associates::set_last_days(db, &days).await?;
    }
    associates::insert_affiliations(db, &new).await?;
    let decisions: Vec<NewDecision> = people
        .iter()
        .enumerate()
        .map(|(place, one)| NewDecision {
            affiliation: one.affiliation_id,
            associate: one.associate_id,
            ended_on_before: one.ends_on,
            ended_on: last_day,
            new_affiliation: new.get(place).map(|period| period.id),
        })
        .collect();
    let note = match step {
        Step::Rehome { .. } => None,
        Step::Leave { reason: note, .. } | Step::Later { note } => Some(note.as_str()),
    };
    store::insert_decisions(db, (organisation.id, step.outcome(), note), &decisions, by).await?;
    record(db, organisation, people, step, by).await
}

/// One act with its members: in the history of the organisation, and of each person.
async fn record(
    db: &mut PgConnection,
    organisation: &Organisation,
    people: &[Unplaced],
    step: &Step,
    by: &By,
) -> Result<()> {
    let end = organisation.ends_on.or_404()?;
    let (act, member, what) = match step {
        Step::Rehome { successor, from, job_title } => (
            "Moved people on to a successor",
            "Went on to a successor of their organisation",
            json!({ "organisation": organisations::find_name(db, *successor).await?, "from": from,
                    "job_title": job_title.as_ref().map(Text::as_str) }),
        ),
        Step::Leave { reason, .. } => {
            ("Recorded that people left", "Left when their organisation ended", json!({ "reason": reason }))
        }
        Step::Later { note } => (
            "Put off where people go",
            "Where they go on after their organisation ended was put off",
            json!({ "note": note }),
        ),
    };
    let mut whole = what.clone();
    whole["people"] = json!(people.len());
    let before = json!({ "organisation": organisation.name, "until": null });
    let parts: Vec<Entry> = people
        .iter()
        .map(|one| {
            let mut after = what.clone();
            if let Some(last) = step.last_day(end) {
                after["until"] = json!(last);
            }
            Entry::new(member, Subject::Associate(one.associate_id)).changed(&before, &after)
        })
        .collect();
    let whole = Entry::new(act, Subject::Organisation(organisation.id)).made(&whole);
    Ok(audit::record_together(db, by, whole, &parts).await?)
}
