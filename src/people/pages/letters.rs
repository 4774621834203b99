//! What we write to people when the team changed something about them.

use crate::app::App;
use crate::associates::Profile;
use crate::audit::By;
use crate::email::Letter;
use crate::kernel::{AssociateId, EmailAddress};
use crate::people::forms::Addition;

/// What someone whom the team added can do with an account of their own.
const OWN_PAGE: [&str; 2] = [
    "Sign in to see everything we keep about you, to change it or to leave. You need no password: we send you a link.",
    "If you did not agree, sign in and choose to leave, or tell the engagement team, and we will take you out.",
];

/// And without one, since their address opens somebody else's.
const NO_OWN_PAGE: [&str; 2] = [
    "This address already signs in to somebody else’s registration, so you cannot sign in with it yourself. Tell the \
     engagement team another address of yours to have a page of your own. Or ask the team for whatever you would like \
     to see or change.",
    "If you did not agree, tell the engagement team, and we will take you out.",
];

/// Tells someone that a colleague of ours added them, why, and what they can do about it (first contact).
/// Where the address opens somebody else's account, it says so.
pub(super) fn added(
    app: &App,
    id: AssociateId,
    to: &EmailAddress,
    addition: &Addition,
    can_sign_in: bool,
    by: &By,
) -> Letter {
    let (base, source) = (app.config.base_url(), addition.source.as_str());
    // The note stays between the team and the ledger; the way they told us is what they will recognise.
    let how = source.split(':').next().unwrap_or(source).replace("told us", "you told us");
    let mut paragraphs = vec![
        format!(
            "{} of the engagement team added you to the register of our network, because {how} that you agree.",
            by.name
        ),
        format!("What we keep about you and why is said here: {base}/privacy"),
    ];
    paragraphs.extend(if can_sign_in { OWN_PAGE } else { NO_OWN_PAGE }.map(str::to_owned));
    let action = if can_sign_in {
        ("Get a link to sign in".to_owned(), format!("{base}/sign-in-links/new"))
    } else {
        ("What we keep about you".to_owned(), format!("{base}/privacy"))
    };
    Letter {
        kind: "added by the team",
        key: format!("added:{id}"),
        to: to.clone(),
        subject: "You are in the network's register".to_owned(),
        whose: Some(id),
        greeting: Some(addition.profile.given_name.to_string()),
        paragraphs,
        action: Some(action),
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
