//! The people of an organisation that ended as a spreadsheet: those to be placed, or what was decided.

use axum::response::Response;

use super::worklist::{Place, went};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, List};
use crate::error::{OrNotFound, Result};
use crate::kernel::london_date;
use crate::organisations::Organisation;
use crate::spreadsheets::{Column, Format, Given, Line, Value};
use crate::succession::model::Unplaced;
use crate::succession::paths;
use crate::succession::store::{self, Decision};
use crate::web::{Layout, Query};

const UNPLACED: [Column; 6] =
    [("Name", 26), ("Job title", 30), ("There since", 12), ("Until", 12), ("Note", 50), ("Copse id", 38)];
const DECIDED: [Column; 5] = [("Name", 26), ("Where", 50), ("Decided on", 12), ("By", 24), ("Copse id", 38)];

pub(crate) async fn csv(
    _: paths::WorklistCsv,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Query(place): Query<Place>,
) -> Result<Response> {
    take(&app, &layout, &organisation, place.is_decided(), Format::Csv).await
}

pub(crate) async fn xlsx(
    _: paths::WorklistXlsx,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Query(place): Query<Place>,
) -> Result<Response> {
    take(&app, &layout, &organisation, place.is_decided(), Format::Xlsx).await
}

async fn take(
    app: &App,
    layout: &Layout,
    organisation: &Organisation,
    is_decided: bool,
    format: Format,
) -> Result<Response> {
    organisation.ends_on.or_404()?;
    let mut db = app.db.acquire().await?;
    let (lines, view, columns): (Vec<Line>, _, &[Column]) = if is_decided {
        (store::list_decisions(&mut db, organisation.id).await?.iter().map(decided).collect(), "Decided", &DECIDED)
    } else {
        (store::list_unplaced(&mut db, organisation.id).await?.iter().map(unplaced).collect(), "To place", &UNPLACED)
    };
    drop(db);
    let (filter, rows) = (vec![format!("Organisation: {}", organisation.name), view.to_owned()], audit::rows(&lines));
    let list = List { title: "People of an organisation that ended", filter, columns, rows };
    list.take(app, layout, format, paths::Worklist { organisation: organisation.id }, Given(lines)).await
}

fn unplaced(one: &Unplaced) -> Line {
    vec![
        Value::text(&one.name),
        Value::maybe(one.job_title.as_deref()),
        Value::Date(one.starts_on),
        Value::date(one.ends_on),
        Value::maybe(one.note.as_deref()),
        Value::text(one.associate_id.to_string()),
    ]
}

fn decided(one: &Decision) -> Line {
    vec![
        Value::text(&one.name),
        Value::text(went(one)),
        Value::Date(london_date(one.decided_at)),
        Value::maybe(one.by.as_deref()),
        Value::text(one.associate_id.to_string()),
    ]
}
