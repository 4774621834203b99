//! The audit trail: who changed what and when, with what stood there before and after, written in the
//! transaction of the change and never altered.

mod by;
mod entry;
mod names;
mod pages;
mod store;
mod taking;

use crate::access::Access;
use crate::web::Routes;

pub(crate) use by::By;
pub(crate) use entry::{Entry, Subject};
pub(crate) use store::{Event, for_associate, for_subject, label, name_things, record, record_all, record_together};
pub(crate) use taking::{List, rows};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Access::Administrator, pages::get)
        .get(Access::Administrator, pages::csv)
        .get(Access::Administrator, pages::xlsx)
}
