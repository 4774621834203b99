//! A list of who takes part in what. It makes nobody: whoever is not found for sure is to be decided about, and whoever is
//! not found at all is rejected. Otherwise what is written is what a list of people writes, by the same rules.

use crate::associates::Standing;
use crate::imports::action::{Action, Changes};
use crate::imports::additions::{Adding, additions};
use crate::imports::details::taken_over;
use crate::imports::known::{Pool, Target};
use crate::imports::matching::{Found, find};
use crate::imports::model::{Decision, Note, NoteKind, Planned, Verdict, Who};
use crate::imports::names::fold;
use crate::imports::person::{PersonRow, RowReader};
use crate::imports::plan::{Planning, planned, skipped, undecided, without};
use crate::imports::table::rows_of_list;
use crate::kernel::AssociateId;
use crate::spreadsheets::Row;

const BY_NAME: &str = "the name alone, which nobody else has";
const NOBODY: &str = "Nobody in the register has this name or address. Import them as people first";

impl Planning<'_> {
    pub(in crate::imports) fn plan_memberships(&self, rows: &[Row]) -> Vec<Planned> {
        let reader = RowReader { reading: self.reading, names: self.register, today: self.today };
        let mut pool = Pool::of(self.register);
        rows_of_list(rows, self.reading)
            .map(|(row, is_none)| match is_none {
                Some(why) => skipped(row, why),
                None => self.plan_membership(reader.read_membership(row), &mut pool),
            })
            .collect()
    }

    fn plan_membership(&self, mut row: PersonRow, pool: &mut Pool) -> Planned {
        let decision = self.decisions.get(&row.number);
        if decision.and_then(|decision| decision.who) == Some(Who::LeaveOut) {
            return without(&row, Verdict::LeftOut, vec![Note::new(NoteKind::Reason, "You chose to leave it out")]);
        }
        if !row.reasons.is_empty() {
            let notes = row.reasons.drain(..).chain(row.warnings.drain(..)).collect();
            return without(&row, Verdict::Rejected, notes);
        }
        let refused = |why: &str| without(&row, Verdict::Rejected, vec![Note::new(NoteKind::Reason, why)]);
        match self.member(&row, decision, pool) {
            Err(why) => refused(why),
            Ok(Found::Nobody(_)) => refused(NOBODY),
            Ok(Found::Unsure(candidates)) => undecided(&row, candidates, pool),
            Ok(Found::Sure(at, _)) if pool.people[at].standing == Standing::Left => {
                refused("This person has left the network. They can come back on their own page")
            }
            Ok(Found::Sure(at, why)) => self.link(row, (at, &why), pool),
        }
    }

    fn member(&self, row: &PersonRow, decision: Option<&Decision>, pool: &Pool) -> Result<Found, &'static str> {
        let sure = |at: usize, why: &str| Found::Sure(at, why.to_owned());
        let by_id = |id: AssociateId, why: &str| pool.by_id(id).map(|at| Found::Sure(at, pool.by_what(id, why)));
        if let Some(Who::Person(id)) = decision.and_then(|decision| decision.who) {
            return by_id(id, "your decision").ok_or("The person you chose is not in the register any more");
        }
        if let Some(id) = row.id {
            return by_id(id, "the Copse id").ok_or("Nobody in the register has this Copse id");
        }
        if let Some(at) = self.register.earlier.get(&row.number).and_then(|id| pool.by_id(*id)) {
            return Ok(sure(at, "the earlier import of this file"));
        }
        let email = row.email.as_ref().map(|email| email.as_str());
        match email.filter(|_| row.name().is_empty()).map(|email| pool.by_email(email)) {
            None => Ok(the_only_one(row, find(row, &[], pool), pool)),
            Some([]) => Ok(Found::Nobody(Vec::new())),
            Some([at]) => Ok(sure(*at, "the email address")),
            Some(several) => {
                Ok(Found::Unsure(several.iter().map(|at| (*at, "the same email address".to_owned())).collect()))
            }
        }
    }

    fn link(&self, mut row: PersonRow, (at, why): (usize, &str), pool: &mut Pool) -> Planned {
        let known = pool.people[at].clone();
        if row.name().is_empty() {
            row.given_name.clone_from(&known.given_name);
            row.family_name.clone_from(&known.family_name);
        }
        let kind = if why == BY_NAME { NoteKind::Warning } else { NoteKind::Reason };
        let mut notes = vec![Note::new(kind, format!("Matched by {why}"))];
        notes.append(&mut row.warnings);
        let (unknown, standing) = (self.reading.unknown, known.standing);
        let adding = Adding { register: self.register, unknown, standing, today: self.today };
        let with = match additions(&row, &known, &adding, &mut notes) {
            Ok(with) => with,
            Err(reasons) => return without(&row, Verdict::Rejected, reasons),
        };
        taken_over(&mut pool.people[at], &[], &with, self.register);
        let person = if let Target::Register(id) = known.target { Some(id) } else { None };
        if with.is_empty() {
            notes.push(Note::new(NoteKind::Does, "Nothing to do: no link is added"));
            return planned(&row, Verdict::Matched, notes, person, &Action::Nothing);
        }
        let changes = Changes { target: known.target, account_name: None, details: Vec::new(), with };
        planned(&row, Verdict::New, notes, person, &Action::Change(Box::new(changes)))
    }
}

/// Whom a name means that one person of the register has and nobody has a similar one: a list of memberships names people
/// who are there. An address that is not theirs makes them another.
fn the_only_one(row: &PersonRow, found: Found, pool: &Pool) -> Found {
    let Found::Unsure(candidates) = &found else { return found };
    let [(at, _)] = candidates.as_slice() else { return found };
    let is_same = fold(&row.name()) == fold(&pool.people[*at].name());
    if is_same && row.email.is_none() { Found::Sure(*at, BY_NAME.to_owned()) } else { found }
}
