//! Acts on many people at once: a new owner, a link to a project, the end of parts in one, a tag.
//!
//! The people are frozen when they are chosen in the register, by its filters or one by one. Then it is said what to do;
//! a page shows with how many, with whom not and why; and only then it is done, all in one transaction. The trail keeps
//! it as one act with its members, each in the history of its person. What can be undone is undone here too.

mod doing;
mod forms;
mod jobs;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use jobs::forget_drafts;
pub(crate) use model::BulkKind;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::index::get)
        .post(Team, pages::index::post)
        .get(Team, pages::show::get)
        .post(Team, pages::show::post)
        .get(Team, pages::people::get)
        .get(Team, pages::people::csv)
        .get(Team, pages::people::xlsx)
        .post(Team, pages::doing::post)
        .post(Team, pages::undoing::post)
}
