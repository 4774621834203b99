//! Who can sign in, and how: accounts, passwords, sign-in links, sessions.
//!
//! An account is an address someone has proved to be theirs. It belongs to an Associate, to a worker of
//! the team, or to one who is both.

pub(crate) mod command_line;
mod devices;
mod forms;
mod limits;
mod links;
mod making;
mod pages;
mod passwords;
mod paths;
mod proof;
mod session;
mod store;

use crate::access::Access;
use crate::kernel::choices;
use crate::web::Routes;

pub(crate) use limits::{Limit, give_back, hold};
pub(crate) use links::{IssuedLink, LinkState, NewLink, consume, digest, issue, letter_key, look_up, new_token};
pub(crate) use making::{make_for_associate, make_for_associates, tie_to_record};
pub(crate) use passwords::{at_least, hash_password};
pub(crate) use proof::{Proof, proof_needed, prove};
pub(crate) use session::{begin_session, load_actor};
pub(crate) use store::{
    Account, AccountState, NewOwnAccount, change_email, close_ways_in, delete_expired, delete_own, find_by_associate,
    find_by_email, find_other_user, hold_states, rename, set_states, take_address_away,
};

choices! {
    /// What opening a link from a mail does.
    pub(crate) enum LinkPurpose as "link_purpose" {
        SignIn = "sign_in", "Sign in";
        ConfirmRegistration = "confirm_registration", "Confirm a registration";
        ConfirmEmail = "confirm_email", "Confirm a new address";
    }
}

pub(crate) fn routes() -> Routes {
    use Access::{Administrator, Anyone, SignedIn};
    Routes::default()
        .get(Anyone, pages::sign_in::get)
        .post(Anyone, pages::sign_in::post)
        .post(Anyone, pages::sign_out::post)
        .get(Anyone, pages::links::new)
        .post(Anyone, pages::links::create)
        .get(Anyone, pages::links::sent)
        .get(Anyone, pages::links::show)
        .post(Anyone, pages::links::open)
        .post(Anyone, pages::links::renew)
        .get(SignedIn, pages::sessions::index)
        .post(SignedIn, pages::sessions::end)
        .post(SignedIn, pages::sessions::end_others)
        .get(SignedIn, pages::password::get)
        .post(SignedIn, pages::password::post)
        .get(Administrator, pages::admin::index)
        .get(Administrator, pages::admin::new)
        .post(Administrator, pages::admin::create)
        .get(Administrator, pages::admin::edit)
        .post(Administrator, pages::admin::update)
}
