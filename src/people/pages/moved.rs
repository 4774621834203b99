//! "Moved job": a new post begins and, as a rule, the last one ends.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::matched;
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Affiliation, Associate, NewAffiliation};
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::people::forms::{Move, MovedForm};
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
}

impl MovedPage {
    fn of(
        layout: Layout,
        associate: &Associate,
        form: MovedForm,
        open: &[Affiliation],
        (errors, offered): (FormErrors, &Offered),
    ) -> Self {
        let posts = open.iter().map(|one| (one.id, named(one)));
        Self {
            organisations: Offered::options(&offered.organisations, &form.organisation),
            open: Opt::list_many(posts, &form.closes),
            associate: associate.clone(),
            layout,
            form,
            errors,
        }
    }
}

/// "Commissioning manager, NHS Derby City".
fn named(affiliation: &Affiliation) -> String {
    match &affiliation.job_title {
        Some(title) => format!("{title}, {}", affiliation.organisation),
        None => affiliation.organisation.clone(),
    }
}

async fn list_open(db: &mut sqlx::PgConnection, associate: &Associate) -> sqlx::Result<Vec<Affiliation>> {
    let mut all = associates::list_affiliations(db, associate.id).await?;
    all.retain(|one| one.ends_on.is_none());
    Ok(all)
}

pub(crate) async fn get(
    _: paths::NewAffiliation,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<MovedPage>> {
    let mut db = app.db.acquire().await?;
    let open = list_open(&mut db, &associate).await?;
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
    let open = list_open(&mut tx, &associate).await?;
    let offered = store::list_offered(&mut tx).await?;
    let unknown =
        !form.organisation.is_empty() && !offered.organisations.iter().any(|(id, _)| *id == form.organisation);
    let form = if unknown { MovedForm { organisation: String::new(), ..form } } else { form };
    let decided = match form.parse(&open) {
        Ok(decided) => decided,
        Err(errors) => {
            let page = MovedPage::of(layout, &associate, form, &open, (errors, &offered));
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let begins = matched(&mut tx, decided.begins).await?;
    let known = open.iter().any(|one| one.starts_on == begins.starts_on && one.is_at(&begins.belonging));
    if !known {
        write(&mut tx, &associate, &open, &Move { begins, ends: decided.ends }, &by).await?;
        tx.commit().await?;
    }
    Ok(layout.redirect(paths::Show { associate: associate.id }, "The new post is in the record"))
}

async fn write(
    db: &mut sqlx::PgConnection,
    associate: &Associate,
    open: &[Affiliation],
    decided: &Move,
    by: &By,
) -> Result<()> {
    for (id, last_day) in &decided.ends {
        let Some(before) = open.iter().find(|one| one.id == *id).and_then(Affiliation::as_recorded) else { continue };
        let after = NewAffiliation { ends_on: Some(*last_day), ..before.clone() };
        associates::update_affiliation(db, associate.id, *id, &after).await?;
        let entry = Entry::new("Ended an affiliation", Subject::Associate(associate.id)).changed(&before, &after);
        audit::record(db, by, entry).await?;
    }
    associates::insert_affiliation(db, associate.id, &decided.begins).await?;
    let entry = Entry::new("Moved to a new post", Subject::Associate(associate.id)).made(&decided.begins);
    audit::record(db, by, entry).await?;
    Ok(())
}
