//! What every test needs: Copse with a database of its own, and people who use it through its pages.

mod app;
mod client;
mod crawler;
mod database;
mod form;
mod mail;
mod page;
mod people;
mod smtp;
mod wire;

pub(crate) use app::TestApp;
pub(crate) use client::Client;
pub(crate) use crawler::{Crawler, route_of};
pub(crate) use database::{FILLED_AT, noon};
pub(crate) use form::FilledForm;
pub(crate) use page::Page;
pub(crate) use people::{ADA, ASHA, LENA, LEO, PASSWORD, TESS};
pub(crate) use smtp::{Answer, Sink};
pub(crate) use wire::Wire;
