//! Reading about people across the register, projects, memberships and consents. Nothing is written here.

mod choices;
mod list;
mod record;

use chrono::NaiveDate;
use sqlx::PgConnection;

pub(crate) use choices::{Offered, list_offered};
pub(crate) use list::{COUNTED, PAGE, Row, count, list};
pub(crate) use record::{
    Facts, Happening, KeptApart, MembershipRow, SensitiveProject, facts, list_kept_apart, list_memberships,
    list_sensitive_projects, list_waiting, timeline,
};

use super::filter::{Filter, Status};
use crate::web::Cursor;

/// The first ten people that something typed leads to, also of those who left.
pub(crate) async fn list_found(db: &mut PgConnection, text: &str, today: NaiveDate) -> sqlx::Result<Vec<Row>> {
    let filter = Filter { text: Some(text.to_owned()), status: Status::All, ..Filter::default() };
    let mut rows = list(db, &filter, Cursor::Start, today).await?;
    rows.truncate(10);
    Ok(rows)
}
