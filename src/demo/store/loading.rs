//! Indexes and keys out of the way while much is loaded. Built at the end they are sorted once instead of searched for
//! every row, and each key is checked by one join. It also lets rows come in any order: a membership may be written
//! before whoever decided about it.

use sqlx::PgConnection;

/// Takes away all indexes of the tables that are loaded, and all keys that lead from or to them; how they are made again
/// is kept in a table of this transaction. Rules for single rows stay. Answers how many parts there are to put back.
pub(in crate::demo) async fn set_aside(db: &mut PgConnection) -> sqlx::Result<u64> {
    // Until the transaction ends: nobody waits for a page here, and what fits into memory is sorted there.
    sqlx::query!(
        r#"select set_config('statement_timeout', '0', true) as "timeout!",
                  set_config('maintenance_work_mem', '256MB', true) as "memory!""#
    )
    .fetch_one(&mut *db)
    .await?;
    // Keys that refer go first, since they need those that they refer to; the numbers keep the order they were made in.
    let parts = sqlx::query!(
        "create temporary table set_aside on commit drop as
         with loaded as (
             select unnest(array['accounts', 'affiliations', 'associate_themes', 'associates', 'attendances',
                                 'audit_events', 'consents', 'event_projects', 'event_registrations', 'events',
                                 'member_acts', 'memberships', 'organisations', 'place_pools', 'projects',
                                 'registration_steps', 'standing_changes']::regclass[]) as id
         )
         select case c.contype when 'f' then 1 else 2 end as turn, c.oid as number,
                format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as away,
                format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname,
                       pg_get_constraintdef(c.oid)) as back
         from pg_constraint c
         where c.contype in ('f', 'p', 'u', 'x')
             and (c.conrelid in (select id from loaded) or c.confrelid in (select id from loaded))
         union all
         select 3, x.indexrelid, format('drop index %s', x.indexrelid::regclass), pg_get_indexdef(x.indexrelid)
         from pg_index x
         where x.indrelid in (select id from loaded)
             and not exists (select from pg_constraint c where c.conindid = x.indexrelid and c.contype in ('p', 'u', 'x'))"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "do $$
         declare statement text;
         begin
             for statement in select away from set_aside order by turn, number loop execute statement; end loop;
         end
         $$"
    )
    .execute(db)
    .await?;
    Ok(parts.rows_affected())
}

/// Makes all of it again, and so checks it; `progress` is told how much of how much is done.
///
/// # Errors
/// The database's, such as two rows with one key.
pub(in crate::demo) async fn put_back(
    db: &mut PgConnection,
    parts: u64,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> sqlx::Result<()> {
    for done in 1..=parts {
        sqlx::query!(
            "do $$
             declare part record;
             begin
                 select * into part from set_aside order by turn desc, number limit 1;
                 execute part.back;
                 delete from set_aside where (turn, number) = (part.turn, part.number);
             end
             $$"
        )
        .execute(&mut *db)
        .await?;
        progress(done, parts);
    }
    sqlx::query!("do $$ begin drop table set_aside; end $$").execute(db).await?;
    Ok(())
}
