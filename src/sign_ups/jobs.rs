//! Moving the line: offers that ran out, kept places that open to everyone, free places for those who wait. The only
//! place where offers are made, so that nobody jumps the line and several instances do not cross.

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};

use super::letters::{News, tell};
use super::store;
use crate::audit::By;
use crate::config::Config;
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event};
use crate::kernel::EventId;
use crate::places::{self, Hall, Offer, RegistrationState, offer_until};

/// Does what is due at every event, one transaction each; returns how many events it looked at. An event at which it
/// fails keeps none of the others' lines from moving.
///
/// # Errors
/// The database's, of the first event that failed.
pub(crate) async fn move_lines(db: &mut PgConnection, config: &Config, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let busy = places::list_busy_events(db, now).await?;
    let mut failure = None;
    for event in &busy {
        if let Err(error) = move_line_at(db, config, *event, now).await {
            failure.get_or_insert(error);
        }
    }
    failure.map_or(Ok(busy.len()), Err)
}

async fn move_line_at(db: &mut PgConnection, config: &Config, id: EventId, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    move_line(&mut tx, config, id, now).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    tx.commit().await?;
    Ok(())
}

async fn move_line(db: &mut PgConnection, config: &Config, id: EventId, now: DateTime<Utc>) -> Result<()> {
    let event = events::find_for_share(db, id).await?.or_404()?;
    let mut hall = places::lock_with_line(db, id).await?;
    let by = By::system(now);
    for lapsed in places::list_lapsed(db, id, now).await? {
        let why = "The time to answer ran out; the place went to the next in line";
        places::end(db, &mut hall, &lapsed, RegistrationState::Lapsed, why, &by).await?;
        let person = store::find(db, lapsed.id).await?.or_404()?;
        tell(db, config, &event, &person, News::Lapsed, now).await?;
    }
    if !event.moves_its_line(now) {
        return Ok(());
    }
    if hall.release(event.starts_at, now) > 0 {
        places::save(db, id, &hall).await?;
    }
    offer_places(db, config, &event, &mut hall, &by).await
}

/// Offers what is free, and tells each of them until when.
async fn offer_places(db: &mut PgConnection, config: &Config, event: &Event, hall: &mut Hall, by: &By) -> Result<()> {
    let Some(until) = offer_until(by.at, event.starts_at) else { return Ok(()) };
    let offers = hall.next_offers();
    places::save(db, event.id, hall).await?;
    for offer in offers {
        places::offer(db, offer.registration, offer.pool, until).await?;
        places::record_step(db, offer.registration, RegistrationState::Offered, &reason(&offer), by).await?;
        let person = store::find(db, offer.registration).await?.or_404()?;
        tell(db, config, event, &person, News::Offered, by.at).await?;
    }
    Ok(())
}

fn reason(offer: &Offer) -> String {
    match offer.passed_by {
        0 => "First in line when a place became free".to_owned(),
        1 => "A kept place became free; 1 person before them is of another group".to_owned(),
        n => format!("A kept place became free; {n} people before them are of other groups"),
    }
}
