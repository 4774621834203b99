//! Someone leaves the network: their places at coming events go to others.

use sqlx::PgConnection;

use super::store;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::AssociateId;
use crate::places::{self, RegistrationState};

/// Ends every live registration of someone for an event that is still to come.
///
/// # Errors
/// The database's.
pub(crate) async fn cancel_all(db: &mut PgConnection, associate: AssociateId, by: &By) -> Result<()> {
    for (id, event) in store::list_live_to_come(db, associate, by.at).await? {
        let mut hall = places::lock(db, event).await?;
        let registration = places::find_for_update(db, id).await?.or_404()?;
        if registration.state.is_live() {
            let why = "Left the network";
            places::end(db, &mut hall, &registration, RegistrationState::Cancelled, why, by).await?;
            let entry = Entry::new("Cancelled a registration: they left the network", Subject::Event(event));
            audit::record(db, by, entry.concerning(associate)).await?;
        }
    }
    Ok(())
}
