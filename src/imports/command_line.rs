//! `copse import`: the same list, the same dry run and the same import, for whoever has the file on the machine.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use tokio::time::sleep;

use super::fields::Field;
use super::model::{Agreement, ImportKind, ImportState, Note, NoteKind, Reading, Verdict};
use super::receiving::{Received, receive_file};
use super::store::{self, Batch, Marked, PAGE, RowFilter, RowLine};
use super::{choosing, jobs, paths, words};
use crate::app::App;
use crate::audit::By;
use crate::error::loggable;
use crate::kernel::{AssociateId, Choice, EmailAddress, ImportId, StakeholderGroup, clean, parse_date};
use crate::people::parse_source;
use crate::web::Cursor;

/// Rows of a sort that are printed; the page in the browser has all of them.
const MOST_PRINTED: usize = 200;

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted<'a> {
    pub(crate) kind: Option<&'a str>,
    pub(crate) sheet: Option<&'a str>,
    pub(crate) consent: Option<&'a str>,
    pub(crate) said_on: Option<&'a str>,
    pub(crate) group: Option<&'a str>,
    /// The address of the account in whose name it is done.
    pub(crate) by: &'a str,
    pub(crate) commits: bool,
}

/// What came of it: a text for the terminal, and whether it is what was asked for.
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) is_done: bool,
}

/// Reads the file, makes a dry run and, when that is wanted, writes exactly it.
///
/// # Errors
/// With one sentence: something that was asked for makes no sense, or the file cannot be read.
pub(crate) async fn import(app: &App, file: &Path, wanted: &Wanted<'_>) -> Result<Report> {
    let by = worker(app, wanted.by).await?;
    let asked = Asked::read(wanted, app.clock.today())?;
    let id = match receive_file(app, file, &by).await? {
        Received::Import(id) => id,
        Received::Refused(why) => bail!("The file cannot be read: {why}"),
    };
    let mut text = String::new();
    let Some(reading) = asked.reading(app, id, &by).await? else {
        let _ = writeln!(text, "Nothing was compared: it cannot be told what the columns are.");
        let _ = writeln!(text, "Say so in the browser: {}{}", app.config.base_url(), paths::Columns { import: id });
        return Ok(Report { text, is_done: false });
    };
    let batch = begin(app, id, (ImportState::Read, ImportState::Planning), Some((reading.0, &reading.1)), &by).await?;
    describe(app, &batch, &mut text).await?;
    let is_planned = batch.state == ImportState::Planned;
    let mut is_done = is_planned && batch.count("skipped") < total(&batch);
    if wanted.commits && is_planned {
        let batch = if batch.has_something() {
            begin(app, id, (ImportState::Planned, ImportState::Committing), None, &by).await?
        } else {
            batch
        };
        is_done = batch.state == ImportState::Done || !batch.has_something();
        let _ = match (&batch.problem, batch.state) {
            (Some(problem), _) => writeln!(text, "\n{problem}"),
            (None, ImportState::Done) => writeln!(text, "\nImported. It can be undone for 30 days."),
            _ => writeln!(text, "\nThere is nothing to import."),
        };
    } else if is_planned {
        let _ = writeln!(text, "\nThis is a dry run. Nothing is written to the register; --commit writes it.");
    }
    let _ = writeln!(text, "Go on in the browser: {}{}", app.config.base_url(), paths::Show { import: id });
    Ok(Report { text, is_done })
}

/// In whose name it is done.
async fn worker(app: &App, address: &str) -> Result<By> {
    let email = EmailAddress::parse(address).map_err(|invalid| anyhow::anyhow!("--by: {}", invalid.message()))?;
    let worker = store::find_worker(&mut *app.db.acquire().await?, email.as_str()).await?;
    let worker = worker.context("--by names nobody of the team and no administrator who can sign in")?;
    let (account, at) = (Some(worker.id), app.clock.now());
    Ok(By { account, associate: None, name: worker.name, at, request_id: None })
}

/// What was asked for, understood.
struct Asked<'a> {
    kind: Option<ImportKind>,
    sheet: Option<&'a str>,
    agreement: Agreement,
    group: Option<StakeholderGroup>,
}

impl<'a> Asked<'a> {
    fn read(wanted: &Wanted<'a>, today: NaiveDate) -> Result<Self> {
        let kind = match wanted.kind {
            None => None,
            Some(code) => Some(ImportKind::from_code(code).context("--kind is none that can be imported")?),
        };
        let source = match wanted.consent {
            None => None,
            Some(text) => Some(source(text)?),
        };
        let said_on = match wanted.said_on {
            None => None,
            Some(text) => {
                let day = parse_date("the day they agreed", text);
                Some(day.map_err(|invalid| anyhow::anyhow!("--said-on: {}", invalid.message()))?)
            }
        };
        if said_on.is_some_and(|day| day > today) {
            bail!("--said-on: Enter a day that is not in the future");
        }
        let group = match wanted.group {
            None => None,
            Some(text) => Some(words::group(text).context("--group is no stakeholder group that we know")?),
        };
        Ok(Self { kind, sheet: wanted.sheet, agreement: Agreement { source, said_on }, group })
    }

    /// How the rows are to be understood; none when the columns cannot be told from their headings.
    async fn reading(self, app: &App, id: ImportId, by: &By) -> Result<Option<(ImportKind, Reading)>> {
        let mut db = app.db.acquire().await?;
        let batch = store::find(&mut db, id).await?.context("the list is gone")?;
        let sheets = batch.sheets();
        let sheet = match self.sheet {
            None => choosing::first_sheet(&batch),
            Some(name) => match sheets.iter().position(|sheet| sheet.name == name) {
                Some(sheet) => sheet,
                None => {
                    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                    bail!("--sheet: the file has no such sheet. It has: {}", printable(&names.join(", ")));
                }
            },
        };
        let rows = store::list_sheet_start(&mut db, id, sheet).await?;
        let guess = choosing::guess(&mut db, (&batch, sheet), &rows, (self.kind, None)).await?;
        if guess.kind.lacks(&guess.fields).is_some() {
            return Ok(None);
        }
        let mut fields = guess.fields;
        // Of two columns that say the same the first is taken; in the browser another can be chosen.
        for at in 1..fields.len() {
            let (before, rest) = fields.split_at_mut(at);
            if let Some(field) = rest.first_mut()
                && field.is_some_and(|one| !one.is_many() && one != Field::Phone && before.contains(&Some(one)))
            {
                *field = None;
            }
        }
        let reading = Reading {
            sheet,
            header: guess.header,
            fields,
            agreement: self.agreement,
            group: self.group,
            owner: by.account,
            ..Reading::default()
        };
        Ok(Some((guess.kind, reading)))
    }
}

/// How they agreed, as the ledger keeps it: the way, and what was said of it.
fn source(text: &str) -> Result<String> {
    let words::Agreed::By(code) = words::consent(text) else {
        bail!("--consent: say how they agreed: by phone, by email, in person or on paper");
    };
    let note = if words::says_more(text) { text } else { "" };
    parse_source(code, note).map_err(|invalid| anyhow::anyhow!("--consent: {}", invalid.message()))
}

/// Gives it to the worker that is free first, be it this process, and waits for the end.
async fn begin(
    app: &App,
    id: ImportId,
    (from, to): (ImportState, ImportState),
    reading: Option<(ImportKind, &Reading)>,
    by: &By,
) -> Result<Batch> {
    let mut tx = app.db.begin().await?;
    let batch = store::find(&mut tx, id).await?.context("the list is gone")?;
    let marked = Marked { from: &[from], to, version: batch.version, reading };
    if !store::start(&mut tx, id, &marked, by).await? {
        bail!("Someone else works on this list just now: {}{}", app.config.base_url(), paths::Show { import: id });
    }
    tx.commit().await?;
    loop {
        jobs::work(app).await.map_err(loggable)?;
        let batch = store::find(&mut *app.db.acquire().await?, id).await?.context("the list is gone")?;
        if !batch.state.is_at_work() {
            return Ok(batch);
        }
        sleep(Duration::from_millis(300)).await;
    }
}

fn total(batch: &Batch) -> i64 {
    Verdict::ALL.iter().map(|verdict| batch.count(verdict.code())).sum()
}

/// The numbers, and the rows that are worth a look.
async fn describe(app: &App, batch: &Batch, text: &mut String) -> Result<()> {
    let _ = writeln!(text, "{}: a list of {}", printable(&batch.file_name), batch.kind.words()[1]);
    if let Some(problem) = &batch.problem {
        let _ = writeln!(text, "{problem}");
        return Ok(());
    }
    for verdict in Verdict::ALL {
        let many = batch.count(verdict.code());
        if many > 0 || matches!(verdict, Verdict::New | Verdict::Matched) {
            let _ = writeln!(text, "{many:>7} {}", verdict.label().to_lowercase());
        }
    }
    let left_alone = choosing::left_alone(&mut *app.db.acquire().await?, batch).await?;
    if !left_alone.is_empty() {
        let _ = writeln!(text, "Columns that nothing is taken from: {}", printable(&left_alone.join(", ")));
    }
    if batch.count("waits") > 0 {
        let _ = writeln!(text, "Rows with a link that waits until its person agrees: {}", batch.count("waits"));
    }
    for (title, filter) in [
        ("To decide", RowFilter { verdict: Some(Verdict::ToDecide), ..RowFilter::default() }),
        ("Rejected", RowFilter { verdict: Some(Verdict::Rejected), ..RowFilter::default() }),
        ("With a warning", RowFilter { warned: true, ..RowFilter::default() }),
    ] {
        list(app, batch, (title, filter), text).await?;
    }
    Ok(())
}

async fn list(app: &App, batch: &Batch, (title, filter): (&str, RowFilter), text: &mut String) -> Result<()> {
    let (mut cursor, mut printed) = (Cursor::Start, 0);
    let mut db = app.db.acquire().await?;
    loop {
        let mut rows = store::list_rows(&mut db, batch.id, filter, cursor).await?;
        let goes_on = rows.len() > usize::from(PAGE);
        rows.truncate(usize::from(PAGE));
        let people: Vec<AssociateId> = rows.iter().flat_map(RowLine::notes).filter_map(|note| note.person).collect();
        let names = store::list_names(&mut db, &people).await?;
        for row in &rows {
            if printed == 0 {
                let _ = writeln!(text, "\n{title}");
            }
            printed += 1;
            let _ = writeln!(text, "  Row {}: {}", row.number, printable(&row.title));
            let shown = row.notes().into_iter().filter(|note| note.kind != NoteKind::Does);
            shown.for_each(|note| {
                let _ = writeln!(text, "    {}", printable(&words_of(&note, &names)));
            });
        }
        match rows.last() {
            Some(last) if goes_on && printed < MOST_PRINTED => cursor = Cursor::After(last.number),
            Some(_) if goes_on => {
                let _ = writeln!(text, "  and more");
                return Ok(());
            }
            _ => return Ok(()),
        }
    }
}

fn words_of(note: &Note, names: &[(AssociateId, String)]) -> String {
    let person = note.person.and_then(|id| names.iter().find(|(one, _)| *one == id)).map(|(_, name)| name);
    let name = person.or(note.thing.as_ref().map(|thing| &thing.name));
    let cell = note.cell.as_ref().map(|cell| format!("{cell}: ")).unwrap_or_default();
    let kind = if note.kind == NoteKind::Warning { "Warning: " } else { "" };
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{cell}{kind}{}{name}", note.text)
}

/// On one line, and without what a terminal would obey.
fn printable(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::{Asked, Wanted, source};

    #[test]
    fn what_is_asked_for_is_understood_or_refused() {
        let today = "2026-03-01".parse().expect("a date");
        let read = |wanted: Wanted<'static>| Asked::read(&wanted, today).err().map(|error| error.to_string());
        assert_eq!(read(Wanted { kind: Some("themes"), said_on: Some("1/2/2026"), ..Wanted::default() }), None);
        assert!(read(Wanted { said_on: Some("2/3/2026"), ..Wanted::default() }).is_some());
        assert!(read(Wanted { consent: Some("yes"), ..Wanted::default() }).is_some());
        assert!(read(Wanted { group: Some("wizards"), ..Wanted::default() }).is_some());
        assert_eq!(source("by phone").ok().as_deref(), Some("told us by phone"));
        assert_eq!(
            source("sign-up sheet of the stroke day, on paper").ok().as_deref(),
            Some("told us on paper or by post: sign-up sheet of the stroke day, on paper")
        );
    }
}
