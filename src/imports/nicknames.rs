//! Short names that people go by: Bob for Robert. The list is the one by which duplicates are looked for.

use std::collections::HashMap;

use super::names::fold;

#[derive(Clone, Debug, Default)]
pub(super) struct Nicknames(HashMap<String, Vec<String>>);

impl Nicknames {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        for (nickname, name) in pairs {
            names.entry(fold(&nickname).join(" ")).or_default().push(fold(&name).join(" "));
        }
        Self(names)
    }

    /// Whether two names are one but for a first name that may stand for the other: "Bob Hill" and "Robert Hill".
    pub(super) fn join(&self, one: &[String], other: &[String]) -> bool {
        if one.len() != other.len() || one.len() < 2 {
            return false;
        }
        let mut rest = other.to_vec();
        let mut left = Vec::new();
        for word in one {
            match rest.iter().position(|candidate| candidate == word) {
                Some(at) => drop(rest.remove(at)),
                None => left.push(word),
            }
        }
        matches!((left.as_slice(), rest.as_slice()), ([one], [other]) if self.meet(one, other))
    }

    fn meet(&self, one: &str, other: &str) -> bool {
        let names = |word: &str| {
            let known = self.0.get(word).into_iter().flatten().cloned();
            std::iter::once(word.to_owned()).chain(known).collect::<Vec<_>>()
        };
        let others = names(other);
        names(one).iter().any(|name| others.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::{Nicknames, fold};

    #[test]
    fn a_nickname_joins_two_names_that_are_the_same_otherwise() {
        let pairs = [("bob", "robert"), ("rob", "robert"), ("di", "diana")];
        let known = Nicknames::new(pairs.map(|(nick, name)| (nick.to_owned(), name.to_owned())).to_vec());
        let joins = |one: &str, other: &str| known.join(&fold(one), &fold(other));
        assert!(joins("Bob Hill", "Robert Hill") && joins("Hill Robert", "Bob HILL") && joins("Rob Hill", "Bob Hill"));
        assert!(!joins("Bob Hill", "Robert Hall") && !joins("Bob", "Robert") && !joins("Di Hill", "Robert Hill"));
    }
}
