//! Agreeing, and taking it back: one row of the ledger and one of the trail.

use sqlx::PgConnection;

use super::model::{Consent, PrivacyNotice};
use super::store;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{Error, Result};
use crate::kernel::AssociateId;

/// The notice that an agreement given now is given under.
///
/// # Errors
/// [`Error::BadRequest`] when there is none yet.
pub(crate) async fn notice_in_force(db: &mut PgConnection) -> Result<PrivacyNotice> {
    let notice = store::current_notice(db).await?;
    notice.ok_or(Error::BadRequest("There is no privacy notice yet, so we cannot record what you agree to."))
}

/// Writes that someone agrees to something, or takes it back. The trail names no project: that someone is linked
/// to it may be what must not be seen.
///
/// # Errors
/// As [`notice_in_force`], and the database's.
pub(crate) async fn record_agreement(
    db: &mut PgConnection,
    associate: AssociateId,
    consent: &Consent,
    given: bool,
    source: &str,
    by: &By,
) -> Result<()> {
    let notice = notice_in_force(db).await?;
    store::record_consent(db, associate, consent, given, notice.id, source, by).await?;
    let act = if given { "Gave an agreement" } else { "Took an agreement back" };
    let about = serde_json::json!({ "agreement": consent.purpose().to_string() });
    audit::record(db, by, Entry::new(act, Subject::Associate(associate)).made(&about)).await?;
    Ok(())
}
