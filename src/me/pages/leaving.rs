//! Leaving the network, and coming back.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{SOURCE, own, own_for_update, record};
use crate::access::Actor;
use crate::app::App;
use crate::associates::{self, Associate, Standing, StandingChange};
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::kernel::{Text, london_date};
use crate::me::forms::{AgreementForm, LeavingForm};
use crate::me::paths;
use crate::memberships::{self, MembershipRole, OwnMembership};
use crate::privacy::{self, Consent, PrivacyNotice};
use crate::standing::leave;
use crate::web::{Form, FormErrors, Layout, Notice, Page};

#[derive(Template)]
#[template(path = "me/leaving.html")]
pub(crate) struct LeavingPage {
    layout: Layout,
    me: Associate,
    /// What would end.
    open: Vec<OwnMembership>,
    notice: Option<PrivacyNotice>,
    form: LeavingForm,
    errors: FormErrors,
}

impl LeavingPage {
    fn wording(&self) -> String {
        Consent::Registration.wording()
    }

    fn leads(&self, membership: &OwnMembership) -> bool {
        membership.role == MembershipRole::Lead
    }

    /// A newer notice waits for their answer, so My page is not open to them.
    fn notice_is_due(&self) -> bool {
        self.layout.actor().is_some_and(|actor| actor.notice_is_due)
    }

    fn has_left(&self) -> bool {
        self.me.standing == Standing::Left
    }
}

pub(crate) async fn get(_: paths::Leaving, app: App, layout: Layout, actor: Actor) -> Result<Page<LeavingPage>> {
    let mut db = app.db.acquire().await?;
    let me = own(&mut db, &actor).await?;
    Ok(Page::ok(page(&mut db, layout, me, LeavingForm::default(), FormErrors::default()).await?))
}

async fn page(
    db: &mut PgConnection,
    layout: Layout,
    me: Associate,
    form: LeavingForm,
    errors: FormErrors,
) -> Result<LeavingPage> {
    let mut open = memberships::list_for_associate(db, me.id).await?;
    open.retain(OwnMembership::is_open);
    let notice = privacy::current_notice(db).await?;
    Ok(LeavingPage { layout, me, open, notice, form, errors })
}

pub(crate) async fn post(
    _: paths::Leaving,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<LeavingForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    let mut errors = FormErrors::default();
    let reason = errors.optional("reason", &form.reason, |raw| Text::parse("the reason", raw)).flatten();
    let change = StandingChange::decide(me.standing, Standing::Left, None, reason, layout.today());
    let change = match change {
        Ok(change) if errors.is_empty() => change,
        // Sent twice: the first time did it.
        Err(_) => return Ok(layout.redirect(paths::Leaving, "You have left already")),
        Ok(_) => return Ok(Page::unprocessable(page(&mut tx, layout, me, form, errors).await?).into_response()),
    };
    leave(&mut tx, &me, &change, SOURCE, &by).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Leaving, "You have left the network"))
}

/// Back from a break, or from having left; who left agrees to the notice again.
pub(crate) async fn come_back(
    _: paths::Return,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<AgreementForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    if me.standing == Standing::Left {
        let notice = privacy::notice_in_force(&mut tx).await?;
        if let Err(invalid) = form.parse(notice.version) {
            let errors = FormErrors::one("consent", invalid.message());
            let page = page(&mut tx, layout, me, LeavingForm::default(), errors).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
        record(&mut tx, &me, (&Consent::Registration, true), &notice, &by).await?;
    }
    let was = me.standing;
    let is_back = activate(&mut tx, &me, &by).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Home, welcome(was, is_back)))
}

/// Makes someone active again; false when they are.
pub(super) async fn activate(db: &mut PgConnection, me: &Associate, by: &By) -> Result<bool> {
    let today = london_date(by.at);
    let Ok(change) = StandingChange::decide(me.standing, Standing::Active, None, None, today) else {
        return Ok(false);
    };
    associates::change_standing(db, me.id, &change, by).await?;
    let entry = Entry::new("Came back", Subject::Associate(me.id)).changed(&me.standing_now(), &change);
    audit::record(db, by, entry).await?;
    Ok(true)
}

pub(super) fn welcome(was: Standing, is_back: bool) -> Notice {
    match was {
        Standing::Left if is_back => Notice::new("Welcome back. Your earlier projects have ended.")
            .with_link("/projects", "Choose your projects"),
        _ if is_back => Notice::new("Welcome back"),
        _ => Notice::new("You are here already"),
    }
}
