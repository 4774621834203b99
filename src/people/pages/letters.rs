//! What we write to people when the team changed something about them.

use crate::app::App;
use crate::associates::Profile;
use crate::audit::By;
use crate::email::Letter;
use crate::kernel::{AssociateId, EmailAddress};

/// Tells someone that a colleague of ours added them, why, and what they can do about it (first contact).
pub(super) fn added(app: &App, id: AssociateId, to: &EmailAddress, profile: &Profile, source: &str, by: &By) -> Letter {
    let base = app.config.base_url();
    // The note stays between the team and the ledger; the way they told us is what they will recognise.
    let how = source.split(':').next().unwrap_or(source).replace("told us", "you told us");
    Letter {
        kind: "added by the team",
        key: format!("added:{id}"),
        to: to.clone(),
        subject: "You are in the network's register".to_owned(),
        whose: Some(id),
        greeting: Some(profile.given_name.to_string()),
        paragraphs: vec![
            format!("{} of the engagement team added you to the register of our network, because {how} that you agree.", by.name),
            format!("What we keep about you and why is said here: {base}/privacy"),
            "Sign in to see everything we keep about you, to change it or to leave. You need no password: we send you a link."
                .to_owned(),
            "If you did not agree, sign in and choose to leave, or tell the engagement team, and we will take you out."
                .to_owned(),
        ],
        action: Some(("Get a link to sign in".to_owned(), format!("{base}/sign-in-links/new"))),
        secret_until: None,
    }
}

/// Tells the old address that the team moved the record to another one.
pub(super) fn address_changed(
    app: &App,
    id: AssociateId,
    version: i32,
    old: &EmailAddress,
    profile: &Profile,
    by: &By,
) -> Letter {
    Letter {
        kind: "address changed",
        key: format!("address-changed:{id}:{version}"),
        to: old.clone(),
        subject: "We no longer write to this address".to_owned(),
        whose: Some(id),
        greeting: Some(profile.given_name.to_string()),
        paragraphs: vec![
            format!(
                "{} of the engagement team {}",
                by.name,
                if profile.email.is_some() {
                    "changed the email address in your record. From now on we use the other address."
                } else {
                    "took this email address out of your record. You can no longer sign in with it."
                }
            ),
            "If you asked for this, there is nothing to do. If you did not, tell the engagement team.".to_owned(),
        ],
        action: Some(("What we keep about you".to_owned(), format!("{}/privacy", app.config.base_url()))),
        secret_until: None,
    }
}
