//! Requests over a real connection, which may break.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The way to a server that listens on a port of this machine.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) server: SocketAddr,
    /// The name people reach it by.
    pub(crate) host: String,
}

impl Wire {
    /// Asks for a page, with a session; the whole answer, as far as it came; none when nobody listened.
    pub(crate) async fn get(&self, path: &str, session: &str) -> Option<String> {
        self.send("GET", path, session, "").await
    }

    /// Sends a form, with a session; the whole answer, as far as it came; none when nobody listened.
    pub(crate) async fn post(&self, path: &str, session: &str, body: &str) -> Option<String> {
        self.send("POST", path, session, body).await
    }

    async fn send(&self, method: &str, path: &str, session: &str, body: &str) -> Option<String> {
        let (host, length) = (&self.host, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncookie: copse={session}\r\n\
             connection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        let mut stream = TcpStream::connect(self.server).await.ok()?;
        let mut answer = Vec::new();
        if stream.write_all(request.as_bytes()).await.is_ok() {
            // What came before it broke is what the visitor saw.
            let _ = stream.read_to_end(&mut answer).await;
        }
        Some(String::from_utf8_lossy(&answer).into_owned())
    }
}
