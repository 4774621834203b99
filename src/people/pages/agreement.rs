//! What someone agreed to, or took back, by phone, by post or in person.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::sources;
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate, Standing};
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{AssociateId, ProjectId, display_date};
use crate::memberships;
use crate::people::forms::{AgreementForm, Offer, Told};
use crate::people::{paths, store};
use crate::privacy::{self, Answer, Consent, LastSaid, PrivacyNotice};
use crate::projects::typed;
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "people/agreement.html")]
pub(crate) struct AgreementPage {
    layout: Layout,
    associate: Associate,
    offer: Offer,
    form: AgreementForm,
    errors: FormErrors,
}

impl AgreementPage {
    fn takes_part(&self) -> bool {
        matches!(self.associate.standing, Standing::Active | Standing::Paused)
    }

    fn agreements(&self) -> Vec<Opt> {
        self.offer.options(&self.form.agreement)
    }

    fn answers(&self) -> Vec<Opt> {
        Opt::list([("yes", "They agree"), ("no", "They do not, or no longer, agree")], &self.form.answer)
    }

    fn sources(&self) -> Vec<Opt> {
        sources(&self.form.source)
    }
}

pub(crate) async fn get(
    _: paths::NewAgreement,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<AgreementPage>> {
    let offer = offer(&mut *app.db.acquire().await?, &associate).await?;
    let form = AgreementForm { said_on: typed(layout.today()), ..AgreementForm::default() };
    Ok(Page::ok(AgreementPage { layout, associate: associate.clone(), offer, form, errors: FormErrors::default() }))
}

pub(crate) async fn post(
    _: paths::Agreements,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<AgreementForm>,
) -> Result<Response> {
    let (id, by, mut tx) = (associate.id, layout.by(), app.db.begin().await?);
    // The row is held, so that what was said before stays the latest.
    let associate = associates::find_for_update(&mut tx, id).await?.or_404()?;
    let offer = offer(&mut tx, &associate).await?;
    let settled = match form.parse(&offer, layout.today()) {
        Ok(told) => settle(&mut tx, &app, &associate, &told, &by).await?,
        Err(errors) => Err(errors),
    };
    // Also when nothing was changed: then it is written that it was read.
    tx.commit().await?;
    Ok(match settled {
        Ok(text) => layout.redirect(paths::Show { associate: id }, text),
        Err(errors) => Page::unprocessable(AgreementPage { layout, associate, offer, form, errors }).into_response(),
    })
}

/// Writes what they told us, if it is news; returns what to say of it.
async fn settle(
    db: &mut PgConnection,
    app: &App,
    associate: &Associate,
    told: &Told,
    by: &By,
) -> Result<std::result::Result<&'static str, FormErrors>> {
    let Some(notice) = privacy::find_notice_on(db, told.said_on).await? else {
        return Ok(Err(FormErrors::one("said_on", "No privacy notice was published yet on that day")));
    };
    let last = privacy::find_last_said(db, associate.id, &told.consent).await?;
    match decide(associate, told, &notice, last.as_ref()) {
        Decided::Write => {
            write(db, app, associate, (told, &notice), by).await?;
            Ok(Ok(if told.given { "Their agreement is recorded" } else { "Recorded that they do not agree" }))
        }
        Decided::Known(text) => {
            record_reading(db, associate, told, by).await?;
            Ok(Ok(text))
        }
        Decided::Refused(errors) => {
            record_reading(db, associate, told, by).await?;
            Ok(Err(errors))
        }
    }
}

async fn offer(db: &mut PgConnection, associate: &Associate) -> sqlx::Result<Offer> {
    Ok(Offer::of(associate, &store::list_sensitive_projects(db).await?))
}

/// What is to be done with what they told us.
enum Decided {
    Write,
    /// There is nothing to write: it says so already.
    Known(&'static str),
    Refused(FormErrors),
}

fn decide(associate: &Associate, told: &Told, notice: &PrivacyNotice, last: Option<&LastSaid>) -> Decided {
    if !matches!(associate.standing, Standing::Active | Standing::Paused) {
        return Decided::Refused(FormErrors::one("", "They have left the network. Bring them back first"));
    }
    match last {
        Some(last) if last.given == told.given && (last.notice_id == notice.id || !told.given) => {
            Decided::Known("This is what the record says already, so nothing was changed")
        }
        None if !told.given => Decided::Known("They had not agreed to this, so nothing was changed"),
        Some(last) if last.on > told.said_on => {
            let message = format!(
                "They said something else about this on {}, which is later. Enter that day or one after it",
                display_date(last.on)
            );
            Decided::Refused(FormErrors::one("said_on", message))
        }
        _ => Decided::Write,
    }
}

/// The ledger and the trail, and what follows from the answer.
async fn write(
    db: &mut PgConnection,
    app: &App,
    associate: &Associate,
    (told, notice): (&Told, &PrivacyNotice),
    by: &By,
) -> Result<()> {
    let id = associate.id;
    let Told { consent, given, source, said_on } = told;
    let answer = Answer { consent, given: *given, source, said_on: Some(*said_on) };
    let waiting_for = waiting_for(db, id, consent).await?;
    privacy::record_agreement(db, id, &answer, notice, by).await?;
    match (consent, given) {
        (Consent::Mailings(topic), wanted) => associates::set_topic(db, id, *topic, *wanted).await?,
        (Consent::AccessNeeds, false) => {
            associates::set_access_needs(db, id, None, associate.version).await?;
        }
        _ => {}
    }
    if let Some(project) = waiting_for.filter(|_| *given) {
        memberships::pass_on_request(db, &app.config, id, project, by.at).await?;
    }
    Ok(())
}

/// The project that a link of theirs waits with for this consent.
async fn waiting_for(db: &mut PgConnection, id: AssociateId, consent: &Consent) -> sqlx::Result<Option<ProjectId>> {
    let (_, project) = consent.about();
    let Some(project) = project else { return Ok(None) };
    Ok(memberships::awaits_consent(db, id, project).await?.then_some(project))
}

/// The answer tells whether a link that says something about health is agreed to, and reading that is written down.
async fn record_reading(db: &mut PgConnection, associate: &Associate, told: &Told, by: &By) -> sqlx::Result<()> {
    if !matches!(told.consent, Consent::HealthLink { .. }) {
        return Ok(());
    }
    audit::record(
        db,
        by,
        Entry::new("Read whether they agreed to a health-related link", Subject::Associate(associate.id)),
    )
    .await
}
