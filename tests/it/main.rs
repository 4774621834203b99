//! Tests of the whole application through its front door. One binary, so that they share a database server.

mod admin;
mod architecture;
mod core;
mod errors;
mod harness;
mod links;
mod organisations;
mod outbox;
mod sessions;
mod sign_in;
mod storm;
