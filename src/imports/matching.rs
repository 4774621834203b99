//! Whom a row means: sure, or somebody has to decide.

use super::known::{Pool, Target};
use super::model::{Note, NoteKind};
use super::names::{Likeness, fold, likeness};
use super::person::PersonRow;
use crate::kernel::OrganisationId;

/// An organisation a row names: the register's, and as it was written.
pub(super) type Named = (Option<OrganisationId>, String);

/// Whom a row may mean.
pub(super) enum Found {
    /// This one, and by what.
    Sure(usize, String),
    /// One of these, or somebody new; with why.
    Unsure(Vec<(usize, String)>),
    /// Somebody new, and what is worth a look all the same.
    Nobody(Vec<Note>),
}

/// What speaks for someone.
struct Evidence {
    at: usize,
    name: Likeness,
    /// The same but for a first name that may stand for the other: never enough alone.
    nickname: bool,
    email: bool,
    /// Both have an address, and not the same.
    other_email: bool,
    phone: bool,
    place: bool,
    /// Something of this stood in a record that was merged into theirs.
    merged: bool,
}

impl Evidence {
    fn is_sure(&self) -> bool {
        match self.name {
            Likeness::Same => self.email || ((self.phone || self.place) && !self.other_email),
            // Couples and siblings have one address, and names that differ in a letter.
            Likeness::Similar => false,
            Likeness::Other => self.nickname && self.email,
        }
    }

    fn is_possible(&self) -> bool {
        match self.name {
            Likeness::Same => true,
            Likeness::Similar => self.email || self.phone || self.place,
            Likeness::Other => self.email || self.nickname,
        }
    }

    fn words(&self) -> String {
        let mut words = vec![match self.name {
            _ if self.nickname => "a short form of the same name",
            Likeness::Same => "the same name",
            Likeness::Similar => "a similar name",
            Likeness::Other => "another name",
        }];
        words.extend(self.email.then_some("the same email address"));
        words.extend(self.phone.then_some("the same phone number"));
        words.extend(self.place.then_some("the same organisation"));
        words.extend(self.other_email.then_some("another email address"));
        words.extend(self.merged.then_some("something of a record that was merged into theirs"));
        let last = words.pop().unwrap_or_default();
        if words.is_empty() { last.to_owned() } else { format!("{} and {last}", words.join(", ")) }
    }
}

/// Looks for the person of a row.
pub(super) fn find(row: &PersonRow, organisations: &[Named], pool: &Pool) -> Found {
    let words = fold(&row.name());
    let email = row.email.as_ref().map(|email| email.as_str());
    let mut places = pool.by_name(&words);
    places.extend(email.into_iter().flat_map(|email| pool.by_email(email)));
    places.extend(row.phone.iter().flat_map(|phone| pool.by_phone(phone.as_str())));
    places.sort_unstable();
    places.dedup();
    let evidence: Vec<Evidence> = places.into_iter().map(|at| weigh(row, pool, at, &words, organisations)).collect();

    let sure: Vec<&Evidence> = evidence.iter().filter(|one| one.is_sure()).collect();
    let exact = sure.iter().filter(|one| one.name == Likeness::Same && one.email).count();
    let best = |one: &&&Evidence| exact != 1 || (one.name == Likeness::Same && one.email);
    let mut strongest = sure.iter().filter(best);
    if let (Some(one), None) = (strongest.next(), strongest.next()) {
        return Found::Sure(one.at, one.words());
    }
    let possible: Vec<(usize, String)> =
        evidence.iter().filter(|one| one.is_possible() || one.is_sure()).map(|one| (one.at, one.words())).collect();
    if !possible.is_empty() {
        return Found::Unsure(possible);
    }
    Found::Nobody(evidence.iter().filter_map(|one| remark(one, pool)).take(3).collect())
}

/// What is worth a look though it says little.
fn remark(one: &Evidence, pool: &Pool) -> Option<Note> {
    let text = match (one.name, one.phone) {
        (Likeness::Similar, _) => "A similar name is there already",
        (_, true) => "Someone else has this phone number",
        _ => return None,
    };
    Some(match pool.people[one.at].target {
        Target::Register(id) => Note { person: Some(id), ..Note::new(NoteKind::Warning, text) },
        Target::Row(number) => Note::new(NoteKind::Warning, format!("{text}, in row {number}")),
    })
}

fn weigh(row: &PersonRow, pool: &Pool, at: usize, words: &[String], organisations: &[Named]) -> Evidence {
    let known = &pool.people[at];
    let (mine, theirs) = (row.email.as_ref().map(|email| email.as_str()), known.email.as_deref());
    let names = pool.words(at);
    let own = names.first().map_or(Likeness::Other, |name| likeness(words, name));
    let name = names.iter().map(|name| likeness(words, name)).max().unwrap_or(Likeness::Other);
    let earlier_email = mine.is_some_and(|mine| known.alternates.emails.iter().any(|email| email == mine));
    let email = earlier_email || (mine.is_some() && mine == theirs);
    Evidence {
        at,
        name,
        nickname: name != Likeness::Same && names.iter().any(|name| pool.nicknames.join(words, name)),
        email,
        other_email: mine.is_some() && theirs.is_some() && !email,
        merged: name > own || (earlier_email && mine != theirs),
        phone: row.phone.as_ref().is_some_and(|phone| pool.by_phone(phone.as_str()).contains(&at)),
        place: known.places.iter().any(|place| place.is_open && organisations.iter().any(|named| place.is(named))),
    }
}
