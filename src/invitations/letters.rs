//! The letters of invitations. Each brings a link of its own with which its reader answers without signing in.

use crate::config::Config;
use crate::email::Letter;
use crate::events::{Event, whereabouts};
use crate::places::RegistrationState;
use crate::web::teaser;

use super::model::BatchKind;
use super::store::Addressee;

/// What a letter has but for its reader.
pub(super) struct Words {
    pub(super) subject: &'static str,
    pub(super) paragraphs: Vec<String>,
    /// What the link says.
    pub(super) action: &'static str,
}

/// What we write to each of them; `own` is what the team adds.
pub(super) fn words(kind: BatchKind, event: &Event, own: Option<&str>) -> Words {
    let (subject, first) = match kind {
        BatchKind::Invitation => {
            ("You are invited to an event", format!("We would like to invite you to “{}”.", event.title))
        }
        BatchKind::Nudge => (
            "Can you come? We have not heard from you yet",
            format!("We invited you to “{}” and would be glad to know whether you can come.", event.title),
        ),
    };
    let mut paragraphs = vec![first];
    paragraphs.extend(own.into_iter().flat_map(|words| words.split("\n\n")).map(str::to_owned));
    // The link to join from afar is for those who have a place.
    paragraphs.extend([event.when(), whereabouts(event, RegistrationState::Waiting)]);
    if kind == BatchKind::Invitation {
        paragraphs.push(teaser(&event.description, 400));
        paragraphs.extend(event.access_notes.iter().flat_map(|notes| notes.split("\n\n")).map(str::to_owned));
    }
    paragraphs.push("Please say with the link below whether you can come. You need not sign in for it.".to_owned());
    paragraphs.push(
        "If you would rather not hear about events like this, change what you hear about on your page, or tell the \
         engagement team."
            .to_owned(),
    );
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    Words { subject, paragraphs, action: "Say whether you can come" }
}

/// The letter to one person, whose invitation `token` opens.
pub(super) fn letter(
    config: &Config,
    (kind, event, words): (BatchKind, &Event, &Words),
    to: &Addressee,
    token: &str,
) -> Option<Letter> {
    let kind_of_letter = match kind {
        BatchKind::Invitation => "invitation",
        BatchKind::Nudge => "invitation nudge",
    };
    Some(Letter {
        kind: kind_of_letter,
        key: format!("{kind_of_letter}:{}:{}", to.invitation_id, to.nudges),
        to: to.email.clone()?,
        whose: Some(to.associate_id),
        subject: words.subject.to_owned(),
        greeting: Some(to.given_name.clone()),
        paragraphs: words.paragraphs.clone(),
        action: Some((words.action.to_owned(), format!("{}/invitations/{token}", config.base_url()))),
        secret_until: Some(event.ends_at),
    })
}
