//! Pausing, leaving and coming back, as the team records it. A slice of its own, because leaving ends
//! memberships too.

mod forms;
mod jobs;
mod leave;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use jobs::end_pauses;
pub(crate) use leave::leave;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::standing::get)
        .post(Team, pages::standing::post)
        .get(Team, pages::leaving::get)
        .post(Team, pages::leaving::post)
}
