//! The demonstration network: real organisations and studies, and people who do not exist.
//!
//! Made from a seed, so that it is the same every time, and dated back from a given moment, which the
//! caller supplies: nothing here reads the clock. `network` makes it, one Associate after
//! another; `store` writes it, a batch at a time, so that its size is bounded by the disk and not by
//! memory. `copse demo`, the tests and the benchmark all use it.

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
///
/// # Errors
/// The database holds anything already, fewer than twenty people are asked for, or the database fails.
pub async fn fill(
    db: &mut PgConnection,
    associates: u32,
    seed: u64,
    now: DateTime<Utc>,
    password_hash: &str,
) -> Result<Summary> {
    let network = begin(associates, seed, now)?;
    let mut tx = db.begin().await?;
    let mut summary = write_register(&mut tx, &network, password_hash).await?;
    store::write_successions(&mut tx, &network).await?;
    let happenings = events::all(&network);
    store::write_events(&mut tx, &happenings, network.timeline.now).await?;
    store::write_payments(&mut tx, network.timeline.founded, network.timeline.now).await?;
    store::write_letters(&mut tx, network.timeline.now).await?;
    summary.events = happenings.events.len();
    summary.registrations = happenings.registrations.len();
    tx.commit().await?;
    Ok(summary)
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
