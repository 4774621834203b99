//! Lists that page by a key: the address names the last row seen, so a page costs the same at any depth
//! and rows that come or go do not shift it.

use std::fmt::Display;
use std::str::FromStr;

/// Where a page of a list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Cursor<Id> {
    /// At the first row.
    #[default]
    Start,
    /// After this row.
    After(Id),
    /// Before this row.
    Before(Id),
}

impl<Id: FromStr> Cursor<Id> {
    /// From the `after` and `before` of the address; what cannot be read means the start.
    pub(crate) fn parse(after: &str, before: &str) -> Self {
        match (after.parse(), before.parse()) {
            (Ok(id), _) => Self::After(id),
            (_, Ok(id)) => Self::Before(id),
            _ => Self::Start,
        }
    }
}

impl<Id> Cursor<Id> {
    /// Whether nothing is left at this place of the list, though there may be at others: the rows that stood there
    /// were answered, moved or removed. Then the list is shown from its start, since an empty page would say that
    /// there is nothing at all.
    pub(crate) fn leads_nowhere<Row>(&self, rows: &[Row]) -> bool {
        rows.is_empty() && !matches!(self, Self::Start)
    }
}

/// Links to the neighbouring pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paging {
    /// Address of the page with earlier rows of the list.
    pub(crate) previous: Option<String>,
    /// Address of the page with later rows.
    pub(crate) next: Option<String>,
}

impl Paging {
    /// Takes the one row too many that a query fetched to see whether more follow, puts rows that were
    /// read backwards in order, and makes the links. `base` is the address with its filters.
    pub(crate) fn cut<Row, Id: Copy + Display>(
        rows: &mut Vec<Row>,
        size: usize,
        cursor: Cursor<Id>,
        base: &str,
        id: impl Fn(&Row) -> Id,
    ) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        let backwards = matches!(cursor, Cursor::Before(_));
        if backwards {
            rows.reverse();
        }
        let (has_previous, has_next) = match cursor {
            Cursor::Start => (false, more),
            Cursor::After(_) => (true, more),
            Cursor::Before(_) => (more, true),
        };
        let link = |row: Option<&Row>, key: &str| row.map(|row| with_parameter(base, key, &id(row).to_string()));
        Self {
            previous: link(rows.first().filter(|_| has_previous), "before"),
            next: link(rows.last().filter(|_| has_next), "after"),
        }
    }
}

/// How long a list is, in the same words above every list: "659 Associates, 50 a page", "1 Associate", "No Associates
/// match". A list that pages by a key does not know how many rows come before a page, so it does not say "51 to 100".
pub(crate) fn counted(count: i64, page: u8, [one, many]: [&str; 2]) -> String {
    match count {
        ..=0 => format!("No {many} match"),
        1 => format!("1 {one}"),
        // Counted no further.
        1001.. => format!("1,000+ {many}, {page} a page"),
        count if count > i64::from(page) => format!("{count} {many}, {page} a page"),
        count => format!("{count} {many}"),
    }
}

/// An address with its filters, without those that are empty.
pub(crate) fn address(path: impl Display, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_string(),
        query => format!("{path}?{query}"),
    }
}

/// What of a list's address means nothing, in a sentence above the list: an old or mistyped address shows the list
/// rather than an error, and must not be taken for the list it named. `filters` are names and values as they came.
pub(crate) fn not_understood<'a>(
    filters: impl IntoIterator<Item = (&'a str, &'a str)>,
    is_understood: impl Fn(&str) -> bool,
) -> Option<String> {
    const ENOUGH: usize = 40;
    let strange = filters.into_iter().filter(|(name, value)| !value.is_empty() && !is_understood(name));
    let quoted = |(_, value): (&str, &str)| match value.char_indices().nth(ENOUGH) {
        Some((end, _)) => format!("“{}…”", &value[..end]),
        None => format!("“{value}”"),
    };
    let values: Vec<String> = strange.map(quoted).collect();
    let (last, others) = values.split_last()?;
    Some(match others {
        [] => {
            format!("The address of this list holds {last}, which we do not understand. The list is shown without it.")
        }
        _ => format!(
            "The address of this list holds {} and {last}, which we do not understand. The list is shown without them.",
            others.join(", ")
        ),
    })
}

fn with_parameter(base: &str, key: &str, value: &str) -> String {
    let join = if base.contains('?') { '&' } else { '?' };
    format!("{base}{join}{key}={value}")
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Paging, counted, not_understood};

    fn cut(rows: &[u32], cursor: Cursor<u32>) -> (Vec<u32>, Paging) {
        let mut rows = rows.to_vec();
        let paging = Paging::cut(&mut rows, 2, cursor, "/list?q=a", |row| *row);
        (rows, paging)
    }

    #[test]
    fn the_first_page_leads_on_only_when_more_follow() {
        let (rows, paging) = cut(&[1, 2, 3], Cursor::Start);
        assert_eq!((rows, paging.previous, paging.next.as_deref()), (vec![1, 2], None, Some("/list?q=a&after=2")));
        assert_eq!(cut(&[1, 2], Cursor::Start).1.next, None);
    }

    #[test]
    fn says_how_long_a_list_is_and_what_is_on_a_page() {
        let words = |count| counted(count, 50, ["Associate", "Associates"]);
        assert_eq!(words(0), "No Associates match");
        assert_eq!((words(1), words(50)), ("1 Associate".to_owned(), "50 Associates".to_owned()));
        assert_eq!(words(659), "659 Associates, 50 a page");
        assert_eq!(words(1001), "1,000+ Associates, 50 a page");
    }

    #[test]
    fn says_what_it_did_not_understand_once_and_not_at_length() {
        let words = |filters: &[(&str, &str)]| not_understood(filters.iter().copied(), |name| name == "q");
        assert_eq!((words(&[("q", "tea"), ("group", "")]), words(&[])), (None, None));
        let one = words(&[("q", "tea"), ("group", "frog")]).expect("words");
        assert_eq!(
            one,
            "The address of this list holds “frog”, which we do not understand. The list is shown without it."
        );
        let many = words(&[("group", "frog"), ("county", &"x".repeat(500)), ("state", "odd")]).expect("words");
        assert!(many.contains("“frog”, “xxx") && many.contains("…” and “odd”, which") && many.chars().count() < 200);
    }

    #[test]
    fn an_empty_page_is_the_end_only_at_the_start() {
        assert!(Cursor::After(1).leads_nowhere::<u32>(&[]) && Cursor::Before(1).leads_nowhere::<u32>(&[]));
        assert!(!Cursor::<u32>::Start.leads_nowhere::<u32>(&[]) && !Cursor::After(1).leads_nowhere(&[2]));
    }

    #[test]
    fn a_page_read_backwards_comes_in_order() {
        let (rows, paging) = cut(&[4, 3, 2], Cursor::Before(5));
        assert_eq!(rows, [3, 4]);
        assert_eq!(paging.previous.as_deref(), Some("/list?q=a&before=3"));
        assert_eq!(paging.next.as_deref(), Some("/list?q=a&after=4"));
    }
}
