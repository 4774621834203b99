//! What we write to people about taking part. No subject names a project and no letter to others names the
//! person: mail is read over shoulders, and some projects say something about health.

use crate::associates::Associate;
use crate::config::Config;
use crate::email::Letter;
use crate::kernel::{AssociateId, EmailAddress, MembershipId, display_date};
use crate::projects::Project;

use super::model::Part;
use super::store::Lead;

/// To a lead: someone asks to join. At most one a day for the same person and project.
pub(super) fn asked(
    config: &Config,
    lead: &Lead,
    who: AssociateId,
    project: &Project,
    day: chrono::NaiveDate,
) -> Letter {
    letter(
        "join request",
        format!("asked:{}:{who}:{}:{day}", project.id, lead.associate_id),
        (lead.associate_id, &lead.email, &lead.given_name),
        "Someone asked to join your project",
        vec![
            format!("Someone would like to take part in “{}”.", project.title),
            "Please answer within three working days. If you say no, give them a kind reason: they will read it."
                .to_owned(),
        ],
        ("Read the request and answer", format!("{}{}/members#requests", config.base_url(), project.href())),
    )
}

/// To the person: the answer is yes.
pub(super) fn accepted(config: &Config, to: &Associate, project: &Project, id: MembershipId) -> Option<Letter> {
    Some(letter(
        "request accepted",
        format!("accepted:{id}"),
        (to.id, to.email.as_ref()?, &to.given_name),
        "You have joined a project",
        vec![
            format!("You asked to take part in “{}”. The answer is yes: welcome.", project.title),
            "On the project's page you can read what it is about. You hear from us when there is something to take part \
             in, and you can leave at any time."
                .to_owned(),
        ],
        ("Go to the project", format!("{}{}", config.base_url(), project.href())),
    ))
}

/// Whom a letter is for: who they are, where to write to them, if anywhere, and how to greet them.
#[derive(Clone, Copy)]
pub(super) struct To<'a>(pub(super) AssociateId, pub(super) Option<&'a EmailAddress>, pub(super) &'a str);

impl<'a> From<&'a Associate> for To<'a> {
    fn from(associate: &'a Associate) -> Self {
        Self(associate.id, associate.email.as_ref(), &associate.given_name)
    }
}

/// To the person: the answer is no, and why.
pub(super) fn declined(
    config: &Config,
    To(whose, email, greeting): To<'_>,
    project: &Project,
    reason: &str,
    id: MembershipId,
) -> Option<Letter> {
    let mut paragraphs = vec![format!("You asked to take part in “{}”. This time the answer is no.", project.title)];
    paragraphs.extend(reason.split("\n\n").map(str::to_owned));
    paragraphs
        .push("You are still a member of the network. Other projects are open and glad of new members.".to_owned());
    Some(letter(
        "request declined",
        format!("declined:{id}"),
        (whose, email?, greeting),
        "About your request to join a project",
        paragraphs,
        ("See the open projects", format!("{}/projects?open=yes", config.base_url())),
    ))
}

/// To everyone who took part: the project has ended. One letter, whatever their roles.
pub(super) fn project_ended(
    config: &Config,
    To(whose, email, greeting): To<'_>,
    project: &Project,
    last_day: chrono::NaiveDate,
) -> Option<Letter> {
    Some(letter(
        "project ended",
        format!("project ended:{}:{whose}", project.id),
        (whose, email?, greeting),
        "A project you took part in has ended",
        vec![
            format!("“{}” has ended; {} is its last day.", project.title, display_date(last_day)),
            "Thank you for having been part of it. You are still a member of the network, and other projects are glad \
             of people like you."
                .to_owned(),
        ],
        ("See the open projects", format!("{}/projects?open=yes", config.base_url())),
    ))
}

/// To the person: the team has linked them to a project.
pub(super) fn linked(
    config: &Config,
    To(whose, email, greeting): To<'_>,
    project: &Project,
    part: &Part,
    (id, starts_on): (MembershipId, chrono::NaiveDate),
) -> Option<Letter> {
    Some(letter(
        "linked to a project",
        format!("linked:{id}"),
        (whose, email?, greeting),
        "You now take part in a project",
        vec![
            format!(
                "We have linked you to “{}” as {} from {}.",
                project.title,
                with_article(&part.role.in_words()),
                display_date(starts_on)
            ),
            "If you do not want this, you can leave the project on your page, or tell the engagement team.".to_owned(),
        ],
        ("Go to your page", format!("{}/me", config.base_url())),
    ))
}

/// To the person: a link waits until they agree to it. Says nothing of what the project is about.
pub(super) fn please_agree(config: &Config, To(whose, email, greeting): To<'_>, id: MembershipId) -> Option<Letter> {
    Some(letter(
        "consent asked for",
        format!("please agree:{id}"),
        (whose, email?, greeting),
        "Please tell us whether you agree",
        vec![
            "We would like to link you to a project. Before we may, the law asks for your explicit agreement, because the \
             link could say something about you that is nobody's business without it."
                .to_owned(),
            "Sign in to see which project it is, and to say yes or no. Until then nobody but you and the engagement team \
             can see the link."
                .to_owned(),
        ],
        ("Go to your page", format!("{}/me", config.base_url())),
    ))
}

fn with_article(words: &str) -> String {
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {words}")
}

fn letter(
    kind: &'static str,
    key: String,
    (whose, to, greeting): (AssociateId, &EmailAddress, &str),
    subject: &str,
    paragraphs: Vec<String>,
    (words, href): (&str, String),
) -> Letter {
    Letter {
        kind,
        key,
        to: to.clone(),
        subject: subject.to_owned(),
        whose: Some(whose),
        greeting: Some(greeting.to_owned()),
        paragraphs,
        action: Some((words.to_owned(), href)),
        secret_until: None,
    }
}
