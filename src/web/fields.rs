//! stub
use crate::kernel::Choice;
#[derive(Clone, Debug)]
pub(crate) struct Opt {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) selected: bool,
}
impl Opt {
    pub(crate) fn list<V: AsRef<str>, L: AsRef<str>>(
        items: impl IntoIterator<Item = (V, L)>,
        selected: &str,
    ) -> Vec<Self> {
        items
            .into_iter()
            .map(|(v, l)| Self {
                selected: v.as_ref() == selected,
                value: v.as_ref().to_owned(),
                label: l.as_ref().to_owned(),
                hint: None,
            })
            .collect()
    }
    pub(crate) fn choices<T: Choice>(selected: &str) -> Vec<Self> {
        Self::list(T::ALL.iter().map(|c| (c.code(), c.label())), selected)
    }
}
