//! Taking back that an organisation ended, while none of its people has been placed.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::parents;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound as _, Result};
use crate::organisations::{self, Organisation};
use crate::succession::{paths, store};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "succession/reopening.html")]
pub(crate) struct ReopeningPage {
    layout: Layout,
    organisation: Organisation,
}

impl ReopeningPage {
    fn parents(&self) -> [(String, String); 2] {
        parents(&self.organisation)
    }
}

const PLACED: &str = "Some of its people have been placed already. Undo those decisions first";

pub(crate) async fn get(
    _: paths::Reopening,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
) -> Result<Response> {
    let to = paths::Worklist { organisation: organisation.id };
    if organisation.ends_on.is_none() {
        return Ok(layout.unchanged(format!("/organisations/{}", organisation.id), "It has not ended"));
    }
    if !store::list_decisions(&mut *app.db.acquire().await?, organisation.id).await?.is_empty() {
        return Ok(layout.unchanged(to, PLACED));
    }
    Ok(Page::ok(ReopeningPage { layout, organisation: organisation.clone() }).into_response())
}

pub(crate) async fn post(
    _: paths::Reopening,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
) -> Result<Response> {
    let (id, by) = (organisation.id, layout.by());
    let show = format!("/organisations/{id}");
    let mut tx = app.db.begin().await?;
    organisations::hold(&mut tx, id).await?;
    let organisation = organisations::find(&mut tx, id).await?.or_404()?;
    if organisation.ends_on.is_none() {
        return Ok(layout.unchanged(show, "It has not ended. Nothing was changed"));
    }
    if !store::list_decisions(&mut tx, id).await?.is_empty() {
        return Ok(layout.unchanged(paths::Worklist { organisation: id }, PLACED));
    }
    let successors = organisations::list_successors(&mut tx, id).await?;
    let names: Vec<&str> = successors.iter().map(|one| one.name.as_str()).collect();
    organisations::reopen(&mut tx, id).await?;
    store::forget_put_off(&mut tx, id, by.at).await?;
    let before = json!({ "last_day": organisation.ends_on, "followed_by": names });
    let after = json!({ "last_day": null, "followed_by": null });
    let entry = Entry::new("Took back that it ended", Subject::Organisation(id)).changed(&before, &after);
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(show, "Taken back. It goes on, and its people belong to it"))
}
