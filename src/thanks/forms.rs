//! The team's own words, and whom they go to.

use serde::{Deserialize, Serialize};

use crate::accounts::digest;
use crate::web::opened;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WordsForm {
    pub(crate) words: String,
    /// What it held when it was opened.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl WordsForm {
    pub(super) fn of(words: Option<&str>) -> Self {
        let form = Self { words: words.unwrap_or_default().to_owned(), opened: String::new() };
        Self { opened: opened(&form), ..form }
    }
}

/// The people as they were looked over, and the words that they were looked over with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SendingForm {
    pub(crate) to: Vec<String>,
    pub(crate) words: String,
}

/// Names the words, so that nobody sends others than those they have read.
pub(super) fn fingerprint(words: Option<&str>) -> String {
    digest(words.unwrap_or_default()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OtherwiseForm {
    pub(crate) who: String,
    pub(crate) channel: String,
}
