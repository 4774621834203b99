//! Real files with a few bytes changed, cut or doubled: whatever becomes of them, the process tells rows within the
//! limits or a reason, or ends by itself.

use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::read;
use super::real::file;

const SEED: u64 = 5;
const TIMES: usize = 25;

fn changed(file: &[u8], dice: &mut ChaCha8Rng) -> Vec<u8> {
    let mut file = file.to_vec();
    for _ in 0..dice.random_range(1..12) {
        if file.len() < 8 {
            break;
        }
        let at = dice.random_range(0..file.len());
        match dice.random_range(0..5) {
            0 => file[at] = dice.random(),
            1 => file[at] ^= 1 << dice.random_range(0..8),
            2 => file.truncate(at.max(4)),
            3 => {
                let end = (at + dice.random_range(1..64)).min(file.len());
                let part = file[at..end].to_vec();
                file.splice(at..at, part);
            }
            _ => {
                let end = (at + 4).min(file.len());
                file[at..end].fill(if dice.random() { 0xff } else { 0 });
            }
        }
    }
    file
}

#[test]
fn no_change_of_a_real_file_breaks_the_reader() {
    let mut dice = ChaCha8Rng::seed_from_u64(SEED);
    let mut read_anyway = 0;
    for name in [
        "openpyxl.xlsx",
        "libreoffice/openpyxl.xlsx",
        "libreoffice/openpyxl.xls",
        "libreoffice/openpyxl.ods",
        "libreoffice/utf16.csv",
    ] {
        let whole = file(name);
        for round in 0..TIMES {
            let heard = read(&changed(&whole, &mut dice), "xlsx");
            assert!(heard.is_done || heard.refused.is_some() || heard.was_ended, "{name}, {round}: {heard:?}");
            assert!(heard.took < Duration::from_secs(30) && heard.peak <= 512 * 1024, "{name}, {round}: {heard:?}");
            for row in heard.rows() {
                assert!(row.number > 0 && !row.cells.is_empty() && row.cells.len() <= 200, "{name}, {round}");
            }
            read_anyway += usize::from(heard.is_done);
        }
    }
    assert!(read_anyway > 0, "none was read: the changes are too harsh to try anything");
}
