//! Privacy: notices, the consent ledger, what is held and why.
//!
//! A notice is published once and never changes; a newer one takes its place, and everyone is asked
//! again when they next sign in. The ledger keeps every "yes" and every "no longer" with the words it
//! was said to. Nothing in it is ever altered; what holds today is the latest row of its kind.

mod agreement;
mod forms;
mod model;
mod notice_text;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Administrator, Anyone};
use crate::web::Routes;

pub(crate) use agreement::{
    Answer, ToldToRegister, notice_in_force, notice_known_to, record_agreement, record_registrations,
};
pub(crate) use model::{Consent, ConsentPurpose, PrivacyNotice};
pub(crate) use notice_text::Block;
pub(crate) use paths::Current as NoticePath;
pub(crate) use store::{
    ConsentRow, Given, LastSaid, current_notice, delete_consents_of_pending, find_last_said, find_notice_on,
    has_agreed_to, list_consents, list_given, take_back_for,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, pages::notice::current)
        .get(Anyone, pages::notice::version)
        .get(Anyone, pages::accessibility::get)
        .get(Administrator, pages::admin::index)
        .get(Administrator, pages::admin::new)
        .post(Administrator, pages::admin::create)
}
