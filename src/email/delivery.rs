//! Sending what is due. A mail goes out at least once; with the same Message-ID each time, so that a
//! mail server that took it just before a crash can tell it is the same.

use anyhow::Context;
use chrono::TimeDelta;
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::store::{self, Claimed};
use crate::app::App;
use crate::config::Config;

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
                Ok(Self::Smtp(transport.timeout(Some(std::time::Duration::from_secs(20))).build()))
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
            let mut handled = 0;
            while deliver_one(app, transport).await? {
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
        Ok(()) => store::mark_sent(&mut db, mail.id, app.clock.now()).await?,
        Err(failure) => {
            let wait = if failure.is_final { None } else { wait_after(mail.attempts) };
            tracing::warn!(mail = %mail.id, attempts = mail.attempts, dead = wait.is_none(), "mail not taken");
            store::mark_failed(&mut db, mail.id, &failure.reason, wait.map(|wait| app.clock.now() + wait)).await?;
        }
    }
    metrics::counter!("copse_mails_total").increment(1);
    Ok(true)
}

struct Failure {
    reason: String,
    is_final: bool,
}

async fn send(app: &App, transport: &AsyncSmtpTransport<Tokio1Executor>, mail: &Claimed) -> Result<(), Failure> {
    let message = message(app, mail).map_err(|error| Failure { reason: format!("{error:#}"), is_final: true })?;
    match transport.send(message).await {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure { is_final: error.is_permanent(), reason: error.to_string() }),
    }
}

fn message(app: &App, mail: &Claimed) -> anyhow::Result<Message> {
    let from: Mailbox = app.config.mail_from.parse()?;
    let id = format!("<{}@{}>", mail.id, from.email.domain());
    let body = MultiPart::alternative_plain_html(mail.body_text.clone(), mail.body_html.clone());
    let message = Message::builder().from(from).to(mail.recipient.parse()?).subject(mail.subject.clone());
    Ok(message.message_id(Some(id)).multipart(body)?)
}

/// How long to wait after the n-th failed attempt: 30 s, 2 min, 8 min, 32 min, 2 h, 8.5 h; then it is given up.
fn wait_after(attempts: i32) -> Option<TimeDelta> {
    let step = u32::try_from(attempts - 1).ok().filter(|step| *step < 6)?;
    Some(TimeDelta::seconds(30 * 4_i64.pow(step)))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::wait_after;

    #[test]
    fn waits_longer_each_time_and_then_gives_up() {
        assert_eq!(wait_after(1), Some(TimeDelta::seconds(30)));
        assert_eq!(wait_after(4), Some(TimeDelta::minutes(32)));
        assert_eq!(wait_after(7), None);
    }
}
