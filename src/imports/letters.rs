//! What an import writes to those whom it brought in: their first contact.

use super::committing::Writing;
use crate::associates::NewAssociate;
use crate::email::Letter;
use crate::kernel::EmailAddress;

/// Tells someone that a list brought them into the register, why, and what they can do about it. Where the address opens
/// somebody else's account, it says so.
pub(super) fn added(writing: &Writing<'_>, person: &NewAssociate, source: &str, can_sign_in: bool) -> Option<Letter> {
    let to = EmailAddress::parse(person.email.as_deref()?).ok()?;
    let base = writing.app.config.base_url();
    // The note stays between the team and the ledger; the way they told us is what they will recognise.
    let how = source.split(':').next().unwrap_or(source).replace("told us", "you told us");
    let mut paragraphs = vec![
        format!(
            "{} of the engagement team added you to the register of our network, because {how} that you agree.",
            writing.by.name
        ),
        format!("What we keep about you and why is said here: {base}/privacy"),
    ];
    let action = if can_sign_in {
        paragraphs.push(
            "Sign in to see everything we keep about you, to change it or to leave. You need no password: we send you a link."
                .to_owned(),
        );
        ("Get a link to sign in".to_owned(), format!("{base}/sign-in-links/new"))
    } else {
        paragraphs.push(
            "This address already signs in to somebody else’s registration, so you cannot sign in with it yourself. Ask the \
             engagement team for whatever you would like to see or change."
                .to_owned(),
        );
        ("What we keep about you".to_owned(), format!("{base}/privacy"))
    };
    paragraphs.push("If you did not agree, tell the engagement team, and we will take you out.".to_owned());
    Some(Letter {
        kind: "added by the team",
        key: format!("added:{}", person.id),
        to,
        subject: "You are in the network's register".to_owned(),
        whose: Some(person.id),
        greeting: Some(person.given_name.clone()),
        paragraphs,
        action: Some(action),
        secret_until: None,
    })
}
