//! What we write when someone changes their address.

use super::paths;
use crate::accounts::{IssuedLink, letter_key};
use crate::app::App;
use crate::associates::Associate;
use crate::email::Letter;
use crate::kernel::{AssociateId, EmailAddress};

/// To the new address: proves that it is theirs.
pub(super) fn confirm_address(app: &App, me: &Associate, to: &EmailAddress, link: &IssuedLink) -> Letter {
    let href = format!("{}{}", app.config.base_url(), paths::Email { token: link.token.clone() });
    Letter {
        kind: "confirm new address",
        key: letter_key("email", &link.token),
        to: to.clone(),
        subject: "Confirm your new email address".to_owned(),
        whose: Some(me.id),
        greeting: Some(me.given_name.clone()),
        paragraphs: vec![
            "You asked us to use this address from now on. Open the link and press the button, and we will. The link works \
             for one day."
                .to_owned(),
            "If you did not ask for this, you need do nothing.".to_owned(),
        ],
        action: Some(("Use this address".to_owned(), href)),
        secret_until: Some(link.expires_at),
    }
}

/// To the address they had: a change nobody asked for is noticed.
pub(super) fn address_is_changing(app: &App, me: &Associate, to: &EmailAddress, occasion: &str) -> Letter {
    Letter {
        kind: "address is changing",
        key: format!("email-notice:{occasion}"),
        to: to.clone(),
        subject: "Your email address is about to change".to_owned(),
        whose: Some(me.id),
        greeting: Some(me.given_name.clone()),
        paragraphs: vec![
            "Someone who is signed in as you asked us to use another address. We will do so once the new address is \
             confirmed."
                .to_owned(),
            "If it was not you, sign in, end all other sessions and choose a new password. Then answer this letter, and we \
             will help."
                .to_owned(),
        ],
        action: Some(("Look at your sessions".to_owned(), format!("{}/me/sessions", app.config.base_url()))),
        secret_until: None,
    }
}

/// To an address that somebody else signs in with: the page must not tell, so the letter does.
pub(super) fn address_is_taken(app: &App, to: &EmailAddress, owner: Option<AssociateId>, occasion: &str) -> Letter {
    Letter {
        kind: "address is taken",
        key: format!("email-taken:{occasion}"),
        to: to.clone(),
        subject: "This address is registered already".to_owned(),
        whose: owner,
        greeting: None,
        paragraphs: vec![
            "Someone asked us to use this address for their account. It belongs to an account already, so we changed nothing."
                .to_owned(),
            "If it was you, you may have registered twice. Answer this letter, and we will put the two together.".to_owned(),
        ],
        action: Some(("Sign in".to_owned(), format!("{}/sign-in-links/new", app.config.base_url()))),
        secret_until: None,
    }
}
