//! The plan of a list of people: what becomes of each row. A pure function of the rows, of how they are to be
//! understood, of what was decided, and of what the register holds; the same always gives the same.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::action::{Action, Additions, Changes, NewPerson};
use super::additions::{Adding, additions};
use super::details::{details, taken_over};
use super::known::{Alternates, Known, KnownPlace, Pool, Register, Target};
use super::matching::{Found, Named, find};
use super::model::{Decision, Note, NoteKind, Planned, Reading, Verdict, Who};
use super::names::folded;
use super::person::{PersonRow, RowReader};
use super::table::{rows_of_list, title};
use crate::associates::{Detail, Standing};
use crate::kernel::{AssociateId, Choice as _, DeclaredInvolvement, StakeholderGroup, display_date};
use crate::spreadsheets::Row;

/// The most people that are offered for a row.
const MOST_CANDIDATES: usize = 10;

/// What a plan is made of.
pub(super) struct Planning<'a> {
    pub(super) reading: &'a Reading,
    pub(super) decisions: &'a HashMap<u32, Decision>,
    pub(super) register: &'a Register,
    pub(super) today: NaiveDate,
}

/// What a row is about, before it is known what it does.
enum Whom {
    New(Vec<Note>),
    /// The place in the pool, and by what.
    Known(usize, String),
    Unsure(Vec<(usize, String)>),
    Refused(String),
}

impl Planning<'_> {
    /// Every row under the headings, in order.
    pub(super) fn plan(&self, rows: &[Row]) -> Vec<Planned> {
        let reader = RowReader { reading: self.reading, names: self.register, today: self.today };
        let mut pool = Pool::of(self.register);
        rows_of_list(rows, self.reading)
            .map(|(row, is_none)| match is_none {
                Some(why) => skipped(row, why),
                None => self.plan_row(reader.read(row), &mut pool),
            })
            .collect()
    }

    fn plan_row(&self, mut row: PersonRow, pool: &mut Pool) -> Planned {
        let decision = self.decisions.get(&row.number);
        if decision.and_then(|decision| decision.who) == Some(Who::LeaveOut) {
            return without(&row, Verdict::LeftOut, vec![Note::new(NoteKind::Reason, "You chose to leave it out")]);
        }
        if !row.reasons.is_empty() {
            let notes = row.reasons.drain(..).chain(row.warnings.drain(..)).collect();
            return without(&row, Verdict::Rejected, notes);
        }
        let named: Vec<Named> = row.organisations.iter().map(|name| self.named(name.as_str())).collect();
        match self.whom(&row, &named, decision, pool) {
            Whom::Refused(why) => without(&row, Verdict::Rejected, vec![Note::new(NoteKind::Reason, why)]),
            Whom::Unsure(candidates) => undecided(&row, candidates, pool),
            Whom::Known(at, why) => self.change(row, (at, why), decision, pool),
            Whom::New(remarks) => self.add(row, remarks, pool),
        }
    }

    fn named(&self, name: &str) -> Named {
        (self.register.organisation(name).map(|one| one.id), folded(name))
    }

    fn whom(&self, row: &PersonRow, named: &[Named], decision: Option<&Decision>, pool: &Pool) -> Whom {
        let known = |id: AssociateId, why: &str, otherwise: &str| match pool.by_id(id) {
            Some(at) => Whom::Known(at, pool.by_what(id, why)),
            None => Whom::Refused(otherwise.to_owned()),
        };
        let whom = match (decision.and_then(|decision| decision.who), row.id) {
            (Some(Who::Person(id)), _) => {
                known(id, "your decision", "The person you chose is not in the register any more")
            }
            (Some(Who::New), _) => {
                let passed_over = decision.map(|one| one.passed_over.as_slice()).unwrap_or_default();
                somebody_new(find(row, named, pool), passed_over, pool)
            }
            (_, Some(id)) => known(id, "the Copse id", "Nobody in the register has this Copse id"),
            _ => match self.register.earlier.get(&row.number).and_then(|id| pool.by_id(*id)) {
                Some(at) => Whom::Known(at, "the earlier import of this file".to_owned()),
                None => match find(row, named, pool) {
                    Found::Sure(at, why) => Whom::Known(at, why),
                    Found::Unsure(candidates) => Whom::Unsure(candidates),
                    Found::Nobody(remarks) => Whom::New(remarks),
                },
            },
        };
        match whom {
            Whom::Known(at, _) if pool.people[at].standing == Standing::Left => Whom::Refused(
                "This person has left the network. A list brings nobody back; they can come back on their own page"
                    .to_owned(),
            ),
            other => other,
        }
    }

    fn change(
        &self,
        mut row: PersonRow,
        (at, why): (usize, String),
        decision: Option<&Decision>,
        pool: &mut Pool,
    ) -> Planned {
        let known = pool.people[at].clone();
        let takes_file = self.reading.takes_file || decision.is_some_and(|decision| decision.takes_file);
        let reason = match known.target {
            Target::Register(_) => format!("Matched by {why}"),
            Target::Row(number) => format!("The same person as in row {number}, by {why}"),
        };
        let mut notes = vec![Note::new(NoteKind::Reason, reason)];
        notes.append(&mut row.warnings);
        let owner = row.owner.as_deref().and_then(|name| self.register.worker(name));
        let (details, said) = details(&row, &known, owner, takes_file, self.reading);
        notes.extend(said);
        // Whether a link waits depends on what the row makes of them.
        let mut then = known.clone();
        taken_over(&mut then, &details, &Additions::default(), self.register);
        let adding = Adding {
            register: self.register,
            unknown: self.reading.unknown,
            standing: known.standing,
            today: self.today,
        };
        let with = match additions(&row, &then, &adding, &mut notes) {
            Ok(with) => with,
            Err(reasons) => return without(&row, Verdict::Rejected, reasons),
        };
        taken_over(&mut pool.people[at], &details, &with, self.register);
        let person = if let Target::Register(id) = known.target { Some(id) } else { None };
        let action = if details.is_empty() && with.is_empty() {
            notes.push(nothing_to_do(&notes));
            Action::Nothing
        } else {
            let opens_account = details.iter().any(|change| change.detail == Detail::Email);
            let account_name = opens_account.then(|| known.name());
            Action::Change(Box::new(Changes { target: known.target, account_name, details, with }))
        };
        planned(&row, Verdict::Matched, notes, person, &action)
    }

    fn add(&self, mut row: PersonRow, remarks: Vec<Note>, pool: &mut Pool) -> Planned {
        if !row.lacks.is_empty() {
            let lacks = std::mem::take(&mut row.lacks);
            return without(&row, Verdict::Rejected, lacks);
        }
        let mut notes = remarks;
        notes.append(&mut row.warnings);
        let group = row.group.unwrap_or(StakeholderGroup::Other);
        let involvement = row.involvement.unwrap_or(DeclaredInvolvement::KeepMeInformed);
        let mut known = nobody(&row, group, involvement);
        let adding = Adding {
            register: self.register,
            unknown: self.reading.unknown,
            standing: Standing::Active,
            today: self.today,
        };
        let with = match additions(&row, &known, &adding, &mut notes) {
            Ok(with) => with,
            Err(reasons) => return without(&row, Verdict::Rejected, reasons),
        };
        let owner = match row.owner.as_deref().map(|name| (name, self.register.worker(name))) {
            Some((_, Some(owner))) => Some(owner),
            Some((name, None)) => {
                notes.push(Note::new(NoteKind::Warning, format!("“{name}” is nobody of the team")));
                self.reading.owner
            }
            None => self.reading.owner,
        };
        let text = |text: &Option<crate::kernel::Text<1000>>| text.as_ref().map(ToString::to_string);
        let person = NewPerson {
            given_name: row.given_name.clone(),
            family_name: row.family_name.clone(),
            email: row.email.as_ref().map(ToString::to_string),
            phone: row.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            postcode: row.postcode.as_ref().map(|postcode| postcode.as_str().to_owned()),
            county: row.county,
            group,
            involvement,
            interests: text(&row.interests),
            offers: text(&row.offers),
            asks: text(&row.asks),
            owner,
            source: row.source.clone().unwrap_or_default(),
            said_on: row.said_on,
            with,
        };
        notes.push(Note::new(NoteKind::Does, added(&person)));
        taken_over(&mut known, &[], &person.with, self.register);
        pool.add(known);
        planned(&row, Verdict::New, notes, None, &Action::Add(Box::new(person)))
    }
}

/// Somebody new, as it was decided, unless someone turns up whom nobody had in view then.
fn somebody_new(found: Found, passed_over: &[AssociateId], pool: &Pool) -> Whom {
    let candidates = match found {
        Found::Sure(at, why) => vec![(at, why)],
        Found::Unsure(candidates) => candidates,
        Found::Nobody(_) => Vec::new(),
    };
    // Nobody can have passed over whom the page did not offer.
    let mut offered = candidates.iter().take(MOST_CANDIDATES);
    let is_unseen = |(at, _): &(usize, String)| match pool.people[*at].target {
        Target::Register(id) => !passed_over.contains(&id),
        Target::Row(_) => false,
    };
    if offered.any(is_unseen) { Whom::Unsure(candidates) } else { Whom::New(candidate_notes(candidates, pool)) }
}

/// What is written of someone new and is not read off the cells as it stands there.
fn added(person: &NewPerson) -> String {
    let on = person.said_on.map(|day| format!(" on {}", display_date(day))).unwrap_or_default();
    format!(
        "Added as {}, {}; {}{on}",
        person.group.label().to_lowercase(),
        person.involvement.label().to_lowercase(),
        person.source
    )
}

/// Someone whom this row brings, before anything was added.
fn nobody(row: &PersonRow, group: StakeholderGroup, involvement: DeclaredInvolvement) -> Known {
    Known {
        target: Target::Row(row.number),
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        email: row.email.as_ref().map(ToString::to_string),
        phone: row.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        postcode: row.postcode.as_ref().map(|postcode| postcode.as_str().to_owned()),
        county: row.county,
        group,
        involvement,
        interests: row.interests.as_ref().map(ToString::to_string),
        offers: row.offers.as_ref().map(ToString::to_string),
        asks: row.asks.as_ref().map(ToString::to_string),
        standing: Standing::Active,
        has_owner: true,
        places: Vec::<KnownPlace>::new(),
        parts: Vec::new(),
        health_links: Vec::new(),
        tags: Vec::new(),
        alternates: Alternates::default(),
    }
}

/// What is said of a row that changes nothing.
pub(super) fn nothing_to_do(notes: &[Note]) -> Note {
    let differs = notes.iter().any(|note| matches!(note.kind, NoteKind::Differs | NoteKind::Warning));
    let why = if differs { "what the register says stays" } else { "the register says so already" };
    Note::new(NoteKind::Does, format!("Nothing to do: {why}"))
}

pub(super) fn skipped(row: &Row, why: &str) -> Planned {
    let person = PersonRow { number: row.number, family_name: title(row), ..PersonRow::default() };
    without(&person, Verdict::Skipped, vec![Note::new(NoteKind::Reason, why)])
}

pub(super) fn without(row: &PersonRow, verdict: Verdict, notes: Vec<Note>) -> Planned {
    planned(row, verdict, notes, None, &Action::Nothing)
}

fn candidate_notes(candidates: Vec<(usize, String)>, pool: &Pool) -> Vec<Note> {
    let note = |(at, why): (usize, String)| match pool.people[at].target {
        Target::Register(id) => Note { person: Some(id), ..Note::new(NoteKind::Candidate, why) },
        Target::Row(number) => Note::new(NoteKind::Reason, format!("Row {number} of this list has {why}")),
    };
    candidates.into_iter().take(MOST_CANDIDATES).map(note).collect()
}

pub(super) fn undecided(row: &PersonRow, candidates: Vec<(usize, String)>, pool: &Pool) -> Planned {
    let mut notes = candidate_notes(candidates, pool);
    notes.extend(row.warnings.iter().cloned());
    planned(row, Verdict::ToDecide, notes, None, &Action::Nothing)
}

pub(super) fn planned(
    row: &PersonRow,
    verdict: Verdict,
    notes: Vec<Note>,
    person: Option<AssociateId>,
    action: &Action,
) -> Planned {
    // What somebody has to decide is part of the plan: other candidates are another question.
    let candidates: Vec<&Note> = notes.iter().filter(|note| note.kind == NoteKind::Candidate).collect();
    let plan = serde_json::json!({ "action": action, "candidates": candidates });
    let name = row.name();
    let title = if name.is_empty() { format!("Row {}", row.number) } else { name };
    Planned { number: row.number, verdict, title, notes, person, plan }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
