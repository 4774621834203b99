//! Giving one agreement, or taking one back: a button each.

use axum::response::Response;
use sqlx::PgConnection;

use super::{own_for_update, record};
use crate::access::Actor;
use crate::app::App;
use crate::associates::{self, Associate};
use crate::error::{Error, OrNotFound, Result};
use crate::me::forms::ConsentForm;
use crate::me::paths;
use crate::memberships::{self, OwnMembership};
use crate::privacy::{self, Consent};
use crate::web::{Form, Layout};

pub(crate) async fn post(
    _: paths::Consents,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<ConsentForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    let given = privacy::list_given(&mut tx, me.id).await?;
    let is_given = given.iter().filter_map(privacy::Given::consent).find(|consent| form.is_about(consent));
    let notice = privacy::notice_known_to(&mut tx, me.id).await?;
    match (form.answer.as_str(), is_given) {
        ("give", Some(_)) => Ok(layout.redirect(paths::Home, "You have agreed to this already")),
        ("give", None) => {
            let memberships = memberships::list_for_associate(&mut tx, me.id).await?;
            let consent = waiting(&memberships, &form).or_404()?;
            record(&mut tx, &me, (&consent, true), &notice, &by).await?;
            if let Consent::HealthLink { project, .. } = consent {
                memberships::pass_on_request(&mut tx, &app.config, me.id, project, by.at).await?;
            }
            tx.commit().await?;
            Ok(layout.redirect(paths::Home, "Thank you. We have kept your agreement, and the link no longer waits"))
        }
        // Without this agreement there is no register to be in.
        ("withdraw", Some(Consent::Registration)) => {
            Ok(layout.redirect(paths::Leaving, "To take this agreement back is to leave"))
        }
        ("withdraw", Some(consent)) => {
            record(&mut tx, &me, (&consent, false), &notice, &by).await?;
            forget(&mut tx, &me, &consent).await?;
            tx.commit().await?;
            Ok(layout.redirect(paths::Preferences, "You have taken your agreement back"))
        }
        ("withdraw", None) => {
            Ok(layout.redirect(paths::Preferences, "You had not agreed to this, or had taken it back already"))
        }
        _ => Err(Error::BadRequest("The form did not say whether you agree.")),
    }
}

/// The agreement that a link of theirs waits for.
fn waiting(memberships: &[OwnMembership], form: &ConsentForm) -> Option<Consent> {
    let mut waiting = memberships.iter().filter(|membership| membership.awaits_consent).map(|membership| {
        Consent::HealthLink { project: membership.project_id, project_title: membership.project_title.clone() }
    });
    waiting.find(|consent| form.is_about(consent))
}

/// What was kept on the ground of the agreement goes with it. A link that reveals health stays, hidden
/// from everyone but the person and the team, until they agree again or end it.
async fn forget(db: &mut PgConnection, me: &Associate, consent: &Consent) -> Result<()> {
    match consent {
        Consent::AccessNeeds => {
            associates::set_access_needs(db, me.id, None, me.version).await?;
        }
        Consent::Mailings(topic) => {
            associates::set_topic(db, me.id, *topic, false).await?;
        }
        Consent::HealthLink { .. } | Consent::Registration => {}
    }
    Ok(())
}
