//! The people of an organisation that ended: who is still to be placed, and what was decided of the others.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::{parents, people};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, NewPeriod};
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{AffiliationId, Choice, Text, display_date, london_date};
use crate::organisations::{self, Organisation, Related};
use crate::succession::forms::DecisionForm;
use crate::succession::model::{Outcome, Step, UNDONE_WITHIN, Unplaced};
use crate::succession::paths;
use crate::succession::store::{self, Decision, Hosted, HostedEvent, NewDecision};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page, filters};

#[derive(Template)]
#[template(path = "succession/worklist.html")]
pub(crate) struct WorklistPage {
    layout: Layout,
    organisation: Organisation,
    last_day: NaiveDate,
    successors: Vec<Related>,
    unplaced: Vec<Unplaced>,
    decisions: Vec<Decision>,
    hosted: Vec<Hosted>,
    events: Vec<HostedEvent>,
    form: DecisionForm,
    errors: FormErrors,
}

impl WorklistPage {
    async fn load(
        app: &App,
        layout: Layout,
        organisation: &Organisation,
        (form, errors): (DecisionForm, FormErrors),
    ) -> Result<Self> {
        let last_day = organisation.ends_on.or_404()?;
        let (id, mut db) = (organisation.id, app.db.acquire().await?);
        let successors = organisations::list_successors(&mut db, id).await?;
        let unplaced = store::list_unplaced(&mut db, id).await?;
        let decisions = store::list_decisions(&mut db, id).await?;
        let hosted = store::list_hosted(&mut db, id).await?;
        let events = store::list_events(&mut db, id, last_day).await?;
        drop(db);
        let organisation = organisation.clone();
        Ok(Self { layout, organisation, last_day, successors, unplaced, decisions, hosted, events, form, errors })
    }

    fn parents(&self) -> [(String, String); 2] {
        parents(&self.organisation)
    }

    fn is_over(&self) -> bool {
        self.last_day < self.layout.today()
    }

    /// "2 unplaced, 18 went on to a successor, 3 left".
    fn counted(&self) -> String {
        let of = |outcome| self.decisions.iter().filter(|one| one.choice == outcome).count();
        let open = if self.is_over() { "unplaced" } else { "to decide" };
        format!(
            "{} {open} · {} went on to a successor · {} left",
            self.unplaced.len(),
            of(Outcome::Rehomed),
            of(Outcome::Left)
        )
    }

    fn choices(&self) -> Vec<Opt> {
        let words = [
            (
                Outcome::Rehomed,
                "They go on to a successor",
                "Their post here ends the day before, and the new one begins.",
            ),
            (Outcome::Left, "They left", "Their post here ends, and no other begins. Write why below."),
            (Outcome::Later, "Decide later", "They stay on this list as unplaced. Write what you wait for below."),
        ];
        let known = words.into_iter().filter(|(one, ..)| *one != Outcome::Rehomed || !self.successors.is_empty());
        known
            .map(|(one, label, hint)| Opt {
                selected: self.form.choice == one.code(),
                ..Opt::new(one.code(), label).with_hint(hint)
            })
            .collect()
    }

    fn successor_options(&self) -> Vec<Opt> {
        Opt::list(self.successors.iter().map(|one| (one.id, one.name.clone())), &self.form.successor)
    }

    fn is_picked(&self, id: &AffiliationId) -> bool {
        self.form.people.contains(&id.to_string())
    }

    /// "NHS Rushcliffe CCG from 1 April 2013", or why they left.
    fn went(&self, one: &Decision) -> String {
        match (one.choice, &one.successor, one.successor_from) {
            (Outcome::Rehomed, Some(name), Some(from)) => format!("{name}, from {}", display_date(from)),
            (Outcome::Rehomed, ..) => "A successor, and was changed since".to_owned(),
            _ => format!("Left: {}", one.note.as_deref().unwrap_or("no reason given")),
        }
    }

    fn decided(&self, one: &Decision) -> String {
        format!("{} by {}", display_date(london_date(one.decided_at)), one.by.as_deref().unwrap_or("Copse"))
    }

    fn can_be_undone(&self, one: &Decision) -> bool {
        one.is_untouched && self.layout.now() <= one.decided_at + UNDONE_WITHIN
    }
}

pub(crate) async fn get(
    _: paths::Worklist,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
) -> Result<Page<WorklistPage>> {
    let empty = (DecisionForm::default(), FormErrors::default());
    Ok(Page::ok(WorklistPage::load(&app, layout, &organisation, empty).await?))
}

pub(crate) async fn post(
    _: paths::Decisions,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
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
            let page = WorklistPage::load(&app, layout, &organisation, (form, errors)).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let told = carry_out(&mut tx, &now, Some(&form.chosen()), &step, &by).await?;
    tx.commit().await?;
    let to = paths::Worklist { organisation: now.id };
    if told.done == 0 {
        return Ok(layout.unchanged(to, told.in_words(step.outcome())));
    }
    let notice = Notice::new(told.in_words(step.outcome()));
    Ok(layout.redirect(
        &to,
        if told.can_be_undone { notice.with_link(format!("{to}#decided"), "See it, or undo it") } else { notice },
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
    let mut open = store::list_unplaced(db, organisation.id).await?;
    let who: Vec<_> = open.iter().map(|one| one.associate_id).collect();
    associates::hold(db, &who).await?;
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
