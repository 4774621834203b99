//! The worklist, days to pay, finance's spreadsheet, and the demonstration's payments.

use chrono::TimeDelta;

use super::{Claimant, claim, claim_for, claimant, offer, payment_of, record_paid, usual_rates};
use crate::events::{open, people, sign_up};
use crate::harness::{ADA, Client, TESS, TestApp};

/// Three people who claimed on 21 June 2026, approved on the same day; the pages of their payments.
async fn three_claims(app: &TestApp) -> Vec<String> {
    usual_rates(app).await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    for (_, client) in people(app, "Mary", "carer", 3).await {
        sign_up(&client, &event).await.shows("You have a place");
    }
    offer(&tess, &event, "2").await.shows("3 people were offered a payment");
    app.advance(TimeDelta::days(20));
    let (tess, ada) = (app.sign_in_as(TESS).await, app.sign_in_as(ADA).await);
    let mut payments = Vec::new();
    for name in ["Mary0", "Mary1", "Mary2"] {
        let payment = payment_of(app, name).await;
        claim_for(&tess, &payment).await.status(303);
        ada.get(&payment).await.press("Approve").await.status(303);
        payments.push(payment);
    }
    payments
}

#[tokio::test]
async fn days_to_pay_are_the_median_and_the_longest_and_lead_to_what_they_count() {
    let app = TestApp::at("2026-06-01").await;
    let payments = three_claims(&app).await;
    app.advance(TimeDelta::days(40));
    let tess = app.sign_in_as(TESS).await;
    tess.get("/payments").await.shows("Nothing was paid in the last year");
    // 3, 10 and 40 days after the claim of 21 June.
    for (payment, on) in payments.iter().zip(["24/6/2026", "1/7/2026", "31/7/2026"]) {
        record_paid(&tess, payment, on, "BACS").await.status(303);
    }
    let page = tess.get("/payments").await;
    page.shows("10 days is the median, 40 days the longest, of 3 payments made in the last year");
    let exactly = page.follow("3 payments").await;
    exactly.shows("3 payments").shows("Mary0").shows("Mary1").shows("Mary2").shows("from 31 July 2025");
    page.follow("40 days").await.shows("Mary2").shows("40 days after the claim");
    // A payment that is taken back counts no more.
    let at = format!("{}/correction", payments[2]);
    tess.get(&at).await.form(&at).set("reason", "It bounced.").submit().await.status(303);
    tess.get("/payments").await.shows("6.5 days is the median, 10 days the longest, of 2 payments");
}

#[tokio::test]
async fn what_waits_too_long_stands_first_and_on_the_teams_home_page() {
    let app = TestApp::at("2026-06-01").await;
    let Claimant { mary, payment, tess, .. } = claimant(&app).await;
    tess.get("/").await.shows_not("Claims to approve");
    claim(&mary, &payment).await.status(303);
    let home = tess.get("/").await;
    home.shows("1 Claims to approve").shows_not("Approved and not paid in time");
    home.follow("Claims to approve").await.shows("Mary0").shows("Claimed 21 June 2026, today");
    tess.get(&payment).await.press("Approve").await.status(303);
    tess.get("/").await.shows_not("Claims to approve");
    app.advance(TimeDelta::days(30));
    let tess = app.sign_in_as(TESS).await;
    tess.get("/payments?view=to-pay").await.shows("30 days ago").shows_not("Overdue");
    app.advance(TimeDelta::days(1));
    let tess = app.sign_in_as(TESS).await;
    let home = tess.get("/").await;
    home.shows("1 Approved and not paid in time").shows("more than 30 days ago");
    home.follow("Approved and not paid in time").await.shows("Mary0").shows("Overdue");
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/payment-settings").await.form("/admin/payment-settings");
    form.clone().set("overdue_days", "0").submit().await.status(422).has_error("overdue_days", "from 1 to 365");
    form.set("overdue_days", "45").set("finance_contact", "0115 496 0000").submit().await.status(303);
    tess.get("/").await.shows_not("Approved and not paid in time");
    mary_reads(&app, &payment).await;
}

/// Where bank details go is read by whom it concerns.
async fn mary_reads(app: &TestApp, payment: &str) {
    let mary = app.session_of("mary0@example.org").await;
    mary.get(payment).await.shows("give them to finance alone: 0115 496 0000");
}

async fn csv(client: &Client, reason: &str, filter: &str) -> crate::harness::Page {
    let form = client.get(&format!("/payments/export?{filter}")).await.form("/payments.csv");
    form.set("reason", reason).submit().await
}

#[tokio::test]
async fn finance_gets_a_spreadsheet_for_a_reason_and_the_trail_keeps_it() {
    let app = TestApp::at("2026-06-01").await;
    let payments = three_claims(&app).await;
    sqlx::query("update associates set given_name = '=Mary1', access_needs = 'A ramp' where given_name = 'Mary1'")
        .execute(app.db())
        .await
        .expect("a strange name");
    let tess = app.sign_in_as(TESS).await;
    record_paid(&tess, &payments[0], "21/6/2026", "BACS 17").await.status(303);
    csv(&tess, "", "view=all").await.status(422).has_error("reason", "Enter what you need");
    let file = csv(&tess, "The monthly run", "view=all").await;
    file.status(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let disposition = file.header("content-disposition").expect("a name");
    assert_eq!(disposition, "attachment; filename=\"payments-2026-06-21.csv\"");
    let lines: Vec<&str> = file.body.lines().collect();
    assert!(lines[0].starts_with("\u{feff}Reference,Person,Event,Date of the event,Kind,"), "{}", lines[0]);
    assert_eq!(lines.len(), 4, "{lines:?}");
    let of = |name: &str| lines.iter().find(|line| line.contains(name)).copied().unwrap_or_default();
    assert!(of("Mary0").contains("Getting home after a stroke,20 June 2026,Hour,2,25.00,50.00,0.00,50.00,Paid"));
    assert!(of("Mary0").ends_with("21 June 2026,21 June 2026,BACS 17"), "{}", of("Mary0"));
    assert!(of("Mary1").contains(",'=Mary1 Person,"), "no cell runs: {}", of("Mary1"));
    for word in ["carer", "Carer", "ramp", "example.org"] {
        assert!(!file.body.contains(word), "{word}");
    }
    let file = csv(&tess, "What is to pay", "view=to-pay").await;
    assert_eq!(file.body.lines().count(), 3, "as the list is filtered");
    let trail = app.sign_in_as(ADA).await.get("/admin/audit").await;
    trail.shows("Took a list of payments away").shows("The monthly run").shows("Claims to pay");
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_in_one_order() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let all: i64 = sqlx::query_scalar("select count(*) from payments").fetch_one(app.db()).await.expect("a count");
    assert!(all > 50, "the demonstration has {all}");
    let (mut seen, mut page) = (Vec::new(), tess.get("/payments?view=all").await);
    loop {
        let rows = page.select("tbody th a");
        seen.extend(rows.iter().filter_map(|row| row.attribute("href").map(str::to_owned)));
        let Some(next) = page.select("a[rel=next]").first().and_then(|link| link.attribute("href").map(str::to_owned))
        else {
            break;
        };
        page = tess.get(&next).await;
    }
    let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (usize::try_from(all).expect("a count"), seen.len()));
    let overdue = tess.get("/payments?view=all").await.select("tbody tr");
    assert!(overdue[0].text.contains("Overdue"), "what waits too long stands first: {}", overdue[0].text);
    let gone = "after=ffffffff-ffff-7fff-bfff-ffffffffffff";
    tess.get(&format!("/payments?view=all&{gone}")).await.redirects_to("/payments?view=all");
}

#[tokio::test]
async fn the_demonstration_has_payments_in_every_state_but_those_that_need_a_story() {
    let app = TestApp::filled().await;
    let states: Vec<String> = sqlx::query_scalar("select distinct state::text from payments order by 1")
        .fetch_all(app.db())
        .await
        .expect("states");
    for state in ["offered", "declined", "claimed", "sent_back", "approved", "paid"] {
        assert!(states.iter().any(|one| one == state), "{state}: {states:?}");
    }
    let wrong: i64 = sqlx::query_scalar(
        "select count(*) from payments p
         where p.claimed_pence <> case when p.takes_fee then p.fee_pence else 0 end
                                + (select coalesce(sum(x.pence), 0) from payment_expenses x where x.payment_id = p.id)
            or not exists (select from payment_steps s where s.payment_id = p.id and s.step = 'offered')
            or (p.paid_on is not null and p.paid_on < p.approved_at::date)",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(wrong, 0);
}
