//! Headers no handler can weaken, and protection against requests that other sites send.

use axum::http::{HeaderName, HeaderValue};
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("strict-transport-security", "max-age=31536000"),
];

/// Adds the security headers to every answer. Strict-Transport-Security is ignored by browsers over plain http.
pub(crate) fn security_headers(mut router: axum::Router) -> axum::Router {
    for (name, value) in HEADERS {
        router = router
            .layer(SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value)));
    }
    router
}

/// Refuses changes that another site's page sends (Sec-Fetch-Site, else Origin against Host).
pub(crate) fn csrf() -> CsrfLayer {
    CsrfLayer::new()
}
