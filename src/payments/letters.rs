//! What we write to people about their payments. No subject says what a payment is for: mail is read over shoulders.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::model::Payment;
use super::money::Pence;
use super::notice;
use super::store::{Said, Settings, Step};
use super::words::StepKind;
use crate::config::Config;
use crate::email::{self, Letter};
use crate::kernel::{display_date, london_date};

/// Writes to someone that a payment is offered to them, with the notice about benefits. False when they have no
/// address, so that somebody must tell them.
pub(super) async fn tell_of_offer(
    db: &mut PgConnection,
    config: &Config,
    payment: &Payment,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let day = display_date(london_date(payment.starts_at));
    let mut paragraphs = vec![
        format!("Thank you for taking part in “{}” on {day}.", payment.event_title),
        format!(
            "We would like to offer you a payment for your time: {}, {} in all.",
            payment.worth(),
            payment.fee_pence
        ),
        "You can also claim back what it costs you to take part: fares, miles in your car, parking, or paying someone \
         to look after a person you care for."
            .to_owned(),
        if payment.can_be_claimed(now) {
            "Please tell us what you would like, on the page below. You do not have to take anything.".to_owned()
        } else {
            "You can claim it once the event has begun, on the page below. You do not have to take anything.".to_owned()
        },
        format!("{}:", notice::HEADING),
    ];
    paragraphs.extend(notice::PARAGRAPHS.map(str::to_owned));
    write(db, config, payment, (StepKind::Offered, "A payment for your time"), paragraphs, now).await
}

/// Writes what has become of a claim, where the person must hear of it.
pub(super) async fn tell_of_step(
    db: &mut PgConnection,
    config: &Config,
    payment: &Payment,
    (step, said): (StepKind, &Said),
    settings: &Settings,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let Some((subject, paragraphs)) = words(payment, step, said, settings) else { return Ok(false) };
    write(db, config, payment, (step, subject), paragraphs, now).await
}

/// `payment` is as it stands after the step.
fn words(payment: &Payment, step: StepKind, said: &Said, settings: &Settings) -> Option<(&'static str, Vec<String>)> {
    let about = format!("“{}” ({})", payment.event_title, payment.reference());
    let total = payment.claimed_pence.unwrap_or_default();
    let reason = said.reason.iter().flat_map(|reason| reason.split("\n\n")).map(str::to_owned);
    match step {
        StepKind::SentBack => {
            let mut paragraphs = vec![format!("Thank you for your claim for {about}. Something needs changing first:")];
            paragraphs.extend(reason);
            paragraphs.push("Please change it on the page below and send it again.".to_owned());
            Some(("Please change your claim", paragraphs))
        }
        StepKind::Approved => Some(("Your claim is approved", approved(&about, total, settings))),
        StepKind::Paid => Some(("You have been paid", paid(payment, &about, total, settings))),
        StepKind::TakenBack => {
            let mut paragraphs = vec![format!("We have taken back the offer of a payment for {about}. This is why:")];
            paragraphs.extend(reason);
            paragraphs.push("If you do not agree, please tell the engagement team.".to_owned());
            Some(("An offer was taken back", paragraphs))
        }
        StepKind::ApprovalUndone | StepKind::PaymentUndone => {
            let mut paragraphs =
                vec![format!("Your claim for {about} is not settled yet, though we told you so. This is why:")];
            paragraphs.extend(reason);
            paragraphs.push("You need not do anything. We write again when it is settled.".to_owned());
            Some(("About your claim", paragraphs))
        }
        StepKind::Offered | StepKind::Declined | StepKind::Reopened | StepKind::Claimed | StepKind::Withdrawn => None,
    }
}

fn approved(about: &str, total: Pence, settings: &Settings) -> Vec<String> {
    vec![
        format!("Your claim for {about} is approved: {total}. It goes to our finance team now, who pay it."),
        where_bank_details_go(settings),
        "We write to you again when it is paid.".to_owned(),
    ]
}

fn paid(payment: &Payment, about: &str, total: Pence, settings: &Settings) -> Vec<String> {
    let on = payment.paid_on.map(display_date).unwrap_or_default();
    let reference = payment.finance_reference.clone().unwrap_or_default();
    let ask = match &settings.finance_contact {
        Some(contact) => {
            format!("If it has not arrived within a week, ask finance: {contact}. Give them the reference.")
        }
        None => {
            "If it has not arrived within a week, please tell the engagement team. Give them the reference.".to_owned()
        }
    };
    vec![
        format!("Our finance team paid you {total} for {about} on {on}."),
        format!("Their reference is {reference}."),
        ask,
        "Keep this letter: you may need it if you get benefits, or for tax.".to_owned(),
    ]
}

/// Nobody types bank details into Copse, and nobody is to send them by mail either.
pub(super) fn where_bank_details_go(settings: &Settings) -> String {
    match &settings.finance_contact {
        Some(contact) => format!(
            "Copse never asks for your bank details, and nor does the engagement team. If finance do not have them yet, \
             give them to finance alone: {contact}."
        ),
        None => {
            "Copse never asks for your bank details, and nor does the engagement team. If finance do not have them \
                 yet, they will ask you for them."
                .to_owned()
        }
    }
}

async fn write(
    db: &mut PgConnection,
    config: &Config,
    payment: &Payment,
    (step, subject): (StepKind, &str),
    paragraphs: Vec<String>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let Some(to) = payment.email.clone() else { return Ok(false) };
    let letter = Letter {
        kind: "payment",
        key: format!("payment:{}:{}:{}", payment.id, crate::kernel::Choice::code(step), now.timestamp_micros()),
        to,
        whose: Some(payment.associate_id),
        subject: subject.to_owned(),
        greeting: Some(payment.given_name.clone()),
        paragraphs,
        action: Some(("See the payment".to_owned(), format!("{}{}", config.base_url(), payment.href()))),
        secret_until: None,
    };
    email::enqueue(db, &letter, now).await?;
    Ok(true)
}

/// A step in words for the history: "£50.00. They told us by phone. The notice about benefits was shown."
pub(super) fn step_in_words(step: &Step) -> Vec<String> {
    let mut words = Vec::new();
    words.extend(step.pence.map(|pence| format!("{pence}")));
    words.extend(step.reason.clone());
    words.extend(step.told.as_ref().map(|told| format!("Entered by the team: {told}")));
    words.extend(step.notice.map(|version| format!("With the notice about benefits (version {version})")));
    words
}
