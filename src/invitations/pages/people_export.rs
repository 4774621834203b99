//! Everybody of a batch as a spreadsheet: also those who are to be telephoned.

use axum::response::Response;
use sqlx::PgConnection;

use super::people::{Choices, may_leave, title_of};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, List};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::invitations::paths;
use crate::invitations::store::{self, OfBatch, Which};
use crate::kernel::{Choice, InvitationBatchId};
use crate::spreadsheets::{Column, Format, Given, Line, Value};
use crate::web::{Cursor, Layout, Query};

const COLUMNS: [Column; 5] =
    [("Name", 26), ("Stakeholder group", 22), ("Organisation", 36), ("Phone", 16), ("Copse id", 38)];
/// People read at a time.
const SOME: u8 = 200;

pub(crate) async fn csv(
    path: paths::BatchPeopleCsv,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, (&event, path.batch), &choices, Format::Csv).await
}

pub(crate) async fn xlsx(
    path: paths::BatchPeopleXlsx,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, (&event, path.batch), &choices, Format::Xlsx).await
}

async fn take(
    app: &App,
    layout: &Layout,
    (event, id): (&Event, InvitationBatchId),
    choices: &Choices,
    format: Format,
) -> Result<Response> {
    let which = choices.which();
    let back = choices.address_at(paths::BatchPeople { event: event.id, batch: id });
    let mut db = app.db.acquire().await?;
    let batch = store::find_batch(&mut db, event.id, id).await?.or_404()?;
    if !may_leave(which) {
        let why = "This list tells whose links wait for a consent, so it cannot be taken away. Take another list.";
        return Ok(layout.unchanged(back, why));
    }
    let people = everyone(&mut db, batch.id, which).await?;
    drop(db);
    let (filter, rows) = (vec![event.title.clone(), title_of(which, &batch).to_owned()], audit::rows(&people));
    let list = List { title: "People of a letter", filter, columns: &COLUMNS, rows };
    list.take(app, layout, format, back, Given(people.iter().map(line).collect())).await
}

async fn everyone(db: &mut PgConnection, batch: InvitationBatchId, which: Which) -> sqlx::Result<Vec<OfBatch>> {
    let (mut all, mut cursor) = (Vec::new(), Cursor::Start);
    loop {
        let mut some = store::list_of_batch(db, batch, which, cursor, SOME).await?;
        let more = some.len() > usize::from(SOME);
        some.truncate(SOME.into());
        all.extend(some);
        match all.last() {
            Some(last) if more => cursor = Cursor::After(last.associate_id),
            _ => return Ok(all),
        }
    }
}

fn line(person: &OfBatch) -> Line {
    vec![
        Value::text(&person.name),
        Value::text(person.stakeholder_group.label()),
        Value::maybe(person.organisation.as_deref()),
        Value::maybe(person.phone.as_deref()),
        Value::text(person.associate_id.to_string()),
    ]
}
