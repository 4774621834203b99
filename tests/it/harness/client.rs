//! A browser: it keeps cookies, sends what browsers send, and remembers where it is.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::page::Page;

/// One machine for each client, so that the limits on attempts from one machine count them apart.
static MACHINES: AtomicU32 = AtomicU32::new(1);

/// One person's browser. Copies of it are the same browser.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    base_url: String,
    address: IpAddr,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Client {
    pub(super) fn new(router: Router, base_url: String) -> Self {
        let address = Ipv4Addr::from(0x0A00_0000 + MACHINES.fetch_add(1, Ordering::Relaxed));
        Self { router, base_url, address: address.into(), cookies: Arc::default() }
    }

    /// The same cookies on a machine with this address.
    pub(crate) fn at_address(self, address: &str) -> Self {
        Self { address: address.parse().expect("an address"), ..self }
    }

    /// A second browser with the same cookies, which go their own way from here: what a thief of them has.
    pub(crate) fn stolen(&self) -> Self {
        let cookies = self.cookies.lock().expect("cookies").clone();
        Self { cookies: Arc::new(Mutex::new(cookies)), ..self.clone() }
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    /// Puts a cookie into the browser.
    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("cookies").insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Opens a page.
    pub(crate) async fn get(&self, url: &str) -> Page {
        self.send(self.request("GET", url).body(Body::empty()).expect("a request")).await
    }

    /// Sends a form that no page has shown. Prefer [`Page::form`], which sends what a person could.
    pub(crate) async fn post(&self, url: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_body(url, "application/x-www-form-urlencoded", body).await
    }

    /// Sends any body.
    pub(crate) async fn post_body(&self, url: &str, kind: &str, body: impl Into<Body>) -> Page {
        let request = self.request("POST", url).header(header::CONTENT_TYPE, kind);
        let request = request.header("origin", self.base_url.as_str()).header("sec-fetch-site", "same-origin");
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Sends a form as a page of another site would.
    pub(crate) async fn post_with(&self, url: &str, headers: &[(&'static str, &str)]) -> Page {
        let mut request = self.request("POST", url).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(HeaderName::from_static(name), *value);
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// A request with any method.
    pub(crate) async fn method(&self, method: &str, url: &str) -> Page {
        self.send(self.request(method, url).body(Body::empty()).expect("a request")).await
    }

    fn request(&self, method: &str, url: &str) -> axum::http::request::Builder {
        let path = url.strip_prefix(&self.base_url).unwrap_or(url);
        let path = path.split('#').next().unwrap_or_default();
        let host = self.base_url.split("//").nth(1).unwrap_or_default();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host)
            .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        let cookies = self.cookies.lock().expect("cookies");
        if !cookies.is_empty() {
            let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        request
    }

    async fn send(&self, mut request: Request<Body>) -> Page {
        let (method, url) = (request.method().to_string(), request.uri().to_string());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let response = self.router.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let body = body.collect().await.expect("the body arrives").to_bytes();
        Page::new(self.clone(), method, url, parts.status.as_u16(), parts.headers, &body)
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().expect("cookies");
        for header in headers.get_all(header::SET_COOKIE) {
            keep_cookie(&mut cookies, header);
        }
    }
}

fn keep_cookie(cookies: &mut BTreeMap<String, String>, header: &HeaderValue) {
    let text = header.to_str().expect("a readable cookie");
    let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
    let is_gone = text.split(';').any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
    if is_gone {
        cookies.remove(name);
    } else {
        cookies.insert(name.to_owned(), value.to_owned());
    }
}
