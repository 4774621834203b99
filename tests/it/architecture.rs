//! The house keeps its shape: who may use whom, where SQL is written and by whom, how long a file may be.
//! When one of these fails, its message says what was found; the tables here are the rules.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every module may use those to its left, and `app`, `config` and `error`.
/// First the platform, then the slices.
const ORDER: &[&str] = &[
    "kernel",
    "access",
    "web",
    "spreadsheets",
    "audit",
    "email",
    "operations",
    "accounts",
    "organisations",
    "projects",
    "privacy",
    "associates",
    "tags",
    "memberships",
    "places",
    "reminders",
    "events",
    "attendance",
    "programme",
    "outputs",
    "feedback",
    "intentions",
    "thanks",
    "sign_ups",
    "people",
    "succession",
    "bulk",
    "payments",
    "invitations",
    "reminding",
    "exports",
    "merging",
    "imports",
    "standing",
    "registration",
    "me",
    "search",
    "dashboards",
    "home",
];

/// What everything may use.
const EVERYWHERE: [&str; 3] = ["app", "config", "error"];

/// What uses everything: it puts the parts together, or comes before them.
const AROUND: [&str; 10] =
    ["commands", "database", "demo", "lib", "logging", "main", "router", "run_to_end", "serve", "worker"];

/// Arrows against the order, each with its reason.
const KNOTS: [(&str, &str, &str); 2] = [
    ("web", "audit", "a page's layout knows who acts: Layout::by"),
    ("operations", "database", "whether the schema is the newest"),
];

/// The module whose store writes a table. Everyone may read.
const OWNERS: &[(&str, &[&str])] = &[
    ("accounts", &["accounts", "sessions", "known_devices", "sign_in_links", "rate_limits"]),
    ("audit", &["audit_events"]),
    ("email", &["mails"]),
    ("organisations", &["organisations", "organisation_aliases", "organisation_successions"]),
    ("projects", &["themes", "projects"]),
    ("privacy", &["privacy_notices", "consents"]),
    ("associates", &["associates", "associate_themes", "standing_changes", "affiliations", "member_acts"]),
    ("tags", &["tags", "associate_tags"]),
    ("memberships", &["memberships"]),
    ("succession", &["succession_decisions"]),
    ("bulk", &["bulk_acts", "bulk_act_people"]),
    (
        "places",
        &["place_pools", "event_registrations", "registration_steps", "registration_answers", "registration_links"],
    ),
    ("reminders", &["event_reminders", "reminder_letters"]),
    ("events", &["events", "event_projects", "event_questions"]),
    ("attendance", &["attendances", "event_seats", "check_in_codes"]),
    ("programme", &["programme_items", "programme_contributors", "programme_news"]),
    ("outputs", &["outputs", "output_events", "output_projects", "output_contributors"]),
    ("feedback", &["feedback_questions", "feedback_counts", "feedback_given", "feedback_answers"]),
    ("intentions", &["intentions"]),
    ("thanks", &["thanks", "thanks_words"]),
    ("sign_ups", &["calendar_feeds"]),
    ("payments", &["payment_rates", "payment_settings", "payments", "payment_expenses", "payment_steps"]),
    ("invitations", &["invitation_batches", "invitation_batch_people", "invitations", "invitation_links"]),
    (
        "merging",
        &[
            "merges",
            "merge_moves",
            "alternates",
            "nicknames",
            "duplicate_looks",
            "duplicate_pairs",
            "duplicate_refusals",
            "organisation_looks",
            "organisation_pairs",
            "organisation_refusals",
        ],
    ),
    ("registration", &["registration_wishes", "registration_event_wishes"]),
    ("imports", &["import_batches", "import_rows", "import_effects", "import_shapes"]),
    ("dashboards", &["coverage_targets"]),
    ("database", &["_sqlx_migrations"]),
];

/// A file of ours, by its path from the top of the repository.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// `accounts` for `src/accounts/store.rs`, `app` for `src/app.rs`.
    fn module(&self) -> String {
        let part = self.path.components().nth(1).expect("a file in a folder");
        part.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
    }

    fn is_store(&self) -> bool {
        let parts: Vec<_> = self.path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.iter().any(|part| part == "store" || part == "store.rs")
    }

    fn is_test(&self) -> bool {
        self.path.components().any(|part| part.as_os_str() == "tests")
    }

    /// The lines that are not comments.
    fn code(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//"))
    }

    /// The same without the unit tests at the end.
    fn code_without_tests(&self) -> String {
        let lines: Vec<&str> = self.code().take_while(|line| line.trim() != "#[cfg(test)]").collect();
        lines.join("\n")
    }
}

fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![top.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if endings.contains(&ending) {
                let text = fs::read_to_string(&path).expect("a readable file");
                found.push(Source { path: path.strip_prefix(top).expect("inside").to_path_buf(), text });
            }
        }
    }
    found
}

fn rust() -> Vec<Source> {
    sources("src", &["rs"]).into_iter().filter(|source| !source.is_test()).collect()
}

/// The modules of ours that a text names: `crate::web::Page`, `use crate::{access, web}`.
fn used_modules(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let names = match rest.strip_prefix('{') {
            Some(group) => top_names(group),
            None => vec![rest],
        };
        for name in names {
            let name: String = name.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            // Names with capitals and functions are what the crate's root offers, which only those around use.
            used.insert(name);
        }
    }
    used
}

/// `access, web::{Page, Form}, error}` has access, web and error.
fn top_names(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn place(module: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == module)
}

#[test]
fn every_module_has_its_place_in_the_order() {
    let known = |module: &str| ORDER.contains(&module) || EVERYWHERE.contains(&module) || AROUND.contains(&module);
    let unknown: BTreeSet<String> = rust().iter().map(Source::module).filter(|module| !known(module)).collect();
    assert!(unknown.is_empty(), "not in the tables of tests/it/architecture.rs: {unknown:?}");
}

#[test]
fn modules_use_only_what_stands_before_them() {
    let mut wrong = BTreeSet::new();
    let mut tied = BTreeSet::new();
    for source in rust() {
        let from = source.module();
        let Some(here) = place(&from) else { continue };
        for to in used_modules(&source.code_without_tests()) {
            if EVERYWHERE.contains(&to.as_str()) || place(&to).is_some_and(|there| there <= here) {
                continue;
            }
            match KNOTS.iter().find(|(a, b, _)| *a == from && *b == to) {
                Some(knot) => tied.insert(knot),
                None => !wrong.insert(format!("{from} uses {to}: {}", source.path.display())),
            };
        }
    }
    assert!(wrong.is_empty(), "against the order of modules: {wrong:#?}");
    assert_eq!(tied.len(), KNOTS.len(), "knots that are untied by now stay in the table; left: {tied:?}");
}

#[test]
fn pages_forms_and_paths_of_a_slice_are_its_own() {
    let mut wrong = Vec::new();
    for source in rust().iter().filter(|source| place(&source.module()).is_some()) {
        let own = source.module();
        for slice in ORDER.iter().filter(|slice| **slice != own) {
            for part in ["pages", "forms", "store"] {
                if source.code_without_tests().contains(&format!("crate::{slice}::{part}::")) {
                    wrong.push(format!("{} uses {slice}::{part}", source.path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn queries_stand_in_stores() {
    let beneath = ["database", "demo"];
    let found = rust().into_iter().filter(|source| !source.is_store() && !beneath.contains(&source.module().as_str()));
    let wrong: Vec<PathBuf> =
        found.filter(|source| source.code_without_tests().contains("sqlx::query")).map(|source| source.path).collect();
    assert!(wrong.is_empty(), "queries outside of a store: {wrong:?}");
}

#[test]
fn every_table_has_one_writer() {
    let owner = |table: &str| OWNERS.iter().find(|(_, tables)| tables.contains(&table)).map(|(owner, _)| *owner);
    let tables = tables();
    let orphans: Vec<&String> = tables.iter().filter(|table| owner(table).is_none()).collect();
    assert!(orphans.is_empty(), "tables without an owner in tests/it/architecture.rs: {orphans:?}");
    let mut wrong = BTreeSet::new();
    for source in rust().iter().filter(|source| source.module() != "demo") {
        for table in written_tables(&source.code_without_tests(), &tables) {
            if owner(&table) != Some(source.module().as_str()) || !source.is_store() {
                wrong.insert(format!("{} writes {table}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "tables written by others than their owner's store: {wrong:#?}");
}

/// The one exception: a merge says whose a row is, in every table that has people's rows. It does so in one file, whose
/// statements take a table and the column from `src/merging/tables.rs` and set no other column.
#[test]
fn merging_changes_whose_a_row_is_and_nothing_else() {
    let in_moving = |source: &Source| source.path.ends_with("merging/store/moving.rs");
    // The archive reads every table there is, and writes none.
    let is_archive = |source: &Source| source.path.ends_with("exports/store/archive.rs");
    let made = rust().into_iter().filter(|source| source.code_without_tests().contains("AssertSqlSafe"));
    let made = made.filter(|source| !is_archive(source));
    let wrong: Vec<PathBuf> =
        made.filter(|source| source.module() != "database" && !in_moving(source)).map(|source| source.path).collect();
    assert!(wrong.is_empty(), "statements that are put together from names stand in one file: {wrong:?}");
    let moving = rust().into_iter().find(in_moving).expect("the file").code_without_tests();
    let updates: Vec<&str> = moving.split("update {").skip(1).filter_map(|rest| rest.split("where").next()).collect();
    assert_eq!(updates.len(), 4, "{updates:?}");
    for update in updates {
        let sets = update.split(" set ").nth(1).unwrap_or_default().split("from").next().unwrap_or_default().trim();
        assert!(["{column} = $3", "{column} = m.was"].contains(&sets), "{update}");
    }
}

fn tables() -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for migration in sources("migrations", &["sql"]) {
        for line in migration.text.lines() {
            let name = line.strip_prefix("create table ").and_then(|rest| rest.split([' ', '(']).next());
            tables.extend(name.map(str::to_owned));
        }
    }
    tables
}

fn written_tables(code: &str, tables: &BTreeSet<String>) -> BTreeSet<String> {
    let words: Vec<&str> =
        code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let written = words.windows(3).filter_map(|three| match three {
        ["insert", "into", table] | ["delete", "from", table] => Some(*table),
        // Neither `for update` nor `do update set`.
        [before, "update", table] if !["for", "do"].contains(before) => Some(*table),
        _ => None,
    });
    written.filter(|table| tables.contains(*table)).map(str::to_owned).collect()
}

#[test]
fn roles_are_compared_in_one_place() {
    // Whoever makes an account says what it is for; that is no comparison.
    let may = ["access", "accounts", "demo", "commands"];
    let compares = |text: &str| {
        ["AccountRole::Team", "AccountRole::Administrator", "== AccountRole::"].iter().any(|how| text.contains(how))
    };
    let code = rust().into_iter().filter(|source| !may.contains(&source.module().as_str()));
    let code = code.filter(|source| compares(&source.code_without_tests()));
    let pages =
        sources("templates", &["html", "txt"]).into_iter().filter(|template| template.text.contains("AccountRole"));
    let wrong: Vec<PathBuf> = code.chain(pages).map(|source| source.path).collect();
    assert!(wrong.is_empty(), "ask access/policy.rs instead: {wrong:?}");
}

#[test]
fn configuration_is_read_in_one_place() {
    let reads = |source: &Source| {
        let code = source.code_without_tests();
        code.contains("env::var(") || code.contains("env::vars(")
    };
    let wrong: Vec<PathBuf> =
        rust().into_iter().filter(|source| source.module() != "config" && reads(source)).map(|s| s.path).collect();
    assert!(wrong.is_empty(), "take it from App::config: {wrong:?}");
}

#[test]
fn templates_escape_everything() {
    let templates = sources("templates", &["html"]);
    let raw = templates.iter().filter(|template| template.text.contains("|safe") || template.text.contains("| safe"));
    let wrong: Vec<&PathBuf> = raw.map(|template| &template.path).collect();
    assert!(wrong.is_empty(), "raw HTML in templates: {wrong:?}");
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let folders =
        [("src", "rs"), ("tests", "rs"), ("tests", "mjs"), ("templates", "html"), ("static", "js"), ("static", "css")];
    let all = folders.iter().flat_map(|(folder, ending)| sources(folder, &[ending]));
    let long: Vec<String> = all
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > 400)
        .map(|(lines, path)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "more than 400 lines: {long:?}");
}
