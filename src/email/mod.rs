//! Mail. A letter is written to the outbox in the transaction of the change that causes it; the worker
//! sends it, again and again with growing waits until the mail server has taken it.

mod delivery;
mod letter;
mod pages;
mod store;

use crate::access::Access;
use crate::kernel::choices;
use crate::web::Routes;

pub use delivery::{Mailer, deliver_due};
pub(crate) use letter::Letter;
pub(crate) use store::{
    empty_old_secrets, enqueue, enqueue_all, enqueue_to_many, enqueue_with_calendar, forget, forget_all,
};

choices! {
    /// Where a mail is on its way.
    pub(crate) enum MailState as "mail_state" {
        Queued = "queued", "Waiting to be sent";
        /// A worker holds it for the time of its lease.
        Sending = "sending", "Being sent";
        Sent = "sent", "Sent";
        /// No mail server is configured: it stays here, to be read by an administrator.
        Kept = "kept", "Kept, no mail server";
        /// Given up; an administrator may try again.
        Dead = "dead", "Could not be sent";
    }
}

impl MailState {
    /// The colour of its tag; the word says it too.
    fn colour(self) -> &'static str {
        match self {
            Self::Sent => "green",
            Self::Dead => "red",
            Self::Kept => "grey",
            Self::Queued | Self::Sending => "yellow",
        }
    }
}

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Access::Administrator, pages::index)
        .get(Access::Administrator, pages::show)
        .post(Access::Administrator, pages::resend)
}
