//! The name people reach Copse by. A request under any other name is refused: it comes from a wrong entry
//! in the DNS, from a page that lets its own name point to us, or from someone who tries what a name does.

use axum::extract::{Request, State};
use axum::http::uri::{Authority, Uri};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// Lets through what was sent to the configured address, or to this very machine.
pub(crate) async fn refuse_unknown_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let known = host_of(&request).is_some_and(|host| is_ours(&host, &app.config.base_url()));
    if known { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() }
}

/// The name in the address of the request, which stands before the header of that name; none when there is
/// not exactly one.
fn host_of(request: &Request) -> Option<String> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.host().to_ascii_lowercase());
    }
    let mut given = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (given.next(), given.next()) else {
        return None;
    };
    let authority: Authority = host.to_str().ok()?.parse().ok()?;
    Some(authority.host().to_ascii_lowercase())
}

/// The port is left out: a proxy may listen on another one than people type.
fn is_ours(host: &str, base_url: &str) -> bool {
    let own = base_url.parse::<Uri>().ok().and_then(|url| url.host().map(str::to_ascii_lowercase));
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || own.as_deref() == Some(host)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::{host_of, is_ours};

    fn asked(uri: &str, hosts: &[&str]) -> Option<String> {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        host_of(&request.body(Body::empty()).expect("a request"))
    }

    #[test]
    fn reads_the_host_wherever_it_stands() {
        assert_eq!(asked("/", &["Copse.example.org:8080"]).as_deref(), Some("copse.example.org"));
        assert_eq!(asked("/", &["[::1]:3000"]).as_deref(), Some("[::1]"));
        assert_eq!(asked("http://evil.example/", &["copse.example.org"]).as_deref(), Some("evil.example"));
        for hosts in [&[][..], &["a.example", "b.example"], &["a b"], &[""]] {
            assert_eq!(asked("/", hosts), None, "{hosts:?}");
        }
    }

    #[test]
    fn knows_its_own_name_and_this_machine() {
        for host in ["copse.example.org", "localhost", "127.0.0.1", "[::1]"] {
            assert!(is_ours(host, "https://copse.example.org"), "{host}");
        }
        for host in ["evil.example", "copse.example.org.evil.example", "127.0.0.2", "example.org"] {
            assert!(!is_ours(host, "https://copse.example.org"), "{host}");
        }
    }
}
