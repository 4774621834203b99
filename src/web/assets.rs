//! The stylesheet, scripts and pictures, as `build.rs` left them in the program. An address changes with the
//! content, so a browser may keep a file for ever and a new version of Copse is seen at once.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::TypedPath;

/// One file, in the three forms a browser may ask for.
struct Asset {
    logical: &'static str,
    url: &'static str,
    mime: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

static BY_LOGICAL: LazyLock<HashMap<&str, &Asset>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| (asset.logical, asset)).collect());
static BY_URL: LazyLock<HashMap<&str, &Asset>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| (asset.url, asset)).collect());

/// The address of a file by the name people give it: `url("copse.css")`. A name that does not exist is a mistake
/// in a template; it answers an address that is not found rather than taking the page down.
pub(crate) fn url(logical: &str) -> &'static str {
    debug_assert!(BY_LOGICAL.contains_key(logical), "no asset is called {logical}");
    BY_LOGICAL.get(logical).map_or("/assets/missing", |asset| asset.url)
}

/// The address of a file.
#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/assets/{name}", rejection(crate::error::Error))]
pub(crate) struct AssetPath {
    name: String,
}

/// Answers with the file, in the form the browser takes best.
pub(crate) async fn serve(AssetPath { name }: AssetPath, headers: HeaderMap) -> Response {
    match BY_URL.get(format!("/assets/{name}").as_str()) {
        Some(asset) => asset.answer(Coding::accepted(&headers)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Asset {
    fn answer(&self, coding: Coding) -> Response {
        let fixed = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.mime)),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
        ];
        match coding {
            Coding::Brotli => (fixed, [(header::CONTENT_ENCODING, "br")], self.brotli).into_response(),
            Coding::Gzip => (fixed, [(header::CONTENT_ENCODING, "gzip")], self.gzip).into_response(),
            Coding::Plain => (fixed, self.plain).into_response(),
        }
    }
}

/// How the bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Plain,
}

impl Coding {
    /// The smallest form this browser says it can read.
    fn accepted(headers: &HeaderMap) -> Self {
        let offered = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let accepts = |wanted: &str| offered.split(',').any(|offer| offers(offer, wanted));
        match () {
            () if accepts("br") => Self::Brotli,
            () if accepts("gzip") => Self::Gzip,
            () => Self::Plain,
        }
    }
}

/// Whether one entry of `Accept-Encoding` names this coding and does not refuse it with `q=0`.
fn offers(offer: &str, wanted: &str) -> bool {
    let mut parts = offer.split(';').map(str::trim);
    let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
    let refused = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.parse() == Ok(0.0_f32));
    named && !refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_smallest_readable_form_is_chosen() {
        assert_eq!(Coding::accepted(&asked("gzip, deflate, br, zstd")), Coding::Brotli);
        assert_eq!(Coding::accepted(&asked("gzip;q=1.0, br;q=0")), Coding::Gzip);
        assert_eq!(Coding::accepted(&asked("gzip;q=0.0")), Coding::Plain);
        assert_eq!(Coding::accepted(&HeaderMap::new()), Coding::Plain);
    }

    #[test]
    fn nothing_of_others_is_served() {
        for asset in ASSETS.iter().filter(|asset| !asset.mime.starts_with("image/")) {
            let text = std::str::from_utf8(asset.plain).unwrap();
            for mark in ["@font-face", "GDS Transport", "sourceMappingURL", "govuk-crest", "fonts.g"] {
                assert!(!text.contains(mark), "{} holds {mark}", asset.logical);
            }
        }
    }

    #[tokio::test]
    async fn a_file_may_be_kept_for_ever_and_an_unknown_one_is_not_found() {
        let name = url("copse.css").trim_start_matches("/assets/").to_owned();
        let found = serve(AssetPath { name }, asked("br")).await;
        assert_eq!(found.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(found.headers()[header::VARY], "accept-encoding");
        assert!(found.headers()[header::CACHE_CONTROL].to_str().unwrap().ends_with("immutable"));
        assert_eq!(
            serve(AssetPath { name: "copse.css".to_owned() }, HeaderMap::new()).await.status(),
            StatusCode::NOT_FOUND
        );
    }
}
