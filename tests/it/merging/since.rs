//! What happens between putting two records together and taking them apart, and after both.

use chrono::TimeDelta;
use uuid::Uuid;

use super::organisations::add;
use super::{count, merge, robert_and_bob, run, set, take_apart};
use crate::harness::{TESS, TestApp};
use crate::invitations::say;
use crate::memberships::{associate, publish_notice};

async fn text(app: &TestApp, sql: &str, person: Uuid) -> Option<String> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).bind(person).fetch_one(app.db()).await.expect(sql)
}

#[tokio::test]
async fn neither_reads_what_the_other_said_when_they_were_two_after_all() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    set(&app, robert, "access_needs = 'A ramp'").await;
    set(&app, bob, "interests = 'Living with a secret', county = 'derbyshire', access_needs = 'A loop'").await;
    merge(&tess, robert, bob, &["interests", "county"]).await.status(303);
    tess.get(&format!("/associates/{robert}")).await.shows("Living with a secret");
    // The one that leads on keeps no needs that could be taken back without it.
    assert_eq!(text(&app, "select access_needs from associates where id = $1", bob).await, None);
    take_apart(&tess, robert).await.status(303);
    assert_eq!(text(&app, "select access_needs from associates where id = $1", bob).await.as_deref(), Some("A loop"));
    for (email, others) in [
        ("robert@example.org", ["Living with a secret", "bob@example.org", "Bob Hill", "A loop"]),
        ("bob@example.org", ["robert@example.org", "Robert Hill", "A ramp", "Lincolnshire"]),
    ] {
        let own = app.session_of(email).await;
        for path in ["/me/data", "/me/data.json"] {
            let page = own.get(path).await;
            assert!(others.iter().all(|other| !page.body.contains(other)), "{email} {path}: {others:?}");
        }
    }
}

#[tokio::test]
async fn what_is_taken_back_while_they_are_one_is_taken_back_for_both() {
    let app = TestApp::at("2026-06-01").await;
    publish_notice(&app).await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    say(&app, bob, "networking", true).await;
    set(&app, bob, "topics = '{networking,training_and_development}'").await;
    app.advance(TimeDelta::minutes(1));
    merge(&tess, robert, bob, &[]).await.status(303);
    app.advance(TimeDelta::minutes(1));
    say(&app, robert, "networking", false).await;
    set(&app, robert, "topics = '{training_and_development}'").await;
    take_apart(&tess, robert).await.status(303);
    let topics = "select topics::text from associates where id = $1";
    assert_eq!(text(&app, topics, bob).await.as_deref(), Some("{training_and_development}"));
    let latest = "select given::text from consents where associate_id = $1 and topic = 'networking' order by recorded_at desc limit 1";
    assert_eq!(text(&app, latest, bob).await.as_deref(), Some("false"));
}

#[tokio::test]
async fn what_was_written_for_the_other_record_meanwhile_is_brought_over() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    merge(&tess, robert, bob, &[]).await.status(303);
    // A request that had begun before ends now.
    let place = "insert into affiliations (id, associate_id, organisation_text, starts_on)
                 values (gen_random_uuid(), $1, 'The late surgery', $2::timestamptz::date)";
    run(&app, place, bob).await;
    copse::look_after_merges(&app.app).await.expect("the job");
    tess.get(&format!("/associates/{robert}")).await.shows("The late surgery");
    take_apart(&tess, robert).await.status(303);
    tess.get(&format!("/associates/{bob}")).await.shows("The late surgery");
    copse::look_after_merges(&app.app).await.expect("the job");
    tess.get(&format!("/associates/{bob}")).await.shows("The late surgery");
}

#[tokio::test]
async fn organisations_that_became_one_and_columns_that_came_later_stop_no_undoing() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    let (hub, hubb) = (add(&app, "The Hub", None, "Hub").await, add(&app, "The Hubb", None, "Hubb").await);
    for person in [robert, bob] {
        let sql = format!(
            "insert into affiliations (id, associate_id, organisation_id, starts_on)
             values (gen_random_uuid(), $1, '{hubb}', $2::timestamptz::date - 90)"
        );
        run(&app, &sql, person).await;
    }
    merge(&tess, robert, bob, &[]).await.status(303);
    let there = "select count(*) from affiliations where organisation_id = $1";
    assert_eq!(count(&app, there, hubb).await, 1, "one is set aside");
    let page = tess.get(&format!("/organisations/{hub}/duplicates/{hubb}")).await;
    let merged = page.form(&format!("/organisations/{hub}/merge/{hubb}")).submit().await.follow_redirect().await;
    let column = "alter table affiliations add column came_later integer not null default 7";
    sqlx::query(column).execute(app.db()).await.expect("a column");
    let apart = take_apart(&tess, robert).await.follow_redirect().await;
    apart.shows("Taken apart").shows_not("could not be put back");
    assert_eq!(count(&app, there, hub).await, 2);
    tess.get("/organisations/duplicates").await.follow("The Hub with The Hubb").await.shows("Take them apart");
    merged.follow("What happened").await.press("Take them apart").await.status(303);
    assert_eq!(count(&app, there, hubb).await, 2, "that which was set aside too, since both belong there");
}

#[tokio::test]
async fn a_carer_stays_one_and_what_is_too_long_to_keep_is_asked_about() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    set(&app, robert, "stakeholder_group = 'health_professional'").await;
    let page = tess.get(&format!("/associates/{robert}/duplicates/{bob}")).await;
    page.shows("A service user or carer stays one");
    assert!(page.select("[name=stakeholder_group]").is_empty());
    // Nor by a form that was made otherwise.
    merge(&tess, robert, bob, &[]).await.status(303);
    let group = "select stakeholder_group::text from associates where id = $1";
    assert_eq!(text(&app, group, robert).await.as_deref(), Some("carer"));
    tess.get(&format!("/associates/{robert}")).await.shows("Earlier group");
    take_apart(&tess, robert).await.status(303);
    assert_eq!(text(&app, group, robert).await.as_deref(), Some("health_professional"));
    for (person, needs) in [(robert, "a"), (bob, "b")] {
        set(&app, person, &format!("access_needs = '{}'", needs.repeat(600))).await;
    }
    let path = format!("/associates/{robert}/merge/{bob}?keep=one");
    tess.get(&path).await.shows("Both have access needs, and together they are longer than 1,000 characters");
}

#[tokio::test]
async fn after_ninety_days_nothing_is_kept_but_that_there_was_another_record() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    set(&app, bob, "interests = 'Bees', access_needs = 'A loop'").await;
    merge(&tess, robert, bob, &[]).await.status(303);
    app.advance(TimeDelta::days(89));
    copse::look_after_merges(&app.app).await.expect("the job");
    let kept = "select count(*) from merges where other_before ->> 'access_needs' = 'A loop' and $1::uuid is not null";
    assert_eq!(count(&app, kept, bob).await, 1);
    app.advance(TimeDelta::days(2));
    copse::look_after_merges(&app.app).await.expect("the job");
    assert_eq!(count(&app, kept, bob).await, 0);
    let rows = "select count(*) from merge_moves where $1::uuid is not null";
    assert_eq!(count(&app, rows, bob).await, 0);
    assert_eq!(text(&app, "select coalesce(email, phone, interests) from associates where id = $1", bob).await, None);
    let tess = app.sign_in_as(TESS).await;
    tess.get(&format!("/associates/{bob}")).await.redirects_to(&format!("/associates/{robert}"));
    let record = tess.get(&format!("/associates/{robert}")).await;
    record.shows("Bees").follow("Put together with").await.status(200).shows("more than 90 days ago");
    let other = associate(&app, "Rob", "carer").await;
    tess.get(&format!("/associates/{other}")).await.status(200);
}
