//! People as cards for an address book: one, or a whole list as it is filtered and sorted.

use axum::response::Response;
use sqlx::PgPool;

use super::register::{Taking, WAITING, record};
use crate::access::Viewing;
use crate::app::App;
use crate::associates::Associate;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result, loggable};
use crate::exports::card::card;
use crate::exports::register::People;
use crate::exports::{paths, store};
use crate::people::{self, Choices, Panel};
use crate::spreadsheets::{Sender, Turn, attachment, chunks, file_name};
use crate::web::{Layout, Query};

const CONTENT_TYPE: &str = "text/vcard; charset=utf-8";

pub(crate) async fn one(_: paths::Card, app: App, layout: Layout, associate: Viewing<Associate>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let people = store::list_people(&mut tx, &[associate.id], false, layout.today()).await?;
    let person = people.into_iter().next().or_404()?;
    let entry = Entry::new("Took a card for an address book away", Subject::Associate(associate.id));
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    let (send, body) = chunks();
    send.send(card(&person).into_bytes()).await;
    let name = file_name(&format!("{} {}", person.given_name, person.family_name));
    Ok(attachment(CONTENT_TYPE, &format!("{name}.vcf"), body))
}

pub(crate) async fn many(
    _: paths::Cards,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    let (back, today) = (choices.address(), layout.today());
    if choices.filter().health.is_some() {
        return Ok(layout.unchanged(back, WAITING));
    }
    let Some(turn) = Turn::take(&app, &layout) else { return Ok(layout.unchanged(back, Turn::TAKEN)) };
    let mut tx = app.db.begin().await?;
    let ids = people::list_in_order(&mut tx, &choices.filter(), today).await?;
    let panel = Panel::load(&mut tx, &layout, choices, paths::Cards).await?;
    let taking = Taking { what: "cards", people: ids.len(), panel: &panel, reason: None };
    record(&mut tx, &taking, &layout.by()).await?;
    tx.commit().await?;

    let (send, body) = chunks();
    tokio::spawn(write(app.db.clone(), People::new(ids, false, today), send, turn));
    Ok(attachment(CONTENT_TYPE, &format!("associates-{}.vcf", today.format("%Y-%m-%d")), body))
}

/// Some cards at a time, as fast as they are read.
async fn write(db: PgPool, mut people: People, send: Sender, turn: Turn) {
    loop {
        let some = async { people.some(&mut *db.acquire().await?).await };
        match some.await {
            Ok(some) if some.is_empty() => break,
            Ok(some) => {
                if !send.send(some.iter().map(card).collect::<String>().into_bytes()).await {
                    break;
                }
            }
            Err(error) => {
                let cause = loggable(error.into());
                tracing::error!(cause = format!("{cause:#}"), "cards could not be taken away to their end");
                send.break_off().await;
                break;
            }
        }
    }
    drop(turn);
}
