//! The side of the process that serves people: it passes a file on to a child as it comes in, and takes back what
//! the child found. It never holds the file, nor more than one piece of it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::anyhow;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout};

use super::child::Line;
use super::model::{MOST_BYTES, Piece, Refusal};
use crate::app::App;

/// Files that come in at the same time; each waits in a child of its own.
static COMING_IN: Semaphore = Semaphore::const_new(16);
/// Files that are read at the same time.
static BEING_READ: Semaphore = Semaphore::const_new(2);
/// How long a file may wait to be read.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// How long reading may take, on the clock; how much work it may be, the child sees to itself.
const LONGEST_READING: Duration = Duration::from_secs(45);
/// How long the child may take to accept what came in.
const LONGEST_WRITE: Duration = Duration::from_secs(20);
/// No piece is as long as this.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// It is the file; the sentence is for the person who sent it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many files are being read; the same file can be read in a minute.
    #[error("other files are being read at the moment")]
    Busy,
    /// It is our fault.
    #[error(transparent)]
    Failed(anyhow::Error),
}

impl From<Unread> for crate::error::Error {
    /// For handlers that have dealt with a refusal before.
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Busy => Self::Busy(30),
            Unread::Refused(refusal) => Self::Internal(anyhow!("a file was refused where none is: {}", refusal.0)),
            Unread::Failed(cause) => Self::Internal(cause),
        }
    }
}

/// A file that is coming in.
pub struct Reader {
    child: Child,
    to_child: Option<ChildStdin>,
    from_child: BufReader<ChildStdout>,
    length: usize,
    _coming_in: SemaphorePermit<'static>,
}

impl Reader {
    /// Makes ready for a file, of whose name only the ending matters. Whoever drops it ends the child.
    ///
    /// # Errors
    /// Too many files are coming in, or there is no child.
    pub fn start(app: &App, file_name: &str) -> Result<Self, Unread> {
        let coming_in = COMING_IN.try_acquire().map_err(|_| Unread::Busy)?;
        let mut child = Command::new(program(app.config.program.as_deref()))
            .args(["read-spreadsheet", "--called", &ending(file_name)])
            // Nothing that is secret goes to where a file from outside is read, neither from here nor from a `.env`.
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| {
                Unread::Failed(anyhow::Error::new(error).context("no process to read a spreadsheet in"))
            })?;
        let (to_child, from_child) = (child.stdin.take(), child.stdout.take());
        let from_child = from_child.ok_or_else(|| Unread::Failed(anyhow!("a child without an output")))?;
        Ok(Self { child, to_child, from_child: BufReader::new(from_child), length: 0, _coming_in: coming_in })
    }

    /// The next bytes of the file.
    ///
    /// # Errors
    /// The file is too large, or the child is gone.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Unread> {
        self.length = self.length.saturating_add(bytes.len());
        if self.length > MOST_BYTES {
            return Err(Refusal::too_large().into());
        }
        let Some(to_child) = &mut self.to_child else { return Err(Unread::Failed(anyhow!("the child is gone"))) };
        match timeout(LONGEST_WRITE, to_child.write_all(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Unread::Failed(anyhow::Error::new(error).context("the child takes no file"))),
            Err(_) => Err(Unread::Failed(anyhow!("the child takes no file in time"))),
        }
    }

    /// The file has come to its end, and is read as soon as it is its turn.
    ///
    /// # Errors
    /// Others are before it for too long.
    pub async fn finish(mut self) -> Result<Sheets, Unread> {
        // The child begins when its input ends.
        let turn = timeout(LONGEST_WAIT, BEING_READ.acquire()).await;
        let (Ok(Ok(turn)), Some(to_child)) = (turn, self.to_child.take()) else { return Err(Unread::Busy) };
        drop(to_child);
        Ok(Sheets {
            child: self.child,
            from_child: self.from_child,
            left: LONGEST_READING,
            is_over: false,
            _turn: turn,
        })
    }
}

/// What a file holds, piece by piece.
pub struct Sheets {
    child: Child,
    from_child: BufReader<ChildStdout>,
    left: Duration,
    is_over: bool,
    _turn: SemaphorePermit<'static>,
}

impl Sheets {
    /// The next piece; none after the last. Whoever takes pieces should not wait for long between them: others wait
    /// for their turn.
    ///
    /// # Errors
    /// The file is refused, also after some of it was told.
    pub async fn next(&mut self) -> Result<Option<Piece>, Unread> {
        if self.is_over {
            return Ok(None);
        }
        let begun = Instant::now();
        let mut line = Vec::new();
        let mut source = (&mut self.from_child).take(LONGEST_LINE);
        let Ok(read) = timeout(self.left, source.read_until(b'\n', &mut line)).await else {
            self.end();
            return Err(Refusal::too_much().into());
        };
        // Only what the child takes counts, not what is done between two pieces.
        self.left = self.left.saturating_sub(begun.elapsed());
        read.map_err(|error| Unread::Failed(anyhow::Error::new(error).context("the child cannot be heard")))?;
        if line.last() != Some(&b'\n') {
            return Err(self.gave_up().await);
        }
        match serde_json::from_slice(&line) {
            Ok(Line::Piece(piece)) => Ok(Some(piece)),
            Ok(Line::Refused(why)) => {
                self.is_over = true;
                Err(Refusal(why).into())
            }
            Ok(Line::Done) => {
                self.is_over = true;
                Ok(None)
            }
            // The error could quote the file.
            Err(_) => {
                self.end();
                Err(Unread::Failed(anyhow!("the child says what is no piece")))
            }
        }
    }

    fn end(&mut self) {
        self.is_over = true;
        // It may have ended by itself.
        let _ = self.child.start_kill();
    }

    /// The child ended without a word: the file did that to it.
    async fn gave_up(&mut self) -> Unread {
        self.end();
        let ended = timeout(Duration::from_secs(5), self.child.wait()).await;
        let Ok(Ok(status)) = ended else { return Unread::Failed(anyhow!("a child that does not end")) };
        tracing::warn!(%status, "a spreadsheet ended the process that read it");
        match status.code() {
            // Its own failure: it could not limit itself, or could not be heard.
            Some(1 | 2) => Unread::Failed(anyhow!("the process that reads spreadsheets failed: {status}")),
            // A panic of the library.
            Some(_) => Refusal::damaged().into(),
            // A signal: no memory, or too much work.
            None => Refusal::too_much().into(),
        }
    }
}

/// This program, also when an upgrade has replaced its file by now.
fn program(configured: Option<&Path>) -> PathBuf {
    let this = || if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() };
    configured.map(Path::to_owned).or_else(|| this().ok()).unwrap_or_else(|| "copse".into())
}

/// The ending of a name as one may stand on a command line: "xlsx".
fn ending(file_name: &str) -> String {
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if ending.len() <= 5 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) { ending } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::ending;

    #[test]
    fn only_an_ending_goes_onto_a_command_line() {
        for (name, wanted) in [
            ("List of people.XLSX", "xlsx"),
            ("a.b.csv", "csv"),
            ("none", ""),
            ("x.Jane Smith", ""),
            ("x.--help", ""),
            ("x.", ""),
        ] {
            assert_eq!(ending(name), wanted, "{name}");
        }
    }
}
