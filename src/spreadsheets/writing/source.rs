//! Where the rows of a list come from: some at a time, each time with a connection of its own, so that a slow reader
//! holds none.

use std::future::Future;

use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;

use super::Line;
use crate::error::loggable;
use crate::web::Cursor;

/// Gives the rows of a list.
pub(crate) trait Source: Send + 'static {
    /// The next rows; none at all at the end.
    fn next(&mut self, db: &mut PgConnection) -> impl Future<Output = sqlx::Result<Vec<Line>>> + Send;
}

/// Rows that are there already; for lists that are short by their nature.
pub(crate) struct Given(pub(crate) Vec<Line>);

impl Source for Given {
    async fn next(&mut self, _: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let rest = self.0.split_off(self.0.len().min(500));
        Ok(std::mem::replace(&mut self.0, rest))
    }
}

/// A page of a list without the row too many that it has when more follow, and where the next begins.
pub(crate) fn turned<Row, Id>(
    mut rows: Vec<Row>,
    size: u8,
    next: &mut Option<Cursor<Id>>,
    id: impl Fn(&Row) -> Id,
) -> Vec<Row> {
    let more = rows.len() > usize::from(size);
    rows.truncate(size.into());
    *next = rows.last().filter(|_| more).map(|last| Cursor::After(id(last)));
    rows
}

/// Rows as they pass to whoever writes them; without a value where there are no more to come, though there are.
pub(super) type Batch = Option<Vec<Line>>;

/// Passes on what a source gives, until its end or until nobody wants more.
pub(super) async fn pump(db: PgPool, mut source: impl Source, rows: mpsc::Sender<Batch>) {
    loop {
        let batch = async { source.next(&mut *db.acquire().await?).await };
        match batch.await {
            Ok(batch) if batch.is_empty() => return,
            Ok(batch) => {
                if rows.send(Some(batch)).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                let cause = loggable(error.into());
                tracing::error!(cause = format!("{cause:#}"), "a list could not be taken away to its end");
                // Whoever writes has gone: then nothing is left half.
                let _ = rows.send(None).await;
                return;
            }
        }
    }
}
