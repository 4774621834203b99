//! The projects a row names, in what role, and from when to when.

use super::cells::{several, shortened};
use super::fields::Field;
use super::person::{Names, RowReader, Taking, each};
use super::words;
use crate::memberships::MembershipRole;

impl<N: Names> RowReader<'_, N> {
    pub(super) fn taking_part(&self, taking: &mut Taking<'_>) {
        taking.person.projects_cell = taking.cells.place(Field::Projects);
        for (text, cell) in taking.cells.all(Field::Projects) {
            taking.person.projects_cell.clone_from(&cell);
            for part in several(&text, |part| self.project(part).is_some()) {
                match self.project(&part) {
                    Some((project, role)) => {
                        taking.person.projects.push(project.to_owned());
                        taking.person.own_roles.push(role);
                    }
                    None => self.unknown_project(taking, &part, &cell),
                }
            }
        }
        if let Some((text, cell)) = taking.cells.first(Field::Role) {
            taking.person.roles_cell.clone_from(&cell);
            for one in each(&text, taking.person.projects.len()) {
                let role = role_called(one);
                if role.is_none() {
                    let what = format!("“{}” is no role in a project; they become a member", shortened(one));
                    taking.warn(cell.clone(), what);
                }
                taking.person.roles.push(role.unwrap_or(MembershipRole::Member));
            }
        }
        taking.person.from = self.day(taking, Field::From, "the first day");
        taking.person.until = self.day(taking, Field::Until, "the last day");
        if let (Some(from), Some(until)) = (taking.person.from, taking.person.until)
            && until < from
        {
            let cell = taking.cells.place(Field::Until);
            taking.reject(cell, "The last day is before the first");
        }
    }

    /// The project that a part of the cell names, with the role that may stand behind it: "STAK (lead)".
    fn project<'t>(&self, part: &'t str) -> Option<(&'t str, Option<MembershipRole>)> {
        if self.names.is_project(part) {
            return Some((part, None));
        }
        let (project, role) = part.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        let role = role_called(role)?;
        Some((project.trim(), Some(role))).filter(|(project, _)| self.names.is_project(project))
    }

    /// Says which of what stands there is no project, where the rest are.
    fn unknown_project(&self, taking: &mut Taking<'_>, part: &str, cell: &str) {
        let pieces: Vec<&str> = part.split([',', '/', '&']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let mut unknown: Vec<&str> = pieces.iter().copied().filter(|piece| self.project(piece).is_none()).collect();
        if unknown.len() == pieces.len() {
            unknown = vec![part];
        }
        for name in unknown {
            taking.reject(cell, format!("“{}” is no project of the register", shortened(name)));
        }
    }
}

fn role_called(text: &str) -> Option<MembershipRole> {
    words::choice::<MembershipRole>(text).or_else(|| words::role(text))
}
