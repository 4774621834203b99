//! Privacy: notices, the consent ledger, what is held and why.

mod model;
mod store;

pub(crate) use model::{Consent, ConsentPurpose, LawfulBasis, PrivacyNotice};
pub(crate) use store::{ConsentRow, current_notice, list_consents, record_consent};
