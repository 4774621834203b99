//! Pages about signing in and accounts.

pub(crate) mod admin;
pub(crate) mod links;
pub(crate) mod password;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
