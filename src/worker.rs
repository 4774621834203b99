//! Everything Copse does without being asked, and when.

use std::pin::Pin;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::error::loggable;
use crate::{
    accounts, bulk, email, imports, intentions, invitations, memberships, merging, programme, registration, reminding,
    sign_ups, standing,
};

/// How often the outbox is looked at. Polling is the truth: it needs nothing that a proxy or a restart could lose.
const MAIL_EVERY: Duration = Duration::from_secs(2);
/// How often the waiting lists of events are looked at.
const LINES_EVERY: Duration = Duration::from_secs(5);
/// How often it is looked whether people are to be reminded of events.
const REMINDERS_EVERY: Duration = Duration::from_secs(45);
/// How often records that have changed are compared with others.
const DUPLICATES_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether lists wait to be worked on: somebody sits before the page.
const IMPORTS_EVERY: Duration = Duration::from_secs(1);
/// How often what has run out is cleared away.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(600);

type Work = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

/// Something that is done again and again.
struct Job {
    what: &'static str,
    every: Duration,
    work: Box<dyn Fn() -> Work + Send>,
}

impl Job {
    fn new<F>(what: &'static str, every: Duration, work: impl Fn() -> F + Send + 'static) -> Self
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self { what, every, work: Box::new(move || Box::pin(work())) }
    }

    /// Comes round until it is told to stop, and ends between two rounds.
    async fn repeat(self, mut stop: watch::Receiver<bool>) {
        let mut round = interval(self.every);
        round.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = asked_to(&mut stop) => return,
                _ = round.tick() => attempt(self.what, (self.work)()).await,
            }
        }
    }
}

/// Works until it is told to stop. Several instances may do so side by side.
pub(crate) async fn run(app: App, stop: watch::Receiver<bool>) {
    let (for_mail, for_lines, for_reminders) = (app.clone(), app.clone(), app.clone());
    let mail = move || deliver(for_mail.clone());
    let lines = move || keep_lines_moving(for_lines.clone());
    let reminders = move || keep_reminding(for_reminders.clone());
    let for_duplicates = app.clone();
    let duplicates = move || keep_finding_duplicates(for_duplicates.clone());
    let for_imports = app.clone();
    let imports = move || import(for_imports.clone());
    let housekeeping = move || keep_house(app.clone());
    let jobs = [
        Job::new("mail", MAIL_EVERY, mail),
        Job::new("waiting lists", LINES_EVERY, lines),
        Job::new("reminders", REMINDERS_EVERY, reminders),
        Job::new("duplicates", DUPLICATES_EVERY, duplicates),
        Job::new("imports", IMPORTS_EVERY, imports),
        Job::new("housekeeping", HOUSEKEEPING_EVERY, housekeeping),
    ];
    run_side_by_side(jobs, &stop).await;
}

async fn asked_to(stop: &mut watch::Receiver<bool>) {
    // When nobody is left who could ask, it is time too.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Each job has a task of its own: a mail server that takes its time holds up no housekeeping, nor that the mail.
async fn run_side_by_side(jobs: impl IntoIterator<Item = Job>, stop: &watch::Receiver<bool>) {
    let running: JoinSet<()> = jobs.into_iter().map(|job| job.repeat(stop.clone())).collect();
    running.join_all().await;
}

async fn deliver(app: App) -> anyhow::Result<()> {
    email::deliver_due(&app).await?;
    Ok(())
}

async fn keep_house(app: App) -> anyhow::Result<()> {
    clear_away(&app).await
}

/// Removes what has run out, ends the pauses that are over, asks for the consents that links wait for, tells contributors
/// of the programme, and asks how it went. A step that fails keeps none of the others from being done.
///
/// # Errors
/// The database's, of the first step that failed.
pub async fn clear_away(app: &App) -> anyhow::Result<()> {
    let (mut db, now) = (app.db.acquire().await?, app.clock.now());
    let steps = [
        accounts::delete_expired(&mut db, now).await.context("removing old sessions and links"),
        email::empty_old_secrets(&mut db, now).await.context("removing the text of old mails"),
        registration::delete_unconfirmed(&mut db, now).await.map(drop).context("deleting unconfirmed registrations"),
        standing::end_pauses(&mut db, now).await.map(drop).context("ending pauses"),
        memberships::ask_for_consent(&mut db, &app.config, now).await.map(drop).context("asking for consents"),
        programme::tell_contributors(&mut db, &app.config, now).await.map(drop).context("telling contributors"),
        intentions::ask_how_it_went(&mut db, &app.config, now).await.map(drop).context("asking how it went"),
        bulk::forget_drafts(&mut db, now).await.context("removing acts on many people that were never done"),
        invitations::forget_unsent(&mut db, now).await.context("removing choices of people that were never sent"),
        imports::forget_old(&mut db, now).await.context("removing the rows of old imports"),
    ];
    steps.into_iter().collect()
}

async fn keep_lines_moving(app: App) -> anyhow::Result<()> {
    move_lines(&app).await
}

/// Offers free places to those who wait, releases kept ones, lets offers run out.
///
/// # Errors
/// The database's.
pub async fn move_lines(app: &App) -> anyhow::Result<()> {
    sign_ups::move_lines(&mut *app.db.acquire().await?, &app.config, app.clock.now()).await?;
    Ok(())
}

async fn keep_finding_duplicates(app: App) -> anyhow::Result<()> {
    look_after_merges(&app).await?;
    find_duplicates(&app).await.map(drop)
}

/// Brings over what was written for a record while it was put together with another, and forgets what merges kept that
/// cannot be undone any more.
///
/// # Errors
/// The database's.
pub async fn look_after_merges(app: &App) -> anyhow::Result<()> {
    merging::look_after_merges(&mut *app.db.acquire().await?, app.clock.now()).await
}

/// Compares the records that have changed with all others; returns how many it looked at.
///
/// # Errors
/// The database's.
pub async fn find_duplicates(app: &App) -> anyhow::Result<usize> {
    merging::find_duplicates(&mut *app.db.acquire().await?, app.clock.now()).await
}

async fn keep_reminding(app: App) -> anyhow::Result<()> {
    remind(&app).await.map(drop)
}

/// Writes the reminders of events that are due; returns how many.
///
/// # Errors
/// The database's.
pub async fn remind(app: &App) -> anyhow::Result<usize> {
    reminding::remind(&mut *app.db.acquire().await?, &app.config, app.clock.now()).await
}

async fn import(app: App) -> anyhow::Result<()> {
    work_on_imports(&app).await.map(drop)
}

/// Compares, writes and takes back what waits for it; returns how many pieces of work there were.
///
/// # Errors
/// The database's.
pub async fn work_on_imports(app: &App) -> anyhow::Result<usize> {
    imports::work(app).await
}

/// Does the work in a task of its own: should it panic, the next round comes all the same.
async fn attempt(what: &'static str, work: Work) {
    match tokio::spawn(work).await {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::{Notify, mpsc};
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    /// A job that says each time that it has begun.
    fn told(sender: &mpsc::UnboundedSender<()>, ends: fn() -> anyhow::Result<()>) -> Job {
        let sender = sender.clone();
        Job::new("told", Duration::from_millis(1), move || {
            let sender = sender.clone();
            async move {
                sender.send(())?;
                ends()
            }
        })
    }

    async fn three_rounds(rounds: &mut mpsc::UnboundedReceiver<()>) {
        for _ in 0..3 {
            timeout(SOON, rounds.recv()).await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn a_job_that_takes_long_delays_no_other_and_a_stop_waits_for_it() {
        let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (ended, mut has_ended) = mpsc::unbounded_channel();
        let (tell_begun, until) = (begun.clone(), finish.clone());
        let slow = Job::new("slow", Duration::from_millis(1), move || {
            let (begun, finish, ended) = (tell_begun.clone(), until.clone(), ended.clone());
            async move {
                begun.notify_one();
                finish.notified().await;
                Ok(ended.send(())?)
            }
        });
        let (sender, mut rounds) = mpsc::unbounded_channel();
        let (stop, told_to_stop) = watch::channel(false);
        let jobs = [slow, told(&sender, || Ok(()))];
        let worker = tokio::spawn(async move { run_side_by_side(jobs, &told_to_stop).await });
        timeout(SOON, begun.notified()).await.unwrap();
        three_rounds(&mut rounds).await;
        stop.send_replace(true);
        finish.notify_one();
        timeout(SOON, worker).await.unwrap().unwrap();
        assert_eq!(has_ended.recv().await, Some(()));
        assert_eq!(has_ended.recv().await, None, "it began again after the stop");
    }

    #[tokio::test]
    async fn a_job_that_fails_or_panics_comes_round_again() {
        let ends: [fn() -> anyhow::Result<()>; 2] = [|| anyhow::bail!("away"), || panic!("a mistake")];
        for end in ends {
            let (sender, mut rounds) = mpsc::unbounded_channel();
            let (stop, told_to_stop) = watch::channel(false);
            let jobs = [told(&sender, end)];
            let worker = tokio::spawn(async move { run_side_by_side(jobs, &told_to_stop).await });
            three_rounds(&mut rounds).await;
            stop.send_replace(true);
            timeout(SOON, worker).await.unwrap().unwrap();
        }
    }
}
