//! What someone typed into a form that could not be taken yet: they had been signed out, or a new privacy notice
//! waited for their answer. It travels in the pages themselves, from one to the next, and is stored nowhere.

use std::borrow::Cow;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::merge::marked_as_kept;
use super::{FormErrors, Layout, Page, next_page};
use crate::kernel::clean;

/// More fields than any form of ours has. A page that holds each of them in a tag must not grow far beyond what
/// was sent.
const MOST_FIELDS: usize = 1_000;

/// A form on its way, without what nobody but its owner's keyboard should hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The address it was sent to: one of ours.
    path: String,
    fields: Vec<(String, String)>,
}

impl Kept {
    /// The form that a request brings; none when it brings something else, or more than a form of ours holds.
    ///
    /// # Errors
    /// The body does not arrive or is too large.
    pub(super) async fn of(request: Request) -> Result<Option<Self>, Response> {
        let path = request.uri().path_and_query().map_or("", PathAndQuery::as_str).to_owned();
        let kind = request.headers().get(header::CONTENT_TYPE);
        if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded")) {
            return Ok(None);
        }
        let body = Bytes::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
        let fields = form_urlencoded::parse(&body).take(MOST_FIELDS + 1);
        let fields = fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        Ok(Self { path, fields }.checked())
    }

    /// From the field that carried it; none when there is nothing in it that we would have put there.
    pub(crate) fn read(carried: &str) -> Option<Self> {
        serde_json::from_str::<Self>(carried).ok()?.checked()
    }

    /// To be carried in one field.
    pub(crate) fn carried(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The fields as they are sent on.
    fn fields_to_send(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), marked_as_kept(name, value)))
    }

    /// What is typed anew each time is left out, and so is what no form may hold.
    fn checked(self) -> Option<Self> {
        let path = next_page(&self.path)?.to_owned();
        if self.fields.len() > MOST_FIELDS {
            return None;
        }
        let fields = self.fields.into_iter().filter(|(name, _)| !is_secret(name));
        Some(Self { path, fields: fields.map(|(name, value)| (clean(&name), clean(&value))).collect() })
    }
}

/// Passwords are not repeated in a page. The fields that take one are called so (a test looks).
fn is_secret(name: &str) -> bool {
    name.to_ascii_lowercase().contains("password")
}

/// For pages that hold what was typed: nobody is signed in yet, and still no browser keeps them for whoever comes next.
pub(crate) fn unstored(page: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], page).into_response()
}

/// Marks an answer that says why a form was not taken; the layer of error pages gives it its page.
#[derive(Clone, Debug)]
pub(super) enum Unsent {
    /// They had been signed out.
    SignedOut(Kept),
    /// The privacy notice waits for their answer.
    NoticeIsDue(Kept),
}

impl IntoResponse for Unsent {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::SignedOut(_) => StatusCode::UNAUTHORIZED,
            Self::NoticeIsDue(_) => StatusCode::FORBIDDEN,
        };
        let mut response = unstored(status);
        response.extensions_mut().insert(self);
        response
    }
}

impl Unsent {
    pub(super) fn page(self, layout: Layout) -> Response {
        match self {
            Self::SignedOut(kept) => {
                let page = SignedOutPage { layout, kept, email: String::new(), errors: FormErrors::default() };
                Page::with_status(StatusCode::UNAUTHORIZED, page).into_response()
            }
            Self::NoticeIsDue(kept) => {
                Page::with_status(StatusCode::FORBIDDEN, NoticeFirstPage { layout, kept }).into_response()
            }
        }
    }
}

/// Signing in without leaving the page that holds what was typed.
#[derive(Template)]
#[template(path = "kept/signed_out.html")]
pub(crate) struct SignedOutPage {
    pub(crate) layout: Layout,
    pub(crate) kept: Kept,
    pub(crate) email: String,
    pub(crate) errors: FormErrors,
}

#[derive(Template)]
#[template(path = "kept/notice_first.html")]
struct NoticeFirstPage {
    layout: Layout,
    kept: Kept,
}

/// Nothing stands in the way any more: one button sends what was typed.
#[derive(Template)]
#[template(path = "kept/offer.html")]
pub(crate) struct OfferPage {
    pub(crate) layout: Layout,
    pub(crate) kept: Kept,
    /// What has happened: "You are signed in".
    pub(crate) heading: &'static str,
}

#[cfg(test)]
mod tests {
    use super::{Kept, MOST_FIELDS};

    fn kept(path: &str, fields: &[(&str, &str)]) -> Option<Kept> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Kept { path: path.to_owned(), fields }.checked()
    }

    #[test]
    fn comes_back_as_it_was_typed_without_passwords() {
        let typed =
            kept("/me/email?a=b", &[("email", "a\"<b>\r\n\0c"), ("new_Password", "secret"), ("t", "1"), ("t", "2")]);
        let typed = typed.expect("a form");
        let (email, two) = (("email", "a\"<b>\nc"), [("t", "1"), ("t", "2")]);
        let shown: Vec<(&str, &str)> = typed.fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(shown, [email, two[0], two[1]]);
        assert!(!typed.carried().contains("secret"));
        assert_eq!(Kept::read(&typed.carried()), Some(typed));
    }

    #[test]
    fn goes_nowhere_but_to_us_and_does_not_grow() {
        assert_eq!(kept("//evil.example", &[]), None);
        assert_eq!(Kept::read(r#"{"path":"https://evil.example","fields":[]}"#), None);
        let smuggled = Kept::read(r#"{"path":"/me","fields":[["password","x"]]}"#).expect("a form");
        assert!(smuggled.fields.is_empty());
        assert_eq!(kept("/me", &vec![("a", "b"); MOST_FIELDS + 1]), None);
        assert_eq!(Kept::read("nonsense"), None);
    }

    #[test]
    fn every_field_for_a_password_is_called_one() {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/templates"))];
        let mut found = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("a template");
                for field in text.split("fields::password(\"").skip(1) {
                    assert!(super::is_secret(field.split('"').next().unwrap_or_default()), "{}", path.display());
                    found += 1;
                }
            }
        }
        assert!(found > 3);
    }
}
