//! A list comes in, two of its people turn out to be one and then not, and on the third day the list is taken back: all by
//! the pages, as the team does it.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::events::{open, walk_in};
use crate::harness::{Client, TESS, TestApp};
use crate::imports;
use crate::merging::{merge, take_apart};

/// Lets time pass; sessions end meanwhile.
async fn wait(app: &TestApp, time: TimeDelta) -> Client {
    app.advance(time);
    app.session_of(TESS.email).await
}

/// Where the first of them belong, and as what.
const PLACE: &str = "Quornwick Hall;Zyxwright";

/// The list of 112 rows, of which the first two newcomers say where they belong, and differ in their county.
async fn list(app: &TestApp) -> String {
    let list = imports::list(app).await;
    let lines = list.lines().map(|line| match line {
        line if line.starts_with("Surname;") => format!("{line};County"),
        line if line.contains("new0@") => format!("{line};Derbyshire").replace(PLACE, "The hospital on the hill;Nurse"),
        line if line.contains("new1@") => {
            format!("{line};Lincolnshire").replace(PLACE, "The surgery by the mill;Nurse")
        }
        line => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\r\n")
}

async fn agree(app: &TestApp, tess: &Client, person: Uuid, agreement: &str) {
    let form = tess.get(&format!("/associates/{person}/agreements/new")).await.form("main form");
    let today = app.app.clock.today().format("%-d/%-m/%Y").to_string();
    let form = form.set("agreement", agreement).set("answer", "yes").set("said_on", &today).set("source", "phone");
    form.submit().await.status(303);
}

async fn count(app: &TestApp, sql: &str, person: Uuid) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).bind(person).fetch_one(app.db()).await.expect("a count")
}

const CONSENTS: &str = "select count(*) from consents where associate_id = $1 and given";
const ATTENDED: &str = "select count(*) from attendances where associate_id = $1 and state = 'attended'";
const OPEN_AFFILIATIONS: &str = "select count(*) from affiliations where associate_id = $1 and ends_on is null";

/// Someone with this name comes to five events of the day.
async fn comes_five_times(app: &TestApp, tess: &Client, name: &str) {
    let day = app.app.clock.today().format("%-d/%-m/%Y").to_string();
    let mut events = Vec::new();
    for number in 0..5 {
        let title = format!("Meeting {number}");
        let fields = [("title", title.as_str()), ("starts_on", day.as_str()), ("starts_at", "1pm"), ("ends_at", "3pm")];
        events.push(open(tess, &fields).await);
    }
    let tess = wait(app, TimeDelta::hours(2)).await;
    for event in events {
        let page = walk_in(&tess, &event, name, "").await.status(422).press(&format!("It is {name}")).await;
        page.follow_redirect().await.shows(&format!("{name} is here"));
    }
}

#[tokio::test]
async fn a_list_comes_in_two_are_put_together_and_taken_apart_and_the_list_is_taken_back() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = imports::dry_run(&app, &tess, &list(&app).await).await;
    let said = ["71 new", "29 matched", "8 to decide", "4 rejected"];
    assert_eq!(imports::tiles(&page)[..4], said, "{}", page.excerpt());
    let done = imports::settled(&app, page.form("#commit").submit().await.status(303)).await;
    assert_eq!(imports::tiles(&done)[..4], said);

    let [one, two] = ["new0@lists.example.org", "new1@lists.example.org"];
    let (one, two): (Uuid, Uuid) = (
        imports::id_of(&app, one).await.parse().expect("an id"),
        imports::id_of(&app, two).await.parse().expect("an id"),
    );
    agree(&app, &tess, two, "mailings:networking").await;
    agree(&app, &tess, two, "mailings:training_and_development").await;
    let name_of = |person: Uuid| {
        let (given, family) = imports::newcomer(usize::from(person == two));
        format!("{given} {family}")
    };

    merge(&tess, one, two, &["county"]).await.redirects_to(&format!("/associates/{one}"));
    let record = tess.get(&format!("/associates/{one}")).await;
    record.shows("The hospital on the hill").shows("The surgery by the mill");
    record.shows("Lincolnshire").shows("Earlier county").shows("Derbyshire").shows(&name_of(two));
    tess.get(&format!("/associates/{two}")).await.redirects_to(&format!("/associates/{one}"));
    assert_eq!((count(&app, OPEN_AFFILIATIONS, one).await, count(&app, CONSENTS, one).await), (2, 4));

    let tess = wait(&app, TimeDelta::hours(22)).await;
    comes_five_times(&app, &tess, &name_of(one)).await;
    let tess = wait(&app, TimeDelta::hours(1)).await;
    take_apart(&tess, one).await.follow_redirect().await.shows("Taken apart");
    assert_eq!((count(&app, OPEN_AFFILIATIONS, one).await, count(&app, OPEN_AFFILIATIONS, two).await), (1, 1));
    assert_eq!((count(&app, CONSENTS, one).await, count(&app, CONSENTS, two).await), (1, 3));
    assert_eq!(
        (count(&app, ATTENDED, one).await, count(&app, ATTENDED, two).await),
        (5, 0),
        "they stay with whom they met"
    );

    let tess = wait(&app, TimeDelta::days(2)).await;
    let undo = tess.get(&done.url).await.follow("Undo this import").await;
    undo.shows("69 people who were added").shows("What stays (2)");
    let undone = imports::settled(&app, undo.press("Undo this import").await.status(303)).await;
    undone.shows("69 of the 71 people it had added are gone");
    let kept: Vec<String> = undone.select("#kept li").into_iter().map(|line| line.text).collect();
    assert_eq!(kept.len(), 2, "{kept:?}");
    for person in [one, two] {
        assert!(kept.iter().any(|line| line.contains(&name_of(person))), "{kept:?}");
        tess.get(&format!("/associates/{person}")).await.status(200).shows(&name_of(person));
    }
    assert_eq!(count(&app, ATTENDED, one).await, 5);
}
