//! Rates have dates: the one of the event's day applies, and what was in force stays.

use chrono::TimeDelta;

use super::{add_rate, offer, payment_of};
use crate::events::{open, people, sign_up};
use crate::harness::{ADA, TESS, TestApp};

#[tokio::test]
async fn the_rate_of_the_events_day_applies_and_stays_in_the_offer() {
    let app = TestApp::at("2026-06-01").await;
    let (ada, tess) = (app.sign_in_as(ADA).await, app.sign_in_as(TESS).await);
    add_rate(&ada, "hour", "20", "1/4/2024").await.redirects_to("/admin/payment-rates");
    add_rate(&ada, "hour", "25.00", "15/6/2026").await.redirects_to("/admin/payment-rates");
    for (name, day, amount) in [("Early", "10/6/2026", "£40.00"), ("Late", "20/6/2026", "£50.00")] {
        let event = open(&tess, &[("starts_on", day)]).await;
        sign_up(&people(&app, name, "carer", 1).await[0].1, &event).await.shows("You have a place");
        offer(&tess, &event, "2").await.shows("1 person was offered");
        tess.get(&payment_of(&app, &format!("{name}0")).await).await.shows(amount);
    }
    // A rate that comes later changes no offer.
    add_rate(&ada, "hour", "30", "16/6/2026").await.redirects_to("/admin/payment-rates");
    tess.get(&payment_of(&app, "Late0").await).await.shows("2 hours at £25.00 an hour");
}

#[tokio::test]
async fn what_was_in_force_or_used_is_never_changed() {
    let app = TestApp::at("2026-06-01").await;
    let ada = app.sign_in_as(ADA).await;
    let empty = ada.get("/admin/payment-rates").await;
    empty.shows("No rates yet");
    let wrong = empty.form("/admin/payment-rates").set("amount", "-5").submit().await;
    wrong.status(422).has_error("kind", "Choose what").has_error("amount", "in pounds and pence");
    wrong.has_error("valid_from", "Enter the day");
    add_rate(&ada, "hour", "20", "1/4/2024").await.status(303);
    add_rate(&ada, "hour", "22", "1/5/2026").await.status(422).has_error("valid_from", "from 2 June 2026 on");
    add_rate(&ada, "hour", "25", "1/7/2026").await.status(303);
    add_rate(&ada, "hour", "26", "1/7/2026").await.status(422).has_error("valid_from", "already");
    let page = ada.get("/admin/payment-rates").await;
    page.shows("In force").shows("To come");
    let rate = page.follow("from 1 July 2026").await;
    let (path, first) = (rate.path().to_owned(), rate.form(rate.path()));
    first.clone().set("amount", "24.50").submit().await.follow_redirect().await.shows("£24.50");
    let clash = first.set("amount", "23").submit().await;
    clash.status(409).shows("Someone else changed this rate meanwhile");
    app.advance(TimeDelta::days(30));
    // It is in force from today on.
    let ada = app.sign_in_as(ADA).await;
    ada.get(&path).await.follow_redirect().await.shows("so it stays as it is");
    ada.post(&format!("{path}/removal"), &[]).await.follow_redirect().await.shows("Nothing changed");
    add_rate(&ada, "hour", "30", "1/9/2026").await.status(303);
    let later = ada.get("/admin/payment-rates").await.follow("from 1 September 2026").await;
    later.press("Remove the rate Hour").await.follow_redirect().await.shows("Removed: Hour from 1 September 2026");
    let trail = ada.get("/admin/audit").await;
    trail.shows("Added a rate of payment").shows("£24.50").shows("Removed a rate of payment");
}

#[tokio::test]
async fn a_rate_to_come_that_was_offered_by_is_used() {
    let app = TestApp::at("2026-06-01").await;
    let (ada, tess) = (app.sign_in_as(ADA).await, app.sign_in_as(TESS).await);
    let event = open(&tess, &[]).await;
    sign_up(&people(&app, "Mary", "carer", 1).await[0].1, &event).await.shows("You have a place");
    tess.get(&format!("{event}/payments")).await.shows("No rate was in force");
    add_rate(&ada, "hour", "25", "15/6/2026").await.status(303);
    let rate = ada.get("/admin/payment-rates").await.follow("from 15 June 2026").await;
    app.advance(TimeDelta::hours(30));
    let (ada, tess) = (app.sign_in_as(ADA).await, app.sign_in_as(TESS).await);
    offer(&tess, &event, "1").await.shows("1 person was offered");
    ada.post(&format!("{}/removal", rate.path()), &[]).await.follow_redirect().await.shows("Nothing changed");
    ada.get("/admin/payment-rates").await.shows("used");
}

#[tokio::test]
async fn a_rate_sent_twice_is_added_once() {
    let app = TestApp::at("2026-06-01").await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/payment-rates").await.form("/admin/payment-rates");
    let form = form.set("kind", "day").set("amount", "150").set("valid_from", "1/7/2026");
    form.clone().submit().await.redirects_to("/admin/payment-rates");
    form.submit().await.redirects_to("/admin/payment-rates");
    let rates: i64 =
        sqlx::query_scalar("select count(*) from payment_rates").fetch_one(app.db()).await.expect("a count");
    assert_eq!(rates, 1);
}
