//! What speaks for two records being one, and what becomes of what they say when they are put together.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

pub(super) use super::obstacle::Obstacle;
use crate::accounts::AccountState;
use crate::associates::Standing;
use crate::kernel::{AssociateId, Choice, County, DeclaredInvolvement, StakeholderGroup};

/// How long a merge can be undone.
pub(crate) const UNDOABLE: TimeDelta = TimeDelta::days(90);

/// What two records of people have in common.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Evidence {
    /// How like their names are, as `name_likeness` says it.
    pub(super) name: String,
    pub(super) same_email: bool,
    pub(super) other_email: bool,
    pub(super) same_phone: bool,
    pub(super) same_organisation: bool,
    pub(super) other_organisation: bool,
    pub(super) same_district: bool,
    pub(super) other_district: bool,
    pub(super) other_group: bool,
    /// Both came to the same event.
    pub(super) both_came: bool,
}

/// How likely it is, with what speaks for it and what against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) score: i16,
    pub(super) reasons: Vec<&'static str>,
    pub(super) against: Vec<&'static str>,
}

/// A pair below this is not worth anybody's time.
const WORTH_A_LOOK: i16 = 35;
/// The same for organisations, many of whose names are made of the same words.
const WORTH_A_LOOK_OF_ORGANISATIONS: i16 = 55;

impl Evidence {
    /// What comes of it; none when it is not worth a look.
    pub(super) fn judge(&self) -> Option<Judgement> {
        let (mut score, mut reasons, mut against) = (0, Vec::new(), Vec::new());
        let (points, words) = match self.name.as_str() {
            "same" => (50, Some("the same name")),
            "transposed" => (48, Some("first and last name the other way round")),
            "nickname" => (44, Some("a short form of the same name")),
            "initial" => (34, Some("the same last name and initial")),
            "similar" => (40, Some("a similar name")),
            "given" => (8, Some("the same first name")),
            // Who shares a last name shares a home, a telephone and sometimes an address.
            _ => (-45, None),
        };
        score += points;
        reasons.extend(words);
        if words.is_none() {
            against.push("different names");
        }
        let mut add = |holds: bool, points: i16, words: &'static str| {
            if holds {
                score += points;
                if points > 0 { reasons.push(words) } else { against.push(words) }
            }
        };
        add(self.same_email, 40, "the same email address");
        add(self.same_phone, 20, "the same phone number");
        add(self.same_organisation, 15, "the same organisation");
        add(self.same_district, 8, "the same postcode district");
        add(self.other_email, -6, "different email addresses");
        add(self.other_organisation, -6, "different organisations");
        add(self.other_district, -6, "different postcode districts");
        add(self.other_group, -12, "different groups");
        add(self.both_came, -40, "both came to the same event");
        let score = score.min(100);
        (score >= WORTH_A_LOOK).then_some(Judgement { score, reasons, against })
    }
}

/// What two organisations have in common.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct OrganisationEvidence {
    /// From 0 to 1.
    pub(super) likeness: f32,
    /// The name of one is another name of the other.
    pub(super) is_alias: bool,
    pub(super) other_code: bool,
    pub(super) same_kind: bool,
    pub(super) other_county: bool,
}

impl OrganisationEvidence {
    /// What comes of it; none when it is not worth a look.
    pub(super) fn judge(&self) -> Option<Judgement> {
        let (mut reasons, mut against) = (Vec::new(), Vec::new());
        let mut score = if self.is_alias {
            reasons.push("one is another name of the other");
            60
        } else {
            reasons.push("similar names");
            #[expect(clippy::cast_possible_truncation, reason = "at most 70")]
            let points = (self.likeness.clamp(0.0, 1.0) * 70.0) as i16;
            points
        };
        let mut add = |holds: bool, points: i16, words: &'static str| {
            if holds {
                score += points;
                if points > 0 { reasons.push(words) } else { against.push(words) }
            }
        };
        add(self.same_kind, 10, "the same sort");
        add(!self.same_kind, -10, "different sorts");
        add(self.other_code, -40, "different ODS codes");
        add(self.other_county, -15, "different counties");
        let score = score.min(100);
        (score >= WORTH_A_LOOK_OF_ORGANISATIONS).then_some(Judgement { score, reasons, against })
    }
}

/// Something a record says once, which a merge must choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    columns: &'static [&'static str],
}

const fn field(key: &'static str, label: &'static str, columns: &'static [&'static str]) -> Field {
    Field { key, label, columns }
}

/// All of them, in the order of the page.
pub(super) const FIELDS: [Field; 11] = [
    field("name", "Name", &["given_name", "family_name"]),
    field("email", "Email address", &["email"]),
    field("phone", "Phone", &["phone"]),
    field("postcode_district", "First part of the postcode", &["postcode_district"]),
    field("county", "County", &["county"]),
    field("stakeholder_group", "Group", &["stakeholder_group"]),
    field("involvement", "Declared involvement", &["involvement"]),
    field("interests", "Interests", &["interests"]),
    field("offers", "Offers", &["offers"]),
    field("asks", "Asks", &["asks"]),
    field("owner", "Owner", &["owner_id"]),
];

impl Field {
    /// What a record says here, as the database has it.
    pub(super) fn of(self, details: &Value) -> Option<String> {
        let parts: Vec<&str> = self.columns.iter().filter_map(|column| details.get(*column)?.as_str()).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Whether the two say different things.
    pub(super) fn clashes(self, kept: &Value, other: &Value) -> bool {
        matches!((self.of(kept), self.of(other)), (Some(kept), Some(other)) if kept != other)
    }
}

/// A value of a field in the words people read.
pub(super) fn in_words(key: &str, value: &str) -> String {
    match key {
        "county" => County::label_of(value),
        "stakeholder_group" => StakeholderGroup::label_of(value),
        "involvement" => DeclaredInvolvement::label_of(value),
        _ => value.to_owned(),
    }
}

/// What the ledger of both says together, which a merge goes by.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// Topics of letters that were taken back last, by code.
    pub(super) topics_taken_back: Vec<String>,
    /// The agreement to keep access needs was taken back last.
    pub(super) access_needs_taken_back: bool,
}

/// What the record that stays says from then on, and what the other said that it does not.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Combined {
    pub(super) details: Value,
    pub(super) alternates: Vec<(&'static str, String)>,
}

/// Puts together what two records say. `others` are the fields for which the value of the other one was chosen; where
/// only one says anything, that stands.
pub(super) fn combine(kept: &Value, other: &Value, others: &[&str], ledger: &Ledger) -> Combined {
    let mut details = kept.clone();
    let mut alternates = Vec::new();
    for field in FIELDS {
        let (mine, theirs) = (field.of(kept), field.of(other));
        let chosen = forced(field, kept, other).unwrap_or_else(|| others.contains(&field.key));
        let takes_theirs = theirs.is_some() && (mine.is_none() || chosen);
        if takes_theirs {
            for column in field.columns {
                set(&mut details, column, get(other, column));
            }
        }
        if field.clashes(kept, other) {
            alternates.extend(if takes_theirs { mine } else { theirs }.map(|value| (field.key, value)));
        }
    }
    let topics = union(&get(kept, "topics"), &get(other, "topics"));
    let topics = topics.into_iter().filter(|topic| !ledger.topics_taken_back.contains(topic));
    set(&mut details, "topics", topics.collect::<Vec<_>>().into());
    set(&mut details, "access_needs", access_needs(kept, other, ledger));
    let helps = [kept, other].iter().any(|one| get(one, "wants_help_choosing") == Value::Bool(true));
    set(&mut details, "wants_help_choosing", helps.into());
    let days = [get(kept, "joined_on"), get(other, "joined_on")];
    // Dates as the database writes them are in order as texts.
    let first = days.iter().filter_map(Value::as_str).min().map(str::to_owned);
    set(&mut details, "joined_on", first.into());
    Combined { details, alternates }
}

/// What nobody chooses: whoever is a service user or a carer in one record stays that. Some of what they take part in may
/// say something about their health, and as anybody else's it would be shown to others without their consent (rule 4).
/// Whether the value of the other is taken.
pub(super) fn forced(field: Field, kept: &Value, other: &Value) -> Option<bool> {
    if field.key != "stakeholder_group" {
        return None;
    }
    let reveals = |details: &Value| {
        let code = get(details, "stakeholder_group");
        code.as_str().and_then(StakeholderGroup::from_code).is_some_and(StakeholderGroup::reveals_health)
    };
    let (mine, theirs) = (reveals(kept), reveals(other));
    (mine != theirs).then_some(theirs)
}

/// Whether the access needs of both are too long to stand together, so that one of them would be lost.
pub(super) fn are_needs_too_long(kept: &Value, other: &Value, ledger: &Ledger) -> bool {
    let (mine, theirs) = (get(kept, "access_needs"), get(other, "access_needs"));
    let long =
        |(mine, theirs): (&str, &str)| mine != theirs && mine.chars().count() + theirs.chars().count() >= MOST_NEEDS;
    !ledger.access_needs_taken_back && mine.as_str().zip(theirs.as_str()).is_some_and(long)
}

/// Fields that say something else, by their words.
pub(super) fn changed_fields(before: &Value, after: &Value) -> Vec<&'static str> {
    FIELDS.iter().filter(|field| field.of(before) != field.of(after)).map(|field| field.label).collect()
}

/// What a record said, without what its person has taken back.
pub(super) fn without_taken_back(details: &Value, ledger: &Ledger) -> Value {
    let mut details = details.clone();
    let topics = union(&get(&details, "topics"), &Value::Null).into_iter();
    let kept: Vec<String> = topics.filter(|topic| !ledger.topics_taken_back.contains(topic)).collect();
    set(&mut details, "topics", kept.into());
    if ledger.access_needs_taken_back {
        set(&mut details, "access_needs", Value::Null);
    }
    details
}

/// As long as access needs may be.
const MOST_NEEDS: usize = 1000;

/// No need is lost that somebody still agrees to have kept.
fn access_needs(kept: &Value, other: &Value, ledger: &Ledger) -> Value {
    let (mine, theirs) = (get(kept, "access_needs"), get(other, "access_needs"));
    if ledger.access_needs_taken_back {
        return Value::Null;
    }
    match (mine.as_str(), theirs.as_str()) {
        (None, _) => theirs,
        (Some(mine), Some(theirs)) if mine != theirs => format!("{mine}\n{theirs}").into(),
        _ => mine,
    }
}

fn get(details: &Value, column: &str) -> Value {
    details.get(column).cloned().unwrap_or(Value::Null)
}

fn set(details: &mut Value, column: &str, value: Value) {
    if let Some(details) = details.as_object_mut() {
        details.insert(column.to_owned(), value);
    }
}

fn union(one: &Value, other: &Value) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in [one, other].iter().filter_map(|list| list.as_array()).flatten().filter_map(Value::as_str) {
        if !all.iter().any(|known| known == value) {
            all.push(value.to_owned());
        }
    }
    all
}

/// What a record says once a merge is undone: as before, but for what has been changed since.
pub(super) fn take_apart(before: &Value, after: &Value, now: &Value) -> Value {
    let (Some(before), Some(now)) = (before.as_object(), now.as_object()) else { return now.clone() };
    let kept = now.iter().map(|(column, value)| {
        let is_as_merged = after.get(column) == Some(value);
        let value = if is_as_merged { before.get(column).unwrap_or(value) } else { value };
        (column.clone(), value.clone())
    });
    Value::Object(kept.collect::<Map<_, _>>())
}

/// Which of two people's records may stay.
pub(super) fn may_stay(kept: Standing, other: Standing) -> Result<(), Obstacle> {
    let rank = |standing| Standing::SEEN.iter().position(|seen| *seen == standing);
    match (rank(kept), rank(other)) {
        (Some(kept), Some(other)) if kept <= other => Ok(()),
        (Some(_), Some(_)) => Err(Obstacle::KeepThePresent),
        _ => Err(Obstacle::Gone),
    }
}

/// How the accounts of two records stand once these are one: one account stays open, with the chosen address; the other
/// stays with the stub and is closed. Who works for the team keeps how they sign in.
pub(super) fn settle_accounts(
    accounts: &[AccountState],
    (kept, other): (AssociateId, AssociateId),
    name: &str,
    email: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<AccountState>, Obstacle> {
    let of = |whose| accounts.iter().find(|account| account.associate_id == whose);
    let (mine, theirs) = (of(kept), of(other));
    let open = match (mine, theirs) {
        (None, None) => return Ok(Vec::new()),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(mine), Some(theirs)) => match (mine.has_rights, theirs.has_rights) {
            (true, true) => return Err(Obstacle::TwoWorkers),
            (true, false) => mine,
            (false, true) => theirs,
            (false, false) if email == Some(theirs.email.as_str()) => theirs,
            (false, false) => mine,
        },
    };
    if open.has_rights && email.is_some_and(|email| email != open.email) {
        return Err(Obstacle::Worker(open.email.clone()));
    }
    let settled = accounts.iter().map(|account| {
        if account.id == open.id {
            let email = email.map_or_else(|| account.email.clone(), str::to_owned);
            let name = if account.has_rights { account.name.clone() } else { name.to_owned() };
            AccountState { associate_id: kept, name, email, ..account.clone() }
        } else {
            let disabled_at = account.disabled_at.or(Some(now));
            AccountState { associate_id: other, disabled_at, ..account.clone() }
        }
    });
    Ok(settled.collect())
}

#[cfg(test)]
mod tests;
