//! A newer privacy notice: what changed, the text, and the answer.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use super::leaving::{activate, welcome};
use super::{own_for_update, record};
use crate::access::Actor;
use crate::app::App;
use crate::associates::Standing;
use crate::error::Result;
use crate::me::forms::AgreementForm;
use crate::me::paths;
use crate::privacy::{self, Block, Consent, PrivacyNotice};
use crate::web::{Form, FormErrors, Kept, Layout, OfferPage, Page};

#[derive(Template)]
#[template(path = "me/notice.html")]
pub(crate) struct NoticePage {
    layout: Layout,
    notice: PrivacyNotice,
    /// Whether it waits for their answer.
    is_due: bool,
    /// What they had typed into a form that was stopped for it.
    kept: Option<Kept>,
    errors: FormErrors,
}

impl NoticePage {
    fn wording(&self) -> String {
        Consent::Registration.wording()
    }
}

pub(crate) async fn get(_: paths::Notice, app: App, layout: Layout, actor: Actor) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let Some(notice) = privacy::current_notice(&mut db).await? else {
        return Ok(Redirect::to("/privacy").into_response());
    };
    // A session that began before it was published may go on without an answer, but who comes here can give it.
    let is_due = match actor.associate {
        Some(me) => !privacy::has_agreed_to(&mut db, me, notice.id).await?,
        None => false,
    };
    let page = NoticePage { layout, notice, is_due, kept: None, errors: FormErrors::default() };
    Ok(Page::ok(page).into_response())
}

pub(crate) async fn post(
    _: paths::Notice,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<AgreementForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    let notice = privacy::notice_in_force(&mut tx).await?;
    let kept = Kept::read(&form.kept);
    if kept.is_some() && form.notice.is_empty() {
        let errors = FormErrors::default();
        return Ok(Page::ok(NoticePage { layout, notice, is_due: true, kept, errors }).into_response());
    }
    if let Err(invalid) = form.parse(notice.version) {
        let errors = FormErrors::one("consent", invalid.message());
        return Ok(Page::unprocessable(NoticePage { layout, notice, is_due: true, kept, errors }).into_response());
    }
    record(&mut tx, &me, (&Consent::Registration, true), &notice, &by).await?;
    // Who had left and agrees again is back.
    let is_back = me.standing == Standing::Left && activate(&mut tx, &me, &by).await?;
    tx.commit().await?;
    if let Some(kept) = kept {
        return Ok(Page::ok(OfferPage { layout, kept, heading: "Thank you for your answer" }).into_response());
    }
    if is_back {
        return Ok(layout.redirect(paths::Home, welcome(me.standing, true)));
    }
    Ok(layout.redirect(paths::Home, format!("Thank you. You have agreed to version {} of our notice", notice.version)))
}
