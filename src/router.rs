//! All routes, and the layers around them in order, each with its reason.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http_body_util::Limited;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::app::App;
use crate::error::Explanation;
use crate::run_to_end::run_to_end;
use crate::web::{self, RouteEntry, Routes};
use crate::{
    accounts, attendance, audit, bulk, dashboards, email, events, exports, feedback, imports, intentions, invitations,
    me, memberships, merging, operations, organisations, outputs, payments, people, privacy, programme, projects,
    registration, reminding, search, sign_ups, standing, succession, tags, thanks,
};

/// The largest request: a long form with room to spare.
const LARGEST_REQUEST: usize = 2 * 1024 * 1024;
/// The largest list that is uploaded, with the form around it.
const LARGEST_UPLOAD: usize = 21 * 1024 * 1024;

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
        .merge(exports::routes())
        .merge(imports::routes())
        .merge(tags::routes())
        .merge(succession::routes())
        .merge(bulk::routes())
        .merge(payments::routes())
        .merge(invitations::routes())
        .merge(reminding::routes())
        .merge(merging::routes())
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
        // The limit that counts is the one below.
        .layer(DefaultBodyLimit::disable())
        // Before the body is read into memory.
        .layer(from_fn(limit_body))
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

/// Refuses a body that is too large, by what it says and by what comes.
async fn limit_body(request: Request, next: Next) -> Response {
    let is_upload = request.method() == Method::POST && request.uri().path() == imports::UPLOAD;
    let limit = if is_upload { LARGEST_UPLOAD } else { LARGEST_REQUEST };
    let says =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if says.is_some_and(|length| length > limit) {
        let mut refused = StatusCode::PAYLOAD_TOO_LARGE.into_response();
        if is_upload {
            refused.extensions_mut().insert(Explanation(
                "The file is larger than 20 MB. Split the list into several files, or delete sheets and pictures that are not needed.",
            ));
        }
        return refused;
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
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
