//! Taking a step, with everything that hangs on it: the row of the history, the entry of the trail, the letter.

use sqlx::PgConnection;

use super::model::{Act, Payment};
use super::store::{self, Offer, Said};
use super::words::StepKind;
use super::{letters, notice};
use crate::audit::{self, By, Entry, Subject};
use crate::config::Config;
use crate::error::{OrNotFound, Result};
use crate::kernel::{AssociateId, EventId, Invalid};

/// Takes a step of a payment that the caller holds. `version` is the one that whoever takes it has looked at. The inner
/// error says why it cannot be taken; then nothing has changed.
pub(super) async fn take(
    db: &mut PgConnection,
    config: &Config,
    payment: &Payment,
    (act, said): (&Act, Said),
    version: &str,
    by: &By,
) -> Result<std::result::Result<(), Invalid>> {
    let before = payment.standing();
    let after = match before.after(act, by.at) {
        Ok(after) => after,
        Err(why) => return Ok(Err(why)),
    };
    if payment.version.to_string() != version {
        return Ok(Err(Invalid::new("Somebody has changed it meanwhile. Look at it again first")));
    }
    store::set_standing(db, payment.id, &after).await?;
    store::insert_step(db, payment.id, act.step(), &said, (by.account, by.at)).await?;
    let entry = Entry::new(act.in_the_trail(), Subject::Payment(payment.id)).concerning(payment.associate_id);
    audit::record(db, by, entry.changed(&before, &after)).await?;
    let stands = store::find(db, payment.id).await?.or_404()?;
    let settings = store::find_settings(db).await?;
    letters::tell_of_step(db, config, &stands, (act.step(), &said), &settings, by.at).await?;
    Ok(Ok(()))
}

/// Offers someone a payment for an event; false when they have been offered one already.
pub(super) async fn offer_to(
    db: &mut PgConnection,
    config: &Config,
    (event, associate): (EventId, AssociateId),
    offer: &Offer,
    by: &By,
) -> Result<bool> {
    let Some(id) = store::offer(db, event, associate, offer, by.at).await? else { return Ok(false) };
    let payment = store::find(db, id).await?.or_404()?;
    let was_written = letters::tell_of_offer(db, config, &payment, by.at).await?;
    let said = Said {
        reason: offer.outside_reason.clone(),
        notice: was_written.then_some(notice::VERSION),
        pence: Some(offer.fee),
        told: None,
    };
    store::insert_step(db, id, StepKind::Offered, &said, (by.account, by.at)).await?;
    // Not why: "She comes as a carer" is the payment's to keep, not the trail's, which is never altered.
    let after = serde_json::json!({
        "event": payment.event_title,
        "payment": payment.worth(),
        "amount": payment.fee_pence,
    });
    let entry = Entry::new("Offered a payment", Subject::Payment(id)).concerning(associate);
    audit::record(db, by, entry.made(&after)).await?;
    Ok(true)
}
