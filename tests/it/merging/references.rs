//! Every reference to a person or an organisation is moved by a merge, or stands here with the reason why not.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::harness::TestApp;

/// References to a person that no row is moved along, and why.
const NOT_MOVED: &[(&str, &str)] = &[
    ("associates.merged_into", "what a merge itself sets"),
    ("accounts.associate_id", "one account stays open: accounts::set_states"),
    ("sign_in_links.associate_id", "set aside whole, so that no letter on its way changes a record that is merged"),
    ("standing_changes.associate_id", "how each record stood is its own history; shown on the page of the merge"),
    ("payments.offered_to", "to which record it was offered, so that each had one for an event; stays as it was"),
    ("merges.survivor_id", "the merges themselves"),
    ("merges.stub_id", "the merges themselves"),
    ("duplicate_looks.associate_id", "found out anew"),
    ("duplicate_pairs.one_id", "found out anew"),
    ("duplicate_pairs.other_id", "found out anew"),
    ("duplicate_refusals.one_id", "said of two records"),
    ("duplicate_refusals.other_id", "said of two records"),
];

const SUCCESSION: &str =
    "what has ended, or follows one that has, is not put together with another: Obstacle::Succession";

/// References to an organisation that no row is moved along, and why.
const OF_ORGANISATIONS_NOT_MOVED: &[(&str, &str)] = &[
    ("organisation_aliases.organisation_id", "names are written with the description: organisations::set_details"),
    ("organisation_looks.organisation_id", "found out anew"),
    ("organisation_successions.organisation_id", SUCCESSION),
    ("organisation_successions.successor_id", SUCCESSION),
    ("organisation_pairs.one_id", "found out anew"),
    ("organisation_pairs.other_id", "found out anew"),
    ("organisation_refusals.one_id", "said of two organisations"),
    ("organisation_refusals.other_id", "said of two organisations"),
];

async fn references(app: &TestApp, to: &str) -> BTreeSet<String> {
    let sql = "select r.conrelid::regclass || '.' || c.attname
         from pg_constraint r
         join pg_attribute c on c.attrelid = r.conrelid and c.attnum = r.conkey[1]
         where r.contype = 'f' and r.confrelid = $1::regclass";
    let found: Vec<String> = sqlx::query_scalar(sql).bind(to).fetch_all(app.db()).await.expect("references");
    found.into_iter().collect()
}

/// What the tables of `src/merging/tables.rs` say between two headings: `table.column`.
fn moved(from: &str, until: &str) -> BTreeSet<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/merging/tables.rs");
    let text = fs::read_to_string(path).expect("the tables");
    let part = text.split(from).nth(1).and_then(|rest| rest.split(until).next()).expect("a part").to_owned();
    let mut moved = BTreeSet::new();
    for start in ["plain(\"", "by_event(\n        \"", "by_event(\""] {
        for (at, _) in part.match_indices(start) {
            let name = part[at + start.len()..].split('"').next().unwrap_or_default();
            // A column that is not the usual one stands just before.
            let before =
                &part[part[..at].rfind("Table {").filter(|open| !part[*open..at].contains('}')).unwrap_or(at)..at];
            let column =
                before.split("column: \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("associate_id");
            moved.insert(format!("{name}.{column}"));
        }
    }
    moved
}

fn known(moved: BTreeSet<String>, not_moved: &[(&str, &str)]) -> BTreeSet<String> {
    moved.into_iter().chain(not_moved.iter().map(|(reference, _)| (*reference).to_owned())).collect()
}

#[tokio::test]
async fn no_reference_to_a_person_is_forgotten() {
    let app = TestApp::start().await;
    let known = known(moved("const PEOPLE", "];"), NOT_MOVED);
    assert_eq!(references(&app, "associates").await, known, "say in src/merging/tables.rs what a merge does with it");
}

#[tokio::test]
async fn no_reference_to_an_organisation_is_forgotten() {
    let app = TestApp::start().await;
    let known = known(moved("const ORGANISATIONS", "];"), OF_ORGANISATIONS_NOT_MOVED);
    assert_eq!(
        references(&app, "organisations").await,
        known,
        "say in src/merging/tables.rs what a merge does with it"
    );
}

/// A row that was set aside is put back as it was: a column that the database makes by itself could not be written.
#[tokio::test]
async fn rows_that_are_set_aside_can_be_put_back_whole() {
    let app = TestApp::start().await;
    let made: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.columns
         where table_schema = 'public' and (is_generated = 'ALWAYS' or identity_generation = 'ALWAYS')",
    )
    .fetch_all(app.db())
    .await
    .expect("columns");
    let tables = moved("const PEOPLE", "];");
    let wrong: Vec<&String> = made
        .iter()
        .filter(|table| {
            *table != "payments" && tables.iter().any(|known| known.split('.').next() == Some(table.as_str()))
        })
        .collect();
    assert!(wrong.is_empty(), "these cannot be set aside: {wrong:?}");
}
