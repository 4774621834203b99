//! Whatever arrives at once, nobody who was told "You have a place" is without one, and no place is given twice.
//!
//! A round is an event with few places and people who register, cancel, accept and register again, all at the same
//! time, while the line moves and time passes, so that offers run out under the hands of those who accept. What
//! somebody was told last is then compared with the database. Each round follows from its number, as far as tasks
//! that run at the same time can. For a long run: `COPSE_ROUNDS=3000 cargo test --test it rush`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::PgPool;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{open, people};
use crate::harness::{Client, Page, TESS, TestApp};

/// How many rounds a usual run of the tests plays.
const ROUNDS: u64 = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_were_told_is_so_after_every_round() {
    let app = TestApp::at("2026-06-01").await;
    let crowd: Vec<Someone> = crowd(&app, "carer", 4).await.into_iter().chain(crowd(&app, "public", 4).await).collect();
    let mut done = Done::default();
    for round in 0..rounds() {
        let mut dice = ChaCha8Rng::seed_from_u64(round);
        let capacity = dice.random_range(1..=6);
        let kept = dice.random_range(0..=capacity / 2);
        let event = plan(&app, capacity, kept).await;
        let round_done = Rush { app: &app, event: &event, acts: 7, leaps: 2, round }.run(&crowd).await;
        done.add(&round_done);
        tomorrow(&app).await;
    }
    assert!(done.placed > 0 && done.waited > 0 && done.accepted > 0 && done.cancelled > 0, "{done:?} is no rush");
    assert!(done.too_late > 0 || rounds() < 40, "no offer ran out in anyone's hands: {done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_at_once_for_the_last_ten_of_forty_places() {
    let app = TestApp::at("2026-06-01").await;
    let event = plan(&app, 40, 8).await;
    let first =
        Rush { app: &app, event: &event, acts: 1, leaps: 0, round: 1 }.run(&crowd(&app, "carer", 30).await).await;
    assert_eq!(first.placed, 30, "{first:?}");
    // Those thirty cancel and come again while two hundred more arrive.
    let mut everyone = people_of(&app, &event).await;
    everyone.extend(crowd(&app, "public", 200).await);
    let done = Rush { app: &app, event: &event, acts: 4, leaps: 2, round: 2 }.run(&everyone).await;
    assert!(done.waited > 150 && done.cancelled > 10 && done.accepted > 3, "{done:?} is no rush");
}

#[expect(clippy::disallowed_methods, reason = "a wish of whoever runs this test, and no configuration")]
fn rounds() -> u64 {
    std::env::var("COPSE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// Plans an event of this evening, with so many places, some of them kept for carers until half an hour before.
async fn plan(app: &TestApp, capacity: u32, kept: u32) -> String {
    let (today, capacity, kept) = (app.now().format("%d/%m/%Y").to_string(), capacity.to_string(), kept.to_string());
    let evening = [("starts_on", today.as_str()), ("starts_at", "8pm"), ("ends_at", "9pm"), ("capacity", &capacity)];
    let keeps = [("kept", kept.as_str()), ("kept_for", "carer"), ("release_days", "0")];
    let fields: Vec<_> = evening.into_iter().chain(keeps.into_iter().filter(|_| kept != "0")).collect();
    open(&app.session_of(TESS.email).await, &fields).await
}

/// It is noon of the next day, and everyone is still signed in.
async fn tomorrow(app: &TestApp) {
    let noon = |at: DateTime<Utc>| at.with_hour(12).and_then(|at| at.with_minute(0)).expect("noon");
    app.advance(noon(app.now() + TimeDelta::days(1)) - app.now());
    sqlx::query("update sessions set created_at = $1, last_seen_at = $1, expires_at = $1 + interval '12 hours'")
        .bind(app.now())
        .execute(app.db())
        .await
        .expect("sessions last");
}

/// New Associates of a group who want to come.
async fn crowd(app: &TestApp, group: &str, how_many: usize) -> Vec<Someone> {
    let crowd = people(app, group, group, how_many).await;
    crowd.into_iter().map(|(id, client)| Someone { id, client, own: None, told: Told::Nothing }).collect()
}

/// The people who have something to do with an event, with what stands of them.
async fn people_of(app: &TestApp, event: &str) -> Vec<Someone> {
    let rows: Vec<(Uuid, Uuid, String)> = sqlx::query_as(
        "select a.id, r.id, a.email from event_registrations r join associates a on a.id = r.associate_id
         where r.event_id = $1 and r.state = 'registered'",
    )
    .bind(id_of(event))
    .fetch_all(app.db())
    .await
    .expect("people");
    let mut everyone = Vec::new();
    for (id, own, email) in rows {
        let client = app.session_of(&email).await;
        everyone.push(Someone { id, client, own: Some(format!("/registrations/{own}")), told: Told::Place });
    }
    everyone
}

fn id_of(address: &str) -> Uuid {
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an address that ends in an id")
}

/// What somebody was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Place,
    Waits,
    /// They gave it up, or answered too late.
    Gone,
}

/// One person, with a browser of their own.
#[derive(Clone)]
struct Someone {
    id: Uuid,
    client: Client,
    /// The address of their registration.
    own: Option<String>,
    told: Told,
}

/// What happened, to know that it was a rush.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    placed: usize,
    waited: usize,
    accepted: usize,
    too_late: usize,
    cancelled: usize,
}

impl Done {
    fn add(&mut self, other: &Self) {
        self.placed += other.placed;
        self.waited += other.waited;
        self.accepted += other.accepted;
        self.too_late += other.too_late;
        self.cancelled += other.cancelled;
    }
}

impl Someone {
    /// Does what one might do next.
    async fn act(&mut self, event: &str, dice: &mut ChaCha8Rng, done: &mut Done) {
        let Some(own) = self.own.clone() else { return self.register(event, done).await };
        let page = patient(|| self.client.get(&own)).await;
        let text = page.text();
        if text.contains("Yes, I take the place") {
            let thinks = Duration::from_millis(dice.random_range(0..30));
            tokio::time::sleep(thinks).await;
            if dice.random_bool(0.8) { self.accept(&own, done).await } else { self.cancel(&own, done).await }
        } else if text.contains("I cannot come") && dice.random_bool(0.5)
            || text.contains("Leave the waiting list") && dice.random_bool(0.2)
        {
            self.cancel(&own, done).await;
        } else if text.contains("Register again") {
            self.own = None;
        }
    }

    async fn register(&mut self, event: &str, done: &mut Done) {
        let address = format!("{event}/registration");
        let form = patient(|| self.client.get(&address)).await.form(&address);
        let page = patient(|| form.clone().submit()).await;
        page.status(303);
        self.own = page.location().map(str::to_owned);
        self.hear(page).await;
        match self.told {
            Told::Place => done.placed += 1,
            _ => done.waited += 1,
        }
    }

    async fn accept(&mut self, own: &str, done: &mut Done) {
        let address = format!("{own}/acceptance");
        let page = patient(|| self.client.post(&address, &[])).await;
        page.status(303);
        self.hear(page).await;
        match self.told {
            Told::Place => done.accepted += 1,
            _ => done.too_late += 1,
        }
    }

    async fn cancel(&mut self, own: &str, done: &mut Done) {
        let address = format!("{own}/cancellation");
        let page = patient(|| self.client.post(&address, &[])).await;
        page.status(303);
        self.told = Told::Gone;
        done.cancelled += 1;
    }

    /// Reads the notice that the answer brought, which is kept in a cookie of this browser.
    async fn hear(&mut self, answer: Page) {
        let to = answer.location().expect("a place to go").to_owned();
        let text = patient(|| self.client.get(&to)).await.text();
        self.told = if text.contains("You have a place. We have sent you") {
            Told::Place
        } else if text.contains("you are on the waiting list. We write") {
            Told::Waits
        } else {
            assert!(text.contains("has run out"), "an answer that tells nothing: {text}");
            Told::Gone
        };
    }
}

/// Comes back when the server has its hands full, as its page asks.
async fn patient<F: Future<Output = Page>>(request: impl Fn() -> F) -> Page {
    for _ in 0..100 {
        let page = request().await;
        if page.code != 503 {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server had its hands full a hundred times");
}

/// One event, and everyone at once.
struct Rush<'a> {
    app: &'a TestApp,
    event: &'a str,
    /// How often each of them does something.
    acts: usize,
    /// How often time flies by more than an offer is held.
    leaps: u32,
    round: u64,
}

impl Rush<'_> {
    async fn run(&self, crowd: &[Someone]) -> Done {
        let over = Arc::new(AtomicBool::new(false));
        let watching = tokio::spawn(watch(self.app.db().clone(), id_of(self.event), over.clone()));
        let mut acting = JoinSet::new();
        for (number, one) in crowd.iter().enumerate() {
            let (mut one, event, acts) = (one.clone(), self.event.to_owned(), self.acts);
            let mut dice = ChaCha8Rng::seed_from_u64(self.round * 1000 + number as u64);
            acting.spawn(async move {
                let mut done = Done::default();
                for _ in 0..acts {
                    one.act(&event, &mut dice, &mut done).await;
                }
                (one, done)
            });
        }
        let (everyone, done) = self.let_time_pass(acting).await;
        over.store(true, Ordering::Relaxed);
        watching.await.expect("nobody saw a place too many");
        self.compare(&everyone).await;
        done
    }

    /// Moves the line again and again until everyone has done what they wanted. Time flies now and then, but not to
    /// the event's last hour, in which nothing is offered any more.
    async fn let_time_pass(&self, mut acting: JoinSet<(Someone, Done)>) -> (Vec<Someone>, Done) {
        let (mut everyone, mut done) = (Vec::new(), Done::default());
        let mut dice = ChaCha8Rng::seed_from_u64(self.round);
        let mut leaps = self.leaps;
        while !acting.is_empty() {
            // When all connections are in use it is tried again in the next round, as the worker does.
            let _ = copse::move_lines(&self.app.app).await;
            tokio::time::sleep(Duration::from_millis(dice.random_range(1..30))).await;
            if leaps > 0 && dice.random_bool(0.2) {
                self.app.advance(TimeDelta::minutes(145));
                leaps -= 1;
            }
            while let Some(ended) = acting.try_join_next() {
                let (one, theirs) = ended.expect("nobody met a page they could not read");
                everyone.push(one);
                done.add(&theirs);
            }
        }
        copse::move_lines(&self.app.app).await.expect("the line moves");
        (everyone, done)
    }

    /// What people were told is what is so.
    async fn compare(&self, everyone: &[Someone]) {
        let (db, round, event) = (self.app.db(), self.round, id_of(self.event));
        let mut with_place: Vec<Uuid> = sqlx::query_scalar(
            "select associate_id from event_registrations where event_id = $1 and state = 'registered'",
        )
        .bind(event)
        .fetch_all(db)
        .await
        .expect("who has a place");
        let mut told: Vec<Uuid> = everyone.iter().filter(|one| one.told == Told::Place).map(|one| one.id).collect();
        with_place.sort();
        told.sort();
        assert_eq!(told, with_place, "round {round}: who was told of a place, and who has one");
        let (miscounted, too_many): (i64, i64) = sqlx::query_as(
            "select count(*) filter (where p.taken <> (select count(*) from event_registrations r where r.pool_id = p.id)),
                    count(*) filter (where p.taken > p.places)
             from place_pools p where p.event_id = $1",
        )
        .bind(event)
        .fetch_one(db)
        .await
        .expect("pools");
        assert_eq!((miscounted, too_many), (0, 0), "round {round}: a pool counts those who hold its places");
        let passed_over: i64 = sqlx::query_scalar(
            "select count(*) from event_registrations r
             join associates a on a.id = r.associate_id
             join place_pools p on p.event_id = r.event_id
             where r.event_id = $1 and r.state = 'waiting' and p.taken < p.places
               and (cardinality(p.groups) = 0
                    or p.released_at is null and a.stakeholder_group = any (p.groups))",
        )
        .bind(event)
        .fetch_one(db)
        .await
        .expect("a line");
        assert_eq!(passed_over, 0, "round {round}: nobody waits for a place that is free");
    }
}

/// Looks again and again whether more people hold places than there are, until it is over.
async fn watch(db: PgPool, event: Uuid, over: Arc<AtomicBool>) {
    let held = "select (select count(*) from event_registrations where event_id = $1 and pool_id is not null)
                    <= (select sum(places) from place_pools where event_id = $1)";
    while !over.load(Ordering::Relaxed) {
        let fits: bool = sqlx::query_scalar(held).bind(event).fetch_one(&db).await.expect("a count");
        assert!(fits, "more people hold places than there are");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
