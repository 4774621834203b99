//! How we speak HTTP: routes with their access, pages, forms, notices, lists, security.

pub(crate) mod assets;
pub(crate) mod chart;
mod client;
mod days;
mod entrance;
mod errors;
pub(crate) mod fields;
pub(crate) mod filters;
mod form;
#[cfg(test)]
mod gallery;
mod host;
mod kept;
mod layout;
mod listing;
mod local;
mod markdown;
mod merge;
mod notice;
mod page;
mod query;
mod room;
mod routes;
mod security;
pub(crate) mod suppression;

pub(crate) use client::{ClientAddress, device, network_of};
pub(crate) use days::Days;
pub(crate) use errors::error_pages;
pub(crate) use fields::Opt;
pub(crate) use form::{Form, FormErrors};
pub(crate) use host::refuse_unknown_host;
pub(crate) use kept::{Kept, OfferPage, SignedOutPage, unstored};
pub(crate) use layout::Layout;
pub(crate) use listing::{Cursor, Paging, address, counted, not_understood};
pub(crate) use local::next_page;
pub(crate) use markdown::{SafeHtml, markdown, teaser};
pub(crate) use merge::{Merged, Words, conflict, merge, opened};
pub(crate) use notice::{Notice, forget_shown_notice};
pub(crate) use page::{Page, at_secret_address, too_many};
pub(crate) use query::Query;
pub(crate) use room::{Room, wait_for_room};
pub use routes::RouteEntry;
pub(crate) use routes::Routes;
pub(crate) use security::{csrf, security_headers};
