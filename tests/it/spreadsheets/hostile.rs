//! Files that are made to do harm, or are something else, or end in the middle: each has a sentence of its own,
//! within seconds and without the memory it asks for.

use std::time::Duration;

use super::{read, workbook, zipped};

/// What the process may have at most, in kilobytes.
const MOST: u64 = 512 * 1024;

/// The file is refused in words that hold this, soon and within the limit.
fn refused(file: &[u8], called: &str, words: &str) {
    let heard = read(file, called);
    let why = heard.refused.as_deref().unwrap_or_else(|| panic!("{words:?} is not refused: {heard:?}"));
    assert!(why.contains(words), "{words:?} is not in {why:?}");
    assert!(heard.took < Duration::from_secs(30), "{words:?} took {:?}", heard.took);
    assert!(heard.peak <= MOST, "{words:?} took {} kB", heard.peak);
}

/// The file ends the process, at once and within its limits.
fn ends_the_process(file: &[u8], called: &str) {
    let heard = read(file, called);
    assert!(heard.was_ended || heard.refused.is_some(), "{heard:?}");
    assert!(!heard.is_done && heard.took < Duration::from_secs(40), "{heard:?}");
    assert!(heard.peak <= MOST, "{} kB", heard.peak);
}

#[test]
fn what_is_no_spreadsheet_is_named() {
    refused(b"", "csv", "The file is empty");
    refused(b"\xef\xbb\xbf \r\n", "csv", "The file is empty");
    refused(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "xlsx", "This is a PDF, although its name ends in .xlsx");
    refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "csv", "This is a picture, although");
    refused(
        b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>Ada",
        "xls",
        "This is a web page",
    );
    refused(
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
        "xls",
        "an XML document",
    );
    refused(&zipped([("word/document.xml", "<w/>")]), "xlsx", "This is a Word document");
    refused(&zipped([("photo.jpg", "not a picture")]), "zip", "This is a ZIP file.");
    refused(&(0..=255).cycle().take(5000).collect::<Vec<u8>>(), "csv", "neither a workbook nor text");
    let stream = |name: &str| -> Vec<u8> {
        let name = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 1016], name, vec![0; 2048]].concat()
    };
    refused(&stream("EncryptedPackage"), "xlsx", "locked with a password");
    refused(&stream("WordDocument"), "xls", "This is a Word document, although");
    refused(&stream("Workbook"), "xls", "damaged");
}

#[test]
fn what_was_not_uploaded_to_its_end_is_refused() {
    let whole = workbook(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>"#, &[]);
    assert!(read(&whole, "xlsx").is_done);
    for part in [10, whole.len() / 3, whole.len() / 2, whole.len() - 30] {
        refused(&whole[..part], "xlsx", "not uploaded to its end");
    }
    refused(&workbook(r#"<row r="1"><c r="A1"><v>1"#, &[]), "xlsx", "damaged");
}

#[test]
fn a_cell_far_away_is_named_and_costs_nothing() {
    let far = workbook(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#,
        &[],
    );
    assert!(far.len() < 2500, "{} bytes", far.len());
    refused(&far, "xlsx", "the cell XFD1048576");
    // One that stands far below is only a row.
    let low =
        workbook(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>"#, &[]);
    let heard = read(&low, "xlsx");
    assert!(heard.is_done && heard.peak <= MOST);
    assert_eq!(heard.rows().iter().map(|row| row.number).collect::<Vec<_>>(), [1, 1_048_576]);
}

#[test]
fn forged_counts_and_sizes_cost_nothing() {
    let counts = r#"<sst count="4294967295" uniqueCount="4294967295"><si><t>Ada</t></si></sst>"#;
    let heard = read(
        &workbook(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#, &[("xl/sharedStrings.xml", counts)]),
        "xlsx",
    );
    assert!(heard.peak <= MOST && heard.took < Duration::from_secs(10), "{heard:?}");
    ends_the_process(
        &workbook(r#"<row r="1"><c r="A1" t="s"><v>4000000000</v></c></row>"#, &[("xl/sharedStrings.xml", counts)]),
        "xlsx",
    );
    // The directory says that one part has four gigabytes.
    let mut lying = workbook(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#, &[]);
    let at = lying.windows(4).rposition(|four| four == b"PK\x01\x02").expect("a directory");
    lying[at + 24..at + 28].copy_from_slice(&0xfff0_0000_u32.to_le_bytes());
    refused(&lying, "xlsx", "more memory or time");
    let names: Vec<String> = (0..3000).map(|number| format!("xl/media/{number}")).collect();
    let many = zipped(names.iter().map(|name| (name.as_str(), "")));
    refused(&many, "xlsx", "more memory or time");
}

#[test]
fn a_bomb_ends_where_it_is_read() {
    // One long text, named in every cell.
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let row = |number: u32, cells: u32| {
        let cells: String = (0..cells).map(|_| r#"<c t="s"><v>0</v></c>"#).collect();
        format!(r#"<row r="{number}">{cells}</row>"#)
    };
    let sheet: String = (1..=1000).map(|number| row(number, 6)).collect();
    refused(&workbook(&sheet, &[("xl/sharedStrings.xml", &long)]), "xlsx", "more memory or time");
    refused(&workbook(&row(7, 20), &[("xl/sharedStrings.xml", &long)]), "xlsx", "The row 7 holds more than 256 kB");
    // A text that grows when it is unpacked.
    let text = format!("<sst><si><t>{}</t></si></sst>", " and so on".repeat(6 * 1024 * 1024));
    let bomb = workbook(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#, &[("xl/sharedStrings.xml", &text)]);
    assert!(bomb.len() < 1024 * 1024, "{} bytes", bomb.len());
    ends_the_process(&bomb, "xlsx");
    // Entities in entities.
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]>\
                  <sst><si><t>&c;</t></si></sst>";
    let heard = read(
        &workbook(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#, &[("xl/sharedStrings.xml", laughs)]),
        "xlsx",
    );
    assert!(heard.peak <= MOST && heard.took < Duration::from_secs(10));
}

#[test]
fn a_sheet_that_is_far_too_wide_in_an_old_format_ends_its_process_only() {
    // A million rows of sixteen thousand columns, said in a few words.
    let content = "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                   xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
                   <office:body><office:spreadsheet><table:table table:name=\"One\"><table:table-row table:number-rows-repeated=\"1000000\">\
                   <table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>\
                   </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let ods = zipped([
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", content),
    ]);
    ends_the_process(&ods, "ods");
}

#[test]
fn too_much_of_anything_is_refused() {
    refused(&vec![b'a'; 21 * 1024 * 1024], "csv", "larger than 20 MB");
    refused("Ada\n".repeat(100_001).as_bytes(), "csv", "more than 100,000 rows");
    refused("a,".repeat(300).replace("a,", "a,b").as_bytes(), "csv", "no more than 200 columns");
    refused(format!("Name\n\"{}", "Ada Smith\n".repeat(5000)).as_bytes(), "csv", "opened and never closed");
}

#[test]
fn what_a_formula_says_is_never_run_and_macros_are_not_looked_at() {
    let sheet = r#"<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://x.example/"&amp;B1)</f><v>shown</v></c><c r="B1"><f>1+1</f></c></row>"#;
    let heard = read(&workbook(sheet, &[("xl/vbaProject.bin", "\u{1}\u{2} no macro is run")]), "xlsm");
    assert!(heard.is_done);
    assert_eq!(heard.cells(), [(1, vec![copse::Cell::Text("shown".to_owned())])]);
}
