//! Two people change the same record. Each form carries what it held when it was opened, so that what someone
//! changed can be told from what they only left standing: the one is theirs to save, the other must not undo what
//! somebody else has saved meanwhile.

use std::borrow::Cow;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{FormErrors, Layout, Opt, Page};
use crate::error::Result;

/// The field of a form that carries what it held when it was opened. The form does not serialize it.
const OPENED: &str = "opened";

/// What begins that field in a form that was kept: perhaps somebody else sends it.
const KEPT: &str = "kept ";

/// What a field of a kept form holds on its way on: it says of the form that it was kept.
pub(super) fn marked_as_kept<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    if name == OPENED && !value.starts_with(KEPT) { format!("{KEPT}{value}").into() } else { value.into() }
}

/// What to put in that field.
pub(crate) fn opened<F: Serialize>(form: &F) -> String {
    serde_json::to_string(form).unwrap_or_default()
}

/// A form in which both people's changes stand.
pub(crate) struct Merged<F> {
    /// Where both changed the same field, it holds what was typed here.
    pub(crate) form: F,
    clashes: Vec<Clash>,
    /// The whole form as a browser would send it, but for the fields that clash.
    settled: Vec<(String, String)>,
    /// Whether it was kept, so that what was typed may not be theirs who send it.
    was_kept: bool,
}

/// A field that both changed, each in their own way.
#[derive(Debug, PartialEq, Eq)]
struct Clash {
    field: String,
    theirs: String,
    mine: String,
}

impl<F> Merged<F> {
    /// Whether someone has to choose.
    pub(crate) fn clashes(&self) -> bool {
        !self.clashes.is_empty()
    }
}

/// Compares what a form held when it was opened, what it would hold now, and what was typed. What only one of the two
/// changed stands; of several boxes each is a field of its own. A form that does not say what it held when it was
/// opened may have changed everything.
///
/// # Errors
/// The form is not one that can be written down and read again.
pub(crate) fn merge<F: Serialize + DeserializeOwned>(was: &str, theirs: &F, mine: &F) -> Result<Merged<F>> {
    let kept = was.strip_prefix(KEPT);
    let was: Option<Map<String, Value>> = serde_json::from_str(kept.unwrap_or(was)).ok();
    let (mut theirs, mut form) = (fields(theirs)?, fields(mine)?);
    theirs.remove(OPENED);
    form.remove(OPENED);
    for name in theirs.keys() {
        form.entry(name.clone()).or_insert_with(|| Value::from(""));
    }
    let mut clashes = Vec::new();
    for (name, mine) in &mut form {
        let was = was.as_ref().map(|was| was.get(name).unwrap_or(&Value::Null));
        match (theirs.get(name).unwrap_or(&Value::Null), mine) {
            (Value::Array(theirs), Value::Array(mine)) => *mine = union(was, theirs, mine),
            (theirs, mine) => match settle(was.map(text), text(theirs), text(mine)) {
                Some(value) => *mine = Value::from(value),
                None => {
                    clashes.push(Clash { field: name.clone(), theirs: text(theirs).into(), mine: text(mine).into() })
                }
            },
        }
    }
    let is_settled = |name: &str| !clashes.iter().any(|clash| clash.field == name);
    let now = serde_json::to_string(&theirs).map_err(anyhow::Error::from)?;
    form.insert(OPENED.to_owned(), Value::from(now));
    let settled =
        form.iter().filter(|(name, _)| is_settled(name)).flat_map(|(name, value)| pairs(name, value)).collect();
    let form = serde_json::from_value(Value::Object(form)).map_err(anyhow::Error::from)?;
    Ok(Merged { form, clashes, settled, was_kept: kept.is_some() })
}

fn fields<F: Serialize>(form: &F) -> Result<Map<String, Value>> {
    match serde_json::to_value(form).map_err(anyhow::Error::from)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(anyhow::anyhow!("a form without fields").into()),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What stands of one field; none when both changed it, or may have.
fn settle(was: Option<&str>, theirs: &str, mine: &str) -> Option<String> {
    let stands = match was {
        _ if theirs == mine => mine,
        Some(was) if mine == was => theirs,
        Some(was) if theirs == was => mine,
        _ => return None,
    };
    Some(stands.to_owned())
}

/// Boxes never clash: two people who both change one make it the same.
fn union(was: Option<&Value>, theirs: &[Value], mine: &[Value]) -> Vec<Value> {
    let was = was.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let kept = theirs.iter().filter(|one| mine.contains(one) || !was.contains(one));
    let added = mine.iter().filter(|one| !was.contains(one) && !theirs.contains(one));
    kept.chain(added).cloned().collect()
}

fn pairs(name: &str, value: &Value) -> Vec<(String, String)> {
    let pair = |value: &Value| (name.to_owned(), text(value).to_owned());
    match value {
        Value::Array(values) => values.iter().map(pair).collect(),
        value => vec![pair(value)],
    }
}

/// The words a form has for what may clash.
pub(crate) struct Words<'a> {
    /// "Someone else changed this project meanwhile".
    pub(crate) heading: &'static str,
    /// What it is that was changed, where the heading does not say.
    pub(crate) caption: &'a str,
    /// The fields in their order, each with what the form calls it.
    pub(crate) fields: &'a [(&'a str, &'a str)],
    /// What a value of a field is called; the value itself where nothing needs saying.
    pub(crate) value: &'a dyn Fn(&str, &str) -> String,
}

/// Both changed the same: theirs and yours beside each other, to choose from. Everything else is carried along.
#[derive(Template)]
#[template(path = "layout/conflict.html")]
struct ConflictPage {
    layout: Layout,
    heading: &'static str,
    caption: String,
    action: String,
    back: String,
    clashes: Vec<(String, String, Vec<Opt>)>,
    settled: Vec<(String, String)>,
    errors: FormErrors,
}

/// The page that asks which of the two should stand (409). It sends the form to `action`; whoever gives up goes `back`.
pub(crate) fn conflict<F>(
    layout: Layout,
    words: &Words<'_>,
    (action, back): (impl ToString, impl ToString),
    merged: Merged<F>,
) -> Response {
    let place = |clash: &Clash| words.fields.iter().position(|(name, _)| *name == clash.field);
    let mut clashes = merged.clashes;
    clashes.sort_by_key(place);
    let option = |who: &str, field: &str, value: &str| {
        let shown = if value.is_empty() { "nothing".to_owned() } else { (words.value)(field, value) };
        Opt::new(value, format!("{who}: {shown}"))
    };
    let was_kept = merged.was_kept;
    let choice = |clash: Clash| {
        let label = place(&clash).map_or("Something else on the page", |at| words.fields[at].1);
        let theirs = Opt { selected: was_kept, ..option("What stands now", &clash.field, &clash.theirs) };
        let typed = if was_kept { "What was typed" } else { "What you typed" };
        let mine = Opt { selected: !was_kept, ..option(typed, &clash.field, &clash.mine) };
        (clash.field, label.to_owned(), vec![theirs, mine])
    };
    let page = ConflictPage {
        layout,
        heading: words.heading,
        caption: words.caption.to_owned(),
        action: action.to_string(),
        back: back.to_string(),
        clashes: clashes.into_iter().map(choice).collect(),
        settled: merged.settled,
        errors: FormErrors::default(),
    };
    Page::conflict(page).into_response()
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::{Clash, Merged, merge, opened};

    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(default)]
    struct Sample {
        name: String,
        phone: String,
        topics: Vec<String>,
        #[serde(skip_serializing)]
        opened: String,
    }

    fn sample(name: &str, phone: &str, topics: &[&str]) -> Sample {
        let topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
        Sample { name: name.to_owned(), phone: phone.to_owned(), topics, opened: String::new() }
    }

    fn merged(was: &Sample, theirs: &Sample, mine: &Sample) -> Merged<Sample> {
        merge(&opened(was), theirs, mine).expect("a form")
    }

    #[test]
    fn what_only_one_changed_stands() {
        let was = sample("Ann", "1", &["a", "b"]);
        let both = merged(&was, &sample("Anna", "1", &["a", "b", "c"]), &sample("Ann", "2", &["b", "d"]));
        assert!(!both.clashes());
        assert_eq!((both.form.name.as_str(), both.form.phone.as_str()), ("Anna", "2"));
        assert_eq!(both.form.topics, ["b", "c", "d"]);
        let cleared = merged(&was, &was, &sample("Ann", "", &[]));
        assert_eq!((cleared.form.phone.as_str(), cleared.form.topics.len(), cleared.clashes()), ("", 0, false));
    }

    #[test]
    fn what_both_changed_is_asked_unless_they_agree() {
        let (was, theirs) = (sample("Ann", "1", &[]), sample("Anna", "3", &["a"]));
        let both = merged(&was, &theirs, &sample("Anna", "2", &[]));
        let clash = Clash { field: "phone".to_owned(), theirs: "3".to_owned(), mine: "2".to_owned() };
        assert_eq!((both.clashes, both.form.phone.as_str()), (vec![clash], "2"));
        let settled: Vec<&str> = both.settled.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(settled, ["name", "opened", "topics"]);
        // Sent on, it is compared with what they have seen by now.
        assert_eq!(both.form.opened, opened(&theirs));
    }

    #[test]
    fn a_form_that_does_not_say_what_it_held_overwrites_nothing_unasked() {
        let both = merge("nonsense", &sample("Anna", "1", &["a"]), &sample("Ann", "1", &["b"])).expect("a form");
        assert_eq!(both.clashes.iter().map(|clash| clash.field.as_str()).collect::<Vec<_>>(), ["name"]);
        assert_eq!(both.form.topics, ["a", "b"]);
    }
}
