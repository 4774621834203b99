//! Sending what is due. A mail goes out at least once; with the same Message-ID each time, so that a
//! mail server that took it just before a crash can tell it is the same. After a crash one of many letters waits
//! for a person instead.

use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::response::{Category, Code, Detail};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

use super::store::{self, Claimed};
use crate::app::App;
use crate::config::Config;
use crate::kernel::clean;

/// The way out for mail.
#[derive(Clone)]
pub enum Mailer {
    /// A mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// None is configured: mails are kept for an administrator to read.
    Kept,
}

impl Mailer {
    /// The way out that the configuration names.
    ///
    /// # Errors
    /// `COPSE_SMTP_URL` is not an SMTP address or `COPSE_MAIL_FROM` not a sender.
    pub fn from_config(config: &Config) -> anyhow::Result<Self> {
        config.mail_from.parse::<Mailbox>().context("COPSE_MAIL_FROM is not a sender like Name <name@example.org>")?;
        match &config.smtp_url {
            None => Ok(Self::Kept),
            Some(url) => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
                let transport = transport
                    .map_err(|_| anyhow::anyhow!("COPSE_SMTP_URL is not an address like smtps://user:password@host"))?;
                Ok(Self::Smtp(transport.timeout(Some(Duration::from_secs(20))).build()))
            }
        }
    }
}

/// Sends every mail that is due and says how many were taken in hand.
///
/// # Errors
/// The database's. A mail server that refuses is not an error here: the mail waits.
pub async fn deliver_due(app: &App) -> anyhow::Result<u64> {
    match &app.mailer {
        Mailer::Kept => Ok(store::keep_due(&mut *app.db.acquire().await?, app.clock.now()).await?),
        Mailer::Smtp(transport) => {
            let given_up = store::give_up_unknown(&mut *app.db.acquire().await?, app.clock.now()).await?;
            if given_up > 0 {
                tracing::warn!(mails = given_up, "not known whether they went out");
            }
            let mut handled = 0;
            // Between two mails a stop is heeded: what is still due goes out after the next start.
            while !app.draining.has_begun() && deliver_one(app, transport).await? {
                handled += 1;
            }
            Ok(handled)
        }
    }
}

async fn deliver_one(app: &App, transport: &AsyncSmtpTransport<Tokio1Executor>) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let Some(mail) = store::claim(&mut *app.db.acquire().await?, now).await? else {
        return Ok(false);
    };
    // No connection to the database is held while the mail server takes its time.
    let outcome = send(app, transport, &mail).await;
    let mut db = app.db.acquire().await?;
    match outcome {
        Ok(()) => store::mark_sent(&mut db, &mail, app.clock.now()).await?,
        Err(failure) => {
            let wait = if failure.is_final { None } else { wait_after(mail.attempts) };
            tracing::warn!(mail = %mail.id, attempts = mail.attempts, dead = wait.is_none(), "mail not taken");
            let (reason, again_at) = (clean(&failure.reason), wait.map(|wait| app.clock.now() + wait));
            store::mark_failed(&mut db, &mail, (&reason, failure.is_refused), again_at).await?;
        }
    }
    metrics::counter!("copse_mails_total").increment(1);
    Ok(true)
}

struct Failure {
    reason: String,
    is_final: bool,
    /// It is the reader's address that is not taken.
    is_refused: bool,
}

impl Failure {
    /// It need not be tried again, for a reason that says nothing about the address.
    fn last(reason: &str) -> Self {
        Self { reason: reason.to_owned(), is_final: true, is_refused: false }
    }
}

/// How long one mail may take altogether, well within the lease; each single step has a limit of its own.
const LONGEST_SENDING: Duration = Duration::from_secs(60);

async fn send(app: &App, transport: &AsyncSmtpTransport<Tokio1Executor>, mail: &Claimed) -> Result<(), Failure> {
    if mail.attempts > MOST_ATTEMPTS {
        // Each time the worker that had it ended before it could say what became of it.
        return Err(Failure::last("Sending it was broken off again and again"));
    }
    if mail.is_too_late {
        return Err(Failure::last("The link in it ran out before it could be sent"));
    }
    let message = message(app, mail).map_err(|error| Failure {
        reason: format!("{error:#}"),
        is_final: true,
        is_refused: mail.recipient.parse::<Mailbox>().is_err(),
    })?;
    match timeout(LONGEST_SENDING, transport.send(message)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(Failure {
            is_final: is_about_this_mail(&error),
            is_refused: is_about_the_address(&error),
            reason: error.to_string(),
        }),
        Err(_) => {
            Err(Failure { reason: "The mail server took too long".to_owned(), is_final: false, is_refused: false })
        }
    }
}

/// Whether the server will never take this mail. When it does not want us (a wrong password, 53x; no service,
/// 52x), the others would be refused too, and all of them wait until that is mended.
fn is_about_this_mail(error: &lettre::transport::smtp::Error) -> bool {
    let refuses_us = |code: Code| matches!(code.category, Category::Connections | Category::Unspecified3);
    error.is_permanent() && !error.status().is_some_and(refuses_us)
}

/// Whether it is the reader's address that the server will never take: no such mailbox (550), not here (551), no
/// address (553). With 5.7 (RFC 3463) it says no to us, or to what the letter holds.
fn is_about_the_address(error: &lettre::transport::smtp::Error) -> bool {
    let refuses_them = |code: Code| {
        code.category == Category::MailSystem && matches!(code.detail, Detail::Zero | Detail::One | Detail::Three)
    };
    error.is_permanent() && error.status().is_some_and(refuses_them) && !error.to_string().contains(": 5.7.")
}

fn message(app: &App, mail: &Claimed) -> anyhow::Result<Message> {
    let from: Mailbox = app.config.mail_from.parse()?;
    let id = format!("<{}@{}>", mail.id, from.email.domain());
    let mut body = MultiPart::alternative_plain_html(mail.body_text.clone(), mail.body_html.clone());
    if let Some(calendar) = &mail.calendar {
        body = with_calendar(body, calendar)?;
    }
    let message = Message::builder().from(from).to(mail.recipient.parse()?).subject(mail.subject.clone());
    Ok(message.message_id(Some(id)).multipart(body)?)
}

/// The letter with an invitation: calendars look for it as another form of the letter, people as an attachment.
fn with_calendar(letter: MultiPart, calendar: &str) -> anyhow::Result<MultiPart> {
    let method = calendar.lines().find_map(|line| line.trim_end().strip_prefix("METHOD:")).unwrap_or("PUBLISH");
    let kind: ContentType = format!("text/calendar; charset=utf-8; method={method}").parse()?;
    let inline = SinglePart::builder().header(kind.clone()).body(calendar.to_owned());
    let attached = Attachment::new("invitation.ics".to_owned()).body(calendar.to_owned(), kind);
    Ok(MultiPart::mixed().multipart(letter.singlepart(inline)).singlepart(attached))
}

/// After so many a mail is given up.
const MOST_ATTEMPTS: i32 = 13;

/// How long to wait after the n-th failed attempt: 30 s, 2 min, 8 min, 32 min, 2 h, 8.5 h, then 12 h each time.
/// After three and a half days it is given up: a mail server that stops on a Friday evening is mended on Monday.
fn wait_after(attempts: i32) -> Option<TimeDelta> {
    let step = u32::try_from(attempts - 1).ok().filter(|_| attempts < MOST_ATTEMPTS)?;
    Some(TimeDelta::seconds(30 * 4_i64.pow(step.min(6))).min(TimeDelta::hours(12)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::wait_after;

    #[test]
    fn waits_longer_each_time_and_then_gives_up() {
        assert_eq!(wait_after(1), Some(TimeDelta::seconds(30)));
        assert_eq!(wait_after(4), Some(TimeDelta::minutes(32)));
        assert_eq!(wait_after(12), Some(TimeDelta::hours(12)));
        assert_eq!(wait_after(13), None);
        let all: TimeDelta = (1..13).filter_map(wait_after).sum();
        assert!(all > TimeDelta::hours(72), "a weekend and a morning: {all}");
    }
}
