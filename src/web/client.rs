//! What a request says about the machine it came from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::app::App;

/// The network address a request comes from, for limits on attempts.
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

/// The network that one household or one machine has to itself: a whole IPv4 address, but 64 bits of an IPv6
/// address, of whose rest anybody has as many as they like.
pub(crate) fn network_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(client_address(parts, app.config.trusted_proxies)))
    }
}

/// The address of the client. `X-Forwarded-For` is believed only for as many entries from its end as
/// there are proxies of ours, since everything before them is what the client says of itself.
fn client_address(parts: &Parts, trusted_proxies: usize) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = if trusted_proxies == 0 { None } else { forwarded_for(&parts.headers, trusted_proxies) };
    // An IPv4 address is one, though it came in over a socket for both kinds.
    forwarded.or(peer).map(|address| address.to_canonical())
}

fn forwarded_for(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let entries: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    entries.len().checked_sub(trusted_proxies).and_then(|index| entries[index].trim().parse().ok())
}

const BROWSERS: [(&str, &str); 5] =
    [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
const SYSTEMS: [(&str, &str); 6] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
];

/// "Firefox on Windows": enough to recognise one's own device, and no more.
pub(crate) fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let find =
        |table: &[(&str, &'static str)]| table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser we do not know".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{device, forwarded_for};

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("a header"));
        headers
    }

    #[test]
    fn believes_only_our_own_proxies() {
        let headers = headers("x-forwarded-for", "6.6.6.6, 192.0.2.7, 10.0.0.1");
        assert_eq!(forwarded_for(&headers, 1), Some("10.0.0.1".parse().expect("an address")));
        assert_eq!(forwarded_for(&headers, 2), Some("192.0.2.7".parse().expect("an address")));
        assert_eq!(forwarded_for(&headers, 9), None);
    }

    #[test]
    fn names_devices_in_everyday_words() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(device(&headers("user-agent", agent)), "Firefox on Windows");
        assert_eq!(device(&HeaderMap::new()), "A browser we do not know");
    }
}
