//! One row: what stands in it, what will become of it, and what somebody decides about it.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use super::parents;
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::imports::forms::DecisionForm;
use crate::imports::model::{Decision, ImportKind, ImportState, Note, NoteKind, Verdict, Who};
use crate::imports::store::{self, Batch, Marked, RowFilter, RowLine};
use crate::imports::table::{headings, texts};
use crate::imports::{jobs, paths};
use crate::kernel::AssociateId;
use crate::spreadsheets::cell_name;
use crate::web::{Cursor, Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "imports/row.html")]
pub(crate) struct RowPage {
    layout: Layout,
    batch: Batch,
    row: RowLine,
    headings: Vec<String>,
    names: HashMap<AssociateId, String>,
    /// Those it may be, with what tells namesakes apart.
    candidates: HashMap<AssociateId, String>,
    errors: FormErrors,
}

impl RowPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.batch)
    }

    fn caption(&self) -> String {
        format!("Row {}", self.row.number)
    }

    fn show(&self) -> String {
        paths::Show { import: self.batch.id }.to_string()
    }

    fn here(&self) -> String {
        paths::Row { import: self.batch.id, row: self.row.number }.to_string()
    }

    /// Where the person is whom it brought or was matched with, once it is written.
    fn record(&self) -> Option<String> {
        let id = self.row.associate_id.filter(|_| self.batch.state == ImportState::Done)?;
        Some(format!("/associates/{id}"))
    }

    /// Cells with what is above them and what they are taken for.
    fn cells(&self) -> Vec<(String, String)> {
        let fields = self.batch.reading().map(|reading| reading.fields).unwrap_or_default();
        let number = u32::try_from(self.row.number).unwrap_or_default();
        let cells = texts(&self.row.row()).into_iter().enumerate().filter(|(_, text)| !text.is_empty());
        cells
            .map(|(at, text)| {
                let heading = self.headings.get(at).map(String::as_str).unwrap_or_default();
                let field = fields.get(at).copied().flatten().map(|field| self.batch.kind.field_label(field));
                let taken = field.map_or("not taken".to_owned(), |field| format!("as {}", field.to_lowercase()));
                (format!("{} {heading} ({taken})", cell_name(at, number)), text)
            })
            .collect()
    }

    fn notes(&self) -> Vec<Note> {
        self.row.notes().into_iter().filter(|note| note.kind != NoteKind::Candidate).collect()
    }

    fn words(&self, note: &Note) -> String {
        let cell = note.cell.as_ref().map(|cell| format!("{cell}: ")).unwrap_or_default();
        let person = note.person.and_then(|id| self.names.get(&id));
        let name = person.or(note.thing.as_ref().map(|thing| &thing.name));
        let name = name.map(|name| format!(": {name}")).unwrap_or_default();
        format!("{cell}{}{name}", note.text)
    }

    fn may_be_decided(&self) -> bool {
        self.batch.state == ImportState::Planned && !matches!(self.row.verdict, Verdict::Rejected | Verdict::Skipped)
    }

    /// Who it can be: those who may be meant, the one it was matched with, somebody new, nobody.
    fn choices(&self) -> Vec<Opt> {
        let decided = self.row.decision().and_then(|decision| decision.who);
        let notes = self.row.notes();
        let mut options: Vec<Opt> = Vec::new();
        if !self.batch.kind.is_about_people() {
            options.extend(self.things(&notes));
        }
        let why = |id: AssociateId| {
            let candidate = notes.iter().find(|note| note.kind == NoteKind::Candidate && note.person == Some(id));
            candidate.map_or_else(|| "matched".to_owned(), |note| note.text.clone())
        };
        for (id, why) in self.row.offered().into_iter().map(|id| (id, why(id))) {
            let name = self.candidates.get(&id).cloned().unwrap_or_else(|| "Someone of the register".to_owned());
            let chosen = decided == Some(Who::Person(id)) || (decided.is_none() && self.row.associate_id == Some(id));
            options.push(Opt { selected: chosen, ..Opt::new(id.to_string(), format!("It is {name}")).with_hint(why) });
        }
        if self.batch.kind != ImportKind::Memberships {
            let is_new = decided == Some(Who::New) || (decided.is_none() && self.row.verdict == Verdict::New);
            let [word, _] = self.batch.kind.words();
            options.push(Opt { selected: is_new, ..Opt::new("new", format!("A new {word}")) });
        }
        options.push(Opt { selected: decided == Some(Who::LeaveOut), ..Opt::new("leave_out", "Leave it out") });
        options
    }

    /// The organisations, themes or projects it can be.
    fn things(&self, notes: &[Note]) -> Vec<Opt> {
        let decided = self.row.decision().and_then(|decision| decision.who);
        let option = |note: &Note| {
            let thing = note.thing.as_ref()?;
            let is_matched = decided.is_none() && note.kind == NoteKind::Reason;
            let selected = decided == Some(Who::Thing(thing.id)) || is_matched;
            let label = format!("It is {}", thing.name);
            Some(Opt { selected, ..Opt::new(thing.id.to_string(), label).with_hint(note.text.clone()) })
        };
        notes.iter().filter_map(option).collect()
    }

    fn question(&self) -> &'static str {
        if self.batch.kind.is_about_people() { "Who is it?" } else { "Which is it?" }
    }

    fn differs(&self) -> bool {
        self.takes_file() || self.row.notes().iter().any(|note| note.kind == NoteKind::Differs)
    }

    fn takes_file(&self) -> bool {
        self.row.decision().is_some_and(|decision| decision.takes_file)
    }
}

async fn load(app: &App, layout: Layout, path: &paths::Row, errors: FormErrors) -> Result<RowPage> {
    let mut db = app.db.acquire().await?;
    let batch = store::find(&mut db, path.import).await?.or_404()?;
    let row = store::find_row(&mut db, batch.id, path.row).await?.or_404()?;
    let reading = batch.reading().unwrap_or_default();
    let start = store::list_sheet_start(&mut db, batch.id, reading.sheet).await?;
    let headings = headings(&start, reading.header);
    let mut people: Vec<AssociateId> = row.notes().iter().filter_map(|note| note.person).collect();
    people.extend(row.associate_id);
    let names = store::list_names(&mut db, &people).await?.into_iter().collect();
    let candidates = store::list_candidates(&mut db, &row.offered()).await?.into_iter().collect();
    Ok(RowPage { layout, batch, row, headings, names, candidates, errors })
}

pub(crate) async fn get(path: paths::Row, app: App, layout: Layout) -> Result<Page<RowPage>> {
    Ok(Page::ok(load(&app, layout, &path, FormErrors::default()).await?))
}

/// Keeps the decision, makes the dry run anew, and goes on to the next row that is to be decided.
pub(crate) async fn post(
    path: paths::Row,
    app: App,
    layout: Layout,
    Form(form): Form<DecisionForm>,
) -> Result<Response> {
    let kind = store::find(&mut *app.db.acquire().await?, path.import).await?.or_404()?.kind;
    let decision = match form.parse(kind) {
        Ok(decision) => decision,
        Err(errors) => return Ok(Page::unprocessable(load(&app, layout, &path, errors).await?).into_response()),
    };
    let mut tx = app.db.begin().await?;
    let batch = store::find(&mut tx, path.import).await?.or_404()?;
    let row = store::find_row(&mut tx, batch.id, path.row).await?.or_404()?;
    let show = paths::Show { import: batch.id };
    let version = form.version.parse().unwrap_or_default();
    let marked = Marked { from: &[ImportState::Planned], to: ImportState::Planning, version, reading: None };
    if !store::start(&mut tx, batch.id, &marked, &layout.by()).await? {
        return Ok(layout.unchanged(show, "This import has changed since you looked at the row. Please look again"));
    }
    let decision = decision.map(|decision| Decision { passed_over: row.offered(), ..decision });
    store::set_decision(&mut tx, batch.id, (batch.sheet(), path.row), decision.as_ref()).await?;
    tx.commit().await?;
    jobs::soon(&app).await;

    let filter = RowFilter { verdict: Some(Verdict::ToDecide), ..RowFilter::default() };
    let open = store::list_rows(&mut *app.db.acquire().await?, path.import, filter, Cursor::Start).await?;
    let next = open.iter().find(|row| row.number > path.row).or_else(|| open.first());
    Ok(match next {
        Some(next) => {
            layout.redirect(paths::Row { import: path.import, row: next.number }, "Decided. This is the next one")
        }
        None => Redirect::to(&show.to_string()).into_response(),
    })
}
