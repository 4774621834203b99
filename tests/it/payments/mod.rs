//! Payments for involvement: from the offer to the day it is paid, who may do what, and what is remembered.

mod answers;
mod lists;
mod rates;

use chrono::TimeDelta;

use crate::events::{open, people, sign_up};
use crate::harness::{ADA, Client, Page, TESS, TestApp};

/// An administrator adds a rate.
pub(super) async fn add_rate(ada: &Client, kind: &str, amount: &str, from: &str) -> Page {
    let form = ada.get("/admin/payment-rates").await.form("/admin/payment-rates").set("kind", kind);
    form.set("amount", amount).set("valid_from", from).submit().await
}

/// An hour at £25.00 and a mile at 45p for as long as anybody remembers.
pub(super) async fn usual_rates(app: &TestApp) {
    let ada = app.sign_in_as(ADA).await;
    add_rate(&ada, "hour", "25", "1/4/2024").await.redirects_to("/admin/payment-rates");
    add_rate(&ada, "mile", "45p", "1/4/2024").await.redirects_to("/admin/payment-rates");
}

/// Offers so many hours to everyone of an event who can be offered a payment.
pub(super) async fn offer(tess: &Client, event: &str, hours: &str) -> Page {
    let at = format!("{event}/payments");
    let form = tess.get(&at).await.form(&format!("{at}/confirmation")).set("kind", "hour").set("number", hours);
    let confirmation = form.submit().await;
    confirmation.status(200);
    confirmation.form(&at).submit().await.follow_redirect().await
}

/// The page of the payment that was offered to someone.
pub(super) async fn payment_of(app: &TestApp, given: &str) -> String {
    let id: uuid::Uuid = sqlx::query_scalar(
        "select p.id from payments p join associates a on a.id = p.associate_id where a.given_name = $1",
    )
    .bind(given)
    .fetch_one(app.db())
    .await
    .expect("a payment");
    format!("/payments/{id}")
}

/// Adds what someone spent.
pub(super) async fn spend(client: &Client, payment: &str, kind: &str, field: &str, value: &str) -> Page {
    let form = client.get(&format!("{payment}/expenses/new")).await.form(&format!("{payment}/expenses"));
    form.set("kind", kind).set("what", "There and back").set(field, value).submit().await
}

/// Sends a claim for the payment and expenses.
pub(super) async fn claim(client: &Client, payment: &str) -> Page {
    let at = format!("{payment}/claim");
    client.get(&at).await.form(&at).set("takes", "both").check("notice", "yes").submit().await
}

/// The team sends it in for someone who phoned.
pub(super) async fn claim_for(tess: &Client, payment: &str) -> Page {
    let at = format!("{payment}/claim");
    let form = tess.get(&at).await.form(&at).set("takes", "both").set("source", "phone").check("notice", "yes");
    form.submit().await
}

pub(super) async fn record_paid(tess: &Client, payment: &str, on: &str, reference: &str) -> Page {
    let at = format!("{payment}/paying");
    tess.get(&at).await.form(&at).set("paid_on", on).set("reference", reference).submit().await
}

/// The steps of all payments, in order.
async fn steps(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select step::text from payment_steps order by taken_at, id")
        .fetch_all(app.db())
        .await
        .expect("steps")
}

/// A carer who has a place at an event, and was offered two hours; the day after the event. Her page of the payment,
/// her browser, Tess's and Ada's.
pub(super) struct Claimant {
    pub(super) event: String,
    pub(super) payment: String,
    pub(super) mary: Client,
    pub(super) tess: Client,
    pub(super) ada: Client,
}

pub(super) async fn claimant(app: &TestApp) -> Claimant {
    usual_rates(app).await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let (_, mary) = people(app, "Mary", "carer", 1).await.remove(0);
    sign_up(&mary, &event).await.shows("You have a place");
    offer(&tess, &event, "2").await.shows("1 person was offered a payment");
    app.advance(TimeDelta::days(20));
    let (mary, tess) = (app.session_of("mary0@example.org").await, app.sign_in_as(TESS).await);
    let ada = app.sign_in_as(ADA).await;
    Claimant { event, payment: payment_of(app, "Mary0").await, mary, tess, ada }
}

#[tokio::test]
async fn a_payment_goes_from_the_offer_to_the_bank_with_a_letter_at_each_turn() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { event, payment, mary, tess, ada } = claimant(&app).await;
    let mail = app.mail_to("mary0@example.org").await;
    assert_eq!(mail.subject, "A payment for your time");
    for words in ["2 hours at £25.00 an hour, £50.00 in all", "Citizens Advice", "once the event has begun"] {
        assert!(mail.body_text.contains(words), "{words}: {}", mail.body_text);
    }
    assert_eq!(mail.link(), payment);
    mary.get("/me").await.follow("See it and answer").await.follow("Getting home").await.shows("If you get benefits");

    spend(&mary, &payment, "travel", "amount", "£4.20").await.redirects_to(&payment);
    spend(&mary, &payment, "mileage", "miles", "12.5").await.follow_redirect().await.shows("£5.63").shows("£9.83");
    let unread = mary.get(&format!("{payment}/claim")).await.form(&format!("{payment}/claim")).set("takes", "both");
    unread.submit().await.status(422).has_error("notice", "Tick the box");
    claim(&mary, &payment).await.follow_redirect().await.shows("You have claimed £59.83").shows("being checked");

    let back = tess.get("/payments").await.follow("Mary0 Person").await.follow("Send the claim back").await;
    back.form(&format!("{payment}/return")).submit().await.status(422).has_error("reason", "Enter why");
    let form = back.form(&format!("{payment}/return")).set("reason", "Which bus was it?");
    form.submit().await.follow_redirect().await.shows("The claim is sent back");
    let mail = app.mail_to("mary0@example.org").await;
    assert!(mail.subject == "Please change your claim" && mail.body_text.contains("Which bus was it?"));
    let page = mary.get(&payment).await;
    page.shows("Which bus was it?");
    let line = page.follow("Change There and back").await;
    line.form(line.path())
        .set("what", "Bus 39")
        .set("amount", "3")
        .submit()
        .await
        .follow_redirect()
        .await
        .shows("£8.63");
    app.advance(TimeDelta::hours(2));
    claim(&mary, &payment).await.follow_redirect().await.shows("You have claimed £58.63");

    ada.get(&payment).await.press("Approve").await.follow_redirect().await.shows("is approved").shows("£58.63");
    let mail = app.mail_to("mary0@example.org").await;
    assert!(mail.subject == "Your claim is approved" && mail.body_text.contains("never asks for your bank details"));
    record_paid(&tess, &payment, "22/6/2026", "BACS").await.status(422).has_error("paid_on", "today or earlier");
    record_paid(&tess, &payment, "20/6/2026", "BACS").await.status(422).has_error("paid_on", "from 21 June 2026 on");
    record_paid(&tess, &payment, "21/6/2026", "12-34-56 12345678").await.status(422).has_error("reference", "not bank");
    record_paid(&tess, &payment, "21/6/2026", "BACS 17").await.follow_redirect().await.shows("is paid");
    let mail = app.mail_to("mary0@example.org").await;
    assert_eq!(mail.subject, "You have been paid");
    assert!(mail.body_text.contains("£58.63") && mail.body_text.contains("BACS 17"), "{}", mail.body_text);
    mary.get("/me/payments").await.shows("Settled").shows("£58.63, 21 June 2026");
    let told = ["offered", "claimed", "sent_back", "claimed", "approved", "paid"];
    assert_eq!(steps(&app).await, told);
    let data = mary.get("/me/data").await;
    data.shows("Payments you were offered").shows("£58.63").shows("Which bus was it?").shows("Bus 39");
    tess.get(&format!("{event}/payments")).await.shows("Everyone was offered a payment").shows("Paid");
    let trail = ada.get("/admin/audit").await;
    for act in ["Offered a payment", "Claimed a payment", "Approved a claim", "Recorded that a claim was paid"] {
        trail.shows(act);
    }
}

#[tokio::test]
async fn nobody_approves_their_own_claim_nor_one_they_sent_in_for_somebody() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { payment, mary, tess, ada, .. } = claimant(&app).await;
    claim_for(&tess, &payment).await.follow_redirect().await.shows("You sent this claim in for them").shows("by phone");
    let version = |page: &Page| page.form(&format!("{payment}/approval")).value("version").to_owned();
    let version = version(&ada.get(&payment).await);
    let send = [("version", version.as_str())];
    tess.post(&format!("{payment}/approval"), &send).await.status(403);
    tess.get(&format!("{payment}/return")).await.status(403);
    mary.post(&format!("{payment}/approval"), &send).await.status(403);
    // She begins to work for the team.
    sqlx::query("update accounts set role = 'team' where email = 'mary0@example.org'")
        .execute(app.db())
        .await
        .expect("a worker");
    mary.post(&format!("{payment}/approval"), &send).await.status(403);
    for path in ["paying", "taking-back", "correction"] {
        mary.get(&format!("{payment}/{path}")).await.status(403);
    }
    ada.post(&format!("{payment}/approval"), &send).await.follow_redirect().await.shows("is approved");
    assert_eq!(steps(&app).await, ["offered", "claimed", "approved"]);
}

#[tokio::test]
async fn of_two_who_approve_at_once_one_does_and_a_form_sent_twice_pays_once() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { payment, mary, tess, ada, .. } = claimant(&app).await;
    claim(&mary, &payment).await.status(303);
    let approval = format!("{payment}/approval");
    let (one, other) = (tess.get(&payment).await.form(&approval), ada.get(&payment).await.form(&approval));
    let (first, second) = tokio::join!(one.submit(), other.submit());
    first.status(303);
    second.status(303);
    let at = format!("{payment}/paying");
    let form = tess.get(&at).await.form(&at).set("reference", "BACS 17");
    let (first, second) = tokio::join!(form.clone().submit(), form.clone().submit());
    first.status(303);
    second.status(303);
    form.submit().await.follow_redirect().await.shows("Nothing changed. It is paid already");
    assert_eq!(steps(&app).await, ["offered", "claimed", "approved", "paid"]);
    assert_eq!(app.mails_to("mary0@example.org").await.len(), 4, "a place, an offer, an approval, a payment");
}

#[tokio::test]
async fn nobody_approves_another_amount_than_they_saw() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { payment, mary, tess, .. } = claimant(&app).await;
    claim(&mary, &payment).await.status(303);
    let seen = tess.get(&payment).await.form(&format!("{payment}/approval"));
    let at = format!("{payment}/withdrawal");
    mary.get(&at).await.form(&at).submit().await.follow_redirect().await.shows("The claim is withdrawn");
    spend(&mary, &payment, "other", "amount", "99").await.status(303);
    claim(&mary, &payment).await.status(303);
    seen.submit().await.follow_redirect().await.shows("Nothing changed. Somebody has changed it meanwhile");
    tess.get(&payment).await.shows("£149.00").press("Approve").await.follow_redirect().await.shows("is approved");
}
