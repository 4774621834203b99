//! Copse keeps the register of a community-of-practice network and helps a small engagement team run it.
//!
//! The map of the house is in `docs/architecture.md`. In short: `kernel` holds the words, `access` who
//! may do what, `web` how we speak HTTP, `audit` and `email` what every change leaves behind; each other
//! folder is a noun of the network with its pages, its rules and its SQL.

mod app;
mod config;
pub mod demo;
mod kernel;
mod router;

pub use app::App;
pub use config::Config;
pub use kernel::{Clock, EmailAddress};
pub use router::router;
