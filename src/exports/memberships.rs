//! What people take part in, a row for each part. The headings are the ones that the import of memberships guesses.

use sqlx::PgConnection;

use super::store::{self, Part};
use crate::kernel::{AssociateId, Choice, EmailAddress};
use crate::spreadsheets::{Column, Line, Source, Value};

/// People whose parts are read at a time.
const SOME: usize = 500;

pub(super) const COLUMNS: [Column; 9] = [
    ("Given name", 16),
    ("Family name", 18),
    ("Email", 30),
    ("Project", 40),
    ("Role", 18),
    ("From", 12),
    ("Until", 12),
    ("Involvement", 18),
    ("Copse id", 38),
];

/// The parts of people whose choice and order stand fixed.
pub(super) struct Parts {
    rest: std::vec::IntoIter<AssociateId>,
}

impl Parts {
    pub(super) fn of(people: Vec<AssociateId>) -> Self {
        Self { rest: people.into_iter() }
    }
}

impl Source for Parts {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        loop {
            let ids: Vec<AssociateId> = self.rest.by_ref().take(SOME).collect();
            if ids.is_empty() {
                return Ok(Vec::new());
            }
            // Whole groups of people may take part in nothing, which is not the end.
            let parts = store::list_parts(db, &ids).await?;
            if !parts.is_empty() {
                return Ok(parts.iter().map(line).collect());
            }
        }
    }
}

fn line(part: &Part) -> Line {
    vec![
        Value::text(&part.given_name),
        Value::text(&part.family_name),
        Value::maybe(part.email.as_ref().map(EmailAddress::as_str)),
        Value::text(&part.project),
        Value::text(part.role.label()),
        Value::date(part.starts_on),
        Value::date(part.ends_on),
        Value::text(part.involvement.label()),
        Value::text(part.associate_id.to_string()),
    ]
}
