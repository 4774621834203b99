//! Leaving the network: asks on its own page and says what will happen.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate, Standing};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::Choice;
use crate::memberships::{self, MembershipState};
use crate::standing::forms::LeavingForm;
use crate::standing::paths;
use crate::standing::store::{self, Open};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "standing/leaving.html")]
pub(crate) struct LeavingPage {
    layout: Layout,
    associate: Associate,
    open: Vec<Open>,
    form: LeavingForm,
    errors: FormErrors,
}

impl LeavingPage {
    fn can_leave(&self) -> bool {
        matches!(self.associate.standing, Standing::Active | Standing::Paused)
    }
}

pub(crate) async fn get(
    _: paths::Leaving,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<LeavingPage>> {
    let open = store::list_open(&mut *app.db.acquire().await?, associate.id).await?;
    let (form, errors) = (LeavingForm::default(), FormErrors::default());
    Ok(Page::ok(LeavingPage { layout, associate: associate.clone(), open, form, errors }))
}

pub(crate) async fn post(
    _: paths::Leaving,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<LeavingForm>,
) -> Result<Response> {
    let (id, by, mut tx) = (associate.id, layout.by(), app.db.begin().await?);
    let now = associates::find_for_update(&mut tx, id).await?.or_404()?;
    let change = match form.parse(now.standing, layout.today()) {
        Ok(change) => change,
        Err(errors) => {
            let open = store::list_open(&mut tx, id).await?;
            return Ok(Page::unprocessable(LeavingPage { layout, associate: now, open, form, errors }).into_response());
        }
    };
    associates::change_standing(&mut tx, id, &change, &by).await?;
    memberships::end_all(&mut tx, id, layout.today(), "Left the network", &by).await?;
    // The memberships keep their own end in their rows; a number here would tell of links that wait for consent.
    let before = serde_json::json!({ "to": now.standing, "paused_until": now.paused_until, "reason": null });
    let entry = Entry::new("Left the network", Subject::Associate(id)).changed(&before, &change);
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Record { associate: id }, format!("{} has left the network", now.name())))
}
