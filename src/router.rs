//! All routes, and the layers around them in order, each with its reason.

use crate::app::App;

/// The whole application as a service.
pub fn router(app: App) -> axum::Router {
    axum::Router::new().with_state(app)
}
