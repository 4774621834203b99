//! All routes, and the layers around them in order, each with its reason.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::app::App;
use crate::run_to_end::run_to_end;
use crate::web::{self, RouteEntry, Routes};
use crate::{
    accounts, audit, dashboards, email, me, memberships, operations, organisations, people, privacy, projects,
    registration, search, standing,
};

/// The largest request: a long form with room to spare. Files will come with a limit of their own.
const LARGEST_REQUEST: usize = 2 * 1024 * 1024;

fn routes() -> Routes {
    Routes::default()
        .merge(operations::routes())
        .merge(accounts::routes())
        .merge(organisations::routes())
        .merge(projects::routes())
        .merge(memberships::routes())
        .merge(people::routes())
        .merge(standing::routes())
        .merge(search::routes())
        .merge(privacy::routes())
        .merge(registration::routes())
        .merge(me::routes())
        .merge(dashboards::routes())
        .merge(email::routes())
        .merge(audit::routes())
}

/// Every route with who may come to it, for the test that tries them all.
#[must_use]
pub fn route_table() -> Vec<RouteEntry> {
    routes().into_parts().1
}

/// The whole application as a service.
pub fn router(app: App) -> Router {
    operations::start_metrics();
    // Every request that has begun is finished, though its sender leave: see `run_to_end`.
    let guarded = unguarded_router(app.clone()).layer(from_fn(run_to_end));
    let router = guarded
        // Errors become pages, whoever they come from: handlers, the gate, or any layer within.
        .layer(from_fn_with_state(app, web::error_pages))
        .layer(from_fn(operations::log_request))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid));
    web::security_headers(router)
}

/// The application without the layer that protects writes from being cut off: only the control of the
/// test that shows that layer to be needed uses it as it is.
#[doc(hidden)]
pub fn unguarded_router(app: App) -> Router {
    let (router, _) = routes().into_parts();
    router
        .layer(RequestBodyLimitLayer::new(LARGEST_REQUEST))
        .layer(web::csrf())
        .layer(from_fn(web::forget_shown_notice))
        // Who asks is known to everything above.
        .layer(from_fn_with_state(app.clone(), accounts::load_actor))
        .with_state(app)
}
