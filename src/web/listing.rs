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

/// A count that was not counted further than 1,001: "1,000+" then.
pub(crate) fn capped(count: i64) -> String {
    if count > 1000 { "1,000+".to_owned() } else { count.to_string() }
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

fn with_parameter(base: &str, key: &str, value: &str) -> String {
    let join = if base.contains('?') { '&' } else { '?' };
    format!("{base}{join}{key}={value}")
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Paging};

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
