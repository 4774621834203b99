//! What a row adds to someone: places where they belong, and projects they take part in.

use chrono::NaiveDate;

use super::action::{Additions, NewPart, NewPlace, Place};
use super::known::{Known, KnownOrganisation, KnownPlace, KnownProject, Register};
use super::model::{Note, NoteKind, Unknown};
use super::names::folded;
use super::person::PersonRow;
use crate::associates::Standing;
use crate::kernel::display_date;
use crate::memberships::{MembershipRole, MembershipState, in_project};

/// By what it is decided.
pub(super) struct Adding<'a> {
    pub(super) register: &'a Register,
    pub(super) unknown: Unknown,
    pub(super) standing: Standing,
    pub(super) today: NaiveDate,
}

/// What is added, with a note of each; or why the row cannot be taken.
///
/// # Errors
/// The reasons.
pub(super) fn additions(
    row: &PersonRow,
    known: &Known,
    adding: &Adding<'_>,
    notes: &mut Vec<Note>,
) -> Result<Additions, Vec<Note>> {
    let places = places(row, known, adding, notes);
    let parts = parts(row, known, adding, notes)?;
    let tags = row.tags.iter().map(ToString::to_string);
    let tags: Vec<String> = tags.filter(|tag| !known.tags.contains(&folded(tag))).collect();
    notes.extend(tags.iter().map(|tag| Note::new(NoteKind::Does, format!("Gets the tag “{tag}”"))));
    Ok(Additions { places, parts, tags })
}

fn places(row: &PersonRow, known: &Known, adding: &Adding<'_>, notes: &mut Vec<Note>) -> Vec<NewPlace> {
    let mut new = Vec::new();
    for (at, written) in row.organisations.iter().enumerate() {
        let found = adding.register.organisation(written.as_str());
        let named = (found.map(|one| one.id), folded(found.map_or(written.as_str(), |one| one.name.as_str())));
        // Where they belonged once and do not any more, somebody has written down.
        let is_it = |place: &&KnownPlace| place.is(&named) || place.folded == folded(written.as_str());
        if let Some(place) = known.places.iter().find(is_it) {
            if !place.is_open {
                notes.push(Note::new(
                    NoteKind::Warning,
                    format!("They left {written} according to the register; that stays"),
                ));
            }
            continue;
        }
        let (place, text) = match (found, adding.unknown) {
            (Some(KnownOrganisation { name, ended: Some((day, followed_by)), .. }), _) => {
                notes.push(Note::new(NoteKind::Warning, has_ended(name, *day, followed_by)));
                (Place::Written(written.to_string()), format!("Belongs to “{written}”, as it is written"))
            }
            (Some(one), _) => (Place::Known(one.id), format!("Belongs to {}", one.name)),
            (None, Unknown::Written) => (
                Place::Written(written.to_string()),
                format!("Belongs to “{written}”, which is no organisation of the register"),
            ),
            (None, Unknown::Created) => {
                (Place::Created(written.to_string()), format!("Belongs to {written}, a new organisation"))
            }
        };
        notes.push(Note::new(NoteKind::Does, text));
        new.push(NewPlace { place, job_title: row.job_title(at).map(str::to_owned) });
    }
    if row.organisations.is_empty() && row.job_title(0).is_some() {
        notes.push(Note::new(NoteKind::Warning, "A job title without an organisation is not kept"));
    }
    new
}

/// What the forms ask, said for whoever looks at the dry run.
fn has_ended(name: &str, day: NaiveDate, followed_by: &[String]) -> String {
    let followed = match followed_by {
        [] => "nothing is recorded that followed it; change it on their record".to_owned(),
        followed_by => format!("followed by {}; choose on their record", followed_by.join(", ")),
    };
    format!("{name} ended on {}, {followed}. The place is kept as it is written", display_date(day))
}

fn parts(
    row: &PersonRow,
    known: &Known,
    adding: &Adding<'_>,
    notes: &mut Vec<Note>,
) -> Result<Vec<NewPart>, Vec<Note>> {
    let (mut new, mut reasons) = (Vec::new(), Vec::new());
    for (at, name) in row.projects.iter().enumerate() {
        let Some(project) = adding.register.project(name) else { continue };
        let role = row.role(at);
        if let Some(note) = is_there(row, known, project, role) {
            notes.extend(note);
            continue;
        }
        if let Some(why) = is_too_early(row, project, adding.today).or_else(|| is_impossible(row, project)) {
            reasons.push(Note::at(NoteKind::Reason, row.projects_cell.clone(), why));
            continue;
        }
        if role == MembershipRole::DiffusionFellow {
            let why =
                "A Diffusion Fellow needs a host and days a week. Import the row without the project, then link them";
            reasons.push(Note::at(NoteKind::Reason, row.roles_cell.clone(), why));
            continue;
        }
        if adding.standing != Standing::Active && row.until.is_none() {
            notes.push(Note::new(
                NoteKind::Warning,
                format!("They are away for a time and are not linked to {}", project.title),
            ));
            continue;
        }
        let involvement = row.involvement.unwrap_or(known.involvement);
        let waits = project.sensitive && known.group.reveals_health() && !known.health_links.contains(&project.id);
        let words = if row.until.is_some() { "Took part in" } else { "Takes part in" };
        let consent =
            if waits { "; the link waits until they agree, since it may say something about their health" } else { "" };
        let days = days(row);
        let does = format!("{words} {} as {}{days}{consent}", project.title, role.in_words());
        notes.push(Note::new(NoteKind::Does, does));
        new.push(NewPart { project: project.id, role, involvement, from: row.from, until: row.until, waits });
    }
    if reasons.is_empty() { Ok(new) } else { Err(reasons) }
}

/// From when to when, as it was read: 3/4 is in April.
fn days(row: &PersonRow) -> String {
    let day = |word: &str, day: Option<NaiveDate>| day.map(|day| format!(" {word} {}", display_date(day)));
    [day("from", row.from), day("until", row.until)].into_iter().flatten().collect()
}

fn is_too_early(row: &PersonRow, project: &KnownProject, today: NaiveDate) -> Option<String> {
    row.from
        .filter(|from| in_project(*from, project.starts_on, today).is_err())
        .map(|_| format!("{} began on {}, and nobody took part before", project.title, display_date(project.starts_on)))
}

fn is_impossible(row: &PersonRow, project: &KnownProject) -> Option<String> {
    if project.is_over && row.until.is_none() {
        return Some(format!("{} has ended. Give the last day they took part", project.title));
    }
    (row.until.is_some() && row.from.is_none())
        .then(|| format!("They took part in {} until a day; give the first day too", project.title))
}

/// What is said when they take part already, or did: `Some` when nothing is to be added.
#[expect(clippy::option_option, reason = "the outer says that it is there, the inner that something is worth a look")]
fn is_there(row: &PersonRow, known: &Known, project: &KnownProject, role: MembershipRole) -> Option<Option<Note>> {
    let warn = |text: String| Some(Some(Note::new(NoteKind::Warning, text)));
    let own = known.parts.iter().filter(|part| part.project == project.id && part.role == role);
    for part in own {
        match part.state {
            MembershipState::Requested => {
                return warn(format!("They have asked to join {}. Answer the request instead", project.title));
            }
            MembershipState::Active if row.until.is_some() => {
                return warn(format!(
                    "They still take part in {} according to the register; that stays",
                    project.title
                ));
            }
            MembershipState::Active => return Some(None),
            MembershipState::Ended if row.until.is_some() && part.ends_on >= row.from => return Some(None),
            MembershipState::Ended
                if row.until.is_none() && row.from.is_none_or(|from| part.ends_on.is_none_or(|end| from <= end)) =>
            {
                return warn(format!(
                    "They took part in {} and do not any more; they are not linked again",
                    project.title
                ));
            }
            MembershipState::Ended | MembershipState::Declined => {}
        }
    }
    None
}
