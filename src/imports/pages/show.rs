//! One import: how far it is, what the dry run says of every row, what was written.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{counted, parents};
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::imports::model::{ImportKind, ImportState, Note, NoteKind, Verdict};
use crate::imports::store::{self, Batch, PAGE, RowFilter, RowLine};
use crate::imports::undoing::{Kept, Outcome};
use crate::imports::{choosing, paths};
use crate::kernel::{AssociateId, Choice, display_date, display_date_time, london_date};
use crate::web::{Cursor, Layout, Page, Paging, Query, address};

/// Which rows are listed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Showing {
    pub(crate) rows: String,
    after: String,
    before: String,
}

impl Showing {
    fn filter(&self) -> RowFilter {
        match self.rows.as_str() {
            "warned" => RowFilter { warned: true, ..RowFilter::default() },
            "waits" => RowFilter { waits: true, ..RowFilter::default() },
            code => RowFilter { verdict: Verdict::from_code(code), ..RowFilter::default() },
        }
    }
}

#[derive(Template)]
#[template(path = "imports/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    batch: Batch,
    rows: Vec<RowLine>,
    names: HashMap<AssociateId, String>,
    organisations: HashMap<String, String>,
    paging: Paging,
    showing: Showing,
    /// Columns of the list that nothing is taken from.
    left_alone: Vec<String>,
}

/// A number of the dry run with the rows behind it.
struct Tile {
    number: i64,
    label: &'static str,
    meaning: &'static str,
    href: String,
}

impl ShowPage {
    fn parents(&self) -> [(String, String); 2] {
        let [register, imports, _] = parents(&self.batch);
        [register, imports]
    }

    fn here(&self) -> String {
        paths::Show { import: self.batch.id }.to_string()
    }

    fn is(&self, state: &str) -> bool {
        self.batch.state.code() == state
    }

    fn is_people(&self) -> bool {
        self.batch.kind == ImportKind::People
    }

    fn is_at_work(&self) -> bool {
        self.batch.state.is_at_work()
    }

    fn has_plan(&self) -> bool {
        matches!(self.batch.state, ImportState::Planned | ImportState::Done | ImportState::Undone)
    }

    fn made(&self) -> String {
        format!("{} by {}", display_date_time(self.batch.made_at), self.batch.made_by)
    }

    fn committed(&self) -> Option<String> {
        let (at, by) = (self.batch.committed_at?, self.batch.committed_by.as_deref()?);
        Some(format!("{} by {by}", display_date_time(at)))
    }

    fn undone(&self) -> Option<String> {
        let (at, by) = (self.batch.undone_at?, self.batch.undone_by.as_deref()?);
        Some(format!("{} by {by}", display_date_time(at)))
    }

    fn kept_until(&self) -> String {
        display_date(london_date(self.batch.kept_until))
    }

    fn may_be_undone(&self) -> bool {
        self.batch.state == ImportState::Done && self.layout.now() < self.batch.kept_until
    }

    fn tiles(&self) -> Vec<Tile> {
        let is_done = self.batch.committed_at.is_some();
        let tile = |code: &str, label, meaning| Tile {
            number: self.batch.count(code),
            label,
            meaning,
            href: format!("{}#rows", address(self.here(), &[("rows", code)])),
        };
        let mut tiles = vec![
            tile("new", "new", if is_done { "Added to the register" } else { "Will be added to the register" }),
            tile(
                "matched",
                "matched",
                "In the register already; empty fields are filled, nothing is overwritten unless you say so",
            ),
            tile(
                "to_decide",
                "to decide",
                if is_done {
                    "Not decided, so left out"
                } else {
                    "Somebody has to say which it is; left out until then"
                },
            ),
            tile("rejected", "rejected", "Cannot be taken; each says why and which cell"),
        ];
        let rest = [
            tile("left_out", "left out", "By your decision"),
            tile("skipped", "no rows of the list", "Totals, repeated headings, empty rows"),
            tile("warned", "with a warning", "Worth a look; it stops nothing"),
            tile(
                "waits",
                "with a link that waits",
                "A link to a project about a sensitive condition waits until the person agrees",
            ),
        ];
        tiles.extend(rest.into_iter().filter(|tile| tile.number > 0));
        tiles
    }

    /// What will happen besides, in sentences.
    fn consequences(&self) -> Vec<String> {
        let count = |what: &str| self.batch.count(what);
        let people = ["person", "people"];
        let mut sentences = Vec::new();
        let mut say = |many: i64, text: String| {
            if many > 0 {
                sentences.push(text)
            }
        };
        if self.batch.kind.is_about_people() {
            say(
                if self.batch.kind == ImportKind::People { count("changed") } else { 0 },
                format!(
                    "{} of the register get more details, affiliations or projects.",
                    counted(count("changed"), people)
                ),
            );
            say(count("parts"), format!("{}.", counted(count("parts"), ["link to a project", "links to projects"])));
            say(
                count("unplaced"),
                format!(
                    "{} will be in no project, and so on the unplaced worklist.",
                    counted(count("unplaced"), people)
                ),
            );
            say(
                count("organisations"),
                format!(
                    "{} will be added; check their kind afterwards.",
                    counted(count("organisations"), ["organisation", "organisations"])
                ),
            );
            say(
                count("letters"),
                format!(
                    "{} will be sent, saying that they are in the register and how to leave it.",
                    counted(count("letters"), ["letter", "letters"])
                ),
            );
            let is_silent = count("letters") == 0 && count("new") > 0;
            say(i64::from(is_silent), "Nobody is written to, but those whose link waits for their consent.".to_owned());
        }
        let [word, words] = self.batch.kind.words();
        let changed = if self.batch.kind.is_about_people() { 0 } else { count("changed") };
        say(changed, format!("{} of the register get more details.", counted(changed, [word, words])));
        sentences
    }

    /// What stands in the way of writing it.
    fn obstacle(&self) -> Option<&'static str> {
        (!self.batch.has_something())
            .then_some("There is nothing to import: the register holds all of it already, or the rows cannot be taken.")
    }

    fn commit_label(&self) -> String {
        let (new, changed) = (self.batch.count("new"), self.batch.count("changed"));
        let what = self.batch.kind.words();
        match (new, changed) {
            (0, changed) => format!("Change {}", counted(changed, what)),
            (new, 0) => format!("Import {}", counted(new, what)),
            (new, changed) => format!("Import {} and change {changed}", counted(new, what)),
        }
    }

    fn filters(&self) -> Vec<(String, String, bool)> {
        let mut all = vec![(self.here(), "All rows".to_owned(), self.showing.rows.is_empty())];
        for verdict in Verdict::ALL.iter().filter(|one| self.batch.count(one.code()) > 0) {
            let words = format!("{verdict} ({})", self.batch.count(verdict.code()));
            all.push((address(self.here(), &[("rows", verdict.code())]), words, self.showing.rows == verdict.code()));
        }
        for (code, words) in [("warned", "With a warning"), ("waits", "Waiting links")] {
            if self.batch.count(code) > 0 {
                let words = format!("{words} ({})", self.batch.count(code));
                all.push((address(self.here(), &[("rows", code)]), words, self.showing.rows == code));
            }
        }
        all
    }

    fn row_href(&self, row: &RowLine) -> String {
        paths::Row { import: self.batch.id, row: row.number }.to_string()
    }

    fn lines(&self, row: &RowLine) -> Vec<(&'static str, String)> {
        row.notes().iter().map(|note| self.line(note)).collect()
    }

    /// A note with the class that marks it.
    fn line(&self, note: &Note) -> (&'static str, String) {
        let cell = note.cell.as_ref().map(|cell| format!("{cell}: ")).unwrap_or_default();
        let person = note.person.and_then(|id| self.names.get(&id));
        let person = person.or(note.thing.as_ref().map(|thing| &thing.name));
        let text = match (note.kind, person) {
            (NoteKind::Candidate, Some(name)) => format!("{name}: {}", note.text),
            (_, Some(name)) => format!("{}: {name}", note.text),
            _ => note.text.clone(),
        };
        let class = match note.kind {
            NoteKind::Warning | NoteKind::Differs => "copse-import__warning",
            _ => "",
        };
        (class, format!("{cell}{text}"))
    }

    fn outcome(&self) -> Option<Outcome> {
        serde_json::from_value(self.batch.outcome.clone()?).ok()
    }

    fn kept_name(&self, kept: &Kept) -> (String, String) {
        if let Some(thing) = &kept.thing {
            return (self.batch.kind.href(thing.id), thing.name.clone());
        }
        match (kept.person, kept.organisation) {
            (Some(id), _) => {
                let name = self
                    .names
                    .get(&id)
                    .cloned()
                    .unwrap_or_else(|| "Someone who is not in the register any more".to_owned());
                (format!("/associates/{id}"), name)
            }
            (_, Some(id)) => {
                let name =
                    self.organisations.get(&id.to_string()).cloned().unwrap_or_else(|| "An organisation".to_owned());
                (format!("/organisations/{id}"), name)
            }
            _ => (String::new(), String::new()),
        }
    }
}

pub(crate) async fn get(
    path: paths::Show,
    app: App,
    layout: Layout,
    Query(showing): Query<Showing>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let batch = store::find(&mut db, path.import).await?.or_404()?;
    if batch.state == ImportState::Read {
        return Ok(Redirect::to(&paths::Columns { import: batch.id }.to_string()).into_response());
    }
    let mut cursor = Cursor::parse(&showing.after, &showing.before);
    let mut rows = store::list_rows(&mut db, batch.id, showing.filter(), cursor).await?;
    if cursor.leads_nowhere(&rows) {
        cursor = Cursor::Start;
        rows = store::list_rows(&mut db, batch.id, showing.filter(), cursor).await?;
    }
    let base = address(paths::Show { import: batch.id }, &[("rows", &showing.rows)]);
    let paging = Paging::cut(&mut rows, PAGE.into(), cursor, &base, |row| row.number);
    let outcome: Option<Outcome> = batch.outcome.clone().and_then(|outcome| serde_json::from_value(outcome).ok());
    let kept = outcome.iter().flat_map(|outcome| &outcome.kept);
    let mut people: Vec<AssociateId> = rows.iter().flat_map(|row| row.notes()).filter_map(|note| note.person).collect();
    people.extend(kept.clone().filter_map(|one| one.person));
    let names = store::list_names(&mut db, &people).await?.into_iter().collect();
    let bodies: Vec<_> = kept.filter_map(|one| one.organisation).collect();
    let organisations = store::list_organisation_names(&mut db, &bodies).await?;
    let left_alone = choosing::left_alone(&mut db, &batch).await?;
    drop(db);
    let organisations = organisations.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    Ok(Page::ok(ShowPage { layout, batch, rows, names, organisations, paging, showing, left_alone }).into_response())
}
