//! What people are told when two records of theirs become one.

use super::people::Made;
use crate::config::Config;
use crate::email::Letter;
use crate::kernel::{AssociateId, EmailAddress};

/// To each address that signs nobody in any more. Should two people have been taken for one, this is how the other learns
/// of it, so it does not name the address that stays.
pub(super) fn closed(config: &Config, made: &Made) -> Vec<Letter> {
    let gone = made.accounts_before.iter().filter(|was| {
        let now = made.accounts_after.iter().find(|now| now.id == was.id);
        was.disabled_at.is_none() && now.is_some_and(|now| now.disabled_at.is_some() || now.email != was.email)
    });
    let letter = |whose: AssociateId, email: &str| {
        Some(Letter {
            kind: "records put together",
            key: format!("put together:{}:{email}", made.id),
            to: EmailAddress::parse(email).ok()?,
            whose: Some(whose),
            subject: "You sign in with your other address now".to_owned(),
            greeting: made.combined.details["given_name"].as_str().map(str::to_owned),
            paragraphs: vec![
                "You were in the register of our network twice, with two addresses. We have put both records together, so that \
                 nothing is asked of you twice and everything of yours is in one place."
                    .to_owned(),
                "This address does not sign you in any more. Your other one does.".to_owned(),
                "If you have no other address with us, tell the engagement team: then two people were taken for one, and we \
                 take the records apart again."
                    .to_owned(),
            ],
            action: Some(("Get a link to sign in".to_owned(), format!("{}/sign-in-links/new", config.base_url()))),
            secret_until: None,
        })
    };
    gone.filter_map(|was| letter(was.associate_id, &was.email)).collect()
}
