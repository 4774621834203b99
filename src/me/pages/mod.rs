//! My page and what belongs to it.

pub(crate) mod address;
pub(crate) mod consents;
pub(crate) mod data;
pub(crate) mod details;
pub(crate) mod email;
pub(crate) mod home;
pub(crate) mod leaving;
pub(crate) mod notice;
pub(crate) mod organisation;
pub(crate) mod pause;
pub(crate) mod preferences;

use sqlx::PgConnection;

use crate::access::Actor;
use crate::associates::{self, Associate, Profile, ProfileForm};
use crate::audit::By;
use crate::error::{OrNotFound, Result};
use crate::privacy::{self, Answer, Consent, PrivacyNotice};

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

/// Their profile as it stands, to change a part of it.
async fn profile(db: &mut PgConnection, me: &Associate) -> Result<Profile> {
    let themes = associates::list_themes(db, me.id).await?;
    let parsed = ProfileForm::of(me, &themes).parse();
    Ok(parsed.map_err(|_| anyhow::anyhow!("a stored profile does not satisfy its own form"))?)
}

/// Writes an agreement, or that it is taken back, as given here.
async fn record(
    db: &mut PgConnection,
    me: &Associate,
    (consent, given): (&Consent, bool),
    notice: &PrivacyNotice,
    by: &By,
) -> sqlx::Result<()> {
    privacy::record_agreement(db, me.id, &Answer::now(consent, given, SOURCE), notice, by).await
}
