//! A form as a person fills it in: only fields that the page has, only choices that it offers.

use scraper::{ElementRef, Html};

use super::client::Client;
use super::page::{Page, selector, text_of};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Hidden,
    Text,
    /// Checkboxes and radios; whether it is on.
    Box {
        radio: bool,
        on: bool,
        label: String,
    },
    /// Values and words of its options.
    Select(Vec<(String, String)>),
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    value: String,
    kind: Kind,
}

#[derive(Clone, Debug)]
struct Button {
    text: String,
    /// Name and value that it sends, if it has them.
    sends: Option<(String, String)>,
    action: Option<String>,
}

/// A form of a page, with what is typed into it so far.
#[derive(Clone)]
pub(crate) struct FilledForm {
    client: Client,
    asked: String,
    pub(crate) action: String,
    pub(crate) method: String,
    fields: Vec<Field>,
    buttons: Vec<Button>,
}

impl FilledForm {
    pub(super) fn find(page: &Page, which: &str) -> Option<Self> {
        if which.starts_with('/') {
            return Self::all(page).into_iter().find(|form| form.action.split('?').next() == Some(which));
        }
        let (html, css) = (page.html(), selector(which));
        html.select(&css).next().map(|form| Self::read(page, &html, form))
    }

    pub(super) fn with_button(page: &Page, text: &str) -> Option<Self> {
        Self::all(page).into_iter().find(|form| form.buttons.iter().any(|button| button.text == text))
    }

    /// All forms of a page.
    pub(crate) fn all(page: &Page) -> Vec<Self> {
        let html = page.html();
        html.select(&selector("form")).map(|form| Self::read(page, &html, form)).collect()
    }

    fn read(page: &Page, html: &Html, form: ElementRef<'_>) -> Self {
        let mut elements: Vec<ElementRef<'_>> = form.select(&selector("input, select, textarea, button")).collect();
        if let Some(id) = form.value().attr("id") {
            elements.extend(html.select(&selector(&format!("[form={id:?}]"))));
        }
        let enabled = elements.into_iter().filter(|element| element.value().attr("disabled").is_none());
        let (buttons, fields): (Vec<_>, Vec<_>) = enabled.partition(|element| is_button(*element));
        Self {
            client: page.client().clone(),
            asked: page.asked.clone(),
            action: page.absolute(form.value().attr("action").unwrap_or_default()),
            method: form.value().attr("method").unwrap_or("get").to_ascii_lowercase(),
            fields: fields.into_iter().filter_map(|element| field(html, element)).collect(),
            buttons: buttons
                .into_iter()
                .filter(|element| element.value().attr("type") != Some("button"))
                .map(button)
                .collect(),
        }
    }

    /// The names of the fields, each once.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.fields.iter().map(|field| field.name.clone()).collect();
        names.dedup();
        names
    }

    /// What a list, or a group of boxes, offers.
    pub(crate) fn offers(&self, name: &str) -> Vec<String> {
        let fields = self.fields.iter().filter(|field| field.name == name);
        let offered = fields.flat_map(|field| match &field.kind {
            Kind::Select(options) => options.iter().map(|(value, _)| value.clone()).collect(),
            Kind::Box { .. } => vec![field.value.clone()],
            Kind::Text | Kind::Hidden => Vec::new(),
        });
        offered.collect()
    }

    /// Types into a field, or chooses an option by its value or its words.
    #[track_caller]
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        let asked = &self.asked;
        let found = self.fields.iter().position(|field| field.name == name && field.kind != Kind::Hidden);
        let Some(found) = found else { panic!("{asked}: no field {name:?} to fill in; {:?}", self.names()) };
        let field = &mut self.fields[found];
        match &field.kind {
            Kind::Box { radio: true, .. } => return self.switch(name, value, true),
            Kind::Box { .. } => panic!("{asked}: {name:?} is a box to check"),
            Kind::Select(options) => {
                let option = options.iter().find(|(code, words)| code == value || words == value);
                let Some((code, _)) = option else { panic!("{asked}: {name:?} does not offer {value:?}; {options:?}") };
                field.value = code.clone();
            }
            Kind::Text | Kind::Hidden => field.value = value.to_owned(),
        }
        self
    }

    /// Checks a box, by its value or its words.
    #[track_caller]
    pub(crate) fn check(self, name: &str, value: &str) -> Self {
        self.switch(name, value, true)
    }

    /// Unchecks a box.
    #[track_caller]
    pub(crate) fn uncheck(self, name: &str, value: &str) -> Self {
        self.switch(name, value, false)
    }

    #[track_caller]
    fn switch(mut self, name: &str, wanted: &str, to: bool) -> Self {
        let mut found = false;
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            let Kind::Box { radio, on, label } = &mut field.kind else { continue };
            if field.value == wanted || label == wanted {
                (*on, found) = (to, true);
            } else if *radio {
                *on = false;
            }
        }
        assert!(found, "{}: {name:?} does not offer {wanted:?}; {:?}", self.asked, self.fields);
        self
    }

    /// What a field holds now.
    #[track_caller]
    pub(crate) fn value(&self, name: &str) -> &str {
        match self.fields.iter().find(|field| field.name == name) {
            Some(field) => &field.value,
            None => panic!("{}: no field {name:?}; {:?}", self.asked, self.names()),
        }
    }

    /// The values that are checked or chosen.
    pub(crate) fn chosen(&self, name: &str) -> Vec<String> {
        self.pairs().into_iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect()
    }

    /// Whether it is a field to type into, and not for an address, which would not be taken.
    pub(crate) fn is_typed(&self, name: &str) -> bool {
        let is = |field: &&Field| field.name == name && field.kind == Kind::Text && !name.contains("email");
        self.fields.iter().find(is).is_some()
    }

    /// What a browser sends when someone makes some choice wherever there is one.
    pub(crate) fn filled_at_random(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for field in &self.fields {
            let value = match &field.kind {
                Kind::Box { radio: true, .. } if pairs.iter().any(|(name, _)| *name == field.name) => continue,
                Kind::Select(options) if field.value.is_empty() => {
                    options.last().map(|(value, _)| value.clone()).unwrap_or_default()
                }
                Kind::Text if field.name.contains("email") && field.value.is_empty() => {
                    "mallory@example.org".to_owned()
                }
                _ => field.value.clone(),
            };
            pairs.push((field.name.clone(), value));
        }
        pairs
    }

    /// Changes what a person cannot: a hidden field, or a field that the page does not have.
    pub(crate) fn tamper(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|field| field.name != name);
        self.fields.push(Field { name: name.to_owned(), value: value.to_owned(), kind: Kind::Hidden });
        self
    }

    /// What a browser sends: hidden fields, what was typed, boxes that are checked, chosen options.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let sent = self.fields.iter().filter(|field| !matches!(field.kind, Kind::Box { on: false, .. }));
        sent.map(|field| (field.name.clone(), field.value.clone())).collect()
    }

    /// Sends it with its first button.
    pub(crate) async fn submit(self) -> Page {
        let button = self.buttons.first().cloned();
        self.send(button).await
    }

    /// Sends it with the button that says this.
    pub(crate) async fn press(self, text: &str) -> Page {
        let button = self.buttons.iter().find(|button| button.text == text).cloned();
        assert!(button.is_some(), "{}: no button {text:?}; {:?}", self.asked, self.buttons);
        self.send(button).await
    }

    async fn send(self, button: Option<Button>) -> Page {
        let mut pairs = self.pairs();
        pairs.extend(button.as_ref().and_then(|button| button.sends.clone()));
        let action = button.and_then(|button| button.action).unwrap_or(self.action);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if self.method == "post" {
            return self.client.post(&action, &pairs).await;
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let path = action.split('?').next().unwrap_or_default();
        self.client.get(&format!("{path}?{query}")).await
    }
}

fn is_button(element: ElementRef<'_>) -> bool {
    element.value().name() == "button" || element.value().attr("type") == Some("submit")
}

fn button(element: ElementRef<'_>) -> Button {
    let attribute = |name| element.value().attr(name).map(str::to_owned);
    Button {
        text: text_of(element),
        sends: attribute("name").map(|name| (name, attribute("value").unwrap_or_default())),
        action: attribute("formaction"),
    }
}

fn field(html: &Html, element: ElementRef<'_>) -> Option<Field> {
    let attribute = |name| element.value().attr(name).map(str::to_owned);
    let name = attribute("name")?;
    let (value, kind) = match (element.value().name(), attribute("type").as_deref()) {
        ("textarea", _) => (typed_text(element), Kind::Text),
        ("select", _) => select(element),
        (_, Some("hidden")) => (attribute("value").unwrap_or_default(), Kind::Hidden),
        (_, Some(kind @ ("checkbox" | "radio"))) => {
            let (radio, on) = (kind == "radio", attribute("checked").is_some());
            let label = attribute("id").map(|id| label_of(html, &id)).unwrap_or_default();
            (attribute("value").unwrap_or_else(|| "on".to_owned()), Kind::Box { radio, on, label })
        }
        _ => (attribute("value").unwrap_or_default(), Kind::Text),
    };
    Some(Field { name, value, kind })
}

/// The text of a textarea, without the line break that browsers take away; with the line breaks they send.
fn typed_text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.strip_prefix('\n').unwrap_or(&text).replace('\n', "\r\n")
}

fn select(element: ElementRef<'_>) -> (String, Kind) {
    let options: Vec<ElementRef<'_>> = element.select(&selector("option")).collect();
    let value = |option: &ElementRef<'_>| option.value().attr("value").map_or_else(|| text_of(*option), str::to_owned);
    let chosen = options.iter().find(|option| option.value().attr("selected").is_some()).or(options.first());
    let listed = options.iter().map(|option| (value(option), text_of(*option))).collect();
    (chosen.map(value).unwrap_or_default(), Kind::Select(listed))
}

fn label_of(html: &Html, id: &str) -> String {
    html.select(&selector(&format!("label[for={id:?}]"))).next().map(text_of).unwrap_or_default()
}
