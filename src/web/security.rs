//! Headers no handler can weaken, and protection against requests that other sites send.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("strict-transport-security", "max-age=31536000"),
];

/// Marks an answer whose address holds a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SecretAddress;

/// What a browser tells about the page someone comes from: nothing to others, and nothing but the host to
/// ourselves where the address holds a token, since it would stand in the log of a proxy. Not `no-referrer`:
/// then a form says it comes from nowhere, and older browsers have nothing else that shows it to be ours.
fn referrer_policy(response: &Response) -> Option<HeaderValue> {
    let is_secret = response.extensions().get::<SecretAddress>().is_some();
    Some(HeaderValue::from_static(if is_secret { "strict-origin" } else { "same-origin" }))
}

/// Adds the security headers to every answer. Strict-Transport-Security is ignored by browsers over plain http.
pub(crate) fn security_headers(mut router: axum::Router) -> axum::Router {
    for (name, value) in HEADERS {
        router = router
            .layer(SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value)));
    }
    router.layer(SetResponseHeaderLayer::overriding(header::REFERRER_POLICY, referrer_policy))
}

/// Refuses changes that another site's page sends (Sec-Fetch-Site, else Origin against Host).
pub(crate) fn csrf() -> CsrfLayer {
    CsrfLayer::new()
}
