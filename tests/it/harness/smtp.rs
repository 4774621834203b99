//! A mail server inside the test, which can be told to refuse.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// How the mail server answers a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// 451: not now.
    TryLater,
    /// 550: never.
    Refuse,
}

/// A mail that the server has taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    pub(crate) to: Vec<String>,
    pub(crate) data: String,
}

/// The mail server.
#[derive(Clone)]
pub(crate) struct Sink {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    script: Arc<Mutex<VecDeque<Answer>>>,
}

impl Sink {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let sink = Self { address, taken: Arc::default(), script: Arc::default() };
        let server = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().converse(stream));
            }
        });
        sink
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Answers the next mails so, one after another; those after them are taken.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script.lock().expect("the script").extend(answers);
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("the mails").clone()
    }

    async fn converse(self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut mail = Taken::default();
        let _ = say(&mut write, "220 sink").await;
        while let Ok(Some(line)) = lines.next_line().await {
            let reply = self.reply(&line, &mut lines, &mut write, &mut mail).await;
            if say(&mut write, reply).await.is_err() {
                return;
            }
        }
    }

    async fn reply(
        &self,
        line: &str,
        lines: &mut Lines<BufReader<OwnedReadHalf>>,
        write: &mut OwnedWriteHalf,
        mail: &mut Taken,
    ) -> &'static str {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => "250-sink\r\n250 8BITMIME",
            "MAIL" => match self.script.lock().expect("the script").pop_front() {
                Some(Answer::TryLater) => "451 try again later",
                Some(Answer::Refuse) => "550 no such person",
                None => "250 ok",
            },
            "RCPT" => {
                mail.to.extend(line.split(['<', '>']).nth(1).map(str::to_owned));
                "250 ok"
            }
            "DATA" => {
                let _ = say(write, "354 go on").await;
                mail.data = data(lines).await;
                self.taken.lock().expect("the mails").push(std::mem::take(mail));
                "250 taken"
            }
            _ => "250 ok",
        }
    }
}

async fn data(lines: &mut Lines<BufReader<OwnedReadHalf>>) -> String {
    let mut data = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        if line == "." {
            break;
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
        data.push('\n');
    }
    data
}

async fn say(write: &mut OwnedWriteHalf, reply: &str) -> std::io::Result<()> {
    write.write_all(format!("{reply}\r\n").as_bytes()).await
}
