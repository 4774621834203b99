//! Everything Copse does without being asked, and when.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::error::loggable;
use crate::{accounts, email, memberships, registration, sign_ups, standing};

/// How often the outbox is looked at. Polling is the truth: it needs nothing that a proxy or a restart could lose.
const MAIL_EVERY: Duration = Duration::from_secs(2);
/// How often the waiting lists of events are looked at.
const LINES_EVERY: Duration = Duration::from_secs(5);
/// How often what has run out is cleared away.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(600);

/// Works until it is told to stop. Several instances may do so side by side.
pub(crate) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let (mut mail, mut lines) = (interval(MAIL_EVERY), interval(LINES_EVERY));
    let mut housekeeping = interval(HOUSEKEEPING_EVERY);
    mail.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            _ = mail.tick() => attempt("mail", &app, |app| async move { email::deliver_due(&app).await.map(|_| ()) }).await,
            _ = lines.tick() => attempt("waiting lists", &app, |app| async move { move_lines(&app).await }).await,
            _ = housekeeping.tick() => attempt("housekeeping", &app, |app| async move { clear_away(&app).await }).await,
        }
    }
}

/// Removes what has run out, ends the pauses that are over, and asks for the consents that links wait for.
///
/// # Errors
/// The database's.
pub async fn clear_away(app: &App) -> anyhow::Result<()> {
    let (mut db, now) = (app.db.acquire().await?, app.clock.now());
    accounts::delete_expired(&mut db, now).await?;
    email::empty_old_secrets(&mut db, now).await?;
    registration::delete_unconfirmed(&mut db, now).await?;
    standing::end_pauses(&mut db, now).await?;
    memberships::ask_for_consent(&mut db, &app.config, now).await?;
    Ok(())
}

/// Offers free places to those who wait, releases kept ones, lets offers run out.
///
/// # Errors
/// The database's.
pub async fn move_lines(app: &App) -> anyhow::Result<()> {
    sign_ups::move_lines(&mut *app.db.acquire().await?, &app.config, app.clock.now()).await?;
    Ok(())
}

/// Does the work in a task of its own: should it panic over one mail, the others still go out.
async fn attempt<F>(what: &'static str, app: &App, work: impl FnOnce(App) -> F)
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    match tokio::spawn(work(app.clone())).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::error!(
                what,
                cause = format!("{:#}", loggable(error)),
                "background work failed; it will be tried again"
            );
        }
        Err(_) => tracing::error!(what, "background work ended in a panic; it will be tried again"),
    }
}
