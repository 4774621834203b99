//! What a row changes in someone's details: empty ones are filled; other values stay unless the file's are to be taken.

use super::action::{Additions, DetailChange, NewPart, Place};
use super::known::{Known, KnownPart, KnownPlace, Register};
use super::model::{Note, NoteKind, Reading};
use super::names::{Likeness, fold, folded, likeness};
use super::person::{PersonRow, label};
use crate::associates::Detail;
use crate::kernel::{AccountId, Choice, EmailAddress};
use crate::memberships::MembershipState;
use crate::spreadsheets::cell_name;

/// Compares what the file says of one detail with what the register says.
struct Comparing<'a> {
    row: &'a PersonRow,
    reading: &'a Reading,
    takes_file: bool,
    changes: Vec<DetailChange>,
    notes: Vec<Note>,
}

/// A value as it is stored, and as it is read.
type Value = Option<(String, String)>;

impl Comparing<'_> {
    /// `may_replace`: whether a list may overwrite it at all.
    fn compare(&mut self, detail: Detail, file: Value, register: Value, may_replace: bool) {
        let Some((after, read)) = file else { return };
        let cell = self.cell(detail);
        match register {
            None => {
                let words = if detail == Detail::Owner {
                    "Owner: set".to_owned()
                } else {
                    format!("{}: {read}", detail.label())
                };
                self.note(NoteKind::Does, cell, words);
                self.changes.push(DetailChange { detail, before: None, after: Some(after) });
            }
            Some((before, _)) if is_same(detail, &before, &after) => {}
            Some((before, shown)) if may_replace && self.takes_file => {
                self.note(NoteKind::Does, cell, format!("{}: {read} in the place of {shown}", detail.label()));
                self.changes.push(DetailChange { detail, before: Some(before), after: Some(after) });
            }
            Some((_, shown)) if may_replace => self.note(
                NoteKind::Differs,
                cell,
                format!("{}: the file says {read}, the register {shown}, which stays", detail.label()),
            ),
            Some((_, shown)) => self.note(
                NoteKind::Warning,
                cell,
                format!(
                    "{}: the file says {read}, the register {shown}. Change it on their record if it is wrong there",
                    detail.label()
                ),
            ),
        }
    }

    fn cell(&self, detail: Detail) -> Option<String> {
        use super::fields::Field as F;
        let field = match detail {
            Detail::Email => F::Email,
            Detail::Phone => F::Phone,
            Detail::PostcodeDistrict => F::Postcode,
            Detail::County => F::County,
            Detail::StakeholderGroup => F::Group,
            Detail::Involvement => F::Involvement,
            Detail::Interests => F::Interests,
            Detail::Offers => F::Offers,
            Detail::Asks => F::Asks,
            Detail::Owner => F::Owner,
        };
        self.reading.columns(field).next().map(|column| cell_name(column, self.row.number))
    }

    fn note(&mut self, kind: NoteKind, cell: Option<String>, text: String) {
        self.notes.push(Note { cell, ..Note::new(kind, text) });
    }
}

/// Signs and accents make no other text, but another address.
fn is_same(detail: Detail, one: &str, other: &str) -> bool {
    match detail {
        Detail::Email => one.to_lowercase() == other.to_lowercase(),
        _ => one == other || folded(one) == folded(other),
    }
}

fn same<T: ToString>(value: Option<T>) -> Value {
    value.map(|value| (value.to_string(), value.to_string()))
}

fn choice<T: Choice>(value: Option<T>) -> Value {
    value.map(|one| one.code().to_owned()).zip(label(value))
}

/// The changes, and what is to be said of them.
pub(super) fn details(
    row: &PersonRow,
    known: &Known,
    owner: Option<AccountId>,
    takes_file: bool,
    reading: &Reading,
) -> (Vec<DetailChange>, Vec<Note>) {
    let mut all = Comparing { row, reading, takes_file, changes: Vec::new(), notes: Vec::new() };
    if likeness(&fold(&row.name()), &fold(&known.name())) != Likeness::Same {
        let text = format!("The file names {}, the register {}, which stays", row.name(), known.name());
        all.note(NoteKind::Warning, None, text);
    }
    // An address opens an account: a list gives one where there is none, and takes none away.
    let is_earlier = |email: &&EmailAddress| known.alternates.emails.iter().any(|one| one == email.as_str());
    all.compare(
        Detail::Email,
        same(row.email.as_ref().filter(|one| !is_earlier(one))),
        same(known.email.as_ref()),
        false,
    );
    let phone = row.phone.as_ref().map(|phone| phone.as_str());
    let is_same_phone =
        phone.and_then(super::cells::phone_key) == known.phone.as_deref().and_then(super::cells::phone_key);
    let earlier = known.alternates.phones.iter().filter_map(|phone| super::cells::phone_key(phone));
    let is_earlier_phone =
        phone.and_then(super::cells::phone_key).is_some_and(|key| earlier.into_iter().any(|one| one == key));
    if !(is_earlier_phone || (is_same_phone && known.phone.is_some())) {
        all.compare(Detail::Phone, same(phone), same(known.phone.as_ref()), true);
    }
    let postcode = row.postcode.as_ref().map(|postcode| postcode.as_str());
    all.compare(Detail::PostcodeDistrict, same(postcode), same(known.postcode.as_ref()), true);
    all.compare(Detail::County, choice(row.county), choice(known.county), true);
    // The group of those who say none is for those who are new.
    let group = row.group.filter(|_| row.says_group);
    all.compare(Detail::StakeholderGroup, choice(group), choice(Some(known.group)), true);
    all.compare(Detail::Involvement, choice(row.involvement), choice(Some(known.involvement)), true);
    all.compare(Detail::Interests, same(row.interests.as_ref()), same(known.interests.as_ref()), true);
    all.compare(Detail::Offers, same(row.offers.as_ref()), same(known.offers.as_ref()), true);
    all.compare(Detail::Asks, same(row.asks.as_ref()), same(known.asks.as_ref()), true);
    if !known.has_owner {
        all.compare(Detail::Owner, same(owner), None, false);
    }
    (all.changes, all.notes)
}

/// Someone as they stand once this was written, for the rows that follow.
pub(super) fn taken_over(known: &mut Known, details: &[DetailChange], with: &Additions, register: &Register) {
    for change in details {
        let after = change.after.clone();
        let code = after.as_deref().unwrap_or_default();
        match change.detail {
            Detail::Email => known.email = after,
            Detail::Phone => known.phone = after,
            Detail::PostcodeDistrict => known.postcode = after,
            Detail::County => known.county = Choice::from_code(code),
            Detail::StakeholderGroup => known.group = Choice::from_code(code).unwrap_or(known.group),
            Detail::Involvement => known.involvement = Choice::from_code(code).unwrap_or(known.involvement),
            Detail::Interests => known.interests = after,
            Detail::Offers => known.offers = after,
            Detail::Asks => known.asks = after,
            Detail::Owner => known.has_owner = true,
        }
    }
    for new in &with.places {
        known.places.push(match &new.place {
            Place::Known(id) => KnownPlace { organisation: Some(*id), folded: name_of(register, *id), is_open: true },
            Place::Written(name) | Place::Created(name) => {
                KnownPlace { organisation: None, folded: folded(name), is_open: true }
            }
        });
    }
    known.parts.extend(with.parts.iter().map(part));
    known.tags.extend(with.tags.iter().map(|tag| folded(tag)));
}

fn name_of(register: &Register, id: crate::kernel::OrganisationId) -> String {
    register.organisation_by_id(id).map(|one| folded(&one.name)).unwrap_or_default()
}

fn part(new: &NewPart) -> KnownPart {
    let state = if new.until.is_some() { MembershipState::Ended } else { MembershipState::Active };
    KnownPart { project: new.project, role: new.role, state, ends_on: new.until }
}
