//! Pages about tags.

pub(crate) mod deletion;
pub(crate) mod edit;
pub(crate) mod index;
pub(crate) mod merging;
pub(crate) mod person;

use serde::{Deserialize, Serialize};

use crate::audit::{Entry, Subject};
use crate::kernel::AssociateId;

/// The name of a tag as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct NameForm {
    pub(crate) name: String,
}

/// An entry for each person whose tag went or changed with an act on the tag.
fn parts(act: &'static str, people: &[AssociateId], before: &str, after: Option<&str>) -> Vec<Entry> {
    let said = |name: Option<&str>| serde_json::json!({ "tag": name });
    people
        .iter()
        .map(|id| Entry::new(act, Subject::Associate(*id)).changed(&said(Some(before)), &said(after)))
        .collect()
}
