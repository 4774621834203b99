//! The child process: limits itself, takes a file from its standard input, and tells what it holds, a line of JSON
//! for each piece. Whatever the file does to it, the process that serves people only sees it end.

use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;

use nix::sys::resource::{Resource, setrlimit};

use super::model::{Collector, MOST_BYTES, Piece, Refusal, Stop};
use super::{sniff, text, workbook};

/// Address space: the file, its parts unpacked, the text of its cells, and the program itself.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// Seconds of work.
const MOST_WORK: u64 = 20;

/// One line of what the child says.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) enum Line {
    Piece(Piece),
    Refused(String),
    /// Only a file that was read to its end ends with this.
    Done,
}

/// Reads the file on standard input. `called` is the ending of its name.
///
/// Failing is said by the exit code alone, since an error could quote the file.
pub fn run(called: &str) -> ExitCode {
    if limit().is_err() {
        return ExitCode::FAILURE;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut say = |line: &Line| -> io::Result<()> {
        serde_json::to_writer(&mut out, line)?;
        out.write_all(b"\n")?;
        out.flush()
    };
    let read = file().map_err(|_| Stop::Unheard).and_then(|file| {
        let mut hand_on = |piece| say(&Line::Piece(piece)).map_err(|_| Stop::Unheard);
        read(file, called, &mut hand_on)
    });
    let said = match read {
        Ok(()) => say(&Line::Done),
        Err(Stop::Refused(refusal)) => say(&Line::Refused(refusal.0)),
        Err(Stop::Unheard) => return ExitCode::FAILURE,
    };
    if said.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn limit() -> nix::Result<()> {
    // No file is written, no picture of the memory left behind.
    for (what, most) in [
        (Resource::RLIMIT_AS, MOST_MEMORY),
        (Resource::RLIMIT_CPU, MOST_WORK),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_CORE, 0),
    ] {
        setrlimit(what, most, most)?;
    }
    Ok(())
}

fn file() -> io::Result<Vec<u8>> {
    let mut file = Vec::new();
    // One byte more tells that there is more; the rest is left unread.
    io::stdin().lock().take(MOST_BYTES as u64 + 1).read_to_end(&mut file)?;
    Ok(file)
}

/// Reads a whole file, whatever kind it is.
pub(super) fn read(
    file: Vec<u8>,
    called: &str,
    hand_on: &mut dyn FnMut(Piece) -> Result<(), Stop>,
) -> Result<(), Stop> {
    if file.len() > MOST_BYTES {
        return Err(Refusal::too_large().into());
    }
    let mut collector = Collector::new(hand_on);
    match sniff::kind(&file, called)? {
        sniff::Kind::Text => text::read(&file, &mut collector)?,
        sniff::Kind::Xlsx => workbook::read_xlsx(file, &mut collector)?,
        sniff::Kind::Xls => workbook::read_xls(file, &mut collector)?,
        sniff::Kind::Ods => workbook::read_ods(file, &mut collector)?,
    }
    collector.flush()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spreadsheets::model::{Cell, MOST_COLUMNS};

    fn pieces(file: Vec<u8>) -> Result<Vec<Piece>, Refusal> {
        let mut pieces = Vec::new();
        let mut hand_on = |piece| {
            pieces.push(piece);
            Ok(())
        };
        match read(file, "csv", &mut hand_on) {
            Ok(()) => Ok(pieces),
            Err(Stop::Refused(refusal)) => Err(refusal),
            Err(Stop::Unheard) => panic!("everything is heard"),
        }
    }

    fn within_limits(file: Vec<u8>) {
        let Ok(pieces) = pieces(file) else { return };
        assert!(matches!(pieces.first(), Some(Piece::Sheet { .. })), "a sheet comes first");
        for piece in pieces {
            let Piece::Rows(rows) = piece else { continue };
            assert!(!rows.is_empty() && rows.len() <= 500);
            assert!(rows.windows(2).all(|two| two[0].number < two[1].number), "in order");
            let fine =
                |cells: &Vec<Cell>| cells.len() <= MOST_COLUMNS && !matches!(cells.last(), None | Some(Cell::Empty));
            assert!(rows.iter().all(|row| row.number > 0 && fine(&row.cells)));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
            within_limits(bytes);
        }

        #[test]
        fn no_text_breaks_the_reader(text in "([a-c,;\t\"\r\n '=é\u{feff}]|sep=){0,400}") {
            within_limits(text.clone().into_bytes());
            within_limits([b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat());
        }

        #[test]
        fn no_bytes_after_a_known_beginning_break_it(
            beginning in prop::sample::select(vec![
                &b"PK\x03\x04"[..], b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"<html", b"\xfe\xff", b"sep=",
            ]),
            bytes in proptest::collection::vec(any::<u8>(), 0..2000),
        ) {
            within_limits([beginning, &bytes].concat());
        }
    }
}
