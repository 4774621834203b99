//! Agreeing, and taking it back: one row of the ledger and one of the trail, whoever records it.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Consent, PrivacyNotice};
use super::store;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{Error, Result};
use crate::kernel::AssociateId;

/// What someone says about one thing they may agree to, and how we know.
pub(crate) struct Answer<'a> {
    pub(crate) consent: &'a Consent,
    /// They agree; otherwise they do not, or no longer.
    pub(crate) given: bool,
    /// Where it was said, as the ledger keeps it: "My page", "told us by phone".
    pub(crate) source: &'a str,
    /// The day it was said, when it is recorded after that.
    pub(crate) said_on: Option<NaiveDate>,
}

impl<'a> Answer<'a> {
    /// One that is given at this moment.
    pub(crate) fn now(consent: &'a Consent, given: bool, source: &'a str) -> Self {
        Self { consent, given, source, said_on: None }
    }
}

/// The notice that someone agrees to who agrees to be in the register now.
///
/// # Errors
/// [`Error::BadRequest`] when there is none yet.
pub(crate) async fn notice_in_force(db: &mut PgConnection) -> Result<PrivacyNotice> {
    let notice = store::current_notice(db).await?;
    notice.ok_or(Error::BadRequest("There is no privacy notice yet, so we cannot record what you agree to."))
}

/// The notice under which someone says anything else: the newest they have agreed to. A session may be older than the
/// notice in force, and so may what the team was told on the phone; words that they have not seen are not what they agree
/// under. Asking first instead would take away what they were doing, for a question that the next sign-in asks anyhow.
///
/// # Errors
/// As [`notice_in_force`], when they have agreed to none.
pub(crate) async fn notice_known_to(db: &mut PgConnection, associate: AssociateId) -> Result<PrivacyNotice> {
    match store::find_newest_agreed_notice(db, associate).await? {
        Some(notice) => Ok(notice),
        None => notice_in_force(db).await,
    }
}

/// That someone agrees to be in the register, as a list tells it.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct ToldToRegister {
    pub(crate) associate: AssociateId,
    /// "told us by phone".
    pub(crate) source: String,
    pub(crate) said_on: NaiveDate,
}

/// Writes for many people together that they agree to be in the register, in the ledger and the trail.
pub(crate) async fn record_registrations(db: &mut PgConnection, told: &[ToldToRegister], by: &By) -> sqlx::Result<()> {
    store::insert_registrations(db, told, by).await?;
    let purpose = Consent::Registration.purpose().to_string();
    let entry = |one: &ToldToRegister| {
        let made = serde_json::json!({ "agreement": purpose, "said_on": one.said_on });
        Entry::new("Gave an agreement", Subject::Associate(one.associate)).made(&made)
    };
    audit::record_all(db, by, told.iter().map(entry).collect()).await
}

/// Writes what someone said, under a notice, in the ledger and the trail. The trail names no project: that someone is
/// linked to it may be what must not be seen. Of someone who has not confirmed their registration it names nothing at
/// all, since it is never altered and they may vanish.
pub(crate) async fn record_agreement(
    db: &mut PgConnection,
    associate: AssociateId,
    answer: &Answer<'_>,
    notice: &PrivacyNotice,
    by: &By,
) -> sqlx::Result<()> {
    let is_confirmed = store::insert_consent(db, associate, answer, notice.id, by).await?;
    let act = if answer.given { "Gave an agreement" } else { "Took an agreement back" };
    let mut entry = Entry::new(act, Subject::Associate(associate));
    if is_confirmed {
        let purpose = answer.consent.purpose().to_string();
        entry = entry.made(&serde_json::json!({ "agreement": purpose, "said_on": answer.said_on }));
    }
    audit::record(db, by, entry).await
}
