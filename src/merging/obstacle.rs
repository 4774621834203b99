//! Why a merge is not made, or not undone.

/// Why two records cannot be put together, or not taken apart, as things stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// One of them is no record to be read any more, or both are the same.
    Gone,
    /// The other one takes part and this one does not.
    KeepThePresent,
    /// Both can do what others cannot; an administrator must take it from one of them first.
    TwoWorkers,
    /// The account that would be closed, or move to another address, works for the team.
    Worker(String),
    /// The chosen address signs somebody else in.
    AddressInUse(String),
    /// Both have access needs, which together are longer than a record holds.
    AccessNeeds,
    /// One of them has changed since the page was opened.
    Changed,
    /// More than ninety days have passed.
    TooLate,
    /// A later merge stands on this one.
    LaterMerge,
    /// It was undone already.
    Undone,
    /// Another organisation has a name or the code by now.
    NameTaken,
    /// One of the two has ended, or follows one that has.
    Succession,
}

impl Obstacle {
    /// In a sentence.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Gone => "One of these records is gone or has been merged meanwhile. Nothing was changed.".to_owned(),
            Self::KeepThePresent => {
                "Keep the record of whoever still takes part: the other one has left or is paused.".to_owned()
            }
            Self::TwoWorkers => {
                "Both can sign in as workers of the team. An administrator has to make one of the accounts an \
                 ordinary one first."
                    .to_owned()
            }
            Self::Worker(address) => format!(
                "One of them works for the team and signs in with {address}. Nobody else changes how a worker signs in: choose \
                 that address."
            ),
            Self::AddressInUse(name) => {
                format!("The address you chose signs in {name}. Choose the other address, or change it first.")
            }
            Self::AccessNeeds => {
                "Both have access needs, and together they are longer than 1,000 characters. Shorten one of them first, so that \
                 nothing is lost."
                    .to_owned()
            }
            Self::Changed => {
                "One of the records was changed meanwhile. Look at them again before you merge.".to_owned()
            }
            Self::TooLate => "This was more than 90 days ago and cannot be undone any more.".to_owned(),
            Self::LaterMerge => "One of these records was merged again later. Undo that merge first.".to_owned(),
            Self::NameTaken => {
                "Another organisation has one of the names or the ODS code by now. Change that one first.".to_owned()
            }
            Self::Succession => "One of the two has ended, or follows one that has, so what was true of each on a day must stay apart. Take the ending back first, if they were one all along.".to_owned(),
            Self::Undone => "This merge has been undone already.".to_owned(),
        }
    }
}
