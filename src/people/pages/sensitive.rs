//! Access needs, and links that say something about health. Opening this page is itself written down.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::history::tells_of;
use super::sources;
use crate::access::{Editing, Viewing};
use crate::app::App;
use crate::associates::{self, Associate};
use crate::audit::{self, By, Entry, Event, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{AssociateId, Text, display_date_time};
use crate::people::forms::AccessNeedsForm;
use crate::people::paths;
use crate::people::store::{self, MembershipRow};
use crate::privacy::{self, Answer, Consent, ConsentPurpose, ConsentRow};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, conflict, merge};

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
    let form = AccessNeedsForm::of(&associate);
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
    record_reading(&mut tx, associate.id, &layout.by()).await?;
    tx.commit().await?;
    consents.retain(|consent| consent.purpose == ConsentPurpose::HealthLink);
    let sources = sources(&form.source);
    Ok(SensitivePage { layout, associate, waiting, events, consents, form, errors, sources })
}

async fn record_reading(db: &mut PgConnection, associate: AssociateId, by: &By) -> sqlx::Result<()> {
    audit::record(db, by, Entry::new("Read access needs and health-related links", Subject::Associate(associate))).await
}

pub(crate) async fn post(
    _: paths::AccessNeeds,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<AccessNeedsForm>,
) -> Result<Response> {
    let (id, by, mut tx) = (associate.id, layout.by(), app.db.begin().await?);
    // The row is held, so what is compared and what is replaced are the same.
    let now = associates::find_for_update(&mut tx, id).await?.or_404()?;
    let merged = merge(&form.opened, &AccessNeedsForm::of(&now), &form)?;
    if merged.clashes() {
        record_reading(&mut tx, id, &by).await?;
        tx.commit().await?;
        return Ok(clash(layout, &now, merged));
    }
    let form = merged.form;
    if privacy::current_notice(&mut tx).await?.is_none() {
        drop(tx);
        let errors = FormErrors::one("access_needs", "No privacy notice is published yet. Ask an administrator");
        return again(&app, layout, now, form, errors).await;
    }
    let (needs, source) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => {
            drop(tx);
            return again(&app, layout, now, form, errors).await;
        }
    };
    let needs = needs.map(Text::into_string);
    associates::set_access_needs(&mut tx, id, needs.as_deref(), now.version).await?;
    let notice = privacy::notice_known_to(&mut tx, id).await?;
    let answer = Answer::now(&Consent::AccessNeeds, needs.is_some(), &source);
    privacy::record_agreement(&mut tx, id, &answer, &notice, &by).await?;
    let state = |needs: &Option<String>| serde_json::json!({ "access_needs": needs });
    let entry = Entry::new("Changed the access needs", Subject::Associate(id))
        .changed(&state(&now.access_needs), &state(&needs));
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

/// Someone else was faster, and changed the same: what stands now is shown, and so it is written that it was read.
fn clash(layout: Layout, now: &Associate, merged: Merged<AccessNeedsForm>) -> Response {
    let words = Words {
        heading: "Someone else changed these access needs meanwhile",
        caption: &now.name(),
        fields: &[("access_needs", "What makes events work for them")],
        value: &|_, value| value.to_owned(),
    };
    let (action, back) = (paths::AccessNeeds { associate: now.id }, paths::Show { associate: now.id });
    conflict(layout, &words, (action, back), merged)
}
