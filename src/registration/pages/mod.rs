//! Pages for people who are new.

pub(crate) mod about;
pub(crate) mod confirm;
pub(crate) mod register;
pub(crate) mod waiting;
