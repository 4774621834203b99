//! Two people change the same: nobody overwrites what they did not touch, and what both changed is asked.

use crate::associates::new_person;
use crate::harness::{ASHA, TESS, TestApp};
use crate::memberships::{associate, link, project};

#[tokio::test]
async fn of_two_who_change_one_record_nobody_overwrites_what_they_did_not_touch() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let record =
        new_person(&tess, "Nora", "Quillfeather").await.submit().await.location().expect("a record").to_owned();
    let page = tess.get(&format!("{record}/edit")).await;
    let first = page.form(&record).set("phone", "0115 496 0111").set("county", "Derbyshire");
    first.set("asks", "A hall\n<b>and</b> tea").submit().await.status(303);
    // Different fields: both stand, and nobody is asked.
    page.form(&record).set("interests", "Stroke").submit().await.status(303);
    tess.get(&record).await.shows("0115 496 0111").shows("Derbyshire").shows("Stroke");
    // The same field: the choice is between the two, and only there.
    let second = page.form(&record).set("county", "Nottinghamshire").set("asks", "Company").set("offers", "A lift");
    let page = second.submit().await;
    page.status(409).shows("Someone else changed this record meanwhile");
    page.shows("What stands now: Derbyshire").shows("What you typed: Nottinghamshire");
    page.shows("<b>and</b> tea").shows("What you typed: Company").shows_not("0115 496 0111").shows_not("Stroke");
    assert_eq!(page.select("fieldset").len(), 2);
    page.form(&record).set("county", "derbyshire").submit().await.status(303);
    let now = tess.get(&format!("{record}/edit")).await.form(&record);
    assert_eq!((now.value("county"), now.value("phone")), ("derbyshire", "0115 496 0111"));
    assert_eq!((now.value("interests"), now.value("asks"), now.value("offers")), ("Stroke", "Company", "A lift"));
}

#[tokio::test]
async fn a_mistake_in_a_merged_form_is_said_and_a_third_change_is_seen_too() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let record =
        new_person(&tess, "Nora", "Quillfeather").await.submit().await.location().expect("a record").to_owned();
    let page = tess.get(&format!("{record}/edit")).await;
    page.form(&record).set("offers", "A room").submit().await.status(303);
    let wrong = page.form(&record).set("phone", "x").submit().await;
    wrong.status(422).has_error("phone", "Enter a phone number");
    let again = wrong.form(&record).set("phone", "0115 496 0112").set("asks", "Mine");
    assert_eq!(again.value("offers"), "A room");
    tess.get(&format!("{record}/edit")).await.form(&record).set("asks", "Theirs").submit().await.status(303);
    let choice = again.submit().await;
    choice.status(409).shows("What stands now: Theirs").shows_not("A room");
    tess.get(&format!("{record}/edit")).await.form(&record).set("asks", "Third").submit().await.status(303);
    let choice = choice.form(&record).submit().await;
    choice.status(409).shows("What stands now: Third").shows("What you typed: Mine");
    choice.form(&record).submit().await.status(303);
    tess.get(&record).await.shows("Mine").shows("A room").shows("0115 496 0112");
}

#[tokio::test]
async fn a_form_that_does_not_say_what_it_held_overwrites_nothing_unasked() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let record =
        new_person(&tess, "Nora", "Quillfeather").await.submit().await.location().expect("a record").to_owned();
    for nonsense in ["", "[]", "{\"given_name\":7}", "<script>"] {
        let form = tess.get(&format!("{record}/edit")).await.form(&record).tamper("opened", nonsense);
        form.set("given_name", "Norah").submit().await.status(409).shows("What stands now: Nora");
    }
}

#[tokio::test]
async fn what_two_windows_change_of_the_details_and_the_preferences_both_stands() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let details = asha.get("/me/details").await.form("/me/details");
    let all = details.offers("themes");
    let (one, other) = (all[0].as_str(), all[1].as_str());
    let start = details.clone().uncheck("themes", one).uncheck("themes", other).set("asks", "").set("offers", "");
    start.submit().await.redirects_to("/me");
    let page = asha.get("/me/details").await;
    let (first, second) = (page.form("/me/details"), page.form("/me/details"));
    first.check("themes", one).set("asks", "A partner").submit().await.redirects_to("/me");
    second.check("themes", other).set("offers", "A room").submit().await.redirects_to("/me");
    let now = asha.get("/me/details").await.form("/me/details");
    let chosen = now.chosen("themes");
    assert!(chosen.iter().any(|id| id == one) && chosen.iter().any(|id| id == other));
    assert_eq!((now.value("asks"), now.value("offers")), ("A partner", "A room"));

    let page = asha.get("/me/preferences").await;
    let form = || page.form("form[action='/me/preferences']");
    let codes = form().offers("involvement");
    let others: Vec<&String> = codes.iter().filter(|code| !form().chosen("involvement").contains(code)).collect();
    let topics = form().offers("topics");
    let unticked = topics.iter().find(|topic| !form().chosen("topics").contains(topic)).expect("an unticked topic");
    form().set("involvement", others[0]).submit().await.redirects_to("/me");
    // Who has left the question alone does not answer it anew.
    form().check("topics", unticked).submit().await.redirects_to("/me");
    let now = asha.get("/me/preferences").await.form("form[action='/me/preferences']");
    assert_eq!(now.chosen("involvement"), [others[0].clone()]);
    let page = form().set("involvement", others[1]).submit().await;
    page.status(409).shows("Your preferences were changed meanwhile");
    page.form("/me/preferences").set("involvement", others[0]).submit().await.status(303);
    let now = asha.get("/me/preferences").await.form("form[action='/me/preferences']");
    assert_eq!(now.chosen("involvement"), [others[0].clone()]);
}

#[tokio::test]
async fn of_a_membership_too_only_what_both_changed_is_asked() {
    let app = TestApp::start().await;
    let (tess, _) = project(&app, false).await;
    let id = associate(&app, "Mary", "health_professional").await;
    link(&tess, id, "home-visits", &[]).await.status(303);
    let edit = tess.get("/projects/home-visits/members").await.follow("Change the part of Mary Person").await;
    let form = || edit.form("form[action^='/memberships/']");
    form().set("involvement", "keep_me_informed").submit().await.status(303);
    // A day later, and about the role alone: how they take part stays as the first has said.
    app.advance(chrono::TimeDelta::days(1));
    let longer = "update sessions set expires_at = expires_at + interval '1 day'";
    sqlx::query(longer).execute(app.db()).await.expect("longer sessions");
    let page = form().set("involvement", "i_contribute").set("reason", "She said so").submit().await;
    page.status(409).shows("Someone else changed this membership").shows("What stands now: Keep me informed");
    assert_eq!(page.select("fieldset").len(), 1);
    form().set("role", "lead").submit().await.status(303);
    let now = "select string_agg(role || ' ' || involvement, ', ' order by role::text) from memberships where associate_id = $1";
    let now: String = sqlx::query_scalar(now).bind(id).fetch_one(app.db()).await.expect("memberships");
    assert_eq!(now, "lead keep_me_informed, member keep_me_informed");
}
