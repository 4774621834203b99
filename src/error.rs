//! What can go wrong, named by what the visitor sees. Causes go to the log once, at the edge.

use axum::extract::rejection::PathRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// The result of a handler.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request is not answered with what it asked for.
#[derive(Debug)]
pub(crate) enum Error {
    /// There is no such thing, or it is not theirs to know.
    NotFound,
    /// They see it but may not do this; the sentence says why.
    Forbidden(&'static str),
    /// It is at another address now.
    Moved(String),
    /// They must sign in first.
    SignIn,
    /// The request cannot be understood.
    BadRequest(&'static str),
    /// Too many attempts; try again after this many seconds.
    TooMany(u64),
    /// The server has its hands full; try again after this many seconds.
    Busy(u64),
    /// Our fault. The cause is for the log only.
    Internal(anyhow::Error),
}

/// What the error page shows; the layer in `web::errors` turns it into a page.
#[derive(Clone, Debug)]
pub(crate) struct Explanation(pub(crate) &'static str);

impl Error {
    /// For the people of a project, which is public itself: who may not see them is not even told that there is a page.
    pub(crate) fn hidden(self) -> Self {
        match self {
            Self::Forbidden(_) => Self::NotFound,
            other => other,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::Forbidden(why) => explained(StatusCode::FORBIDDEN, why),
            Self::Moved(to) => Redirect::to(&to).into_response(),
            Self::SignIn => Redirect::to("/sign-in").into_response(),
            Self::BadRequest(why) => explained(StatusCode::BAD_REQUEST, why),
            Self::TooMany(seconds) => retry_after(StatusCode::TOO_MANY_REQUESTS, seconds),
            Self::Busy(seconds) => retry_after(StatusCode::SERVICE_UNAVAILABLE, seconds),
            Self::Internal(cause) => {
                tracing::error!(cause = format!("{cause:#}"), "request failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn explained(status: StatusCode, why: &'static str) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(Explanation(why));
    response
}

fn retry_after(status: StatusCode, seconds: u64) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

impl From<sqlx::Error> for Error {
    /// Absence is never inferred from an error: that is said with [`OrNotFound::or_404`].
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                tracing::error!(cause = %error, "the database is away");
                Self::Busy(5)
            }
            error if will_pass(&error) => {
                tracing::error!(cause = %without_values(error), "the database asks to try again");
                Self::Busy(5)
            }
            error => Self::Internal(without_values(error)),
        }
    }
}

/// Whether the same request will do a moment later: the database stops, starts or has another primary (57P01 to
/// 57P03, 25006, class 08), has no connection left (53300), or two requests stood in each other's way (40001,
/// 40P01, 55P03, 57014).
fn will_pass(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|refusal| refusal.code()).unwrap_or_default();
    let passing = ["57P01", "57P02", "57P03", "25006", "53300", "40001", "40P01", "55P03", "57014"];
    code.starts_with("08") || passing.contains(&code.as_ref())
}

/// The cause of a failure as a log may hold it.
pub(crate) fn loggable(cause: anyhow::Error) -> anyhow::Error {
    cause.downcast::<sqlx::Error>().map_or_else(std::convert::identity, without_values)
}

/// A database error without the values in it: PostgreSQL quotes them in the detail line, and they are people's data.
fn without_values(error: sqlx::Error) -> anyhow::Error {
    match error.as_database_error() {
        Some(refusal) => anyhow::anyhow!(
            "database error {} on constraint {:?}: {}",
            refusal.code().unwrap_or_default(),
            refusal.constraint(),
            first_words(refusal.message())
        ),
        None => anyhow::Error::new(error),
    }
}

/// Messages end in the offending value, quoted; what stands before the first quote is safe to log.
fn first_words(message: &str) -> &str {
    message.split(['"', '\'']).next().unwrap_or_default()
}

impl From<anyhow::Error> for Error {
    /// The database's errors stay what they are, though a helper has wrapped them.
    fn from(cause: anyhow::Error) -> Self {
        cause.downcast::<sqlx::Error>().map_or_else(Self::Internal, Self::from)
    }
}

impl From<PathRejection> for Error {
    /// An address with an impossible id is an address of nothing.
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

/// Says that absence is an answer: `store::find(…).await?.or_404()?`.
pub(crate) trait OrNotFound<T> {
    /// The thing, or [`Error::NotFound`].
    fn or_404(self) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_404(self) -> Result<T> {
        self.ok_or(Error::NotFound)
    }
}

/// Reads the database's refusals.
pub(crate) trait Violates {
    /// Whether the database refused because of this constraint or unique index.
    fn violates(&self, constraint: &str) -> bool;
}

impl Violates for sqlx::Error {
    fn violates(&self, constraint: &str) -> bool {
        self.as_database_error().and_then(|error| error.constraint()) == Some(constraint)
    }
}
