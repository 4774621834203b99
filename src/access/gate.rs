//! The first question about a request: may this kind of person come to this address at all?

use super::Actor;

/// Who may come to an address. Every route names one; which record they then see is the policy's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Anyone,
    /// Everyone who is signed in.
    SignedIn,
    /// The engagement team and administrators.
    Team,
    /// Administrators.
    Administrator,
}

/// Where someone answers a new privacy notice.
pub(crate) const NOTICE_PATH: &str = "/me/notice";

/// What is open to them until they did: the answer, the way out, and what is held about them, which is
/// theirs to read whatever they agree to.
const OPEN_WITHOUT_ANSWER: [&str; 5] = [NOTICE_PATH, "/sign-out", "/me/leaving", "/me/data", "/me/data.json"];

/// Why a request is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nobody is signed in.
    SignIn,
    /// The page is for others; the sentence says for whom.
    Forbidden(&'static str),
    /// The privacy notice waits for their answer.
    Notice,
}

/// Whether this person may come to this path, and if not, why.
pub(crate) fn gate(access: Access, actor: Option<&Actor>, path: &str) -> Option<Stop> {
    if access == Access::Anyone {
        return None;
    }
    let Some(actor) = actor else {
        return Some(Stop::SignIn);
    };
    match access {
        Access::Team if !actor.is_team() => Some(Stop::Forbidden("This page is for the engagement team.")),
        Access::Administrator if !actor.is_administrator() => Some(Stop::Forbidden("This page is for administrators.")),
        _ if actor.notice_is_due && !OPEN_WITHOUT_ANSWER.contains(&path) => Some(Stop::Notice),
        _ => None,
    }
}
