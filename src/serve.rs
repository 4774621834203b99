//! The server: connections in, answers out, and a stop that drops nothing.
//!
//! Our own accept loop, since `axum::serve` does not limit the time in which a client sends its headers: a few
//! hundred clients that send one byte now and then would hold every connection.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, anyhow};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

use crate::run_to_end::Running;

/// How many connections may be open at a time; the next ones wait in the system's queue.
const OPEN_CONNECTIONS: usize = 1024;
/// How long a client may take to send the headers of a request, and how long an idle connection stays open.
const HEADERS_WITHIN: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 10 });
/// How long a connection may stay silent when the server stops before any request came over it.
const FIRST_REQUEST_WITHIN: Duration = Duration::from_secs(1);
/// How long the server waits at its stop for what is under way.
const FINISH_WITHIN: Duration = Duration::from_secs(30);

/// Whether the server is about to stop: then `/readyz` says so, and a load balancer sends nothing new.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// From now on the server is about to stop.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the server is about to stop.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often the program was asked to stop, by Ctrl-C or as systemd does it.
#[derive(Clone, Debug)]
pub(crate) struct StopSignals(watch::Receiver<u32>);

impl StopSignals {
    /// Takes the signals over; from now on they no longer end the process by themselves.
    pub(crate) fn listen() -> io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (counter, count) = watch::channel(0);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                counter.send_modify(|count| *count += 1);
            }
        });
        Ok(Self(count))
    }

    /// Resolves when the program was asked to stop.
    pub(crate) async fn once(&self) {
        self.at_least(1).await;
    }

    /// Resolves when it was asked again, by someone who does not want to wait.
    pub(crate) async fn twice(&self) {
        self.at_least(2).await;
    }

    async fn at_least(&self, times: u32) {
        // The sender lives as long as the runtime does.
        let _ = self.0.clone().wait_for(|count| *count >= times).await;
    }
}

/// Reserves the address, so that an occupied one is told before anything else is started.
pub(crate) fn reserve(address: SocketAddr) -> Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Otherwise the address stays closed for a minute after a restart.
    socket.set_reuseaddr(true)?;
    socket.bind(address).map_err(|error| explain(&error, address))?;
    Ok(socket)
}

/// Begins to take connections at the reserved address.
pub(crate) fn listen(socket: TcpSocket, address: SocketAddr) -> Result<TcpListener> {
    socket.listen(1024).map_err(|error| explain(&error, address))
}

fn explain(error: &io::Error, address: SocketAddr) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            anyhow!("{address} is in use by another program; stop that one, or choose another address in COPSE_LISTEN")
        }
        io::ErrorKind::AddrNotAvailable => anyhow!("{address} is no address of this machine; correct COPSE_LISTEN"),
        io::ErrorKind::PermissionDenied => {
            anyhow!("{address} may not be used without special rights; choose a port from 1024 up in COPSE_LISTEN")
        }
        kind => anyhow!("{address} cannot be used ({kind}); choose another address in COPSE_LISTEN"),
    }
}

/// Serves until `stop` resolves, then finishes what is under way: open requests, and the tasks of
/// [`run_to_end`](crate::run_to_end()) whose visitors have left.
///
/// # Errors
/// None at present; a connection that fails is its own affair.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> Result<()> {
    let (running, mut all_ended) = Running::new();
    let (stopping, _) = watch::channel(false);
    let room = Arc::new(Semaphore::new(OPEN_CONNECTIONS));
    let start = |(stream, peer, permit): Accepted| {
        let connection = Connection { peer, router: router.clone(), running: running.clone(), _permit: permit };
        tokio::spawn(connection.run(stream, stopping.subscribe()));
    };

    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &room) => start(accepted),
        }
    }
    // Those whom the system has already told that they are connected.
    while let Ok(accepted) = timeout(Duration::from_millis(1), accept(&listener, &room)).await {
        start(accepted);
    }
    drop(listener);
    stopping.send_replace(true);
    drop(running);
    if timeout(FINISH_WITHIN, all_ended.recv()).await.is_err() {
        tracing::warn!("some requests did not end in time and were broken off");
    }
    Ok(())
}

type Accepted = (TcpStream, SocketAddr, OwnedSemaphorePermit);

/// The next connection, as soon as there is room for one.
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> Accepted {
    loop {
        let Ok(permit) = room.clone().acquire_owned().await else {
            // The semaphore is never closed.
            return std::future::pending().await;
        };
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, permit),
            Err(error) if is_about_one_connection(&error) => {}
            Err(error) => {
                // Mostly too many open files. Others will be closed soon.
                tracing::error!(%error, "no new connections can be taken");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_about_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What one connection needs.
struct Connection {
    peer: SocketAddr,
    router: Router,
    running: Running,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    async fn run(self, stream: TcpStream, mut stopping: watch::Receiver<bool>) {
        // Answers are written at once; waiting for more to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        let was_asked = AtomicBool::new(false);
        let service = service_fn(|request: hyper::Request<Incoming>| {
            was_asked.store(true, Ordering::Relaxed);
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(self.peer));
            request.extensions_mut().insert(self.running.clone());
            self.router.clone().oneshot(request)
        });
        let mut protocol = http1::Builder::new();
        protocol.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
        let mut connection = pin!(protocol.serve_connection(TokioIo::new(stream), service));

        // How a connection ends (reset, slow headers, nonsense) is not worth a line in the log.
        tokio::select! {
            _ = &mut connection => return,
            _ = stopping.wait_for(|stopping| *stopping) => connection.as_mut().graceful_shutdown(),
        }
        // Browsers open connections in case they need one; such a one must not hold up the stop.
        let silence = async {
            sleep(FIRST_REQUEST_WITHIN).await;
            if was_asked.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            _ = &mut connection => {}
            () = silence => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::{MethodRouter, get};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;

    struct Started {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        server: JoinHandle<Result<()>>,
    }

    async fn start(handler: MethodRouter) -> Started {
        #[expect(clippy::disallowed_methods, reason = "a route for this test alone")]
        let router = Router::new().route("/", handler).layer(axum::middleware::from_fn(crate::run_to_end));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async { stopped.await.unwrap_or_default() };
        Started { address, stop, server: tokio::spawn(serve(listener, router, stopped)) }
    }

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: copse.example\r\n\r\n";

    async fn connect(server: &Started, send: &[u8]) -> TcpStream {
        let mut client = TcpStream::connect(server.address).await.unwrap();
        client.write_all(send).await.unwrap();
        client
    }

    async fn read(mut client: TcpStream) -> String {
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn handlers_know_who_asks_and_a_stop_finishes_the_request_under_way() {
        let slow = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| {
            sleep(Duration::from_millis(400)).await;
            peer.ip().to_string()
        };
        let server = start(get(slow)).await;
        let client = connect(&server, REQUEST).await;
        sleep(Duration::from_millis(100)).await;
        server.stop.send(()).unwrap();
        let answer = read(client).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"), "{answer}");
        server.server.await.unwrap().unwrap();
        assert!(TcpStream::connect(server.address).await.is_err());
    }

    #[tokio::test]
    async fn a_stop_waits_for_the_work_of_a_visitor_who_left() {
        let done = Arc::new(AtomicBool::new(false));
        let mark = done.clone();
        let server = start(get(async move || {
            sleep(Duration::from_millis(400)).await;
            mark.store(true, Ordering::SeqCst);
        }))
        .await;
        let client = connect(&server, REQUEST).await;
        sleep(Duration::from_millis(100)).await;
        drop(client);
        server.stop.send(()).unwrap();
        server.server.await.unwrap().unwrap();
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_silent_connection_does_not_hold_up_the_stop() {
        let server = start(get(async || "here")).await;
        let silent = connect(&server, b"").await;
        let idle = connect(&server, REQUEST).await;
        sleep(Duration::from_millis(100)).await;
        server.stop.send(()).unwrap();
        timeout(Duration::from_secs(3), server.server).await.unwrap().unwrap().unwrap();
        assert_eq!(read(silent).await, "");
        assert!(read(idle).await.ends_with("here"));
    }

    #[tokio::test]
    async fn a_client_that_sends_its_headers_slowly_is_cut_off_while_others_are_served() {
        let server = start(get(async || "here")).await;
        let slow = connect(&server, b"GET / HTTP/1.1\r\nhost: cop").await;
        let mut quick = connect(&server, REQUEST).await;
        let mut status = [0; 12];
        quick.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 200");
        let started = tokio::time::Instant::now();
        let answer = read(slow).await;
        assert!(!answer.contains("200"), "{answer}");
        assert!(started.elapsed() <= HEADERS_WITHIN + Duration::from_secs(2));
    }

    #[tokio::test]
    async fn an_occupied_address_is_told_in_one_sentence() {
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let said = reserve(other.local_addr().unwrap()).unwrap_err().to_string();
        assert!(said.contains("is in use by another program"), "{said}");
    }
}
