//! What those who run Copse look at: is it alive, is it ready, how is it doing; and the files pages need.

mod health;
mod log;
mod metrics;
mod store;

use crate::access::Access::Anyone;
use crate::web::{Routes, assets};

pub(crate) use log::{drop_strange_request_id, log_request};
pub(crate) use metrics::start as start_metrics;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, health::alive)
        .get(Anyone, health::ready)
        .get(Anyone, metrics::get)
        .get(Anyone, assets::serve)
}
