//! What imports do in the background: planning, writing, taking back. One instance has one in hand, under a lease that it
//! renews; all it writes is one transaction, so that whoever takes it up after a crash begins from nothing.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serde_json::json;
use sqlx::{Connection as _, PgConnection};
use tokio::time::{Instant, interval_at, timeout};

use super::committing::{self, Writing};
use super::kinds::thing::Things;
use super::kinds::{ThingPlanning, write_things};
use super::known::Register;
use super::model::{ImportKind, ImportState, MOST_ROWS, Planned, Reading};
use super::plan::Planning;
use super::store::{self, Batch, Claimed};
use super::{counting, undoing};
use crate::app::App;
use crate::associates;
use crate::audit::By;
use crate::error::{Error, OrNotFound, Result, loggable};
use crate::kernel::london_date;
use crate::memberships;
use crate::organisations;
use crate::privacy;
use crate::projects;

/// How often a piece of work is begun before it is given up.
const MOST_ATTEMPTS: i32 = 3;
/// How often a worker says that it is still at it.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);
/// How long a page waits for work that it has begun.
pub(super) const PATIENCE: Duration = Duration::from_millis(1_500);

/// Does all that waits; returns how many pieces of work there were.
///
/// # Errors
/// The database's, while it looks for work.
pub(crate) async fn work(app: &App) -> anyhow::Result<usize> {
    let mut done = 0;
    loop {
        let claimed = store::claim(&mut *app.db.acquire().await?, app.clock.now()).await?;
        let Some(claimed) = claimed else { return Ok(done) };
        done += 1;
        match while_ours(app, &claimed, one(app, &claimed)).await {
            Ok(()) => {}
            // Somebody stood in the way: nothing of it stands, and it is begun again with the next round.
            Err(Error::Busy(_)) if claimed.attempts < MOST_ATTEMPTS => {
                store::release(&mut *app.db.acquire().await?, &claimed).await?;
                return Ok(done);
            }
            Err(error) => give_up(app, &claimed, error).await?,
        }
    }
}

/// Does it at once, and waits a moment for it: most lists are done before the next page is shown. What takes longer goes
/// on by itself.
pub(super) async fn soon(app: &App) {
    let with = app.clone();
    let working = tokio::spawn(async move {
        if let Err(cause) = work(&with).await {
            tracing::error!(
                cause = format!("{:#}", loggable(cause)),
                "an import could not be begun; it will be tried again"
            );
        }
    });
    // Neither too slow nor broken is for the reader of the next page to worry about: it says how far it is.
    let _ = timeout(PATIENCE, working).await;
}

/// Does the work and says meanwhile that it goes on. Once somebody has stopped it, it is dropped, and its transaction with
/// it.
async fn while_ours(app: &App, claimed: &Claimed, work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::select! {
        done = work => done,
        () = until_taken(app, claimed) => Ok(()),
    }
}

async fn until_taken(app: &App, claimed: &Claimed) {
    let mut round = interval_at(Instant::now() + SIGN_OF_LIFE, SIGN_OF_LIFE);
    loop {
        round.tick().await;
        // A database that cannot be reached for a moment is no reason: the lease is longer than that.
        let Ok(mut db) = app.db.acquire().await else { continue };
        if matches!(store::keep(&mut db, claimed, app.clock.now()).await, Ok(false)) {
            return;
        }
    }
}

async fn one(app: &App, claimed: &Claimed) -> Result<()> {
    if claimed.state != ImportState::Reading && claimed.attempts > MOST_ATTEMPTS {
        return Err(anyhow::anyhow!("begun {} times and never finished", claimed.attempts - 1).into());
    }
    match claimed.state {
        ImportState::Planning => plan(app, claimed).await,
        ImportState::Committing => commit(app, claimed).await,
        ImportState::Undoing => undo(app, claimed).await,
        // Whoever read it is gone, and the file with them.
        _ => {
            let problem = "Reading the file was broken off. Please upload it again.";
            let told = (None, None, Some(problem));
            store::finish(&mut *app.db.acquire().await?, claimed, ImportState::Failed, told, app.clock.now()).await?;
            Ok(())
        }
    }
}

/// Back to where a person can try again; the cause is for the log.
async fn give_up(app: &App, claimed: &Claimed, error: Error) -> anyhow::Result<()> {
    if let Error::Internal(cause) = error {
        tracing::error!(cause = format!("{:#}", loggable(cause)), "an import could not be worked on");
    }
    let (back, what) = match claimed.state {
        ImportState::Planning => (ImportState::Read, "compared"),
        ImportState::Committing => (ImportState::Planned, "written"),
        _ => (ImportState::Done, "undone"),
    };
    let problem =
        format!("Something went wrong on our side, and nothing was {what}. Please try again in a few minutes.");
    let told = (None, None, Some(problem.as_str()));
    store::finish(&mut *app.db.acquire().await?, claimed, back, told, app.clock.now()).await?;
    Ok(())
}

async fn step(app: &App, claimed: &Claimed, words: &str) -> sqlx::Result<()> {
    store::progress(&mut *app.db.acquire().await?, claimed.id, words).await
}

/// What is planned, by what.
struct Plan {
    batch: Batch,
    reading: Reading,
    rows: Vec<Planned>,
}

/// What a plan compares with.
enum KnownFor {
    People(Box<Register>),
    Things(Things),
}

/// What was planned still holds when it is written. In this order: whoever ends a project waits for nobody who is in the
/// register. Organisations are not held for people: whoever records that one has ended holds it and then its people.
pub(super) async fn hold(db: &mut PgConnection, kind: ImportKind) -> sqlx::Result<()> {
    match kind {
        ImportKind::Organisations => organisations::hold_all(db).await,
        ImportKind::Themes | ImportKind::Projects => projects::hold_all(db).await,
        ImportKind::People | ImportKind::Memberships => {
            memberships::hold_projects(db).await?;
            associates::hold_register(db).await
        }
    }
}

/// Reads the rows and the register and plans; the same for the dry run and for writing. `Err` is why not.
async fn make_plan(
    db: &mut PgConnection,
    app: &App,
    claimed: &Claimed,
) -> Result<std::result::Result<Plan, &'static str>> {
    let batch = store::find(db, claimed.id).await?.or_404()?;
    let Some(reading) = batch.reading() else { return Ok(Err("Choose what the columns are first.")) };
    if batch.kind == ImportKind::People && privacy::current_notice(db).await?.is_none() {
        return Ok(Err(
            "No privacy notice is published yet, so nobody can agree to it. Ask an administrator to publish one.",
        ));
    }
    let rows = store::list_sheet(db, batch.id, reading.sheet, MOST_ROWS + 500).await?;
    if rows.iter().filter(|row| row.number > reading.header).count() > MOST_ROWS {
        return Ok(Err("The sheet has more than 20,000 rows. Split the list into several files."));
    }
    let today = london_date(app.clock.now());
    let known = if batch.kind.is_about_people() {
        KnownFor::People(Box::new(store::load_register(db, batch.id, today).await?))
    } else {
        KnownFor::Things(store::load_things(db, batch.kind).await?)
    };
    let decisions: HashMap<_, _> = store::list_decisions(db, batch.id, reading.sheet).await?.into_iter().collect();
    let kind = batch.kind;
    // Comparing thousands of names takes a while; other people's requests go on meanwhile.
    let planned = tokio::task::spawn_blocking(move || {
        let planned = match &known {
            KnownFor::Things(things) => {
                ThingPlanning { kind, reading: &reading, decisions: &decisions, things, today }.plan(&rows)
            }
            KnownFor::People(register) => {
                let planning = Planning { reading: &reading, decisions: &decisions, register, today };
                if kind == ImportKind::Memberships { planning.plan_memberships(&rows) } else { planning.plan(&rows) }
            }
        };
        (reading, planned)
    });
    let (reading, rows) = planned.await.map_err(anyhow::Error::from)?;
    Ok(Ok(Plan { batch, reading, rows }))
}

async fn plan(app: &App, claimed: &Claimed) -> Result<()> {
    step(app, claimed, "Comparing the rows with the register").await?;
    let mut tx = app.db.begin().await?;
    store::take_time(&mut tx).await?;
    let (state, told) = match make_plan(&mut tx, app, claimed).await? {
        Ok(plan) => {
            store::write_plan(&mut tx, claimed.id, plan.reading.sheet, &plan.rows).await?;
            (ImportState::Planned, (Some(counting::counts(&plan.rows, &plan.reading)), None, None))
        }
        Err(why) => (ImportState::Read, (None, None, Some(why))),
    };
    if store::finish(&mut tx, claimed, state, told, app.clock.now()).await? {
        tx.commit().await?;
    }
    Ok(())
}

fn by(app: &App, claimed: &Claimed) -> By {
    let name = claimed.by_name.clone().unwrap_or_else(|| "Copse".to_owned());
    By { account: claimed.by, associate: None, name, at: app.clock.now(), request_id: None }
}

async fn commit(app: &App, claimed: &Claimed) -> Result<()> {
    step(app, claimed, "Making sure that the register has not changed, then writing").await?;
    let by = by(app, claimed);
    let mut tx = app.db.begin().await?;
    store::take_time(&mut tx).await?;
    let kind = store::find(&mut tx, claimed.id).await?.or_404()?.kind;
    hold(&mut tx, kind).await?;
    let plan = make_plan(&mut tx, app, claimed).await?;
    let told = match plan {
        Ok(plan) => {
            let said: HashMap<u32, Vec<u8>> =
                store::list_digests(&mut tx, claimed.id, plan.reading.sheet).await?.into_iter().collect();
            match differing(&plan.rows, &said).as_slice() {
                [] => Ok(plan),
                differ => Err(stale(differ)),
            }
        }
        Err(why) => Err(why.to_owned()),
    };
    let plan = match told {
        Ok(plan) => plan,
        Err(why) => {
            // Nothing stands of it; only the sentence.
            tx.rollback().await?;
            let mut db = app.db.acquire().await?;
            store::finish(&mut db, claimed, ImportState::Planned, (None, None, Some(&why)), by.at).await?;
            return Ok(());
        }
    };
    let written = if kind.is_about_people() {
        let writing = Writing { app, batch: &plan.batch, reading: &plan.reading, by: &by };
        committing::write(&mut tx, &writing, &plan.rows).await?
    } else {
        write_things(&mut tx, &plan.batch, &plan.rows, &by).await?
    };
    let mut counts = plan.batch.counts.clone();
    written.iter().for_each(|(what, many)| counts[*what] = json!(many));
    if store::finish(&mut tx, claimed, ImportState::Done, (Some(counts), None, None), by.at).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// The rows of which a plan does something else than the dry run said, or which it does not know any more.
fn differing(plan: &[Planned], said: &HashMap<u32, Vec<u8>>) -> Vec<u32> {
    let other = plan.iter().filter(|row| said.get(&row.number).is_none_or(|digest| *digest != row.digest()));
    let mut rows: Vec<u32> = other.map(|row| row.number).collect();
    let known: HashSet<u32> = plan.iter().map(|row| row.number).collect();
    rows.extend(said.keys().filter(|number| !known.contains(number)));
    rows.sort_unstable();
    rows
}

fn stale(rows: &[u32]) -> String {
    let count = if rows.len() == 1 { "1 row".to_owned() } else { format!("{} rows", rows.len()) };
    let named: Vec<String> = rows.iter().take(5).map(ToString::to_string).collect();
    let more = if rows.len() > named.len() { " and more" } else { "" };
    format!(
        "Nothing was imported: the register has changed since the dry run, and {count} would do something else than it says \
         ({}{more}). Make a new dry run and look at it.",
        named.join(", ")
    )
}

async fn undo(app: &App, claimed: &Claimed) -> Result<()> {
    step(app, claimed, "Looking at what has been used since, and taking back the rest").await?;
    let by = by(app, claimed);
    let mut tx = app.db.begin().await?;
    store::take_time(&mut tx).await?;
    let batch = store::find(&mut tx, claimed.id).await?.or_404()?;
    hold(&mut tx, batch.kind).await?;
    let outcome = undoing::undo(&mut tx, &batch, &by).await?;
    let outcome = serde_json::to_value(outcome).map_err(anyhow::Error::from)?;
    if store::finish(&mut tx, claimed, ImportState::Undone, (None, Some(outcome), None), by.at).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Removes what has been kept long enough.
///
/// # Errors
/// The database's.
pub(crate) async fn forget_old(db: &mut PgConnection, now: chrono::DateTime<chrono::Utc>) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    store::forget_old(&mut tx, now).await?;
    tx.commit().await
}
