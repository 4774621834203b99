//! Declining, what is remembered of it, other people, and what nobody else may know.

use super::{Claimant, claim, claim_for, claimant, offer, payment_of, record_paid, spend, usual_rates};
use crate::events::{open, people, sign_up};
use crate::harness::{ADA, ASHA, Client, LENA, LEO, TESS, TestApp};
use crate::memberships::associate;

#[tokio::test]
async fn who_wants_no_payment_is_not_asked_again_and_may_change_their_mind() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { event, payment, mary, tess, .. } = claimant(&app).await;
    let at = format!("{payment}/refusal");
    mary.get(&payment).await.follow("I do not want a payment").await.form(&at).submit().await.redirects_to(&payment);
    mary.get(&payment).await.shows("We do not ask again");
    mary.get(&format!("{payment}/claim")).await.redirects_to(&payment);
    let page = tess.get(&format!("{event}/payments")).await;
    page.shows("Declined").shows("Everyone was offered a payment");
    assert!(page.select("input[name=people]").is_empty(), "they are not picked again");
    mary.get("/me").await.shows_not("See it and answer");
    let at = format!("{payment}/reopening");
    let told = tess.get(&at).await.form(&at);
    told.clone().submit().await.status(422).has_error("source", "Choose how");
    told.set("source", "phone").submit().await.follow_redirect().await.shows("The offer stands again");
    mary.get(&payment).await.shows("told us by phone").shows("Tess Team");
    claim(&mary, &payment).await.status(303);
}

#[tokio::test]
async fn expenses_are_claimed_without_the_payment() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { payment, mary, ada, .. } = claimant(&app).await;
    let at = format!("{payment}/claim");
    let only = mary.get(&at).await.form(&at).set("takes", "expenses").check("notice", "yes");
    only.submit().await.status(422).has_error("takes", "Add what it cost");
    spend(&mary, &payment, "care", "amount", "12").await.status(303);
    let only = mary.get(&at).await.form(&at).set("takes", "expenses").check("notice", "yes");
    only.submit().await.follow_redirect().await.shows("You have claimed £12.00").shows("Not wanted");
    ada.get(&payment).await.shows("£12.00").press("Approve").await.status(303);
    mary.get(&format!("{payment}/expenses/new")).await.follow_redirect().await.shows("not being written any more");
}

#[tokio::test]
async fn an_offer_is_taken_back_with_a_reason_and_can_be_made_again() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { event, payment, mary, tess, ada } = claimant(&app).await;
    spend(&mary, &payment, "mileage", "miles", "12.5").await.status(303);
    claim(&mary, &payment).await.status(303);
    let at = format!("{payment}/taking-back");
    let form = tess.get(&at).await.form(&at).set("reason", "It was one hour, not two.");
    form.submit().await.follow_redirect().await.shows("The offer is taken back");
    let mail = app.mail_to("mary0@example.org").await;
    assert!(mail.subject == "An offer was taken back" && mail.body_text.contains("It was one hour"));
    let again = tess.get(&payment).await.follow("Offer a payment again").await;
    let form = again.form(&format!("{event}/payments/new")).set("kind", "hour").set("number", "1");
    form.clone().submit().await.status(422).has_error("reason", "Enter why");
    form.set("reason", "One hour it was.").submit().await.follow_redirect().await.shows("was offered a payment");
    // What was on the earlier claim went by the rates of then.
    mary.get(&payment).await.shows("£25.00").shows("One hour it was.").shows_not("There and back");
    let trail = ada.get("/admin/audit").await;
    trail.shows("Added an expense").shows_not("There and back").shows_not("One hour it was.");
}

#[tokio::test]
async fn what_was_said_too_early_is_taken_back_step_by_step() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { payment, mary, tess, .. } = claimant(&app).await;
    claim(&mary, &payment).await.status(303);
    tess.get(&payment).await.press("Approve").await.status(303);
    record_paid(&tess, &payment, "21/6/2026", "BACS 17").await.status(303);
    let at = format!("{payment}/correction");
    for (heading, done) in [
        ("It was not paid after all", "It waits to be paid again"),
        ("Take the approval back", "The approval is taken back"),
    ] {
        let page = tess.get(&at).await;
        page.shows(heading);
        page.form(&at).set("reason", "The bank sent it back.").submit().await.follow_redirect().await.shows(done);
        let mail = app.mail_to("mary0@example.org").await;
        assert!(mail.subject == "About your claim" && mail.body_text.contains("The bank sent it back."));
    }
    tess.get(&payment).await.shows("To approve").shows_not("Reference of finance").shows("Marked as not paid");
}

#[tokio::test]
async fn only_public_contributors_are_on_the_list_and_others_need_a_reason() {
    let app = TestApp::at("2026-06-01").await;
    usual_rates(&app).await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    for (name, group) in [("Sue", "service_user"), ("Pat", "public"), ("Rob", "applied_health_researcher")] {
        sign_up(&people(&app, name, group, 1).await[0].1, &event).await.shows("You have a place");
    }
    associate(&app, "Wanda", "carer").await;
    let at = format!("{event}/payments");
    let page = tess.get(&at).await;
    page.shows("Sue0").shows("Pat0").shows_not("Rob0").shows_not("Wanda");
    let form = page.form(&format!("{at}/confirmation"));
    let none = form.clone().set("number", "2.3").submit().await;
    none.status(422).has_error("kind", "Choose what you pay for").has_error("number", "0.25 to 40");
    let form = form.set("kind", "hour").set("number", "2.5");
    let picked = page.select("input[name=people]");
    assert!(picked.len() == 2 && picked.iter().all(|one| one.attribute("checked").is_some()), "{picked:?}");
    form.submit().await.shows("Offer a payment to 2 people").shows("£62.50 each, £125.00 in all");
    offer(&tess, &event, "2.5").await.shows("2 people were offered a payment");
    let rob = tess.get(&format!("{at}/new?q=Rob0")).await.follow("Rob0").await;
    let form =
        rob.form(&format!("{at}/new")).set("kind", "hour").set("number", "1").set("reason", "He comes as a carer.");
    form.submit().await.follow_redirect().await.shows("Rob0 Person was offered a payment");
    tess.get(&format!("{at}/new?q=Rob0")).await.shows("Nobody is like that");
    tess.get(&payment_of(&app, "Rob0").await).await.shows("He comes as a carer.");
    let trail = app.sign_in_as(ADA).await.get("/admin/audit").await;
    trail.shows("Offered a payment").shows_not("He comes as a carer.");
    // A number that somebody else was offered meanwhile is no mistake.
    let twice =
        tess.post(&at, &[("kind", "hour"), ("number", "1"), ("people", "00000000-0000-7000-8000-000000000000")]);
    twice.await.follow_redirect().await.shows("Nothing changed");
}

#[tokio::test]
async fn who_has_no_address_is_named_and_hears_of_benefits_from_the_team() {
    let app = TestApp::at("2026-06-01").await;
    usual_rates(&app).await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    sign_up(&people(&app, "Mary", "carer", 1).await[0].1, &event).await.shows("You have a place");
    sqlx::query("update associates set email = null").execute(app.db()).await.expect("nobody has an address");
    let at = format!("{event}/payments");
    let form = tess.get(&at).await.form(&format!("{at}/confirmation")).set("kind", "hour").set("number", "2");
    form.submit().await.shows("no email address").shows("Tell them by phone or post");
    offer(&tess, &event, "2").await.shows("1 person was offered");
    let notice = "select notice from payment_steps where step = $1::payment_step";
    let shown = |step: &'static str| {
        let db = app.db();
        async move { sqlx::query_scalar::<_, Option<i16>>(notice).bind(step).fetch_one(db).await.expect("a step") }
    };
    assert_eq!(shown("offered").await, None, "no letter went");
    app.advance(chrono::TimeDelta::days(20));
    let tess = app.sign_in_as(TESS).await;
    claim_for(&tess, &payment_of(&app, "Mary0").await).await.status(303);
    assert_eq!(shown("claimed").await, Some(1));
}

#[tokio::test]
async fn leads_and_other_associates_learn_of_no_payment_and_see_no_amount() {
    let app = TestApp::filled().await;
    let payments: Vec<uuid::Uuid> = sqlx::query_scalar("select id from payments order by id limit 5")
        .fetch_all(app.db())
        .await
        .expect("payments of the demonstration");
    assert_eq!(payments.len(), 5);
    let events: Vec<uuid::Uuid> = sqlx::query_scalar(
        "select id from events
         where visibility <> 'members' and id in (select event_id from payments)
         order by id limit 5",
    )
    .fetch_all(app.db())
    .await
    .expect("events");
    for person in [LEO, LENA, ASHA] {
        let client = app.sign_in_as(person).await;
        let own: Vec<uuid::Uuid> = sqlx::query_scalar(
            "select p.id from payments p join accounts c on c.associate_id = p.associate_id where c.email = $1",
        )
        .bind(person.email)
        .fetch_all(app.db())
        .await
        .expect("their own");
        for id in payments.iter().filter(|id| !own.contains(id)) {
            for rest in ["", "/claim", "/refusal", "/withdrawal", "/expenses/new"] {
                client.get(&format!("/payments/{id}{rest}")).await.status(404);
            }
        }
        for path in ["/payments", "/payments/export", "/admin/payment-rates"] {
            client.get(path).await.status(403);
        }
        for event in &events {
            client.get(&format!("/events/{event}/payments")).await.status(403);
            let page = client.get(&format!("/events/{event}")).await;
            assert!(!page.status(200).body.contains('£') && !page.body.contains("payment"), "{}", page.asked);
        }
        assert!(!client.get("/my-projects").await.status(200).body.contains('£'), "/my-projects");
    }
    for (lead, project) in [(LEO, "home-visits-after-stroke"), (LENA, "stak")] {
        pages_of_a_lead_have_no_amount(&app, &app.sign_in_as(lead).await, project).await;
    }
    let ada = app.sign_in_as(ADA).await;
    ada.get(&format!("/payments/{}", payments[0])).await.status(200).shows("£");
}

/// The pages that a lead reads of their project and of its events that took place, first of those that were paid for.
async fn pages_of_a_lead_have_no_amount(app: &TestApp, lead: &Client, project: &str) {
    let events: Vec<uuid::Uuid> = sqlx::query_scalar(
        "select e.id from events e
         join event_projects x on x.event_id = e.id
         join projects p on p.id = x.project_id
         where p.slug = $1 and e.state = 'done'
         order by exists (select from payments y where y.event_id = e.id) desc, e.starts_at desc
         limit 3",
    )
    .bind(project)
    .fetch_all(app.db())
    .await
    .expect("events");
    assert!(!events.is_empty(), "{project} has had no event");
    let base = format!("/projects/{project}");
    let mut paths: Vec<String> = ["dashboard", "members", "events"].map(|page| format!("{base}/{page}")).into();
    paths.extend(events.iter().flat_map(|event| {
        let of_project = format!("{base}/events/{event}");
        [format!("{of_project}/members.csv"), of_project, format!("/events/{event}/feedback/results")]
    }));
    for path in paths {
        let page = lead.get(&path).await;
        assert!(!page.status(200).body.contains('£') && !page.body.contains("payment"), "{path}");
    }
}
