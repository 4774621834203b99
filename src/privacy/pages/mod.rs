//! Pages about privacy and accessibility.

pub(crate) mod accessibility;
pub(crate) mod admin;
pub(crate) mod notice;
