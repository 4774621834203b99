//! What a page offers to choose from.

use crate::kernel::Choice;

/// One thing to choose: an option of a select, a radio button, a checkbox, a filter. The list knows what is
/// chosen, so that a template only walks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opt {
    /// What the browser sends.
    pub(crate) value: String,
    /// What people read.
    pub(crate) label: String,
    /// A line of help under a radio button or a checkbox.
    pub(crate) hint: Option<String>,
    /// Whether it is chosen now.
    pub(crate) selected: bool,
}

impl Opt {
    /// One option, not chosen.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, selected: false }
    }

    /// The same with a line of help.
    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Any pairs of value and label: rows of a query, for example.
    pub(crate) fn list<V, L>(pairs: impl IntoIterator<Item = (V, L)>, selected: &str) -> Vec<Self>
    where
        V: ToString,
        L: Into<String>,
    {
        Self::picked(pairs, |value| value == selected)
    }

    /// The same where several may be chosen.
    pub(crate) fn list_many<V, L>(pairs: impl IntoIterator<Item = (V, L)>, selected: &[String]) -> Vec<Self>
    where
        V: ToString,
        L: Into<String>,
    {
        Self::picked(pairs, |value| selected.iter().any(|chosen| chosen == value))
    }

    /// Every word of a closed vocabulary.
    pub(crate) fn choices<T: Choice>(selected: &str) -> Vec<Self> {
        Self::list(T::ALL.iter().map(|choice| (choice.code(), choice.label())), selected)
    }

    /// The same where several may be chosen.
    pub(crate) fn choices_many<T: Choice>(selected: &[String]) -> Vec<Self> {
        Self::list_many(T::ALL.iter().map(|choice| (choice.code(), choice.label())), selected)
    }

    /// Every word of a closed vocabulary, each with a line of help.
    pub(crate) fn choices_explained<T: Choice>(selected: &str, hint: impl Fn(T) -> &'static str) -> Vec<Self> {
        let explained = |choice: T| {
            let chosen = choice.code() == selected;
            Self { selected: chosen, ..Self::new(choice.code(), choice.label()).with_hint(hint(choice)) }
        };
        T::ALL.iter().copied().map(explained).collect()
    }

    fn picked<V, L>(pairs: impl IntoIterator<Item = (V, L)>, chosen: impl Fn(&str) -> bool) -> Vec<Self>
    where
        V: ToString,
        L: Into<String>,
    {
        let option = |(value, label): (V, L)| {
            let value = value.to_string();
            Self { selected: chosen(&value), ..Self::new(value, label) }
        };
        pairs.into_iter().map(option).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_value_is_marked() {
        let options = Opt::list([(1, "One"), (2, "Two")], "2");
        assert_eq!(options.iter().map(|option| option.selected).collect::<Vec<_>>(), [false, true]);
        let options = Opt::list_many([("a", "A"), ("b", "B")], &["a".to_owned(), "b".to_owned()]);
        assert!(options.iter().all(|option| option.selected));
    }
}
