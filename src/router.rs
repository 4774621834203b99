//! All routes, and the layers around them in order, each with its reason.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::app::App;
use crate::web::{self, RouteEntry, Routes};
use crate::{accounts, audit, email, organisations};

/// The largest request: a long form with room to spare. Files come with their own limit.
const LARGEST_REQUEST: usize = 2 * 1024 * 1024;

fn routes() -> Routes {
    Routes::default()
        .merge(accounts::routes())
        .merge(organisations::routes())
        .merge(email::routes())
        .merge(audit::routes())
}

/// Every route with who may come to it, for the test that tries them all.
#[must_use]
pub fn route_table() -> Vec<RouteEntry> {
    routes().into_parts().1
}

/// The whole application as a service. Layers below are applied from the inside out.
pub fn router(app: App) -> Router {
    let (router, _) = routes().into_parts();
    let router = router
        // Errors become pages, whoever they come from: handlers, the gate, or the layers just below.
        .layer(RequestBodyLimitLayer::new(LARGEST_REQUEST))
        .layer(web::csrf())
        .layer(from_fn_with_state(app.clone(), web::error_pages))
        .layer(from_fn(web::forget_shown_notice))
        // Who asks is known to everything above.
        .layer(from_fn_with_state(app.clone(), accounts::load_actor))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app);
    web::security_headers(router)
}
