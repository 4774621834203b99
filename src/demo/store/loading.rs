//! Indexes and keys out of the way while much is loaded. Built at the end they are sorted once instead of searched for
//! every row, and each key is checked by one join. It also lets rows come in any order: a membership may be written
//! before whoever decided about it.

use sqlx::{AssertSqlSafe, PgConnection};

/// What was taken away, by the statements that make it again.
pub(in crate::demo) struct SetAside {
    back: Vec<String>,
}

/// Takes away all indexes of the tables that are loaded, and all keys that lead from or to them. Rules for single rows
/// stay.
pub(in crate::demo) async fn set_aside(db: &mut PgConnection) -> sqlx::Result<SetAside> {
    // Keys that refer go first, since they need those that they refer to; the numbers keep the order they were made in.
    let parts = sqlx::query!(
        r#"with loaded as (
             select unnest(array['accounts', 'affiliations', 'associate_themes', 'associates', 'attendances',
                                 'audit_events', 'consents', 'event_projects', 'event_registrations', 'events',
                                 'member_acts', 'memberships', 'organisations', 'place_pools', 'projects',
                                 'registration_steps', 'standing_changes']::regclass[]) as id
         )
         select case c.contype when 'f' then 1 else 2 end as "turn!", c.oid as "number!",
                format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as "away!",
                format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname,
                       pg_get_constraintdef(c.oid)) as "back!"
         from pg_constraint c
         where c.contype in ('f', 'p', 'u', 'x')
             and (c.conrelid in (select id from loaded) or c.confrelid in (select id from loaded))
         union all
         select 3, x.indexrelid, format('drop index %s', x.indexrelid::regclass), pg_get_indexdef(x.indexrelid)
         from pg_index x
         where x.indrelid in (select id from loaded)
             and not exists (select from pg_constraint c where c.conindid = x.indexrelid and c.contype in ('p', 'u', 'x'))
         order by 1, 2"#
    )
    .fetch_all(&mut *db)
    .await?;
    let mut back: Vec<(i32, String)> = Vec::new();
    for part in parts {
        run(db, part.away).await?;
        back.push((part.turn, part.back));
    }
    back.sort_by_key(|(turn, _)| std::cmp::Reverse(*turn));
    Ok(SetAside { back: back.into_iter().map(|(_, back)| back).collect() })
}

/// Makes all of it again, and so checks it; `progress` is told how much of how much is done.
///
/// # Errors
/// The database's, such as two rows with one key.
pub(in crate::demo) async fn put_back(
    db: &mut PgConnection,
    aside: SetAside,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> sqlx::Result<()> {
    // Sorting in memory what fits into it; the setting ends with the transaction.
    sqlx::query!(r#"select set_config('maintenance_work_mem', '256MB', true) as "memory!""#)
        .fetch_one(&mut *db)
        .await?;
    let whole = aside.back.len() as u64;
    for (done, part) in (1..).zip(aside.back) {
        run(db, part).await?;
        progress(done, whole);
    }
    Ok(())
}

/// Runs a statement that the database itself put together from its catalogue, its names quoted.
async fn run(db: &mut PgConnection, statement: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(db).await?;
    Ok(())
}
