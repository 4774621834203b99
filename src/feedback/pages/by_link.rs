//! The same through the link of a letter, without signing in.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::give::{GivePage, ObstaclePage, Outcome, THANKS, form_page, give, to_answer};
use super::{Holder, holder_of};
use crate::app::App;
use crate::error::Result;
use crate::feedback::forms::AnswersForm;
use crate::feedback::model::Obstacle;
use crate::feedback::paths;
use crate::web::{Form, Layout, Page};

fn next(token: &str) -> String {
    format!("/my-place/{token}/intentions")
}

pub(crate) async fn get(path: paths::ByLink, app: App, layout: Layout) -> Result<Response> {
    let holder = holder_of(&app, &layout, &path.token).await?;
    let Holder { event, associate, .. } = holder;
    Ok(match to_answer(&app, &event, Some(associate), layout.now()).await? {
        Ok(questions) => {
            Page::ok(form_page(layout, &event, questions, path.to_string())).at_secret_address().into_response()
        }
        Err(obstacle) => refused(layout, event, obstacle, &path.token, StatusCode::OK),
    })
}

fn refused(
    layout: Layout,
    event: crate::events::Event,
    obstacle: Obstacle,
    token: &str,
    status: StatusCode,
) -> Response {
    let page = ObstaclePage { layout, event, obstacle, next: next(token) };
    Page::with_status(status, page).at_secret_address().into_response()
}

pub(crate) async fn post(
    path: paths::ByLink,
    app: App,
    layout: Layout,
    Form(form): Form<AnswersForm>,
) -> Result<Response> {
    let Holder { event, associate, .. } = holder_of(&app, &layout, &path.token).await?;
    Ok(match give(&app, event.id, Some(associate), &form, layout.now()).await? {
        Outcome::Given => layout.redirect(next(&path.token), THANKS),
        Outcome::Wrong(questions, errors) => {
            let page = GivePage { layout, event, questions, form, errors, here: path.to_string() };
            Page::unprocessable(page).at_secret_address().into_response()
        }
        Outcome::Refused(obstacle) => refused(layout, event, obstacle, &path.token, StatusCode::CONFLICT),
    })
}
