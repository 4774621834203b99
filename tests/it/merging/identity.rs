//! Put together and taken apart again, everything is as it was, whatever two people had in common.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{merge, run, take_apart};
use crate::harness::{TESS, TestApp};

/// Tables that tell what was done, or are found out anew.
const LEFT_OUT: [&str; 10] = [
    "audit_events",
    "merges",
    "merge_moves",
    // Who merges signs in, and whoever's account was closed has been signed out.
    "sessions",
    "known_devices",
    "rate_limits",
    "duplicate_looks",
    "duplicate_pairs",
    "organisation_looks",
    "organisation_pairs",
];

/// Every row of every other table, but for what counts changes.
pub(crate) async fn dump(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '_sqlx_migrations'",
    )
    .fetch_all(app.db())
    .await
    .expect("tables");
    let mut dump = BTreeMap::new();
    for table in tables.into_iter().filter(|table| !LEFT_OUT.contains(&table.as_str())) {
        // What people were told stays told.
        let told = if table == "mails" { "where t.kind <> 'records put together'" } else { "" };
        let sql = format!("select (to_jsonb(t) - 'version')::text from {table} t {told} order by 1");
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(app.db()).await.expect("rows");
        dump.insert(table, rows);
    }
    dump
}

/// Asserts that nothing differs, and says what does.
#[track_caller]
pub(crate) fn same(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) {
    for (table, rows) in before {
        let lost: Vec<&String> = rows.iter().filter(|row| !after[table].contains(row)).collect();
        let new: Vec<&String> = after[table].iter().filter(|row| !rows.contains(row)).collect();
        assert!(lost.is_empty() && new.is_empty(), "{table}: lost {lost:#?}, new {new:#?}");
        assert_eq!(rows.len(), after[table].len(), "{table}");
    }
}

/// A small generator of our own, so that a failing history can be had again.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("a number") % sides
    }
}

/// What one may have that the other has: each makes it so for $1, whom `other` is to be like. Where there is none to copy,
/// nothing happens.
const IN_COMMON: [&str; 21] = [
    "insert into attendances (event_id, associate_id, state, walk_in, noted_at)
     select event_id, $1, 'excused', false, $2 from attendances where associate_id = 'OTHER' limit 2 on conflict do nothing",
    "insert into attendances (event_id, associate_id, state, walk_in, noted_at)
     select id, $1, 'attended', true, $2 from events order by id limit 3 on conflict do nothing",
    "insert into event_seats (event_id, associate_id, table_number)
     select event_id, $1, 3 from attendances where associate_id = 'OTHER' on conflict do nothing",
    "insert into member_acts (id, associate_id, kind, event_id, at)
     select gen_random_uuid(), $1, kind, event_id, $2 from member_acts where associate_id = 'OTHER' and event_id is not null
     on conflict do nothing",
    "insert into memberships (id, associate_id, project_id, role, state, involvement, starts_on, requested_at)
     select gen_random_uuid(), $1, project_id, role, 'active', involvement, current_date - 4000, $2
     from memberships where associate_id = 'OTHER' and state in ('requested', 'active') and role <> 'diffusion_fellow'
     on conflict do nothing",
    "insert into memberships (id, associate_id, project_id, role, state, involvement, requested_at)
     select gen_random_uuid(), $1, project_id, 'adviser', 'requested', 'ask_me', $2
     from memberships where associate_id = 'OTHER' on conflict do nothing",
    "insert into affiliations (id, associate_id, organisation_id, starts_on)
     select gen_random_uuid(), $1, organisation_id, current_date - 3000
     from affiliations where associate_id = 'OTHER' and organisation_id is not null and $2::timestamptz is not null",
    "insert into associate_themes (associate_id, theme_id) select $1, id from themes where $2::timestamptz is not null
     on conflict do nothing",
    "insert into feedback_given (event_id, associate_id)
     select id, $1 from events where $2::timestamptz is not null order by id limit 2 on conflict do nothing",
    "insert into event_registrations (id, event_id, associate_id, state, pool_id, registered_at)
     select gen_random_uuid(), p.event_id, $1, 'registered', p.id, $2
     from place_pools p
     where p.taken < coalesce(p.places, 1000) and exists (
               select from event_registrations r where r.event_id = p.event_id and r.associate_id = 'OTHER')
     on conflict do nothing",
    "insert into event_registrations (id, event_id, associate_id, state, registered_at, waiting_since)
     select gen_random_uuid(), id, $1, 'waiting', $2, $2 from events order by starts_at desc limit 3 on conflict do nothing",
    "insert into registration_steps (id, registration_id, state, why, taken_at)
     select gen_random_uuid(), id, state, 'A test', $2 from event_registrations where associate_id = $1",
    "insert into registration_links (token_hash, registration_id, created_at)
     select sha256(id::text::bytea), id, $2 from event_registrations where associate_id = $1 on conflict do nothing",
    "insert into invitations (id, event_id, associate_id, batch_id, invited_at)
     select gen_random_uuid(), b.event_id, $1, b.id, $2 from invitation_batches b on conflict do nothing",
    "insert into calendar_feeds (associate_id, token_hash, created_at)
     select $1, sha256($1::text::bytea), $2 on conflict do nothing",
    "insert into payments (id, event_id, associate_id, kind, quarters, rate_id, rate_pence, fee_pence, state, offered_at)
     select gen_random_uuid(), e.id, $1, 'hour', 8, r.id, r.pence, 1000, 'offered', $2
     from (select id from events order by id limit 2) e, (select id, pence from payment_rates where kind = 'hour' limit 1) r
     on conflict do nothing",
    "with made as (insert into tags (id, name, created_at) select gen_random_uuid(), 'Tag ' || n, $2 from generate_series(1, 3) n
                   on conflict do nothing)
     insert into associate_tags (tag_id, associate_id, added_at)
     select id, $1, $2::timestamptz from tags order by random() limit 2 on conflict do nothing",
    "insert into associate_tags (tag_id, associate_id, added_at)
     select tag_id, $1, added_at + interval '1 hour' from associate_tags
     where associate_id = 'OTHER' and $2::timestamptz is not null on conflict do nothing",
    "insert into bulk_act_people (act_id, associate_id, is_done, obstacle)
     select a.id, $1, a.at % 2 = 0, case when a.at % 2 = 1 then 'nothing_to_change'::bulk_obstacle end
     from (select id, row_number() over (order by id) as at from bulk_acts) a
     where $2::timestamptz is not null on conflict do nothing",
    "insert into import_rows (batch_id, sheet, number, cells, associate_id)
     select b.id, 0, (select coalesce(max(r.number), 0) + 1 from import_rows r where r.batch_id = b.id), '[]', $1
     from import_batches b where $2::timestamptz is not null",
    "insert into succession_decisions (id, organisation_id, associate_id, affiliation_id, choice, note, ended_on, decided_at)
     select gen_random_uuid(), f.organisation_id, $1, f.id, 'left', 'A test', current_date, $2
     from affiliations f where f.associate_id = $1 and f.organisation_id is not null
     on conflict do nothing",
];

/// Acts on many and lists that people can have been part of.
pub(super) const ACTS_AND_LISTS: [&str; 2] = [
    "insert into bulk_acts (id, chosen, chosen_for_trail, made_by, made_at, kind, done_by, done_at)
     select gen_random_uuid(), 'A test', 'A test', a.id, $2, 'owner', a.id, $2
     from (select id from accounts where role = 'team' limit 1) a, generate_series(1, 3) where $1::uuid is not null",
    "insert into import_batches (id, kind, state, file_name, made_by, made_at, kept_until)
     select gen_random_uuid(), 'people', 'done', 'list.csv', a.id, $2, $2
     from (select id from accounts where role = 'team' limit 1) a where $1::uuid is not null",
];

/// As many places are taken as there are people with one, so that a second one can be given back.
const COUNT_PLACES: &str = "update place_pools p set taken = (
         select count(*) from event_registrations r where r.pool_id = p.id) where $1::uuid is not null and $2::timestamptz is not null";

#[tokio::test]
async fn put_together_and_taken_apart_everything_is_as_it_was() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    run(
        &app,
        "update place_pools set places = null where cardinality(groups) = 0 and $1::uuid is not null and $2::timestamptz is not null",
        Uuid::nil(),
    )
    .await;
    for sql in ACTS_AND_LISTS {
        assert!(run(&app, sql, Uuid::nil()).await > 0);
    }
    let people: Vec<Uuid> =
        sqlx::query_scalar("select id from associates where standing = 'active' order by sort_name, id")
            .fetch_all(app.db())
            .await
            .expect("people");
    let fields =
        ["name", "email", "phone", "postcode_district", "county", "stakeholder_group", "involvement", "interests"];
    let mut merged = 0;
    for seed in 1..=30 {
        let dice = &mut Dice(seed * 7919);
        let (kept, other) = (people[dice.throw(people.len())], people[dice.throw(people.len())]);
        for _ in 0..6 {
            let (one, two) = if dice.throw(2) == 0 { (kept, other) } else { (other, kept) };
            let sql = IN_COMMON[dice.throw(IN_COMMON.len())].replace("OTHER", &two.to_string());
            run(&app, &sql, one).await;
        }
        run(&app, COUNT_PLACES, Uuid::nil()).await;
        let others: Vec<&str> = fields.into_iter().filter(|_| dice.throw(2) == 0).collect();
        if kept == other {
            continue;
        }
        let before = dump(&app).await;
        let page = merge(&tess, kept, other, &others).await;
        page.redirects_to(&format!("/associates/{kept}"));
        let rows: i64 = sqlx::query_scalar("select count(*) from consents where associate_id = $1")
            .bind(other)
            .fetch_one(app.db())
            .await
            .expect("a count");
        assert_eq!(rows, 0, "seed {seed}: everything has moved");
        take_apart(&tess, kept).await.redirects_to(&format!("/associates/{kept}"));
        println!("seed {seed}");
        same(&before, &dump(&app).await);
        merged += 1;
        app.advance(chrono::TimeDelta::seconds(1));
    }
    assert!(merged > 15, "{merged}");
    let aside: Vec<String> =
        sqlx::query_scalar("select distinct table_name from merge_moves where set_aside is not null order by 1")
            .fetch_all(app.db())
            .await
            .expect("tables");
    assert!(aside.len() >= 8, "the histories had too little in common: {aside:?}");
}
