//! All routes, and the layers around them in order, each with its reason.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::app::App;
use crate::run_to_end::run_to_end;
use crate::web::{self, RouteEntry, Routes};
use crate::{
    accounts, attendance, audit, dashboards, email, events, feedback, intentions, invitations, me, memberships,
    operations, organisations, outputs, payments, people, privacy, programme, projects, registration, reminding,
    search, sign_ups, standing, thanks,
};

/// The largest request: a long form with room to spare. Files will come with a limit of their own.
const LARGEST_REQUEST: usize = 2 * 1024 * 1024;

/// The pages of Copse. What `operations` answers is apart: it needs neither a session nor the right host.
fn routes() -> Routes {
    Routes::default()
        .merge(accounts::routes())
        .merge(organisations::routes())
        .merge(projects::routes())
        .merge(memberships::routes())
        .merge(events::routes())
        .merge(attendance::routes())
        .merge(programme::routes())
        .merge(outputs::routes())
        .merge(feedback::routes())
        .merge(intentions::routes())
        .merge(thanks::routes())
        .merge(sign_ups::routes())
        .merge(people::routes())
        .merge(payments::routes())
        .merge(invitations::routes())
        .merge(reminding::routes())
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
    operations::routes().merge(routes()).into_parts().1
}

/// The whole application as a service.
pub fn router(app: App) -> Router {
    operations::start_metrics();
    let room = web::Room::for_connections(app.config.database_connections);
    let pages = unguarded_router(app.clone())
        // More than the database can serve are told at once, within the task that may outlive its visitor.
        .layer(from_fn_with_state(room, web::wait_for_room))
        // Every request that has begun is finished, though its sender leave: see `run_to_end`.
        .layer(from_fn(run_to_end))
        // Before the body is read into memory.
        .layer(RequestBodyLimitLayer::new(LARGEST_REQUEST))
        .layer(from_fn_with_state(app.clone(), web::refuse_unknown_host))
        // Errors become pages, whoever they come from: handlers, the gate, or any layer within.
        .layer(from_fn_with_state(app.clone(), web::error_pages));
    let (operations, _) = operations::routes().into_parts();
    let operations = operations.layer(from_fn(run_to_end)).with_state(app);
    // In this order: what nobody answers is for the last of them to say.
    let router = operations
        .merge(pages)
        .layer(from_fn(operations::log_request))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(from_fn(operations::drop_strange_request_id));
    web::security_headers(router)
}

/// The pages without the layer that protects writes from being cut off: only the control of the test
/// that shows that layer to be needed uses them as they are.
#[doc(hidden)]
pub fn unguarded_router(app: App) -> Router {
    let (router, _) = routes().into_parts();
    router
        .layer(web::csrf())
        .layer(from_fn(web::forget_shown_notice))
        // Who asks is known to everything above.
        .layer(from_fn_with_state(app.clone(), accounts::load_actor))
        .with_state(app)
}
