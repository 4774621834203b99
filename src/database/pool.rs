//! The pool of connections, with the limits and the guard that every one of them has.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection};

/// Whether connections are looked at when they come back to the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// As Copse runs: a transaction left open is rolled back before the next user gets the connection.
    Yes,
    /// Without that: only for the test which shows that the guard is needed.
    No,
}

/// A pool of at most `max` connections.
///
/// sqlx 0.9.0 has a fault that loses writes: when a task is dropped while its `begin()` is under way, the
/// connection returns to the pool inside a transaction that sqlx does not know of; whoever gets it next writes
/// into that transaction, is told that all is well, and nothing is ever committed. So every connection is asked
/// on its way back. This happens after the request was answered, in one short exchange.
#[must_use]
pub fn pool_options(max: u32, guarded: Guarded) -> PgPoolOptions {
    let options = PgPoolOptions::new().max_connections(max).acquire_timeout(Duration::from_secs(5));
    match guarded {
        Guarded::Yes => options.after_release(|connection, _| Box::pin(leave_transaction(connection))),
        Guarded::No => options,
    }
}

/// How every connection introduces itself, and how long it may take for what.
///
/// A page that takes longer is of no use to its reader any more, and a lock that is not given within seconds
/// never will be. sqlx itself sets the time zone to UTC.
#[must_use]
pub fn with_limits(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("copse").options([
        ("statement_timeout", "15s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "30s"),
        // Compiling a statement takes ten times as long as any of ours runs, and the planner cannot tell.
        ("jit", "off"),
    ])
}

/// Rolls back a transaction that was left open; answers whether the connection can be used again.
///
/// sqlx keeps to itself what the server says about the state of the transaction, except here: `begin_with` fails
/// with `BeginFailed` when its statement did not leave the connection inside a transaction. Given a statement
/// that begins none, it thus tells whether there is one, and hands it over to be rolled back. A plain `rollback`
/// would do as well, with a warning from the server each time there is nothing to roll back.
async fn leave_transaction(connection: &mut PgConnection) -> sqlx::Result<bool> {
    match connection.begin_with("select 1").await {
        Err(sqlx::Error::BeginFailed) => Ok(true),
        Ok(left_open) => {
            left_open.rollback().await?;
            tracing::debug!("rolled back a transaction that a cancelled task had left open");
            Ok(true)
        }
        // Inside a transaction that has failed, every statement is refused. Such a connection is closed.
        Err(sqlx::Error::Database(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Executor as _;

    use super::*;
    use crate::database::PrivateCluster;

    /// Whether the second user of the only connection finds a transaction that the first has left.
    async fn inherits(pool: &sqlx::PgPool, left: &'static str) -> bool {
        let mut connection = pool.acquire().await.unwrap();
        // What a cancelled begin() leaves: a transaction that sqlx knows nothing of.
        let _ = connection.execute(left).await;
        drop(connection);
        let mut connection = pool.acquire().await.unwrap();
        !matches!(connection.begin_with("select 1").await, Err(sqlx::Error::BeginFailed))
    }

    #[tokio::test]
    async fn the_next_user_never_gets_a_transaction_of_the_one_before() {
        let cluster = PrivateCluster::temporary().await.unwrap();
        let options = with_limits(cluster.connect_options("postgres"));
        let guarded = pool_options(1, Guarded::Yes).connect_with(options.clone()).await.unwrap();
        for left in ["select 1", "begin", "begin; select 1/0"] {
            assert!(!inherits(&guarded, left).await, "after {left}");
        }
        let control = pool_options(1, Guarded::No).connect_with(options).await.unwrap();
        assert!(inherits(&control, "begin").await, "the fault is gone from sqlx, and the guard can go too");
        guarded.close().await;
        control.close().await;
        cluster.stop().await.unwrap();
    }

    #[tokio::test]
    async fn connections_have_their_limits() {
        let cluster = PrivateCluster::temporary().await.unwrap();
        let options = with_limits(cluster.connect_options("postgres"));
        let pool = pool_options(1, Guarded::Yes).connect_with(options).await.unwrap();
        for (setting, expected) in [
            ("statement_timeout", "15s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "30s"),
            // Compiling a statement takes ten times as long as any of ours runs, and the planner cannot tell.
            ("jit", "off"),
            ("TimeZone", "UTC"),
            ("application_name", "copse"),
        ] {
            let query = sqlx::query_scalar::<_, String>("select current_setting($1)").bind(setting);
            assert_eq!(query.fetch_one(&pool).await.unwrap(), expected, "{setting}");
        }
        pool.close().await;
        cluster.stop().await.unwrap();
    }
}
