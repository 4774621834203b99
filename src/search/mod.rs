//! The search box of every page: people, organisations, projects and events by anything typed.

mod pages;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::default().get(Team, pages::get)
}
