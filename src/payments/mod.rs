//! Payments for involvement: what public contributors are offered for their part in an event, and what it cost them.
//!
//! The team offers, the person answers, a second worker approves, finance pays. Each step is kept with who took it.
//! Rates have dates; the one of the event's day is frozen in the offer. Nobody but the person and the team learns that
//! there is a payment at all. Bank details never come here: they are finance's.

mod acts;
mod forms;
mod letters;
mod model;
mod money;
mod notice;
mod pages;
mod paths;
mod store;
mod words;

use crate::access::Access::{Administrator, SignedIn, Team};
use crate::web::Routes;

pub(crate) use money::Pence;
pub(crate) use store::{Work, count_to_answer, count_work};
pub(crate) use words::{ExpenseKind, PaymentState, RateKind, ReceiptState, StepKind};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::index::get)
        .get(Team, pages::export::get)
        .post(Team, pages::export::post)
        .post(Team, pages::export::xlsx)
        .get(SignedIn, pages::own::get)
        .get(Team, pages::event::get)
        .post(Team, pages::event::confirm)
        .post(Team, pages::event::post)
        .get(Team, pages::someone_else::get)
        .post(Team, pages::someone_else::post)
        .get(SignedIn, pages::show::get)
        .get(SignedIn, pages::claim::get)
        .post(SignedIn, pages::claim::post)
        .get(SignedIn, pages::answer::refusal)
        .post(SignedIn, pages::answer::refuse)
        .get(SignedIn, pages::answer::reopening)
        .post(SignedIn, pages::answer::reopen)
        .get(SignedIn, pages::answer::withdrawal)
        .post(SignedIn, pages::answer::withdraw)
        .get(SignedIn, pages::expense::new)
        .post(SignedIn, pages::expense::add)
        .get(SignedIn, pages::expense::get)
        .post(SignedIn, pages::expense::post)
        .post(SignedIn, pages::expense::remove)
        .post(Team, pages::decision::approve)
        .get(Team, pages::decision::paying)
        .post(Team, pages::decision::pay)
        .post(Team, pages::decision::receipts)
        .get(Team, pages::reasons::send_back_page)
        .post(Team, pages::reasons::send_back)
        .get(Team, pages::reasons::take_back_page)
        .post(Team, pages::reasons::take_back)
        .get(Team, pages::reasons::correct_page)
        .post(Team, pages::reasons::correct)
        .get(Administrator, pages::rates::get)
        .post(Administrator, pages::rates::post)
        .get(Administrator, pages::rates::edit)
        .post(Administrator, pages::rates::change)
        .post(Administrator, pages::rates::remove)
        .get(Administrator, pages::settings::get)
        .post(Administrator, pages::settings::post)
}
