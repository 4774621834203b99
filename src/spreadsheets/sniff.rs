//! What a file is, by what stands in it and not by its name.

use std::io::Cursor;

use zip::ZipArchive;

use super::model::Refusal;

/// The kinds that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Xlsx,
    Xls,
    Ods,
}

/// More parts than a workbook has.
const MOST_PARTS: usize = 2_000;
/// What all parts of a workbook may be when they are unpacked, by what they say themselves.
const MOST_UNPACKED: u64 = 400 * 1024 * 1024;

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How a file begins that is something else, and what that is.
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
];

/// What the file is.
///
/// # Errors
/// It is nothing that is read, or says of itself that it is far too large.
pub(super) fn kind(file: &[u8], called: &str) -> Result<Kind, Refusal> {
    if file.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(Refusal::new("The file is empty."));
    }
    if let Some((_, what)) = OTHERS.iter().find(|(beginning, _)| file.starts_with(beginning)) {
        return Err(not_a_spreadsheet(what, called));
    }
    if file.get(4..8) == Some(b"ftyp") {
        return Err(not_a_spreadsheet("a picture or a film", called));
    }
    if file.starts_with(b"PK") {
        return in_a_zip(file, called);
    }
    if file.starts_with(OLE) {
        return in_a_container(file, called);
    }
    let beginning: Vec<u8> = file.iter().copied().take(512).collect();
    let beginning = String::from_utf8_lossy(&beginning).to_lowercase();
    let beginning = beginning.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if ["<html", "<!doctype html", "<table", "<meta", "<head"].iter().any(|tag| beginning.starts_with(tag)) {
        return Err(not_a_spreadsheet("a web page", called));
    }
    if beginning.starts_with("<?xml") || beginning.starts_with("<workbook") {
        return Err(not_a_spreadsheet("an XML document", called));
    }
    if beginning.starts_with("begin:v") {
        return Err(not_a_spreadsheet("a file of contacts or of a calendar", called));
    }
    Ok(Kind::Text)
}

fn not_a_spreadsheet(what: &str, called: &str) -> Refusal {
    let but = match called {
        "csv" | "tsv" | "xls" | "xlsx" | "xlsm" | "ods" => format!(", although its name ends in .{called}"),
        _ => String::new(),
    };
    Refusal::new(format!(
        "This is {what}{but}. Open it in your spreadsheet program if it holds a table, save it as an Excel workbook (.xlsx) or \
         CSV, and upload that."
    ))
}

/// Looks at the list of parts. Nothing is unpacked.
fn in_a_zip(file: &[u8], called: &str) -> Result<Kind, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| Refusal::damaged())?;
    if archive.len() > MOST_PARTS {
        return Err(Refusal::too_much());
    }
    let mut unpacked: u64 = 0;
    let mut is_locked = false;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| Refusal::damaged())?;
        unpacked = unpacked.saturating_add(part.size());
        is_locked |= part.encrypted();
        names.push(part.name().map_err(|_| Refusal::damaged())?.trim_start_matches('/').to_owned());
    }
    if is_locked {
        return Err(locked());
    }
    if unpacked > MOST_UNPACKED {
        return Err(Refusal::too_much());
    }
    let has = |name: &str| names.iter().any(|part| part.eq_ignore_ascii_case(name));
    let has_in = |folder: &str| names.iter().any(|part| part.starts_with(folder));
    if has("xl/workbook.bin") {
        Err(not_a_spreadsheet("an Excel binary workbook (.xlsb)", called))
    } else if has_in("xl/") {
        Ok(Kind::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Ok(Kind::Ods)
    } else if has_in("word/") {
        Err(not_a_spreadsheet("a Word document", called))
    } else if has_in("ppt/") {
        Err(not_a_spreadsheet("a presentation", called))
    } else if has_in("Index/") {
        Err(not_a_spreadsheet("a document of Apple's Numbers or Pages", called))
    } else {
        Err(not_a_spreadsheet("a ZIP file", called))
    }
}

/// The container of Office before 2007, and of every workbook that is locked with a password.
fn in_a_container(file: &[u8], called: &str) -> Result<Kind, Refusal> {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file.windows(name.len()).any(|part| part == name)
    };
    if has("EncryptedPackage") {
        Err(locked())
    } else if has("Workbook") || has("Book") {
        Ok(Kind::Xls)
    } else if has("WordDocument") {
        Err(not_a_spreadsheet("a Word document", called))
    } else if has("PowerPoint Document") {
        Err(not_a_spreadsheet("a presentation", called))
    } else {
        Err(not_a_spreadsheet("a document of another program", called))
    }
}

pub(super) fn locked() -> Refusal {
    Refusal::new(
        "The workbook is locked with a password. Open it, take the password off (in Excel: File, Info, Protect Workbook, \
         Encrypt with Password, and clear it), save it, and upload that.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_stands_in_it() {
        let refused = |file: &[u8]| kind(file, "xlsx").unwrap_err().0;
        assert!(refused(b"").contains("empty"));
        assert!(refused(b"  \r\n").contains("empty"));
        assert!(refused(b"%PDF-1.7\n").starts_with("This is a PDF, although its name ends in .xlsx."));
        assert!(refused(b"\x89PNG\r\n").contains("a picture"));
        assert!(refused(b"\xef\xbb\xbf <HTML><table>").contains("a web page"));
        assert!(refused(b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>").contains("XML"));
        assert!(refused(b"PK\x03\x04 cut off").contains("damaged"));
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(refused(&[OLE, &[0; 512], &locked].concat()).contains("password"));
        assert_eq!(kind(b"Name,Email\n", "xlsx"), Ok(Kind::Text));
    }
}
