//! Pages where something leaves.

pub(crate) mod archive;
pub(crate) mod cards;
pub(crate) mod memberships;
pub(crate) mod register;

use serde::Deserialize;

use crate::kernel::{Invalid, Text};

/// Why something is taken away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReasonForm {
    pub(crate) reason: String,
}

impl ReasonForm {
    fn parse(&self) -> Result<Text<300>, Invalid> {
        Text::parse("what you need it for", &self.reason)
    }
}
