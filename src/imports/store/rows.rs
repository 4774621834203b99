//! The rows of a list, and what is to become of each.

use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::imports::model::{Decision, Note, NoteKind, Planned, Verdict};
use crate::kernel::{AccountId, AssociateId, ImportId, OrganisationId};
use crate::spreadsheets::Row;
use crate::web::Cursor;

/// Rows of a page of the list.
pub(crate) const PAGE: u8 = 50;

/// Writes rows as they are read.
pub(crate) async fn insert_rows(db: &mut PgConnection, id: ImportId, sheet: usize, rows: &[Row]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into import_rows (batch_id, sheet, number, cells)
         select $1, $2, r.number, r.cells from jsonb_to_recordset($3) as r(number integer, cells jsonb)
         on conflict do nothing",
        id as ImportId,
        i16::try_from(sheet).unwrap_or(i16::MAX),
        json!(rows)
    )
    .execute(db)
    .await?;
    Ok(())
}

fn sheet_number(sheet: usize) -> i16 {
    i16::try_from(sheet).unwrap_or(i16::MAX)
}

/// A row as it stands.
struct Stored {
    number: i32,
    cells: Value,
}

impl Stored {
    fn row(self) -> Row {
        Row {
            number: u32::try_from(self.number).unwrap_or_default(),
            cells: serde_json::from_value(self.cells).unwrap_or_default(),
        }
    }
}

/// The rows of a sheet in order, at most so many.
pub(crate) async fn list_sheet(
    db: &mut PgConnection,
    id: ImportId,
    sheet: usize,
    most: usize,
) -> sqlx::Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Stored,
        "select number, cells from import_rows where batch_id = $1 and sheet = $2 order by number limit $3",
        id as ImportId,
        sheet_number(sheet),
        i64::try_from(most).unwrap_or(i64::MAX)
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(Stored::row).collect())
}

/// The first rows of a sheet, with the beginnings of their texts: what is shown to choose columns by.
pub(crate) async fn list_sheet_start(db: &mut PgConnection, id: ImportId, sheet: usize) -> sqlx::Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Stored,
        r#"select number,
                  (select coalesce(jsonb_agg(case when length(c.cell->>'Text') > 200
                                             then jsonb_build_object('Text', left(c.cell->>'Text', 200)) else c.cell end
                                             order by c.place), '[]')
                   from jsonb_array_elements(cells) with ordinality c (cell, place)) as "cells!"
           from import_rows where batch_id = $1 and sheet = $2 order by number limit 60"#,
        id as ImportId,
        sheet_number(sheet)
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(Stored::row).collect())
}

/// What was decided, by the number of the row.
pub(crate) async fn list_decisions(
    db: &mut PgConnection,
    id: ImportId,
    sheet: usize,
) -> sqlx::Result<Vec<(u32, Decision)>> {
    let rows = sqlx::query!(
        r#"select number, decision as "decision!" from import_rows
           where batch_id = $1 and sheet = $2 and decision is not null"#,
        id as ImportId,
        sheet_number(sheet)
    );
    let decided = rows
        .fetch_all(db)
        .await?
        .into_iter()
        .filter_map(|row| Some((u32::try_from(row.number).ok()?, serde_json::from_value(row.decision).ok()?)));
    Ok(decided.collect())
}

pub(crate) async fn set_decision(
    db: &mut PgConnection,
    id: ImportId,
    (sheet, number): (usize, i32),
    decision: Option<&Decision>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_rows set decision = $4 where batch_id = $1 and sheet = $2 and number = $3",
        id as ImportId,
        sheet_number(sheet),
        number,
        decision.map(|decision| json!(decision))
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes what is to become of the rows of a sheet; of those of other sheets nothing.
pub(crate) async fn write_plan(
    db: &mut PgConnection,
    id: ImportId,
    sheet: usize,
    plan: &[Planned],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_rows
         set verdict = null, title = '', reasons = '[]', plan = null, digest = null, associate_id = null
         where batch_id = $1 and verdict is not null",
        id as ImportId
    )
    .execute(&mut *db)
    .await?;
    for some in plan.chunks(2_000) {
        let rows: Vec<Value> = some
            .iter()
            .map(|row| {
                json!({
                    "number": row.number, "verdict": row.verdict, "title": row.title, "reasons": row.notes,
                    "plan": row.plan, "digest": hex(&row.digest()), "person": row.person,
                })
            })
            .collect();
        sqlx::query!(
            "update import_rows i
             set verdict = r.verdict, title = r.title, reasons = r.reasons, plan = r.plan, digest = decode(r.digest, 'hex'),
                 associate_id = r.person
             from jsonb_to_recordset($3) as r(
                 number integer, verdict import_verdict, title text, reasons jsonb, plan jsonb, digest text, person uuid)
             where i.batch_id = $1 and i.sheet = $2 and i.number = r.number",
            id as ImportId,
            sheet_number(sheet),
            Value::Array(rows)
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What the dry run said, by the number of the row.
pub(crate) async fn list_digests(
    db: &mut PgConnection,
    id: ImportId,
    sheet: usize,
) -> sqlx::Result<Vec<(u32, Vec<u8>)>> {
    let rows = sqlx::query!(
        r#"select number, digest as "digest!" from import_rows
           where batch_id = $1 and sheet = $2 and digest is not null order by number"#,
        id as ImportId,
        sheet_number(sheet)
    );
    let digests = rows.fetch_all(db).await?.into_iter();
    Ok(digests.filter_map(|row| Some((u32::try_from(row.number).ok()?, row.digest))).collect())
}

/// Says whom the rows have made.
pub(crate) async fn write_made(
    db: &mut PgConnection,
    id: ImportId,
    sheet: usize,
    made: &[(u32, AssociateId)],
) -> sqlx::Result<()> {
    let rows: Vec<Value> = made.iter().map(|(number, person)| json!({ "number": number, "person": person })).collect();
    sqlx::query!(
        "update import_rows i set associate_id = r.person
         from jsonb_to_recordset($3) as r(number integer, person uuid)
         where i.batch_id = $1 and i.sheet = $2 and i.number = r.number",
        id as ImportId,
        sheet_number(sheet),
        Value::Array(rows)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Which rows a page lists.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RowFilter {
    pub(crate) verdict: Option<Verdict>,
    /// Only those of which something is worth a look.
    pub(crate) warned: bool,
    /// Only those of which something will wait for a consent.
    pub(crate) waits: bool,
}

/// A row as a page lists it.
pub(crate) struct RowLine {
    pub(crate) number: i32,
    pub(crate) verdict: Verdict,
    pub(crate) title: String,
    reasons: Value,
    decision: Option<Value>,
    cells: Value,
    pub(crate) associate_id: Option<AssociateId>,
}

impl RowLine {
    pub(crate) fn notes(&self) -> Vec<Note> {
        serde_json::from_value(self.reasons.clone()).unwrap_or_default()
    }

    pub(crate) fn decision(&self) -> Option<Decision> {
        serde_json::from_value(self.decision.clone()?).ok()
    }

    /// Those of the register whom its page offers: who may be meant, and the one it was matched with.
    pub(crate) fn offered(&self) -> Vec<AssociateId> {
        let candidates = self.notes().into_iter().filter(|note| note.kind == NoteKind::Candidate);
        let mut people: Vec<AssociateId> = candidates.filter_map(|note| note.person).collect();
        people.extend(self.associate_id.filter(|id| !people.contains(id)));
        people
    }

    pub(crate) fn row(&self) -> Row {
        Stored { number: self.number, cells: self.cells.clone() }.row()
    }
}

macro_rules! select_row {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            RowLine,
            r#"select number, verdict as "verdict!", title, reasons, decision, cells, associate_id
               from import_rows where verdict is not null and batch_id = $1 and "# + $tail,
            $($argument),*
        )
    };
}

/// Rows in the order of the file; one more than a page.
pub(crate) async fn list_rows(
    db: &mut PgConnection,
    id: ImportId,
    filter: RowFilter,
    cursor: Cursor<i32>,
) -> sqlx::Result<Vec<RowLine>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(number) => (Some(number), false),
        Cursor::Before(number) => (Some(number), true),
    };
    select_row!(
        r#"($2::import_verdict is null or verdict = $2)
           and (not $3 or reasons @? '$[*] ? (@.kind == "warning" || @.kind == "differs")')
           and (not $7 or jsonb_path_exists(plan, '$.**.parts[*] ? (@.waits == true)'))
           and ($4::integer is null or case when $5 then number < $4 else number > $4 end)
           order by case when not $5 then number end, number desc
           limit $6"#,
        id as ImportId,
        filter.verdict as Option<Verdict>,
        filter.warned,
        at,
        backwards,
        i64::from(PAGE) + 1,
        filter.waits
    )
    .fetch_all(db)
    .await
}

pub(crate) async fn find_row(db: &mut PgConnection, id: ImportId, number: i32) -> sqlx::Result<Option<RowLine>> {
    select_row!("number = $2", id as ImportId, number).fetch_optional(db).await
}

/// All rejected rows, for the file in which they are corrected.
pub(crate) async fn list_rejected(db: &mut PgConnection, id: ImportId) -> sqlx::Result<Vec<RowLine>> {
    select_row!("verdict = 'rejected' order by number", id as ImportId).fetch_all(db).await
}

/// Names of people of the register, of those whose records the team reads.
pub(crate) async fn list_names(
    db: &mut PgConnection,
    people: &[AssociateId],
) -> sqlx::Result<Vec<(AssociateId, String)>> {
    let rows = sqlx::query!(
        r#"select a.id, a.given_name || ' ' || a.family_name
                  || coalesce(', ' || (select string_agg(coalesce(o.name, f.organisation_text), '; ')
                      from affiliations f left join organisations o on o.id = f.organisation_id
                      where f.associate_id = a.id and f.ends_on is null), '') as "name!"
           from associates a where a.id = any($1) and a.standing in ('active', 'paused', 'left')"#,
        people as &[AssociateId]
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// What organisations are called.
pub(crate) async fn list_organisation_names(
    db: &mut PgConnection,
    organisations: &[OrganisationId],
) -> sqlx::Result<Vec<(OrganisationId, String)>> {
    let rows =
        sqlx::query!("select id, name from organisations where id = any($1)", organisations as &[OrganisationId]);
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Someone of the team who can own a relationship.
pub(crate) struct Worker {
    pub(crate) id: AccountId,
    pub(crate) name: String,
}

/// The one who signs in with this address.
pub(crate) async fn find_worker(db: &mut PgConnection, email: &str) -> sqlx::Result<Option<Worker>> {
    sqlx::query_as!(
        Worker,
        "select id, name from accounts where email = $1 and role in ('team', 'administrator') and disabled_at is null",
        email
    )
    .fetch_optional(db)
    .await
}

pub(crate) async fn list_workers(db: &mut PgConnection) -> sqlx::Result<Vec<Worker>> {
    sqlx::query_as!(
        Worker,
        "select id, name from accounts where role in ('team', 'administrator') and disabled_at is null order by name, id"
    )
    .fetch_all(db)
    .await
}
