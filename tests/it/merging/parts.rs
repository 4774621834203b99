//! What hangs on two records from the team's own work: tags, acts on many, rows of lists, decisions on where they went
//! on, payments. Put together it is with the one that stays, and taken apart with each again.

use uuid::Uuid;

use super::{count, identity, merge, robert_and_bob, run, take_apart};
use crate::events::open;
use crate::harness::{TESS, TestApp};
use crate::memberships::associate;
use crate::payments::usual_rates;

/// An organisation that ended, where somebody belonged, with what was decided of them.
async fn ended(app: &TestApp, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    let sql = format!(
        "insert into organisations (id, name, kind, created_at, ends_on) values ($1, '{name}', 'nhs_commissioner', $2, '2013-03-31')"
    );
    run(app, &sql, id).await;
    id
}

async fn decided(app: &TestApp, person: Uuid, organisation: Uuid, choice: &str) {
    let until = if choice == "left" { "'2013-03-31'::date" } else { "null::date" };
    let sql = format!(
        "with there as (insert into affiliations (id, associate_id, organisation_id, starts_on, ends_on)
                        values (gen_random_uuid(), $1, '{organisation}', '2010-01-01', {until}) returning id)
         insert into succession_decisions
             (id, organisation_id, associate_id, affiliation_id, choice, ended_on, note, decided_at)
         select gen_random_uuid(), '{organisation}', $1, id, '{choice}', {until}, 'A reason', $2 from there"
    );
    run(app, &sql, person).await;
}

#[tokio::test]
async fn tags_acts_on_many_lists_and_decisions_come_along_and_go_back() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    for (person, tags) in [(robert, "'Shared', 'Of Robert'"), (bob, "'Shared', 'Of Bob'")] {
        run(&app, "insert into tags (id, name, created_at) select gen_random_uuid(), name, $2
                   from unnest(array['Shared', 'Of Robert', 'Of Bob']) name where $1::uuid is not null on conflict do nothing", person)
            .await;
        let sql = format!(
            "insert into associate_tags (tag_id, associate_id, added_at) select id, $1, $2 from tags where name in ({tags})"
        );
        assert_eq!(run(&app, &sql, person).await, 2);
    }
    let (pct, other) = (ended(&app, "NHS Derby City").await, ended(&app, "NHS Nottingham City").await);
    decided(&app, robert, pct, "later").await;
    decided(&app, bob, pct, "later").await;
    decided(&app, bob, other, "left").await;
    for sql in identity::ACTS_AND_LISTS {
        run(&app, sql, robert).await;
    }
    let acts = "insert into bulk_act_people (act_id, associate_id, is_done) select id, $1, $3 from bulk_acts where $2::timestamptz is not null";
    for (person, is_done) in [(robert, "false"), (bob, "true")] {
        run(&app, &acts.replace("$3", is_done), person).await;
    }
    let row = "insert into import_rows (batch_id, sheet, number, cells, associate_id)
               select b.id, 0, 1 + (select count(*) from import_rows), '[]', $1 from import_batches b where $2::timestamptz is not null";
    run(&app, row, robert).await;
    run(&app, row, bob).await;
    let before = identity::dump(&app).await;

    merge(&tess, robert, bob, &[]).await.status(303);
    let record = tess.get(&format!("/associates/{robert}")).await;
    record.shows("Shared").shows("Of Robert").shows("Of Bob");
    for (table, rows) in
        [("associate_tags", 3), ("succession_decisions", 3), ("bulk_act_people", 3), ("import_rows", 2)]
    {
        let of = |column| format!("select count(*) from {table} where {column} = $1");
        assert_eq!(count(&app, &of("associate_id"), robert).await, rows, "{table}");
        assert_eq!(count(&app, &of("associate_id"), bob).await, 0, "{table}");
    }
    let done = "select count(*) from bulk_act_people where associate_id = $1 and is_done";
    assert_eq!(count(&app, done, robert).await, 3, "it was done with one of the two");
    // Both periods stay, each with what was decided of it; they are one person to place.
    tess.get(&format!("/organisations/{pct}/succession")).await.shows("Robert Hill").shows_not("Bob Hill");
    tess.get(&format!("/organisations/{other}/succession?view=decided")).await.shows("Robert Hill");
    app.session_of("robert@example.org").await.get("/me/data").await.shows("Of Bob");

    take_apart(&tess, robert).await.follow_redirect().await.shows("Both records are back");
    identity::same(&before, &identity::dump(&app).await);
}

#[tokio::test]
async fn a_tag_that_is_gone_by_then_does_not_come_back() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    run(
        &app,
        "insert into tags (id, name, created_at) values (gen_random_uuid(), 'Shared', $2) on conflict do nothing",
        robert,
    )
    .await;
    for person in [robert, bob] {
        run(&app, "insert into associate_tags (tag_id, associate_id, added_at) select id, $1, $2 from tags", person)
            .await;
    }
    merge(&tess, robert, bob, &[]).await.status(303);
    tess.get("/associates/tags").await.follow("Delete Shared").await.press("Delete this tag").await.status(303);
    take_apart(&tess, robert).await.follow_redirect().await.status(200);
    assert_eq!(count(&app, "select count(*) from associate_tags where $1::uuid is not null", bob).await, 0);
}

#[tokio::test]
async fn payments_of_both_for_one_event_stand_beside_each_other() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    usual_rates(&app).await;
    let event = open(&tess, &[("visibility", "public")]).await;
    let event_id: Uuid = event.trim_start_matches("/events/").parse().expect("an id");
    let (robert, bob) = robert_and_bob(&app).await;
    for (person, pence) in [(robert, 1111), (bob, 2222)] {
        let sql = format!(
            "insert into payments (id, event_id, associate_id, kind, quarters, rate_id, rate_pence, fee_pence, state, offered_at)
             select gen_random_uuid(), '{event_id}', $1, 'hour', 8, id, pence, {pence}, 'offered', $2
             from payment_rates where kind = 'hour' limit 1"
        );
        assert_eq!(run(&app, &sql, person).await, 1);
    }
    let before = identity::dump(&app).await;
    merge(&tess, robert, bob, &[]).await.follow_redirect().await.status(200);
    // Both are the person's own, and nothing more is offered for this event.
    let own = app.session_of("robert@example.org").await;
    own.get("/me/payments").await.shows("£11.11").shows("£22.22");
    own.get("/me/data").await.shows("£11.11").shows("£22.22");
    tess.get(&format!("/payments?view=all&event={event_id}")).await.shows("Robert Hill").shows_not("Bob Hill");
    let page = tess.get(&format!("{event}/payments")).await;
    page.shows("£11.11").shows("£22.22");
    assert_eq!(page.select("main form tbody tr").len(), 0, "nobody to offer one to");
    let merged = tess.get(&format!("/associates/{robert}")).await.follow("Put together with").await;
    merged.shows("1 payment");
    take_apart(&tess, robert).await.status(303);
    let mut after = identity::dump(&app).await;
    // Who opened their page has signed in.
    for table in ["accounts", "mails", "sign_in_links"] {
        after.insert(table.to_owned(), before[table].clone());
    }
    identity::same(&before, &after);
    // One that was taken back is no reason to offer again where the other stands.
    let taken_back = "update payments set state = 'taken_back' where associate_id = $1 and $2::timestamptz is not null";
    run(&app, taken_back, robert).await;
    merge(&tess, robert, bob, &[]).await.status(303);
    let page = tess.get(&format!("{event}/payments")).await;
    page.shows_not("£11.11").shows("£22.22");
    assert_eq!(page.select("main form tbody tr").len(), 0, "nobody to offer one to");
}

#[tokio::test]
async fn an_organisation_of_a_succession_is_not_put_together_with_another() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let pct = ended(&app, "NHS Derby City").await;
    let mut others = Vec::new();
    for name in ["NHS Southern Derbyshire", "NHS Derby"] {
        let id = ended(&app, name).await;
        run(&app, "update organisations set ends_on = null where id = $1 and $2::timestamptz is not null", id).await;
        others.push(id);
    }
    let follows = format!("insert into organisation_successions values ('{pct}', $1)");
    sqlx::query(sqlx::AssertSqlSafe(follows)).bind(others[0]).execute(app.db()).await.expect("a succession");
    let before = identity::dump(&app).await;
    for (one, other) in [(pct, others[1]), (others[1], pct), (others[0], others[1])] {
        let why = "One of the two has ended, or follows one that has";
        let page = tess.get(&format!("/organisations/{one}/duplicates/{other}")).await;
        page.shows(why).shows("Take the ending back first").shows_not("Put them together");
        let refused = tess.post(&format!("/organisations/{one}/merge/{other}"), &[("keep", "one")]).await;
        refused.follow_redirect().await.shows(why);
    }
    identity::same(&before, &identity::dump(&app).await);
    // Once it is taken back they can be, with what had been put off meanwhile.
    let mary = associate(&app, "Mary", "commissioner").await;
    decided(&app, mary, pct, "later").await;
    tess.get(&format!("/organisations/{pct}/reopening")).await.press("Take it back").await.status(303);
    let before = identity::dump(&app).await;
    let path = format!("/organisations/{}/duplicates/{pct}", others[1]);
    let form = tess.get(&path).await.form(&path.replace("duplicates", "merge"));
    let record = form.submit().await.follow_redirect().await;
    record.shows("Mary Person");
    let merge = record.follow("What happened").await;
    merge.shows("1 decision on where they went on").press("Take them apart").await.status(303);
    identity::same(&before, &identity::dump(&app).await);
}

/// Of a period that came with the other record, and goes back with it.
#[tokio::test]
async fn where_somebody_went_on_is_decided_of_a_period_and_goes_with_it() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    let (pct, ccg) = (ended(&app, "NHS Derby City").await, ended(&app, "NHS Southern Derbyshire").await);
    run(&app, "update organisations set ends_on = null where id = $1 and $2::timestamptz is not null", ccg).await;
    let follows = format!("insert into organisation_successions values ('{pct}', $1)");
    sqlx::query(sqlx::AssertSqlSafe(follows)).bind(ccg).execute(app.db()).await.expect("a succession");
    decided(&app, bob, pct, "later").await;
    merge(&tess, robert, bob, &[]).await.status(303);
    let page = tess.get(&format!("/organisations/{pct}/succession")).await;
    let form = page.form("main form[action*='/decisions']");
    let person = form.offers("people")[0].clone();
    let form = form.check("people", &person).check("choice", "rehomed").set("successor", &ccg.to_string());
    form.submit().await.follow_redirect().await.shows("1 person went on to a successor");
    take_apart(&tess, robert).await.status(303);
    let of = "select count(*) from succession_decisions where associate_id = $1 and choice = 'rehomed'";
    assert_eq!((count(&app, of, bob).await, count(&app, of, robert).await), (1, 0));
    let there = format!("select count(*) from affiliations where organisation_id = '{ccg}' and associate_id = $1");
    assert_eq!((count(&app, &there, bob).await, count(&app, &there, robert).await), (1, 0));
}
