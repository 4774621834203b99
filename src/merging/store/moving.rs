//! Moves rows from one record to another, table by table, and writes down each; and moves them back.
//!
//! The one place of Copse that writes the tables of other parts: it changes whose a row is and nothing else, and sets
//! rows aside whole. The statements are made of the names in `tables`, which are ours.

use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::kernel::MergeId;
use crate::merging::tables::{Clash, LINKS, PEOPLE, SET_ASIDE_ONLY, Table};

/// From which record to which, in which merge.
#[derive(Clone, Copy)]
pub(in crate::merging) struct Between {
    pub(in crate::merging) merge: Uuid,
    pub(in crate::merging) from: Uuid,
    pub(in crate::merging) to: Uuid,
}

/// `{"event_id": …}`: what tells a row of the table apart.
fn key_of(table: &Table, row: &str) -> String {
    let parts: Vec<String> = table.key.iter().map(|column| format!("'{column}', {row}.{column}")).collect();
    format!("jsonb_build_object({})", parts.join(", "))
}

/// Whether a row is the one that a key was written down of.
fn is_key(table: &Table, row: &str, key: &str) -> String {
    let parts = table.key.iter().map(|column| format!("to_jsonb({row}.{column}) = {key} -> '{column}'"));
    parts.collect::<Vec<_>>().join(" and ")
}

async fn run(db: &mut PgConnection, sql: String, between: Between) -> sqlx::Result<u64> {
    let query = sqlx::query(AssertSqlSafe(sql)).bind(between.merge).bind(between.from).bind(between.to);
    Ok(query.execute(db).await?.rows_affected())
}

/// Moves all rows of these tables, after those that could not stand beside another are set aside.
pub(in crate::merging) async fn move_rows(
    db: &mut PgConnection,
    tables: &[Table],
    between: Between,
) -> sqlx::Result<()> {
    for table in tables {
        set_aside_doubles(db, table, between).await?;
        let Table { name, column, .. } = table;
        let stays = match table.clash {
            Clash::Stays { same } => format!("and not exists (select from {name} s where s.{column} = $3 and {same})"),
            Clash::Never | Clash::SetAside { .. } => String::new(),
        };
        let key = key_of(table, "t");
        let sql = format!(
            "with moved as (
                 update {name} t set {column} = $3 where t.{column} = $2 {stays} returning {key} as row_key)
             insert into merge_moves (merge_id, table_name, column_name, row_key, was, became)
             select $1, '{name}', '{column}', row_key, $2, $3 from moved"
        );
        run(db, sql, between).await?;
    }
    Ok(())
}

async fn set_aside_doubles(db: &mut PgConnection, table: &Table, between: Between) -> sqlx::Result<()> {
    let Clash::SetAside { same, stub_wins } = table.clash else { return Ok(()) };
    let Table { name, column, .. } = table;
    let sql = format!(
        "with doubles as (
             select case when {stub_wins} then s.ctid else t.ctid end as place
             from {name} s
             join {name} t on {same}
             where s.{column} = $3 and t.{column} = $2),
         gone as (delete from {name} x where x.ctid in (select place from doubles) returning to_jsonb(x) as whole)
         insert into merge_moves (merge_id, table_name, set_aside)
         select $1, '{name}', whole from gone"
    );
    run(db, sql, between).await?;
    Ok(())
}

/// Sets aside all rows of a table that this column ties to somebody or something.
pub(in crate::merging) async fn set_aside(
    db: &mut PgConnection,
    merge: Uuid,
    table: &str,
    column: &str,
    of: Uuid,
) -> sqlx::Result<()> {
    let sql = format!(
        "with gone as (delete from {table} x where x.{column} = $2 returning to_jsonb(x) as whole)
         insert into merge_moves (merge_id, table_name, set_aside) select $1, '{table}', whole from gone"
    );
    sqlx::query(AssertSqlSafe(sql)).bind(merge).bind(of).execute(db).await?;
    Ok(())
}

/// Lets the links of letters about one row lead to another.
pub(in crate::merging) async fn move_links(
    db: &mut PgConnection,
    table: &str,
    column: &str,
    between: Between,
) -> sqlx::Result<()> {
    let sql = format!(
        "with moved as (
             update {table} t set {column} = $3 where t.{column} = $2 returning jsonb_build_object('token_hash', t.token_hash) as row_key)
         insert into merge_moves (merge_id, table_name, column_name, row_key, was, became)
         select $1, '{table}', '{column}', row_key, $2, $3 from moved"
    );
    run(db, sql, between).await?;
    Ok(())
}

/// Moves the rows of these tables back that a merge moved and that still are where it put them.
pub(in crate::merging) async fn move_back(
    db: &mut PgConnection,
    tables: &[Table],
    between: Between,
) -> sqlx::Result<()> {
    for table in tables {
        let Table { name, column, .. } = table;
        let is_key = is_key(table, "t", "m.row_key");
        let sql = format!(
            "update {name} t set {column} = m.was
             from merge_moves m
             where m.merge_id = $1 and m.table_name = '{name}' and m.column_name = '{column}'
               and m.was = $2 and m.became = $3 and t.{column} = $3 and {is_key}"
        );
        run(db, sql, between).await?;
    }
    Ok(())
}

/// Puts the rows back that a merge set aside, but for those whose place is taken by now or which have nothing to hang on
/// any more; returns of how many tables something could not be put back, with how many rows.
pub(in crate::merging) async fn put_back(db: &mut PgConnection, merge: Uuid) -> sqlx::Result<Vec<(&'static str, u64)>> {
    let people = PEOPLE.iter().filter(|table| table.is_set_aside()).map(|table| (table.name, table.needs));
    let mut lost = Vec::new();
    for (name, needs) in people {
        lost.push((name, put_back_into(db, merge, name, needs).await?));
    }
    for (name, parent) in SET_ASIDE_ONLY {
        lost.push((name, put_back_into(db, merge, name, parent.as_slice()).await?));
    }
    for (name, column) in LINKS {
        let sql = format!(
            "update {name} t set {column} = m.was
             from merge_moves m
             where m.merge_id = $1 and m.table_name = '{name}' and m.column_name = '{column}' and t.{column} = m.became
               and to_jsonb(t.token_hash) = m.row_key -> 'token_hash'
               and exists (select from {parent} p where p.id = m.was)",
            parent = if column.starts_with("registration") { "event_registrations" } else { "invitations" }
        );
        sqlx::query(AssertSqlSafe(sql)).bind(merge).execute(&mut *db).await?;
    }
    lost.retain(|(_, rows)| *rows > 0);
    Ok(lost)
}

/// The columns of a table that rows which were set aside know: columns that have come since get what new rows get.
async fn columns_of(db: &mut PgConnection, merge: Uuid, table: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select quote_ident(a.attname) as "column!"
           from pg_attribute a
           where a.attrelid = to_regclass($2) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             and exists (select from merge_moves m where m.merge_id = $1 and m.table_name = $2 and m.set_aside ? a.attname::text)
           order by a.attnum"#,
        merge,
        table
    )
    .fetch_all(db)
    .await
}

async fn put_back_into(
    db: &mut PgConnection,
    merge: Uuid,
    name: &'static str,
    needs: &[(&str, &str)],
) -> sqlx::Result<u64> {
    let columns = columns_of(db, merge, name).await?;
    if columns.is_empty() {
        return Ok(0);
    }
    let there = needs.iter().map(|(column, table)| {
        format!("and (r.{column} is null or exists (select from {table} p where p.id = r.{column}))")
    });
    // An organisation may have been merged into another since; when those are taken apart, the row goes back with the rest.
    for (column, _) in needs.iter().filter(|(_, table)| *table == "organisations") {
        note_organisations(db, merge, name, column).await?;
    }
    let organisations = needs.iter().filter(|(_, table)| *table == "organisations").map(|(column, _)| {
        format!("|| jsonb_build_object('{column}', standing_organisation((set_aside ->> '{column}')::uuid))")
    });
    let listed = columns.join(", ");
    let sql = format!(
        "with kept as (select set_aside from merge_moves where merge_id = $1 and table_name = '{name}' and set_aside is not null),
         put as (
             insert into {name} ({listed})
             select {} from kept cross join lateral jsonb_populate_record(null::{name}, set_aside {}) r
             where true {}
             on conflict do nothing
             returning 1)
         select (select count(*) from kept) - (select count(*) from put)",
        columns.iter().map(|column| format!("r.{column}")).collect::<Vec<_>>().join(", "),
        organisations.collect::<Vec<_>>().join(" "),
        there.collect::<Vec<_>>().join(" ")
    );
    let lost: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).bind(merge).fetch_one(db).await?;
    Ok(u64::try_from(lost).unwrap_or_default())
}

/// Lets merges of organisations that still hold know of rows which were set aside before them and come back now.
async fn note_organisations(db: &mut PgConnection, merge: Uuid, name: &str, column: &str) -> sqlx::Result<()> {
    let sql = format!(
        "with recursive kept as (
             select set_aside -> 'id' as id, (set_aside ->> '{column}')::uuid as organisation
             from merge_moves where merge_id = $1 and table_name = '{name}' and set_aside is not null),
         steps as (
             select k.id, m.id as merge, m.other_organisation_id as was, m.kept_organisation_id as became
             from kept k join merges m on m.other_organisation_id = k.organisation and m.undone_at is null
             union all
             select s.id, m.id, m.other_organisation_id, m.kept_organisation_id
             from steps s join merges m on m.other_organisation_id = s.became and m.undone_at is null)
         insert into merge_moves (merge_id, table_name, column_name, row_key, was, became)
         select merge, '{name}', '{column}', jsonb_build_object('id', id), was, became from steps"
    );
    sqlx::query(AssertSqlSafe(sql)).bind(merge).execute(db).await?;
    Ok(())
}

/// What a merge of people has set aside of rows that this merge of organisations had moved goes back with them.
pub(in crate::merging) async fn move_back_set_aside(
    db: &mut PgConnection,
    tables: &[Table],
    between: Between,
) -> sqlx::Result<()> {
    for Table { name, column, .. } in tables {
        let sql = format!(
            "update merge_moves a set set_aside = jsonb_set(a.set_aside, '{{{column}}}', to_jsonb(m.was))
             from merge_moves m
             where m.merge_id = $1 and m.table_name = '{name}' and m.column_name = '{column}' and m.was = $2 and m.became = $3
               and a.table_name = '{name}' and a.set_aside ->> 'id' = m.row_key ->> 'id'
               and a.set_aside ->> '{column}' = $3::text"
        );
        run(db, sql, between).await?;
    }
    Ok(())
}

/// Puts back what was said of an organisation that was taken away.
pub(in crate::merging) async fn put_refusals_back(db: &mut PgConnection, merge: MergeId) -> sqlx::Result<()> {
    let needs = [("one_id", "organisations"), ("other_id", "organisations")];
    put_back_into(db, merge.into(), "organisation_refusals", &needs).await?;
    Ok(())
}
