//! Tests of the whole application through its front door. One binary, so that they share a database server.

mod access;
mod admin;
mod architecture;
mod associates;
mod core;
mod dashboards;
mod errors;
mod harness;
mod hostile;
mod kept;
mod links;
mod logs;
mod me;
mod memberships;
mod migrations;
mod organisations;
mod outbox;
mod privacy;
mod projects;
mod registration;
mod sessions;
mod sign_in;
mod standing;
mod storm;
mod unplaced;
