//! Reminding people of an event they have a place at, and thanking them afterwards: the team's pages about it, the
//! letters, and the job that writes them. When a reminder is due, and for whom, is the matter of `reminders`.

mod forms;
mod jobs;
mod letters;
mod pages;
mod paths;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use jobs::remind;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::list::get)
        .post(Team, pages::add::post)
        .get(Team, pages::add::get)
        .get(Team, pages::show::get)
        .post(Team, pages::edit::post)
        .get(Team, pages::edit::get)
        .get(Team, pages::removal::get)
        .post(Team, pages::removal::post)
}
