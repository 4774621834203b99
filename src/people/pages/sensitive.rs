//! Access needs, and links that say something about health. Opening this page is itself written down.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::history::tells_of;
use super::sources;
use crate::access::{Editing, Viewing};
use crate::app::App;
use crate::associates::{self, Associate};
use crate::audit::{self, Entry, Event, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{AssociateId, Text, display_date_time};
use crate::people::forms::AccessNeedsForm;
use crate::people::paths;
use crate::people::store::{self, MembershipRow};
use crate::privacy::{self, Answer, Consent, ConsentPurpose, ConsentRow};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "people/sensitive.html")]
pub(crate) struct SensitivePage {
    layout: Layout,
    associate: Associate,
    waiting: Vec<MembershipRow>,
    /// What was done about those and other links that are kept apart.
    events: Vec<Event>,
    /// What they said about links that reveal health.
    consents: Vec<ConsentRow>,
    form: AccessNeedsForm,
    errors: FormErrors,
    sources: Vec<Opt>,
    /// Someone else changed the record meanwhile: the access needs as they stand.
    theirs: Option<String>,
}

impl SensitivePage {
    fn at(&self, event: &Event) -> String {
        display_date_time(event.at)
    }
}

pub(crate) async fn get(
    _: paths::Sensitive,
    app: App,
    layout: Layout,
    associate: Viewing<Associate>,
) -> Result<Page<SensitivePage>> {
    let form = AccessNeedsForm {
        access_needs: associate.access_needs.clone().unwrap_or_default(),
        version: associate.version.to_string(),
        ..AccessNeedsForm::default()
    };
    Ok(Page::ok(opened(&app, layout, associate.clone(), form, FormErrors::default()).await?))
}

/// Reads what is sensitive and records who read it, in one transaction: no reading without its entry (rule 9).
async fn opened(
    app: &App,
    layout: Layout,
    associate: Associate,
    form: AccessNeedsForm,
    errors: FormErrors,
) -> Result<SensitivePage> {
    let mut tx = app.db.begin().await?;
    let waiting = store::list_waiting(&mut tx, associate.id).await?;
    let apart = store::list_kept_apart(&mut tx, associate.id).await?;
    let mut events = audit::for_associate(&mut tx, associate.id).await?;
    events.retain(|event| tells_of(event, &apart));
    let mut consents = privacy::list_consents(&mut tx, associate.id).await?;
    let entry = Entry::new("Read access needs and health-related links", Subject::Associate(associate.id));
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;
    consents.retain(|consent| consent.purpose == ConsentPurpose::HealthLink);
    let sources = sources(&form.source);
    Ok(SensitivePage { layout, associate, waiting, events, consents, form, errors, sources, theirs: None })
}

pub(crate) async fn post(
    _: paths::AccessNeeds,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<AccessNeedsForm>,
) -> Result<Response> {
    let (needs, source) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return again(&app, layout, associate.clone(), form, errors).await,
    };
    let (id, by, mut tx) = (associate.id, layout.by(), app.db.begin().await?);
    let Some(notice) = privacy::current_notice(&mut tx).await? else {
        let errors = FormErrors::one("access_needs", "No privacy notice is published yet. Ask an administrator");
        return again(&app, layout, associate.clone(), form, errors).await;
    };
    let version = form.version.parse().unwrap_or_default();
    let needs = needs.map(Text::into_string);
    if !associates::set_access_needs(&mut tx, id, needs.as_deref(), version).await? {
        drop(tx);
        return stale(&app, layout, id, form).await;
    }
    let answer = Answer::now(&Consent::AccessNeeds, needs.is_some(), &source);
    privacy::record_agreement(&mut tx, id, &answer, &notice, &by).await?;
    let state = |needs: &Option<String>| serde_json::json!({ "access_needs": needs });
    let entry = Entry::new("Changed the access needs", Subject::Associate(id))
        .changed(&state(&associate.access_needs), &state(&needs));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Show { associate: id }, "Access needs saved"))
}

async fn again(
    app: &App,
    layout: Layout,
    associate: Associate,
    form: AccessNeedsForm,
    errors: FormErrors,
) -> Result<Response> {
    Ok(Page::unprocessable(opened(app, layout, associate, form, errors).await?).into_response())
}

async fn stale(app: &App, layout: Layout, id: AssociateId, form: AccessNeedsForm) -> Result<Response> {
    let now = associates::find(&mut *app.db.acquire().await?, id).await?.or_404()?;
    let form = AccessNeedsForm { version: now.version.to_string(), ..form };
    let theirs = Some(now.access_needs.clone().unwrap_or_default());
    let page = opened(app, layout, now, form, FormErrors::default()).await?;
    Ok(Page::conflict(SensitivePage { theirs, ..page }).into_response())
}
