//! Links that arrive by mail and prove that an address is someone's: 256 random bits, stored hashed, for
//! one purpose, once, for a short time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::{LinkPurpose, store};
use crate::kernel::{AccountId, AssociateId, EmailAddress};

/// What a link is made for.
pub(crate) struct NewLink {
    pub(crate) purpose: LinkPurpose,
    pub(crate) email: EmailAddress,
    pub(crate) account: Option<AccountId>,
    pub(crate) associate: Option<AssociateId>,
}

impl NewLink {
    /// How long such a link works: a sign-in link 30 minutes, a registration the seven days after which
    /// it vanishes unconfirmed, a new address one day.
    fn lifetime(&self) -> TimeDelta {
        match self.purpose {
            LinkPurpose::SignIn => TimeDelta::minutes(30),
            LinkPurpose::ConfirmRegistration => TimeDelta::days(7),
            LinkPurpose::ConfirmEmail => TimeDelta::days(1),
        }
    }
}

/// A link that was found, used or not.
#[derive(Clone, Debug)]
pub(crate) struct LinkState {
    pub(crate) email: EmailAddress,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) associate_id: Option<AssociateId>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) used_at: Option<DateTime<Utc>>,
}

impl LinkState {
    /// Whether it still opens something.
    pub(crate) fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && self.expires_at > now
    }
}

/// 256 random bits as text for an address or a cookie.
///
/// # Errors
/// The operating system gives no random numbers.
pub(crate) fn new_token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a token.
pub(crate) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Names the letter that brings a token, without a piece of the token in it.
pub(crate) fn letter_key(what: &str, token: &str) -> String {
    let name: String = digest(token).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{what}:{name}")
}

/// A link that was made. Nothing but the mail will hold its token.
pub(crate) struct IssuedLink {
    pub(crate) token: String,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Makes a link.
///
/// # Errors
/// The database's, or no random numbers.
pub(crate) async fn issue(db: &mut PgConnection, link: &NewLink, now: DateTime<Utc>) -> anyhow::Result<IssuedLink> {
    let issued = IssuedLink { token: new_token()?, expires_at: now + link.lifetime() };
    store::insert_link(db, &digest(&issued.token), link, now, issued.expires_at).await?;
    Ok(issued)
}

/// The link with this token, without using it up.
pub(crate) async fn look_up(
    db: &mut PgConnection,
    token: &str,
    purpose: LinkPurpose,
) -> sqlx::Result<Option<LinkState>> {
    store::find_link(db, &digest(token), purpose).await
}

/// Uses the link up, if it is still open; of two who try at once, one gets it.
pub(crate) async fn consume(
    db: &mut PgConnection,
    token: &str,
    purpose: LinkPurpose,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<LinkState>> {
    store::use_link(db, &digest(token), purpose, now).await
}
