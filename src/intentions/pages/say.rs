//! "What will you do differently?": asked after feedback, and from My page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::holder;
use crate::access::Viewing;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::events::Event;
use crate::feedback::{self, Holder, Part};
use crate::intentions::forms::IntentionForm;
use crate::intentions::model::{Intention, IntentionState, NewIntention};
use crate::intentions::{paths, store};
use crate::kernel::{AssociateId, IntentionId};
use crate::web::{Form, FormErrors, Layout, Page};

/// One page for both ways to it.
#[derive(Template)]
#[template(path = "intentions/say.html")]
pub(crate) struct SayPage {
    layout: Layout,
    event: Event,
    part: Part,
    /// What they said before.
    said: Vec<Intention>,
    form: IntentionForm,
    errors: FormErrors,
    /// Where its form goes.
    here: String,
    /// What stands in front of the number of one: `/intentions` or `/my-place/…/intentions`.
    base: String,
    /// Where feedback is given.
    feedback: String,
}

impl SayPage {
    async fn load(app: &App, layout: Layout, event: Event, who: AssociateId, way: Way) -> Result<Self> {
        let mut db = app.db.acquire().await?;
        let part = feedback::find_part(&mut db, event.id, who).await?;
        let said = store::list_of(&mut db, who, Some(event.id)).await?;
        drop(db);
        let form = IntentionForm { id: IntentionId::new().to_string(), ..IntentionForm::default() };
        let Way { here, base, feedback } = way;
        Ok(Self { layout, event, part, said, form, errors: FormErrors::default(), here, base, feedback })
    }

    /// Whether they can still say how they found the event.
    fn asks_feedback(&self) -> bool {
        self.part.was_there && !self.part.has_given && feedback::is_open(&self.event, self.layout.now())
    }

    fn is_over(&self) -> bool {
        feedback::has_taken_place(&self.event, self.layout.now())
    }

    fn may_say(&self) -> bool {
        self.is_over() && self.part.was_there
    }

    fn is_signed_in(&self) -> bool {
        self.layout.person.is_some()
    }

    /// Everything that is wrong with what was typed.
    fn again(self, form: IntentionForm, errors: FormErrors) -> Self {
        Self { form, errors, ..self }
    }
}

/// The addresses of one of the two ways.
struct Way {
    here: String,
    base: String,
    feedback: String,
}

fn signed_in(event: &Event) -> Way {
    Way {
        here: paths::Say { event: event.id }.to_string(),
        base: "/intentions".to_owned(),
        feedback: format!("{}/feedback", event.href()),
    }
}

fn by_link(token: &str) -> Way {
    let here = paths::SayByLink { token: token.to_owned() }.to_string();
    Way { base: here.clone(), feedback: format!("/my-place/{token}/feedback"), here }
}

pub(crate) async fn get(_: paths::Say, app: App, layout: Layout, event: Viewing<Event>) -> Result<Response> {
    let Some(who) = layout.actor().and_then(|actor| actor.associate) else {
        return Ok(layout.redirect(event.href(), "Only Associates say what they will do differently"));
    };
    let way = signed_in(&event);
    Ok(Page::ok(SayPage::load(&app, layout, event.clone(), who, way).await?).into_response())
}

pub(crate) async fn post(
    path: paths::Say,
    app: App,
    layout: Layout,
    event: Viewing<Event>,
    Form(form): Form<IntentionForm>,
) -> Result<Response> {
    let Some(who) = layout.actor().and_then(|actor| actor.associate) else {
        return Ok(layout.redirect(event.href(), "Only Associates say what they will do differently"));
    };
    let by = layout.by();
    match said(&app, &layout, &event, who, &form, &by).await? {
        Ok(()) => Ok(layout.redirect(path, SAID)),
        Err(refusal) => {
            let way = signed_in(&event);
            let page = SayPage::load(&app, layout, event.clone(), who, way).await?;
            Ok(refused(page, form, refusal).into_response())
        }
    }
}

pub(crate) async fn get_by_link(path: paths::SayByLink, app: App, layout: Layout) -> Result<Page<SayPage>> {
    let Holder { event, associate, .. } = holder(&app, &layout, &path.token).await?;
    let page = SayPage::load(&app, layout, event, associate, by_link(&path.token)).await?;
    Ok(Page::ok(page).at_secret_address())
}

pub(crate) async fn post_by_link(
    path: paths::SayByLink,
    app: App,
    layout: Layout,
    Form(form): Form<IntentionForm>,
) -> Result<Response> {
    let Holder { event, associate, by } = holder(&app, &layout, &path.token).await?;
    match said(&app, &layout, &event, associate, &form, &by).await? {
        Ok(()) => Ok(layout.redirect(path, SAID)),
        Err(refusal) => {
            let page = SayPage::load(&app, layout, event, associate, by_link(&path.token)).await?;
            Ok(refused(page, form, refusal).at_secret_address().into_response())
        }
    }
}

const SAID: &str = "Thank you. It stands on your page, where you can change it and say how it went";

fn refused(page: SayPage, form: IntentionForm, errors: FormErrors) -> Page<SayPage> {
    let may = page.may_say();
    let page = page.again(form, errors);
    if may { Page::unprocessable(page) } else { Page::with_status(StatusCode::CONFLICT, page) }
}

/// Writes what someone says; the mistakes when it cannot be.
async fn said(
    app: &App,
    layout: &Layout,
    event: &Event,
    who: AssociateId,
    form: &IntentionForm,
    by: &By,
) -> Result<Result<(), FormErrors>> {
    let part = feedback::find_part(&mut *app.db.acquire().await?, event.id, who).await?;
    if !(part.was_there && feedback::has_taken_place(event, layout.now())) {
        return Ok(Err(FormErrors::one("words", "You can say it when you were at the event and it is over")));
    }
    let new: NewIntention = match form.parse_new(layout.today()) {
        Ok(new) => new,
        Err(errors) => return Ok(Err(errors)),
    };
    let id = form.id.parse().unwrap_or_else(|_| IntentionId::new());
    let mut tx = app.db.begin().await?;
    if store::insert(&mut tx, id, (who, event.id), &new, by.at).await? {
        // What they said stays out of the trail, which is never altered: it is theirs to take away.
        let entry = Entry::new("Said what they will do differently", Subject::Event(event.id)).concerning(who);
        let entry = entry.made(&serde_json::json!({ "by_when": new.by_when, "state": IntentionState::Open }));
        audit::record(&mut tx, by, entry).await?;
    }
    tx.commit().await?;
    Ok(Ok(()))
}
