//! My page and what belongs to it.

pub(crate) mod consents;
pub(crate) mod data;
pub(crate) mod details;
pub(crate) mod email;
pub(crate) mod home;
pub(crate) mod leaving;
pub(crate) mod notice;
pub(crate) mod pause;
pub(crate) mod preferences;

use sqlx::PgConnection;

use crate::access::Actor;
use crate::associates::{self, Associate, Profile, ProfileForm};
use crate::audit::{self, By, Entry, Subject};
use crate::error::{Error, OrNotFound, Result};
use crate::privacy::{self, Consent, PrivacyNotice};

/// How the ledger names the place where an agreement was given or taken back.
const SOURCE: &str = "My page";

/// The record of the person who is signed in; not found for a worker who is no Associate.
async fn own(db: &mut PgConnection, me: &Actor) -> Result<Associate> {
    associates::find(db, me.associate.or_404()?).await?.or_404()
}

/// The same, held until the transaction ends.
async fn own_for_update(db: &mut PgConnection, me: &Actor) -> Result<Associate> {
    associates::find_for_update(db, me.associate.or_404()?).await?.or_404()
}

/// The notice that an agreement given now is given under.
async fn notice_in_force(db: &mut PgConnection) -> Result<PrivacyNotice> {
    let notice = privacy::current_notice(db).await?;
    notice.ok_or(Error::BadRequest("There is no privacy notice yet, so we cannot record what you agree to."))
}

/// Their profile as it stands, to change a part of it.
async fn profile(db: &mut PgConnection, me: &Associate) -> Result<Profile> {
    let themes = associates::list_themes(db, me.id).await?;
    let parsed = ProfileForm::of(me, &themes).parse();
    Ok(parsed.map_err(|_| anyhow::anyhow!("a stored profile does not satisfy its own form"))?)
}

/// Writes an agreement, or that it is taken back, to the ledger and the trail. The trail names no
/// project: that someone is linked to it may be what must not be seen.
async fn record(db: &mut PgConnection, me: &Associate, consent: &Consent, given: bool, by: &By) -> Result<()> {
    let notice = notice_in_force(db).await?;
    privacy::record_consent(db, me.id, consent, given, notice.id, SOURCE, by).await?;
    let act = if given { "Gave an agreement" } else { "Took an agreement back" };
    let about = serde_json::json!({ "agreement": consent.purpose().to_string() });
    audit::record(db, by, Entry::new(act, Subject::Associate(me.id)).made(&about)).await?;
    Ok(())
}
