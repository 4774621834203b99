//! "Moved job": a new post begins and, as a rule, the last one ends.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Affiliation, Associate};
use crate::error::{OrNotFound, Result};
use crate::organisations::Ended;
use crate::people::forms::MovedForm;
use crate::people::paths;
use crate::people::store::{self, Offered};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "people/moved.html")]
pub(crate) struct MovedPage {
    layout: Layout,
    associate: Associate,
    form: MovedForm,
    errors: FormErrors,
    organisations: Vec<Opt>,
    /// The posts that could end with the move.
    open: Vec<Opt>,
    /// The organisation, if it had ended by the first day there.
    ended: Option<Ended>,
}

impl MovedPage {
    fn of(
        layout: Layout,
        associate: &Associate,
        form: MovedForm,
        open: &[Affiliation],
        (errors, offered): (FormErrors, &Offered),
    ) -> Self {
        let posts = open.iter().map(|one| (one.id, one.in_words()));
        Self {
            organisations: Offered::options(&offered.organisations, &form.organisation),
            open: Opt::list_many(posts, &form.closes),
            associate: associate.clone(),
            ended: None,
            layout,
            form,
            errors,
        }
    }
}

pub(crate) async fn get(
    _: paths::NewAffiliation,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<MovedPage>> {
    let mut db = app.db.acquire().await?;
    let open = associates::list_open_affiliations(&mut db, associate.id).await?;
    let offered = store::list_offered(&mut db).await?;
    let closes = open.iter().map(|one| one.id.to_string()).collect();
    let form = MovedForm { closes, ..MovedForm::default() };
    Ok(Page::ok(MovedPage::of(layout, &associate, form, &open, (FormErrors::default(), &offered))))
}

pub(crate) async fn post(
    _: paths::Affiliations,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<MovedForm>,
) -> Result<Response> {
    let (by, mut tx) = (layout.by(), app.db.begin().await?);
    // Held, so that the same form sent twice comes one after the other.
    associates::find_for_update(&mut tx, associate.id).await?.or_404()?;
    let open = associates::list_open_affiliations(&mut tx, associate.id).await?;
    let offered = store::list_offered(&mut tx).await?;
    let unknown =
        !form.organisation.is_empty() && !offered.organisations.iter().any(|(id, _)| *id == form.organisation);
    let form = if unknown { MovedForm { organisation: String::new(), ..form } } else { form };
    let decided = match form.parse(&open) {
        Ok(decided) => associates::placed_move(&mut tx, decided, &form.successor)
            .await?
            .map_err(|ended| (FormErrors::one("successor", ended.message()), Some(ended))),
        Err(errors) => Err((errors, None)),
    };
    let decided = match decided {
        Ok(decided) => decided,
        Err((errors, ended)) => {
            let page = MovedPage::of(layout, &associate, form, &open, (errors, &offered));
            return Ok(Page::unprocessable(MovedPage { ended, ..page }).into_response());
        }
    };
    associates::change_post(&mut tx, associate.id, &open, decided, &by).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Show { associate: associate.id }, "The new post is in the record"))
}
