//! Correcting one affiliation: its dates, its organisation, the job title.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Affiliation, Associate};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{AffiliationId, display_date};
use crate::people::forms::AffiliationForm;
use crate::people::paths;
use crate::people::store::{self, Offered};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "people/affiliation.html")]
pub(crate) struct AffiliationPage {
    layout: Layout,
    associate: Associate,
    affiliation: Affiliation,
    form: AffiliationForm,
    errors: FormErrors,
    organisations: Vec<Opt>,
    /// Someone else changed it since the form was opened.
    changed_meanwhile: bool,
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
            changed_meanwhile: false,
            layout,
            affiliation,
            form,
        }
    }

    /// What stands now, for whoever was slower.
    fn now(&self) -> String {
        let Affiliation { organisation, job_title, starts_on, ends_on, .. } = &self.affiliation;
        let title = job_title.as_deref().map(|title| format!("{title}, ")).unwrap_or_default();
        let end = ends_on.map_or_else(|| "now".to_owned(), display_date);
        format!("{title}{organisation}, {} to {end}", display_date(*starts_on))
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
    let seen_now = AffiliationForm::fingerprint(&affiliation);
    if form.seen != seen_now {
        let form = AffiliationForm { seen: seen_now, ..form };
        let page = AffiliationPage::of(layout, &associate, affiliation, form, &offered);
        return Ok(Page::conflict(AffiliationPage { changed_meanwhile: true, ..page }).into_response());
    }
    let after = match form.parse() {
        Ok(after) => associates::matched(&mut tx, after).await?,
        Err(errors) => {
            let page = AffiliationPage::of(layout, &associate, affiliation, form, &offered);
            return Ok(Page::unprocessable(AffiliationPage { errors, ..page }).into_response());
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
