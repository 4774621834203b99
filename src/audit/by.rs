//! Who acts, and when.

use chrono::{DateTime, Utc};

use crate::access::Actor;
use crate::kernel::{AccountId, AssociateId};

/// Who a change comes from and when it is made; an argument of everything that writes.
#[derive(Clone, Debug)]
pub(crate) struct By {
    /// Their account; none for a visitor or for Copse itself.
    pub(crate) account: Option<AccountId>,
    /// Their own record, if they are an Associate: tells own acts from others' (rule 6).
    pub(crate) associate: Option<AssociateId>,
    /// The name they had then.
    pub(crate) name: String,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The request it was made in, to find it in the log.
    pub(crate) request_id: Option<String>,
}

impl By {
    /// Someone at a browser; a visitor when nobody is signed in.
    pub(crate) fn request(actor: Option<&Actor>, at: DateTime<Utc>, request_id: Option<String>) -> Self {
        Self {
            account: actor.map(|actor| actor.account),
            associate: actor.and_then(|actor| actor.associate),
            name: actor.map_or_else(|| "A visitor".to_owned(), |actor| actor.name.clone()),
            at,
            request_id,
        }
    }

    /// Copse itself: a job, or someone at the command line.
    pub(crate) fn system(at: DateTime<Utc>) -> Self {
        Self { account: None, associate: None, name: "Copse".to_owned(), at, request_id: None }
    }

    /// Whether the Associate does it themselves.
    pub(crate) fn is(&self, associate: AssociateId) -> bool {
        self.associate == Some(associate)
    }
}
