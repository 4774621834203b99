//! Where someone works or belongs: a new post, and what has ended.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{own, own_for_update};
use crate::access::Actor;
use crate::app::App;
use crate::associates::{self, ActKind, Affiliation};
use crate::error::Result;
use crate::me::forms::PostForm;
use crate::me::paths;
use crate::organisations::{self, Ended, Named};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "me/organisation.html")]
pub(crate) struct OrganisationPage {
    layout: Layout,
    form: PostForm,
    errors: FormErrors,
    /// Where they are today.
    open: Vec<Opt>,
    organisations: Vec<Named>,
    /// What they typed, if it had ended by the day they started there.
    ended: Option<Ended>,
}

impl OrganisationPage {
    fn of(layout: Layout, form: PostForm, errors: FormErrors, open: &[Affiliation], organisations: Vec<Named>) -> Self {
        let open = Opt::list_many(open.iter().map(|one| (one.id, one.in_words())), &form.closes);
        Self { layout, form, errors, open, organisations, ended: None }
    }
}

pub(crate) async fn get(
    _: paths::Organisation,
    app: App,
    layout: Layout,
    actor: Actor,
) -> Result<Page<OrganisationPage>> {
    let mut db = app.db.acquire().await?;
    let me = own(&mut db, &actor).await?;
    let open = associates::list_open_affiliations(&mut db, me.id).await?;
    let organisations = organisations::list_named(&mut db).await?;
    // Nothing is ticked: who only came to look and saves must not have left for it.
    Ok(Page::ok(OrganisationPage::of(layout, PostForm::default(), FormErrors::default(), &open, organisations)))
}

pub(crate) async fn post(
    _: paths::Organisation,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<PostForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    let open = associates::list_open_affiliations(&mut tx, me.id).await?;
    let decided = match form.parse(&open, layout.today()) {
        Ok(decided) => associates::placed_move(&mut tx, decided, &form.successor)
            .await?
            .map_err(|ended| (FormErrors::one("successor", ended.message()), Some(ended))),
        Err(errors) => Err((errors, None)),
    };
    let decided = match decided {
        Ok(decided) => decided,
        Err((errors, ended)) => {
            let organisations = organisations::list_named(&mut tx).await?;
            let page = OrganisationPage::of(layout, form, errors, &open, organisations);
            return Ok(Page::unprocessable(OrganisationPage { ended, ..page }).into_response());
        }
    };
    associates::change_post(&mut tx, me.id, &open, decided, &by).await?;
    associates::record_act(&mut tx, me.id, ActKind::ProfileConfirmed, None, by.at).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Home, "Changes saved"))
}
