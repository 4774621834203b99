//! The demonstration network: real organisations and studies, and people who do not exist.
//!
//! Made from a seed, so that it is the same every time, and dated back from a given moment, which the
//! caller supplies: nothing here reads the clock. `network` makes it, one Associate after
//! another; `store` writes it, a batch at a time, so that its size is bounded by the disk and not by
//! memory. `multitude` adds whoever is asked for beyond the usual seven hundred. `copse demo`, the tests and the benchmark all use it.

mod acts;
mod affiliations;
mod afterwards;
mod audit;
mod cast;
mod consents;
mod dice;
mod events;
mod identity;
mod life;
mod memberships;
mod multitude;
mod names;
mod network;
mod notices;
mod organisations;
mod plan;
mod projects;
mod rows;
mod store;
mod studies;
mod themes;
mod timeline;
mod words;

#[cfg(test)]
mod tests;

use anyhow::{Result, ensure};
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Connection, PgConnection};

use multitude::Multitude;

pub use cast::{ADA, ASHA_ASSOCIATE, Cast, LENA_LEAD, LEO_LEAD, PASSWORD, TESS, cast};
pub use store::is_empty;

/// How many Associates the demonstration has unless told otherwise.
pub const ASSOCIATES: u32 = 700;
/// The seed of the usual demonstration.
pub const SEED: u64 = 2008;
/// Fewer cannot hold every situation.
const FEWEST: u32 = 20;
/// How many people are made and written at a time.
const BATCH: u32 = 500;

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// People in the register, whatever their standing.
    pub associates: usize,
    /// People who can sign in, the team among them.
    pub accounts: usize,
    /// Research projects.
    pub projects: usize,
    /// Organisations.
    pub organisations: usize,
    /// Memberships, whatever their state.
    pub memberships: usize,
    /// Rows of the consent ledger.
    pub consents: usize,
    /// What members did themselves.
    pub acts: usize,
    /// Events, past and to come.
    pub events: usize,
    /// Who signed up for them, whatever became of it.
    pub registrations: usize,
}

/// Writes a network of so many `associates` that ends at `now`, in one transaction (a savepoint, if the
/// caller has begun one). `password_hash` is that of [`PASSWORD`], which is slow to make and so made once.
/// `progress` is told how much of how much is done.
///
/// The first [`ASSOCIATES`] are those of the usual network; whoever is asked for beyond them is one of a multitude, with
/// organisations, projects and events in proportion.
///
/// # Errors
/// The database holds anything already, fewer than twenty people are asked for, or the database fails.
pub async fn fill(
    db: &mut PgConnection,
    associates: u32,
    seed: u64,
    now: DateTime<Utc>,
    password_hash: &str,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Summary> {
    let network = begin(associates.min(ASSOCIATES), seed, now)?;
    let mut tx = db.begin().await?;
    let mut summary = write_register(&mut tx, &network, password_hash).await?;
    store::write_successions(&mut tx, &network).await?;
    let happenings = events::all(&network);
    store::write_events(&mut tx, &happenings, network.timeline.now).await?;
    store::write_payments(&mut tx, network.timeline.founded, network.timeline.now).await?;
    store::write_letters(&mut tx, network.timeline.now).await?;
    summary.events = happenings.events.len();
    summary.registrations = happenings.registrations.len();
    if associates > network.size {
        let multitude = Multitude::beside(&network, associates - network.size);
        write_multitude(&mut tx, &multitude, &mut summary, progress).await?;
    }
    store::analyze(&mut tx).await?;
    tx.commit().await?;
    Ok(summary)
}

async fn write_multitude(
    db: &mut PgConnection,
    multitude: &Multitude<'_>,
    summary: &mut Summary,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<()> {
    let parts = store::set_aside(db).await?;
    store::write_multitude(db, multitude.organisations(), multitude.projects()).await?;
    summary.organisations += multitude.organisations().len();
    summary.projects += multitude.projects().len();
    let (people, events) = multitude.size();
    // The events are about as much work as the people, and so are the indexes.
    let whole = 3 * people;
    let mut done = 0;
    for batch in multitude.batches() {
        store::write(db, &batch, "").await?;
        summary.add(&batch);
        done += batch.associates.len() as u64;
        progress(done, whole);
    }
    let mut held = 0;
    for gathering in multitude.gatherings() {
        store::write_gathering(db, &gathering).await?;
        summary.events += gathering.happenings.events.len();
        summary.registrations += gathering.happenings.registrations.len();
        held += gathering.happenings.events.len() as u64;
        progress(people + held * people / events.max(1), whole);
    }
    let mut built = |done, all| progress(2 * people + done * people / all, whole);
    store::put_back(db, parts, &mut built).await?;
    Ok(())
}

/// The same without the events, for a database of a time before there were any.
///
/// # Errors
/// As [`fill`].
pub async fn fill_register(
    db: &mut PgConnection,
    associates: u32,
    seed: u64,
    now: DateTime<Utc>,
    password_hash: &str,
) -> Result<Summary> {
    let network = begin(associates, seed, now)?;
    let mut tx = db.begin().await?;
    let summary = write_register(&mut tx, &network, password_hash).await?;
    tx.commit().await?;
    Ok(summary)
}

fn begin(associates: u32, seed: u64, now: DateTime<Utc>) -> Result<network::Network> {
    ensure!(associates >= FEWEST, "The demonstration network needs at least {FEWEST} Associates");
    Ok(network::Network::new(seed, associates, now.trunc_subsecs(0)))
}

/// The people, and all that is there before them.
async fn write_register(db: &mut PgConnection, network: &network::Network, password_hash: &str) -> Result<Summary> {
    ensure!(is_empty(db).await?, "The demonstration network is only put into an empty database");
    let mut summary = store::write_frame(db, network, password_hash).await?;
    for batch in network.batches(BATCH) {
        store::write(db, &batch, password_hash).await?;
        summary.add(&batch);
    }
    Ok(summary)
}

impl Summary {
    fn add(&mut self, batch: &rows::Batch) {
        self.associates += batch.associates.len();
        self.accounts += batch.accounts.len();
        self.memberships += batch.memberships.len();
        self.consents += batch.consents.len();
        self.acts += batch.acts.len();
    }
}
