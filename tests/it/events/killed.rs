//! Nobody who was told "You have a place" is without one when the server is killed in the middle.
//!
//! The program itself serves a crowd that registers, cancels and accepts what is offered, over real connections. It
//! is killed (SIGKILL) again and again at a random moment and started anew; people whose connection broke try again
//! as one does. What each was told last is then compared with the database.

use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::sleep;
use uuid::Uuid;

use super::{open, people};
use crate::harness::{TESS, TestApp, Wire};

const SEED: u64 = 911;
const LIVES: usize = 8;
const PEOPLE: usize = 16;
const PLACES: &str = "10";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_told_of_a_place_has_it_when_the_server_is_killed() {
    let app = TestApp::at("2026-06-01").await;
    // The program lives in the present.
    let present: DateTime<Utc> = sqlx::query_scalar("select now()").fetch_one(app.db()).await.expect("a time");
    app.advance(present - app.now());
    let day = (present + TimeDelta::days(20)).format("%d/%m/%Y").to_string();
    let event = open(&app.session_of(TESS.email).await, &[("starts_on", &day), ("capacity", PLACES)]).await;
    let crowd = people(&app, "Crowd", "carer", PEOPLE).await;

    let server = Server::on_a_free_port(app.database_url());
    let over = Arc::new(AtomicBool::new(false));
    let mut acting = JoinSet::new();
    for (number, (_, client)) in crowd.into_iter().enumerate() {
        let one = Someone {
            wire: server.wire(),
            session: client.cookie("copse").expect("a session"),
            event: event.clone(),
            own: Uuid::now_v7(),
            told: Told::Nothing,
            heard: [0; 3],
            broken: 0,
        };
        let dice = ChaCha8Rng::seed_from_u64(SEED + number as u64);
        acting.spawn(one.live(dice, over.clone()));
    }
    let mut dice = ChaCha8Rng::seed_from_u64(SEED);
    for _ in 0..LIVES {
        let mut program = server.start().await;
        sleep(Duration::from_millis(dice.random_range(200..900))).await;
        program.kill().await.expect("it is killed");
    }
    let mut program = server.start().await;
    over.store(true, Ordering::Relaxed);
    let everyone = acting.join_all().await;
    program.kill().await.expect("it ends");
    compare(&app, &everyone).await;
}

async fn compare(app: &TestApp, everyone: &[Someone]) {
    let broken: usize = everyone.iter().map(|one| one.broken).sum();
    assert!(broken >= LIVES, "the server was killed while nobody asked for anything: {broken}");
    let heard = everyone.iter().fold([0; 3], |sum, one| [0, 1, 2].map(|told| sum[told] + one.heard[told]));
    assert!(heard.iter().all(|times| *times > 0), "told of a place, of the line, of a cancellation: {heard:?}");
    for one in everyone {
        let state: Option<String> = sqlx::query_scalar("select state::text from event_registrations where id = $1")
            .bind(one.own)
            .fetch_optional(app.db())
            .await
            .expect("a state");
        let state = state.as_deref().unwrap_or("nothing");
        match one.told {
            Told::Place => assert_eq!(state, "registered"),
            Told::Waits => assert!(["waiting", "offered"].contains(&state), "{state}"),
            Told::Gone => assert_eq!(state, "cancelled"),
            Told::Nothing => panic!("somebody never got an answer"),
        }
    }
    let (places, held, counted): (i64, i64, i64) = sqlx::query_as(
        "select sum(places), (select count(*) from event_registrations where pool_id is not null), sum(taken)
         from place_pools",
    )
    .fetch_one(app.db())
    .await
    .expect("counts");
    assert_eq!(held, counted, "a pool counts those who hold its places");
    assert!(held <= places, "{held} people hold {places} places");
}

/// The program, to be started again and again on the same port and database.
struct Server {
    listen: SocketAddr,
    database_url: String,
    data: tempfile::TempDir,
}

impl Server {
    fn on_a_free_port(database_url: String) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let listen = free.local_addr().expect("an address");
        Self { listen, database_url, data: tempfile::tempdir().expect("a folder") }
    }

    fn wire(&self) -> Wire {
        Wire { server: self.listen, host: self.listen.to_string() }
    }

    /// Starts the program and waits until it serves.
    async fn start(&self) -> Child {
        let mut program = Command::new(env!("CARGO_BIN_EXE_copse"));
        program
            .arg("serve")
            .current_dir(self.data.path())
            .kill_on_drop(true)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        program.env("COPSE_LISTEN", self.listen.to_string()).env("DATABASE_URL", &self.database_url);
        let program = program.spawn().expect("the program starts");
        for _ in 0..300 {
            if self.wire().get("/readyz", "").await.is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return program;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("the program does not serve");
    }
}

/// What somebody was told last, by a whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Place,
    Waits,
    Gone,
}

struct Someone {
    wire: Wire,
    session: String,
    event: String,
    /// Their registration, which their browser numbers.
    own: Uuid,
    told: Told,
    /// How often they were told of a place, of the line and of a cancellation.
    heard: [usize; 3],
    /// How often the server broke off.
    broken: usize,
}

impl Someone {
    /// Acts until it is over, and then once more where an answer is missing.
    async fn live(mut self, mut dice: ChaCha8Rng, over: Arc<AtomicBool>) -> Self {
        while !over.load(Ordering::Relaxed) || self.told == Told::Nothing {
            self.act(&mut dice).await;
            sleep(Duration::from_millis(dice.random_range(0..40))).await;
        }
        self
    }

    async fn act(&mut self, dice: &mut ChaCha8Rng) {
        let own = format!("/registrations/{}", self.own);
        match self.told {
            Told::Nothing => self.register().await,
            Told::Place if dice.random_bool(0.04) => self.give_up(&own).await,
            Told::Place => {}
            Told::Waits => self.look(&own).await,
            Told::Gone if dice.random_bool(0.1) => {
                (self.own, self.told) = (Uuid::now_v7(), Told::Nothing);
            }
            Told::Gone => {}
        }
    }

    /// Sends the form, again and again the same one, until there is a whole answer, and reads it.
    async fn register(&mut self) {
        let form = format!("id={}", self.own);
        let address = format!("{}/registration", self.event);
        let Some(_) = self.redirected(&address, &form).await else { return };
        let own = format!("/registrations/{}", self.own);
        self.look(&own).await;
    }

    /// Reads what stands, and takes a place that is offered.
    async fn look(&mut self, own: &str) {
        let answer = self.wire.get(own, &self.session).await;
        let Some(page) = self.whole(answer) else { return };
        if page.contains("Yes, I take the place") {
            if self.redirected(&format!("{own}/acceptance"), "").await.is_some() {
                // The offers of this event last for longer than the test.
                self.hear(Told::Place);
            }
        } else if page.contains("I cannot come") {
            self.hear(Told::Place);
        } else if page.contains("Leave the waiting list") {
            self.hear(Told::Waits);
        }
    }

    fn hear(&mut self, told: Told) {
        self.told = told;
        match told {
            Told::Nothing => {}
            Told::Place => self.heard[0] += 1,
            Told::Waits => self.heard[1] += 1,
            Told::Gone => self.heard[2] += 1,
        }
    }

    async fn give_up(&mut self, own: &str) {
        let address = format!("{own}/cancellation");
        // A place given up twice is given up.
        while self.redirected(&address, "").await.is_none() {
            sleep(Duration::from_millis(20)).await;
        }
        self.hear(Told::Gone);
    }

    async fn redirected(&mut self, address: &str, form: &str) -> Option<String> {
        let answer = self.wire.post(address, &self.session, form).await;
        self.whole(answer).filter(|answer| answer.starts_with("HTTP/1.1 303"))
    }

    /// An answer that came to its end; that one broke off is counted.
    fn whole(&mut self, answer: Option<String>) -> Option<String> {
        let answer = answer?;
        let length =
            answer.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.len());
        let is_whole = body.is_some_and(|body| length.is_none_or(|length| body >= length));
        self.broken += usize::from(!is_whole);
        is_whole.then_some(answer)
    }
}
