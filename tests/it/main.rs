//! Tests of the whole application through its front door. One binary, so that they share a database server.

mod architecture;
mod errors;
mod harness;
mod storm;
