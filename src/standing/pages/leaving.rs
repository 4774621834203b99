//! Leaving the network: asks on its own page and says what will happen.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate, Standing};
use crate::error::{OrNotFound, Result};
use crate::kernel::Choice;
use crate::memberships::MembershipState;
use crate::standing::forms::LeavingForm;
use crate::standing::leave::leave;
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
    leave(&mut tx, &now, &change, "Left, as the team recorded it", &by).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Record { associate: id }, format!("{} has left the network", now.name())))
}
