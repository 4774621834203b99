//! Tests of the whole application through its front door. One binary, so that they share a database server.

mod access;
mod admin;
mod architecture;
mod errors;
mod harness;
mod hostile;
mod links;
mod logs;
mod migrations;
mod organisations;
mod outbox;
mod sessions;
mod sign_in;
mod storm;
