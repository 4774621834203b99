//! Where one person sits, by hand.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::attendance::forms::SeatForm;
use crate::attendance::model::Guest;
use crate::attendance::{paths, store};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "attendance/seat.html")]
pub(crate) struct SeatPage {
    layout: Layout,
    event: Event,
    guest: Guest,
    form: SeatForm,
    errors: FormErrors,
}

pub(crate) async fn get(path: paths::Seat, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<SeatPage>> {
    let mut db = app.db.acquire().await?;
    let guest = store::find_guest(&mut db, event.id, path.associate).await?.or_404()?;
    drop(db);
    let form = SeatForm { table: guest.table_number.map(|table| table.to_string()).unwrap_or_default() };
    Ok(Page::ok(SeatPage { layout, event: event.clone(), guest, form, errors: FormErrors::default() }))
}

pub(crate) async fn post(
    path: paths::Seat,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<SeatForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let guest = store::find_guest(&mut tx, event.id, path.associate).await?.or_404()?;
    let table = match form.parse() {
        Ok(table) => table,
        Err(errors) => {
            let page = SeatPage { layout, event: event.clone(), guest, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    if table != guest.table_number {
        store::set_seat(&mut tx, event.id, path.associate, table).await?;
        let at = |table: Option<i16>| serde_json::json!({ "table": table });
        let entry = Entry::new("Changed a seat", Subject::Event(event.id)).concerning(path.associate);
        audit::record(&mut tx, &layout.by(), entry.changed(&at(guest.table_number), &at(table))).await?;
    }
    tx.commit().await?;

    let words = match table {
        Some(table) => format!("{} sits at table {table}", guest.name),
        None => format!("{} sits at no table", guest.name),
    };
    Ok(layout.redirect(format!("{}#person-{}", paths::Roll { event: event.id }, path.associate), words))
}
