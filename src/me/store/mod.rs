//! What My page reads beyond what other parts offer.

/// The rows of one table, each as JSON.
macro_rules! section {
    ($db:ident, $table:literal, $title:literal, $why:literal, $columns:expr, $sql:literal, $($argument:expr),*) => {
        Section {
            table: $table,
            title: $title,
            why: $why,
            columns: &$columns,
            rows: sqlx::query_scalar!($sql, $($argument),*).fetch_all(&mut *$db).await?,
        }
    };
}

mod afterwards;
mod events;
mod held;
mod imports;
mod merged;
mod payments;
mod team;

pub(super) use held::{Held, Section, list_held};

use sqlx::PgConnection;

use crate::kernel::{AccountId, EmailAddress};

/// The address someone signs in with.
pub(super) async fn find_sign_in_address(db: &mut PgConnection, id: AccountId) -> sqlx::Result<Option<EmailAddress>> {
    sqlx::query_scalar!("select email from accounts where id = $1", id as AccountId).fetch_optional(db).await
}
