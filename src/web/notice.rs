//! The banner after a form was sent: "Profile saved", in green, or why nothing changed, in amber. It travels in a short-lived cookie, so it costs no
//! write and shows once.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::local::local_path;

const COOKIE: &str = "copse_notice";

/// What the banner says, and where it leads next.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Notice {
    pub(crate) text: String,
    pub(crate) link: Option<NoticeLink>,
    /// Nothing changed, and it says why.
    #[serde(default)]
    pub(crate) is_refusal: bool,
}

/// The next step, or the way back.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct NoticeLink {
    pub(crate) href: String,
    pub(crate) text: String,
}

impl Notice {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None, is_refusal: false }
    }

    /// Why nothing changed.
    pub(super) fn refusal(text: impl Into<String>) -> Self {
        Self { is_refusal: true, ..Self::new(text) }
    }

    /// Adds the next step.
    pub(crate) fn with_link(self, href: impl ToString, text: impl Into<String>) -> Self {
        Self { link: Some(NoticeLink { href: href.to_string(), text: text.into() }), ..self }
    }

    /// The header that carries it to the next page.
    pub(super) fn to_header(&self, secure: bool) -> Option<HeaderValue> {
        let value = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).ok()?);
        let cookie = Cookie::build((COOKIE, value)).path("/").http_only(true).secure(secure).same_site(SameSite::Lax);
        HeaderValue::from_str(&cookie.build().to_string()).ok()
    }

    /// The notice a request brings, if its link is one of ours.
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let json = URL_SAFE_NO_PAD.decode(jar.get(COOKIE)?.value()).ok()?;
        let notice: Self = serde_json::from_slice(&json).ok()?;
        let is_ours = notice.link.as_ref().is_none_or(|link| local_path(&link.href).is_some());
        is_ours.then_some(notice)
    }
}

/// Takes the notice away once a page has shown it.
pub(crate) async fn forget_shown_notice(request: Request, next: Next) -> Response {
    let brought = Notice::from_headers(request.headers()).is_some();
    let mut response = next.run(request).await;
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if brought && is_page {
        let gone = HeaderValue::from_static("copse_notice=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::Notice;

    /// What the next page makes of a notice with this link.
    fn brought(href: &str) -> Option<Notice> {
        let set = Notice::new("Saved").with_link(href, "Go on").to_header(false).expect("a cookie");
        let pair = set.to_str().expect("text").split(';').next().expect("a pair").to_owned();
        let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&pair).expect("a header"))]);
        Notice::from_headers(&headers)
    }

    #[test]
    fn leads_to_pages_of_ours_only() {
        assert_eq!(brought("/associates/new").map(|notice| notice.text).as_deref(), Some("Saved"));
        for href in ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "javascript:x"] {
            assert!(brought(href).is_none(), "{href:?}");
        }
    }
}
