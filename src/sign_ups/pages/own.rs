//! A registration, for the person it is of and for the team: how they stand, what they said, taking an offer,
//! cancelling.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::event::of as event_of;
use super::{Asked, asked, form_of, give_up, take_offer};
use crate::access::{Action, Editing, Ending, Facts, Viewing};
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, EventState, Question};
use crate::kernel::{Choice, RegistrationId, display_date_time};
use crate::places::{self, RegistrationState};
use crate::sign_ups::forms::SignUpForm;
use crate::sign_ups::paths;
use crate::sign_ups::store::{self, SignedUp, Step};
use crate::web::{Form, FormErrors, Layout, Merged, Page, Words, conflict, merge, opened};

/// One page for both ways to it: by its number, signed in, and by the link of a letter.
#[derive(Template)]
#[template(path = "sign_ups/own.html")]
pub(crate) struct OwnPage {
    layout: Layout,
    event: Event,
    person: SignedUp,
    questions: Vec<Question>,
    /// How many stand before them in line.
    before: i64,
    /// For the team: each step with its reason.
    steps: Vec<Step>,
    form: SignUpForm,
    errors: FormErrors,
    /// Where its forms go: `/registrations/…` or `/my-place/…`.
    base: String,
    /// Whoever holds a letter need not be its reader: what they need is not shown, and an empty field keeps it.
    hides_needs: bool,
}

impl OwnPage {
    pub(super) async fn load(
        app: &App,
        layout: Layout,
        id: RegistrationId,
        base: String,
        typed: Option<(SignUpForm, FormErrors)>,
    ) -> Result<Self> {
        let mut db = app.db.acquire().await?;
        let person = store::find(&mut db, id).await?.or_404()?;
        let event = event_of(&mut db, person.event_id).await?;
        let questions = events::list_questions(&mut db, event.id).await?;
        let before = match person.state {
            RegistrationState::Waiting => store::count_before(&mut db, id).await?,
            _ => 0,
        };
        let steps = if layout.is_team() { store::list_steps(&mut db, id).await? } else { Vec::new() };
        let (form, errors) = match typed {
            Some(typed) => typed,
            None => (form_of(&mut db, &person, &questions).await?, FormErrors::default()),
        };
        drop(db);
        let hides_needs = false;
        Ok(Self { layout, event, person, questions, before, steps, form, errors, base, hides_needs })
    }

    /// The same without what they need.
    pub(super) fn without_needs(self) -> Self {
        let form = SignUpForm { access_needs: String::new(), ..self.form };
        Self { form: SignUpForm { opened: opened(&form), ..form }, ..self }.hiding_needs()
    }

    /// The same with what was typed, which is theirs who typed it.
    pub(super) fn hiding_needs(self) -> Self {
        Self { hides_needs: true, ..self }
    }

    fn has_told_needs(&self) -> bool {
        self.person.access_needs.is_some()
    }

    fn asked(&self) -> Vec<Asked<'_>> {
        asked(&self.questions, &self.form)
    }

    fn is(&self, state: RegistrationState) -> bool {
        self.person.state == state
    }

    /// Whether they can still change or cancel.
    fn is_live(&self) -> bool {
        self.person.state.is_live() && !self.event.is_over(self.layout.now()) && self.event.is_announced()
    }

    fn is_cancelled(&self) -> bool {
        self.event.state == EventState::Cancelled
    }

    fn is_offer_open(&self) -> bool {
        self.is(RegistrationState::Offered)
            && self.person.offer_expires_at.is_some_and(|until| until > self.layout.now())
    }

    /// Whether they had a place and can say how they found the event.
    fn asks_feedback(&self) -> bool {
        self.is_theirs()
            && self.is(RegistrationState::Registered)
            && crate::feedback::is_open(&self.event, self.layout.now())
    }

    fn can_register_again(&self) -> bool {
        !self.person.state.is_live() && self.event.takes_registrations(self.layout.now())
    }

    /// Whether the reader is the person, and not the team.
    fn is_theirs(&self) -> bool {
        let actor = self.layout.actor();
        actor.is_none_or(|actor| actor.is(self.person.associate_id) || !self.layout.is_team())
    }

    fn until(&self) -> String {
        self.person.offer_expires_at.map(display_date_time).unwrap_or_default()
    }

    /// "You are third in line."
    fn standing_in_line(&self) -> String {
        match self.before {
            0 => "You are the first in line.".to_owned(),
            1 => "1 person is before you in line.".to_owned(),
            n => format!("{n} people are before you in line."),
        }
    }

    fn at(&self, step: &Step) -> String {
        display_date_time(step.taken_at)
    }
}

fn base(registration: RegistrationId) -> String {
    paths::Own { registration }.to_string()
}

pub(crate) async fn get(
    path: paths::Own,
    app: App,
    layout: Layout,
    person: Viewing<SignedUp>,
) -> Result<Page<OwnPage>> {
    if layout.is_team() && person.access_needs.is_some() && !layout.actor().is_some_and(|a| a.is(person.associate_id)) {
        let entry = Entry::new("Read access needs for an event", Subject::Associate(person.associate_id));
        audit::record(&mut *app.db.acquire().await?, &layout.by(), entry).await?;
    }
    Ok(Page::ok(OwnPage::load(&app, layout, path.registration, base(path.registration), None).await?))
}

pub(crate) async fn post(
    path: paths::Own,
    app: App,
    layout: Layout,
    _: Editing<SignedUp>,
    Form(form): Form<SignUpForm>,
) -> Result<Response> {
    let (id, by) = (path.registration, layout.by());
    Ok(match change(&app, id, form, false, &by).await? {
        Changed::Saved => layout.redirect(base(id), "Changes saved"),
        Changed::Wrong(form, errors) => {
            Page::unprocessable(OwnPage::load(&app, layout, id, base(id), Some((form, errors))).await?).into_response()
        }
        Changed::Clash(merged) => clash(layout, &base(id), merged),
    })
}

/// What became of a change.
pub(super) enum Changed {
    Saved,
    Wrong(SignUpForm, FormErrors),
    /// Someone else was faster, and changed the same.
    Clash(Merged<SignUpForm>),
}

/// Changes what someone said with their registration. Where the page did not show what they need, an empty field
/// takes nothing away.
pub(super) async fn change(
    app: &App,
    id: RegistrationId,
    form: SignUpForm,
    hides_needs: bool,
    by: &By,
) -> Result<Changed> {
    let mut tx = app.db.begin().await?;
    let person = store::find(&mut tx, id).await?.or_404()?;
    let questions = events::list_questions(&mut tx, person.event_id).await?;
    let now = form_of(&mut tx, &person, &questions).await?;
    let seen = if hides_needs { SignUpForm { access_needs: String::new(), ..now.clone() } } else { now.clone() };
    let merged = merge(&form.opened, &seen, &form)?;
    if merged.clashes() {
        return Ok(Changed::Clash(merged));
    }
    let form = merged.form;
    let keeps_needs = hides_needs && form.access_needs.is_empty();
    let whole = SignUpForm {
        access_needs: if keeps_needs { now.access_needs } else { form.access_needs.clone() },
        ..form.clone()
    };
    let sign_up = match whole.parse(&questions) {
        Ok(sign_up) => sign_up,
        Err(errors) => return Ok(Changed::Wrong(form, errors)),
    };
    if !places::update_said(&mut tx, id, &store::said(&sign_up), person.version).await? {
        return Ok(Changed::Clash(merge(&form.opened, &seen, &form)?));
    }
    let entry = Entry::new("Changed a registration", Subject::Event(person.event_id)).concerning(person.associate_id);
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(Changed::Saved)
}

/// Both changed the same.
pub(super) fn clash(layout: Layout, base: &str, merged: Merged<SignUpForm>) -> Response {
    let words = Words {
        heading: "Someone else changed this registration meanwhile",
        caption: "",
        fields: &[
            ("access_needs", "What do you need to take part?"),
            ("supporter", "Does someone come with you to help?"),
            ("answer_1", "Answer to the first question"),
            ("answer_2", "Answer to the second question"),
            ("answer_3", "Answer to the third question"),
            ("answer_4", "Answer to the fourth question"),
            ("answer_5", "Answer to the fifth question"),
        ],
        value: &|_, value| value.to_owned(),
    };
    conflict(layout, &words, (base, base), merged)
}

pub(crate) async fn accept(
    path: paths::OwnAcceptance,
    app: App,
    layout: Layout,
    _: Editing<SignedUp>,
) -> Result<Response> {
    let taken = take_offer(&app, path.registration, &layout.by()).await?;
    Ok(after_offer(&layout, base(path.registration), taken))
}

/// Back to the registration, with what became of the offer.
pub(super) fn after_offer(layout: &Layout, to: String, taken: bool) -> Response {
    if taken {
        layout.redirect(to, "You have a place. We have sent you a letter with all you need to know")
    } else {
        layout.unchanged(to, "The time to answer has run out, and the place has gone to the next in line")
    }
}

#[derive(Template)]
#[template(path = "sign_ups/cancel.html")]
pub(crate) struct CancelPage {
    layout: Layout,
    event: Event,
    person: SignedUp,
    base: String,
}

impl CancelPage {
    pub(super) async fn load(app: &App, layout: Layout, id: RegistrationId, base: String) -> Result<Self> {
        let mut db = app.db.acquire().await?;
        let person = store::find(&mut db, id).await?.or_404()?;
        let event = event_of(&mut db, person.event_id).await?;
        drop(db);
        Ok(Self { layout, event, person, base })
    }

    fn is_live(&self) -> bool {
        self.person.state.is_live()
    }

    fn is(&self, state: RegistrationState) -> bool {
        self.person.state == state
    }

    fn is_theirs(&self) -> bool {
        let on = Facts::Associate { id: self.person.associate_id, confirmed: true };
        !self.layout.may(Action::Edit, on)
            || self.layout.actor().is_some_and(|actor| actor.is(self.person.associate_id))
    }
}

pub(crate) async fn cancel_page(
    path: paths::OwnCancellation,
    app: App,
    layout: Layout,
    _: Ending<SignedUp>,
) -> Result<Page<CancelPage>> {
    Ok(Page::ok(CancelPage::load(&app, layout, path.registration, base(path.registration)).await?))
}

pub(crate) async fn cancel(
    path: paths::OwnCancellation,
    app: App,
    layout: Layout,
    _: Ending<SignedUp>,
) -> Result<Response> {
    let given_up = give_up(&app, path.registration, &layout.by()).await?;
    Ok(after_cancelling(&layout, base(path.registration), given_up))
}

/// Back to the registration, with whether it was given up.
pub(super) fn after_cancelling(layout: &Layout, to: String, given_up: bool) -> Response {
    if given_up {
        layout.redirect(to, "Cancelled. The place goes to someone else")
    } else {
        layout.unchanged(to, "Nothing changed: it was cancelled already")
    }
}

/// Until when a link of a letter changes anything: the end of the event.
pub(super) fn is_link_open(event: &Event, now: DateTime<Utc>) -> bool {
    !event.is_over(now)
}
