//! The database: our own private cluster, or the one that `DATABASE_URL` names; the pool; the migrations.

mod binaries;
mod cluster;
mod folder;
mod given;
mod migrations;
mod pool;
mod server;

use anyhow::Result;
use sqlx::PgPool;

use crate::config::Config;

pub use cluster::{Durability, PrivateCluster};
pub use migrations::migrate;
pub(crate) use migrations::newest_migration;
pub use pool::{Guarded, pool_options, with_limits};

/// The name of the database in a private cluster.
const NAME: &str = "copse";

/// How a command stands to a private cluster that is running already for another Copse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The server wants it for itself, since the cluster stops with it.
    Alone,
    /// A short command visits it.
    Shared,
}

/// The open database, and the cluster that has to stop with us.
#[derive(Debug)]
pub struct Database {
    /// Its connections.
    pub pool: PgPool,
    cluster: Option<PrivateCluster>,
}

impl Database {
    /// Opens the database that is configured; starts a private cluster when none is.
    ///
    /// # Errors
    /// With one sentence for the person who starts Copse.
    pub async fn open(config: &Config, how: Use) -> Result<Self> {
        let (options, cluster) = match config.database_url() {
            Some(url) => (given::connect_options(url).await?, None),
            None => {
                let cluster = start(config, how).await?;
                cluster.create_database(NAME, None).await?;
                (cluster.connect_options(NAME), Some(cluster))
            }
        };
        let pool = pool_options(config.database_connections, Guarded::Yes).connect_lazy_with(with_limits(options));
        Ok(Self { pool, cluster })
    }

    /// Tells a private cluster to stop without waiting for it, for those who leave in a hurry.
    pub fn interrupt(&self) {
        if let Some(cluster) = &self.cluster {
            cluster.interrupt();
        }
    }

    /// Closes the connections, then stops the private cluster if there is one.
    ///
    /// # Errors
    /// When the cluster does not stop.
    pub async fn close(self) -> Result<()> {
        self.pool.close().await;
        match self.cluster {
            Some(cluster) => cluster.stop().await,
            None => Ok(()),
        }
    }
}

async fn start(config: &Config, how: Use) -> Result<PrivateCluster> {
    let dir = match &config.data {
        Some(dir) => dir.clone(),
        None => folder::default_folder()?,
    };
    let pg_bin = config.pg_bin.as_deref();
    match how {
        Use::Alone => PrivateCluster::start(&dir, pg_bin, Durability::Safe).await,
        Use::Shared => PrivateCluster::start_or_visit(&dir, pg_bin).await,
    }
}
