//! One file at a time for each person, and a few for all visitors: a list is cheap to ask for and dear to make.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::App;
use crate::kernel::AccountId;
use crate::web::Layout;

/// For how many visitors, who are not told apart, files are made at a time.
const VISITORS: usize = 3;

/// For whom files are being made: accounts, and the places of visitors.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashSet<Whose>>>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Account(AccountId),
    Visitor(usize),
}

/// Somebody's turn; over when it is dropped.
pub(crate) struct Turn(Turns, Whose);

impl Turn {
    /// What whoever has one already is told.
    pub(crate) const TAKEN: &'static str =
        "Another file is still being made. Wait until it is there, then ask for the next.";

    /// None for somebody for whom a file is being made, and for a visitor while there are some already.
    pub(crate) fn take(app: &App, layout: &Layout) -> Option<Self> {
        let mut turns = app.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        let whose = match layout.actor() {
            Some(actor) => Whose::Account(actor.account),
            None => (0..VISITORS).map(Whose::Visitor).find(|place| !turns.contains(place))?,
        };
        turns.insert(whose).then(|| Self(app.turns.clone(), whose))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}
