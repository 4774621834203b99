//! The route table. A route cannot be added without saying who may come to it.

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn;
use axum::routing::MethodRouter;
use axum_extra::routing::{SecondElementIs, TypedPath};

use super::entrance::enter;
use crate::access::Access;
use crate::app::App;

/// One line of the route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteEntry {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address with its parameters: `/associates/{associate}`.
    pub path: &'static str,
    /// Who may come to it.
    pub access: Access,
}

/// Routes being gathered, with the table that the access test reads.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<App>,
    table: Vec<RouteEntry>,
}

impl Routes {
    /// A page. The address is the handler's first argument.
    pub(crate) fn get<H, T, P>(self, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: SecondElementIs<P> + 'static,
        P: TypedPath,
    {
        self.add("GET", P::PATH, access, axum::routing::get(handler))
    }

    /// A change. The address is the handler's first argument.
    pub(crate) fn post<H, T, P>(self, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: SecondElementIs<P> + 'static,
        P: TypedPath,
    {
        self.add("POST", P::PATH, access, axum::routing::post(handler))
    }

    /// All routes of a slice.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        Self { router: self.router.merge(other.router), table: self.table }
    }

    /// The router and its table.
    pub(crate) fn into_parts(self) -> (Router<App>, Vec<RouteEntry>) {
        (self.router, self.table)
    }

    fn add(mut self, method: &'static str, path: &'static str, access: Access, handler: MethodRouter<App>) -> Self {
        let guarded = handler.route_layer(from_fn(move |request, next| enter(access, request, next)));
        #[expect(clippy::disallowed_methods, reason = "this is the one place")]
        let router = self.router.route(path, guarded);
        self.table.push(RouteEntry { method, path, access });
        Self { router, table: self.table }
    }
}
