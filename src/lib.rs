//! Copse keeps the register of a community-of-practice network and helps a small engagement team run it.
//!
//! The map of the house is in `docs/architecture.md`. In short: `kernel` holds the words, `access` who
//! may do what, `web` how we speak HTTP, `audit` and `email` what every change leaves behind; each other
//! folder is a noun of the network with its pages, its rules and its SQL.

mod access;
mod accounts;
mod app;
mod associates;
mod attendance;
mod audit;
mod bulk;
pub mod commands;
mod config;
mod dashboards;
mod database;
pub mod demo;
mod email;
mod error;
mod events;
mod exports;
mod feedback;
mod imports;
mod intentions;
mod invitations;
mod kernel;
mod logging;
mod me;
mod memberships;
mod merging;
mod operations;
mod organisations;
mod outputs;
mod payments;
mod people;
mod places;
mod privacy;
mod programme;
mod projects;
mod registration;
mod reminders;
mod reminding;
mod router;
mod run_to_end;
mod search;
mod serve;
mod sign_ups;
mod spreadsheets;
mod standing;
mod succession;
mod tags;
mod thanks;
mod web;
mod worker;

pub use access::Access;
pub use app::App;
pub use config::Config;
pub use database::{Database, Durability, Guarded, PrivateCluster, Use, migrate, pool_options, with_limits};
pub use email::{Mailer, deliver_due};
pub use kernel::{Clock, EmailAddress};
pub use router::{route_table, router, unguarded_router};
pub use run_to_end::run_to_end;
pub use serve::{Draining, serve};
pub use spreadsheets::{Cell, Piece, Reader, Refusal, Row, Sheets, Unread, read_from_standard_input};
pub use web::RouteEntry;
pub use worker::{clear_away, find_duplicates, look_after_merges, move_lines, remind, work_on_imports};
