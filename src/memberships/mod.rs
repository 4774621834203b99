//! Memberships: who takes part in what, in which role and period; requests and their answers; who takes
//! part in nothing. What happens to people when a project ends is here too, and so is a project's own
//! page, since it says how the person who reads it stands to the project.

mod forms;
mod jobs;
mod leads;
mod letters;
mod model;
mod pages;
mod paths;
mod store;
mod suggestion;
mod together;

use crate::access::Access::{Anyone, SignedIn, Team};
use crate::web::Routes;

pub(crate) use jobs::ask_for_consent;
pub(crate) use leads::{pass_on_request, tell_leads};
pub(crate) use model::{MembershipRole, MembershipState, first_day, in_project, is_late, last_day};
pub(crate) use store::{
    EndingOfMany, LinkOfMany, NewMembership, NewPart, OwnMembership, RequestCounts, awaits_consent, count_requests,
    count_unplaced, delete_unchanged, end_all, hold_projects, insert_many, list_for_associate, request,
};
pub(crate) use together::{Together, end_together, link_together};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, pages::project::get)
        .get(SignedIn, pages::members::get)
        .get(SignedIn, pages::join::get)
        .post(SignedIn, pages::join::post)
        .get(Team, pages::project_ending::get)
        .post(Team, pages::project_ending::post)
        .get(Team, pages::export::csv)
        .get(Team, pages::export::xlsx)
        .get(Team, pages::requests::get)
        .get(SignedIn, pages::decision::get)
        .post(SignedIn, pages::decision::post)
        .get(Team, pages::link::get)
        .post(Team, pages::link::post)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .get(SignedIn, pages::ending::get)
        .post(SignedIn, pages::ending::post)
        .get(Team, pages::unplaced::get)
}
