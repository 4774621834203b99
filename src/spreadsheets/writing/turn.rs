//! One file at a time for each person: a list is cheap to ask for and dear to make.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::App;
use crate::kernel::AccountId;
use crate::web::Layout;

/// For whom a file is being made.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashSet<AccountId>>>);

/// Somebody's turn; over when it is dropped.
pub(crate) struct Turn(Option<(Turns, AccountId)>);

impl Turn {
    /// What whoever has one already is told.
    pub(crate) const TAKEN: &'static str =
        "Another file is still being made for you. Wait until it is there, then ask for the next.";

    /// None for somebody for whom a file is being made. Visitors, who see only public lists, are not told apart.
    pub(crate) fn take(app: &App, layout: &Layout) -> Option<Self> {
        let Some(account) = layout.actor().map(|actor| actor.account) else { return Some(Self(None)) };
        let is_free = app.turns.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account);
        is_free.then(|| Self(Some((app.turns.clone(), account))))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some((turns, account)) = &self.0 {
            turns.0.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        }
    }
}
