//! What a browser got, and what a person sees of it.

use axum::http::HeaderMap;
use axum::http::header;
use scraper::{ElementRef, Html, Selector};

use super::client::Client;
use super::form::FilledForm;

/// An answer.
pub(crate) struct Page {
    client: Client,
    /// `GET /associates`, for the messages of failing tests.
    pub(crate) asked: String,
    pub(crate) url: String,
    pub(crate) code: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The same as it came, for files that are no text.
    pub(crate) bytes: Vec<u8>,
}

/// A part of a page, taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) text: String,
    pub(crate) html: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn of(element: ElementRef<'_>) -> Self {
        let attributes = element.value().attrs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { text: text_of(element), html: element.html(), attributes }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Page {
    pub(super) fn new(client: Client, method: String, url: String, code: u16, headers: HeaderMap, body: &[u8]) -> Self {
        let (bytes, body) = (body.to_vec(), String::from_utf8_lossy(body).into_owned());
        Self { client, asked: format!("{method} {url}"), url, code, headers, body, bytes }
    }

    /// Asserts the status.
    #[track_caller]
    pub(crate) fn status(&self, expected: u16) -> &Self {
        assert_eq!(self.code, expected, "{}: {}", self.asked, self.excerpt());
        self
    }

    /// Asserts that it leads on to this address.
    #[track_caller]
    pub(crate) fn redirects_to(&self, expected: &str) -> &Self {
        self.status(303);
        assert_eq!(self.location(), Some(expected), "{}", self.asked);
        self
    }

    /// Where it leads on to.
    pub(crate) fn location(&self) -> Option<&str> {
        self.header(header::LOCATION.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Goes where it leads.
    pub(crate) async fn follow_redirect(&self) -> Self {
        let location = self.location().unwrap_or_else(|| panic!("{} leads nowhere: {}", self.asked, self.excerpt()));
        self.client.get(location).await
    }

    /// Follows the link with this text.
    pub(crate) async fn follow(&self, text: &str) -> Self {
        let links = self.select("a[href]");
        let link = links.iter().find(|link| link.text == text);
        let link = link.or_else(|| links.iter().find(|link| link.text.contains(text)));
        let Some(link) = link else { panic!("{} has no link {text:?}: {}", self.asked, self.excerpt()) };
        self.client.get(&self.absolute(link.attribute("href").expect("an address"))).await
    }

    /// An address on this page as a path of ours.
    pub(crate) fn absolute(&self, href: &str) -> String {
        match href.chars().next() {
            Some('?') => format!("{}{href}", self.path()),
            Some('#') | None => self.url.clone(),
            Some(_) => href.to_owned(),
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }

    /// The form with this selector, or with this action when it begins with a slash.
    #[track_caller]
    pub(crate) fn form(&self, which: &str) -> FilledForm {
        match FilledForm::find(self, which) {
            Some(form) => form,
            None => panic!("{} ({}) has no form {which:?}: {}", self.asked, self.code, self.excerpt()),
        }
    }

    /// Presses the button with this text.
    pub(crate) async fn press(&self, button: &str) -> Self {
        match FilledForm::with_button(self, button) {
            Some(form) => form.press(button).await,
            None => panic!("{} has no button {button:?}: {}", self.asked, self.excerpt()),
        }
    }

    /// Asserts that a field has this error, beside the field and in the summary on top.
    #[track_caller]
    pub(crate) fn has_error(&self, field: &str, message: &str) -> &Self {
        let beside = self.select(&format!("#{field}-error"));
        assert!(beside.iter().any(|error| error.text.contains(message)), "{}: beside {field}: {beside:?}", self.asked);
        let summary = self.select(&format!(".govuk-error-summary a[href=\"#{field}\"]"));
        assert!(summary.iter().any(|link| link.text.contains(message)), "{}: summary: {summary:?}", self.asked);
        assert!(self.title().starts_with("Error:"), "{}: title {:?}", self.asked, self.title());
        self
    }

    /// Asserts that these words are on the page.
    #[track_caller]
    pub(crate) fn shows(&self, words: &str) -> &Self {
        assert!(self.text().contains(words), "{} does not show {words:?}: {}", self.asked, self.text());
        self
    }

    /// Asserts that these words are not on the page.
    #[track_caller]
    pub(crate) fn shows_not(&self, words: &str) -> &Self {
        assert!(!self.text().contains(words), "{} shows {words:?}: {}", self.asked, self.text());
        self
    }

    /// The words of the main part, or of everything where there is none.
    pub(crate) fn text(&self) -> String {
        let main = self.select("main").into_iter().next();
        main.or_else(|| self.select("body").into_iter().next()).map(|element| element.text).unwrap_or_default()
    }

    pub(crate) fn title(&self) -> String {
        self.select("title").into_iter().next().map(|title| title.text).unwrap_or_default()
    }

    pub(crate) fn heading(&self) -> String {
        self.select("h1").into_iter().next().map(|heading| heading.text).unwrap_or_default()
    }

    /// The parts of the page that a selector finds.
    pub(crate) fn select(&self, css: &str) -> Vec<Element> {
        let selector = selector(css);
        self.html().select(&selector).map(Element::of).collect()
    }

    pub(super) fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The beginning of the words, for messages.
    pub(crate) fn excerpt(&self) -> String {
        self.text().chars().take(1_500).collect()
    }
}

pub(super) fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css:?} is no selector: {error}"))
}

/// The words in an element, with single spaces.
pub(super) fn text_of(element: ElementRef<'_>) -> String {
    let words: String = element.text().collect::<Vec<_>>().concat();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
