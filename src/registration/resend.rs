//! The team has a link sent again to someone who rang because none came, and learns nothing by it.

use chrono::TimeDelta;

use super::{store, submit};
use crate::access::Actor;
use crate::accounts::{Limit, hold};
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::kernel::EmailAddress;

/// Mails a fresh link, if a registration with this address waits for it. The trail keeps who asked, and neither for
/// whom nor whether anybody was found.
pub(super) async fn resend(app: &App, worker: &Actor, to: &EmailAddress, by: &By) -> Result<()> {
    hold(&mut *app.db.acquire().await?, &limits(worker, to), by.at).await?;
    let mut tx = app.db.begin().await?;
    if let Some(waiting) = store::find_waiting(&mut tx, to).await? {
        submit::send_confirmation(&mut tx, app, waiting, to, by).await?;
    }
    let entry = Entry::new("Had the link of a registration sent again", Subject::Account(worker.account));
    audit::record(&mut tx, by, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// In an hour thirty by one of the team, and six to one address. Those are counted apart from what the address asks for
/// itself: a refusal that came one link sooner would tell that somebody has registered with it.
fn limits(worker: &Actor, to: &EmailAddress) -> [Limit; 2] {
    let hour = TimeDelta::hours(1);
    [
        Limit::new(format!("registration links by {}", worker.account), 30, hour),
        Limit::new(format!("registration links to {to}"), 6, hour),
    ]
}
