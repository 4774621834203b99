//! Whole tables, for the archive. Their names come from our own list and their columns from the database's catalogue,
//! so these statements are built; nothing that anybody typed is in them.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::exports::archive::is_secret;

/// A column of a table.
pub(in crate::exports) struct Column {
    pub(in crate::exports) table: String,
    pub(in crate::exports) name: String,
    /// "uuid", "text", "stakeholder_group".
    pub(in crate::exports) kind: String,
    pub(in crate::exports) is_optional: bool,
    /// The table whose row it names.
    pub(in crate::exports) refers_to: Option<String>,
    /// What it may say, where that is one of a few words.
    pub(in crate::exports) words: Vec<String>,
}

/// A row, as both files of its table have it.
#[derive(sqlx::FromRow)]
pub(in crate::exports) struct ArchiveRow {
    pub(in crate::exports) cells: Vec<Option<String>>,
    pub(in crate::exports) line: String,
}

/// Everything that follows is of one moment, and may take its time.
pub(in crate::exports) async fn begin_archive(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut *db).await?;
    sqlx::query!("set local statement_timeout = '10min'").execute(&mut *db).await?;
    sqlx::query!("set local idle_in_transaction_session_timeout = '10min'").execute(db).await?;
    Ok(())
}

/// The columns of all tables, in their order.
pub(in crate::exports) async fn list_columns(db: &mut PgConnection) -> sqlx::Result<Vec<Column>> {
    sqlx::query_as!(
        Column,
        r#"select c.relname::text as "table!", a.attname::text as "name!", format_type(a.atttypid, a.atttypmod) as "kind!",
                  not a.attnotnull as "is_optional!",
                  (select f.confrelid::regclass::text from pg_constraint f
                   where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum] limit 1) as refers_to,
                  array(select e.enumlabel::text from pg_enum e
                        where e.enumtypid = case when t.typelem <> 0 then t.typelem else t.oid end
                        order by e.enumsortorder) as "words!"
           from pg_class c
           join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
           join pg_type t on t.oid = a.atttypid
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           order by c.relname, a.attnum"#
    )
    .fetch_all(db)
    .await
}

/// Makes ready to read a table: without columns that are secret, without those whose registration nobody has
/// confirmed, and without links that wait for a consent.
pub(in crate::exports) async fn open_table(db: &mut PgConnection, columns: &[&Column]) -> sqlx::Result<()> {
    let Some(first) = columns.first() else { return Ok(()) };
    let has = |name: &str| columns.iter().any(|column| column.name == name);
    let mut wanted = Vec::new();
    if first.table == "associates" {
        wanted.push("t.standing <> 'pending'".to_owned());
    }
    let people = columns.iter().filter(|column| column.refers_to.as_deref() == Some("associates"));
    wanted.extend(people.map(|column| {
        let name = quoted(&column.name);
        format!("not exists (select from associates p where p.id = t.{name} and p.standing = 'pending')")
    }));
    if has("associate_id") && has("project_id") {
        wanted.push("(t.project_id is null or not awaits_health_consent(t.associate_id, t.project_id))".to_owned());
    }
    if has("associate_id") && has("subject_kind") {
        // The trail names a project as its subject.
        wanted.push(
            "not (t.subject_kind = 'project' and t.associate_id is not null and awaits_health_consent(t.associate_id, t.subject_id))"
                .to_owned(),
        );
    }
    if first.table == "mails" {
        // Who was asked to agree has such a link.
        wanted.push("t.kind <> 'consent asked for'".to_owned());
    }
    if has("is_shown") {
        // Answers that are not shown yet would tell who gave them (docs/decisions/0008-feedback.md).
        wanted.push("t.is_shown".to_owned());
    }
    if wanted.is_empty() {
        wanted.push("true".to_owned());
    }
    let open = columns.iter().filter(|column| !is_secret(&column.table, &column.name));
    let names: Vec<String> = open.map(|column| quoted(&column.name)).collect();
    let cells: Vec<String> = names.iter().map(|name| format!("t.{name}::text")).collect();
    let statement = format!(
        "declare archived no scroll cursor for
         select array[{}]::text[] as cells, row_to_json(r)::text as line
         from {} t cross join lateral (select {}) r
         where {}",
        cells.join(", "),
        quoted(&first.table),
        names.iter().map(|name| format!("t.{name}")).collect::<Vec<_>>().join(", "),
        wanted.join(" and ")
    );
    sqlx::query(AssertSqlSafe(statement)).execute(db).await?;
    Ok(())
}

/// The next rows of the open table; at its end none, and it is closed.
pub(in crate::exports) async fn fetch_rows(db: &mut PgConnection) -> sqlx::Result<Vec<ArchiveRow>> {
    let rows: Vec<ArchiveRow> = sqlx::query_as("fetch 500 from archived").fetch_all(&mut *db).await?;
    if rows.is_empty() {
        sqlx::query("close archived").execute(db).await?;
    }
    Ok(rows)
}

/// A name as a statement has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
