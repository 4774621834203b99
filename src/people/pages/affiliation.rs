//! Correcting one affiliation: its dates, its organisation, the job title.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Affiliation, Associate};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::AffiliationId;
use crate::organisations::Ended;
use crate::people::forms::AffiliationForm;
use crate::people::paths;
use crate::people::store::{self, Offered};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "people/affiliation.html")]
pub(crate) struct AffiliationPage {
    layout: Layout,
    associate: Associate,
    affiliation: Affiliation,
    form: AffiliationForm,
    errors: FormErrors,
    organisations: Vec<Opt>,
    /// The organisation, if it had ended when the period begins.
    ended: Option<Ended>,
}

impl AffiliationPage {
    fn of(
        layout: Layout,
        associate: &Associate,
        affiliation: Affiliation,
        form: AffiliationForm,
        offered: &Offered,
    ) -> Self {
        Self {
            organisations: Offered::options(&offered.organisations, &form.organisation),
            associate: associate.clone(),
            errors: FormErrors::default(),
            ended: None,
            layout,
            affiliation,
            form,
        }
    }
}

async fn find(db: &mut sqlx::PgConnection, associate: &Associate, id: AffiliationId) -> Result<Affiliation> {
    let all = associates::list_affiliations(db, associate.id).await?;
    all.into_iter().find(|one| one.id == id).or_404()
}

pub(crate) async fn get(
    path: paths::EditAffiliation,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<AffiliationPage>> {
    let mut db = app.db.acquire().await?;
    let affiliation = find(&mut db, &associate, path.affiliation).await?;
    let offered = store::list_offered(&mut db).await?;
    let form = AffiliationForm::of(&affiliation);
    Ok(Page::ok(AffiliationPage::of(layout, &associate, affiliation, form, &offered)))
}

pub(crate) async fn post(
    path: paths::Affiliation,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<AffiliationForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    associates::find_for_update(&mut tx, associate.id).await?.or_404()?;
    let affiliation = find(&mut tx, &associate, path.affiliation).await?;
    let offered = store::list_offered(&mut tx).await?;
    let is_known = form.organisation.is_empty() || offered.organisations.iter().any(|(id, _)| *id == form.organisation);
    let form = if is_known { form } else { AffiliationForm { organisation: String::new(), ..form } };
    let theirs = AffiliationForm::of(&affiliation);
    let form = form.with_one_place(&theirs);
    let successor = form.successor.clone();
    let merged = merge(&form.opened, &theirs, &form)?;
    if merged.clashes() {
        drop(tx);
        return Ok(clash(layout, &associate, path.affiliation, merged, &offered));
    }
    let form = AffiliationForm { successor, ..merged.form };
    let placed = match form.parse() {
        Ok(after) => associates::placed(&mut tx, after, &form.successor)
            .await?
            .map_err(|ended| (FormErrors::one("successor", ended.message()), Some(ended))),
        Err(errors) => Err((errors, None)),
    };
    let after = match placed {
        Ok(after) => after,
        Err((errors, ended)) => {
            let page = AffiliationPage::of(layout, &associate, affiliation, form, &offered);
            return Ok(Page::unprocessable(AffiliationPage { errors, ended, ..page }).into_response());
        }
    };
    associates::update_affiliation(&mut tx, associate.id, affiliation.id, &after).await?;
    let before = match affiliation.as_recorded() {
        Some(before) => associates::described(&mut tx, &before).await?,
        None => serde_json::Value::Null,
    };
    let now = associates::described(&mut tx, &after).await?;
    let entry = Entry::new("Corrected an affiliation", Subject::Associate(associate.id)).changed(&before, &now);
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Show { associate: associate.id }, "Affiliation saved"))
}

/// Someone else was faster, and changed the same.
fn clash(
    layout: Layout,
    person: &Associate,
    affiliation: AffiliationId,
    merged: Merged<AffiliationForm>,
    offered: &Offered,
) -> Response {
    let value = |field: &str, value: &str| match field {
        "organisation" => Offered::label(&offered.organisations, value).to_owned(),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "Someone else changed this affiliation meanwhile",
        caption: &person.name(),
        fields: &[
            ("organisation", "Organisation"),
            ("organisation_text", "Its name, if it is not in the list"),
            ("job_title", "Job title"),
            ("starts_on", "From"),
            ("ends_on", "Last day"),
        ],
        value: &value,
    };
    let associate = person.id;
    conflict(layout, &words, (paths::Affiliation { associate, affiliation }, paths::Show { associate }), merged)
}
