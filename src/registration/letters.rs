//! What we write to people who register.

use super::paths;
use super::store::Registered;
use crate::accounts::{IssuedLink, letter_key};
use crate::app::App;
use crate::email::Letter;
use crate::kernel::{AssociateId, EmailAddress};

/// Asks to confirm the address. Greets nobody by the name that was typed: who typed it may be a stranger with
/// something to say to the owner of the address.
pub(super) fn confirm(app: &App, associate: AssociateId, to: &EmailAddress, link: &IssuedLink) -> Letter {
    Letter {
        kind: "confirm registration",
        key: letter_key("register", &link.token),
        to: to.clone(),
        whose: Some(associate),
        subject: "Confirm your email address".to_owned(),
        greeting: None,
        paragraphs: vec![
            "Thank you for registering. There is one more step: open the link and press the button, so that we know this \
             address is yours. The link works for seven days."
                .to_owned(),
            "If you did not register, you need do nothing. We delete what was typed after seven days, and nobody sees it \
             before."
                .to_owned(),
        ],
        action: Some(("Confirm my address".to_owned(), confirm_href(app, link))),
        secret_until: Some(link.expires_at),
    }
}

/// Someone registered with the address of an account.
pub(super) fn already_registered(
    app: &App,
    to: &EmailAddress,
    whose: Option<AssociateId>,
    greeting: Option<String>,
    occasion: &str,
) -> Letter {
    Letter {
        kind: "already registered",
        key: format!("registered:{occasion}"),
        to: to.clone(),
        whose,
        subject: "You are registered already".to_owned(),
        greeting,
        paragraphs: vec![
            "Someone, we hope you, filled in the registration form with this address. You are registered already, so we \
             changed nothing."
                .to_owned(),
            "Sign in to join more projects or to change your details. You need no password: the sign-in page can send you a \
             link. If you have left or taken a break, you can come back on your page."
                .to_owned(),
            "If it was not you, you need do nothing. If you share this address with someone who would like to register too, \
             answer this letter and we will help."
                .to_owned(),
        ],
        action: Some(("Sign in".to_owned(), format!("{}/sign-in-links/new", app.config.base_url()))),
        secret_until: None,
    }
}

/// Someone of another name registered with an address that is somebody's already. Whoever reads it may be either, so
/// it greets nobody, names nobody and opens nothing.
pub(super) fn address_taken(app: &App, to: &EmailAddress, whose: AssociateId, occasion: &str) -> Letter {
    let base = app.config.base_url();
    let team = app
        .config
        .contact
        .as_ref()
        .map_or_else(|| "answer this letter".to_owned(), |contact| format!("write to {contact}"));
    Letter {
        kind: "address taken",
        key: format!("registered:{occasion}"),
        to: to.clone(),
        whose: Some(whose),
        subject: "This address belongs to another registration".to_owned(),
        greeting: None,
        paragraphs: vec![
            "Someone filled in the registration form with this address, under another name than the one it is registered \
             under. Only one registration can use an address, and this one belongs to the person who registered with it \
             first. So we kept nothing of what was typed."
                .to_owned(),
            format!(
                "If you are somebody else and share this address, you are welcome too: register with another address, or \
                 ask the engagement team to add you, which needs none ({team})."
            ),
            format!(
                "If the earlier registration is your own, perhaps under another spelling of your name, you need not \
                 register again: ask for a link to sign in at {base}/sign-in-links/new, or ask the engagement team."
            ),
            "If it was not you, you need do nothing.".to_owned(),
        ],
        action: Some(("Register with another address".to_owned(), format!("{base}{}", paths::Register))),
        secret_until: None,
    }
}

/// Someone registered with the address of a person whom the team added and who has never signed in.
pub(super) fn already_in_register(app: &App, to: &EmailAddress, known: &Registered, link: &IssuedLink) -> Letter {
    Letter {
        kind: "already registered",
        key: letter_key("registered", &link.token),
        to: to.clone(),
        whose: Some(known.id),
        subject: "You are registered already".to_owned(),
        greeting: Some(known.given_name.clone()),
        paragraphs: vec![
            "Someone, we hope you, filled in the registration form with this address. The engagement team has already put you \
             in our register, so we changed nothing."
                .to_owned(),
            "Open the link and press the button to reach your page. There you see what we keep about you and can change it, \
             join projects, or leave. The link works for seven days."
                .to_owned(),
            "If it was not you, you need do nothing. If you share this address with someone who would like to register too, \
             answer this letter and we will help."
                .to_owned(),
        ],
        action: Some(("Go to my page".to_owned(), confirm_href(app, link))),
        secret_until: Some(link.expires_at),
    }
}

fn confirm_href(app: &App, link: &IssuedLink) -> String {
    format!("{}{}", app.config.base_url(), paths::Confirm { token: link.token.clone() })
}
