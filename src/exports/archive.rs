//! What the archive has, and what it does not.

use std::fmt::Write as _;

use super::store::Column;

/// Every table that is in the archive, and what one row of it is.
pub(super) const TABLES: &[(&str, &str)] = &[
    ("accounts", "someone who can sign in; without their password"),
    ("affiliations", "where an Associate works or belongs, from and until"),
    ("alternates", "an earlier detail of someone whose records were put together"),
    ("associate_tags", "a label of the team on an Associate"),
    ("associate_themes", "a theme that an Associate is interested in"),
    ("associates", "an Associate: a registered stakeholder"),
    ("attendances", "whether an Associate came to an event"),
    ("audit_events", "an entry of the audit trail: who did what, when, with before and after"),
    ("bulk_acts", "one act on many Associates"),
    ("consents", "an entry of the ledger of what an Associate agreed to or took back; nothing in it is ever changed"),
    ("coverage_targets", "of how many people of a group a project should have"),
    ("duplicate_refusals", "that two records are of two people"),
    ("event_projects", "a project that an event belongs to"),
    ("event_questions", "a question that is asked of those who register for an event"),
    ("event_registrations", "an Associate's part in an event: has a place, waits, was offered one, cancelled"),
    ("event_reminders", "when people are reminded of an event"),
    ("event_seats", "the table at which someone sat at an event"),
    ("events", "a development opportunity"),
    ("feedback_answers", "an answer about an event, tied to nobody; without those that are not shown yet"),
    ("feedback_counts", "how many answered about an event"),
    ("feedback_given", "that someone answered about an event, apart from what they said"),
    ("feedback_questions", "a question that is asked after an event"),
    ("import_batches", "a list that was brought in from a spreadsheet"),
    ("intentions", "what someone means to do differently after an event"),
    ("invitation_batch_people", "someone of a batch of invitations, or why they were left out"),
    ("invitation_batches", "a frozen choice of people for one letter"),
    ("invitations", "that someone was asked to an event"),
    ("mails", "a letter that was written: to whom, about what and when; without its words, which may open something"),
    ("member_acts", "an Associate's own act: the only thing that moves the engagement clock"),
    ("memberships", "an Associate in a project in a role, from and until; without those that wait for a consent"),
    ("merges", "that two records were put together"),
    ("organisation_aliases", "another name of an organisation"),
    ("organisation_refusals", "that two organisations are not one"),
    ("organisation_successions", "which organisation follows one that ended"),
    ("organisations", "a body that people belong to"),
    ("output_contributors", "someone who contributed to an output"),
    ("output_events", "an event that an output came of"),
    ("output_projects", "a project that an output came of"),
    ("outputs", "a knowledge product"),
    ("payment_expenses", "an expense that someone claimed"),
    ("payment_rates", "what an hour, a day or a mile is paid from a date on"),
    ("payment_settings", "what all payments go by"),
    ("payment_steps", "what happened to a payment, when and by whom"),
    ("payments", "what someone was offered for an event, claimed and was paid"),
    ("place_pools", "how many places an event has, for whom"),
    ("privacy_notices", "a version of the privacy notice"),
    ("programme_contributors", "someone who leads something at an event"),
    ("programme_items", "what happens at an event"),
    ("programme_news", "what changed in a programme after people were told of it"),
    ("projects", "an implementation research project"),
    ("registration_answers", "what someone answered when they registered for an event"),
    ("registration_steps", "what happened to a registration, when and why"),
    ("reminder_letters", "that someone was reminded of an event"),
    ("standing_changes", "a change of an Associate's standing"),
    ("succession_decisions", "where someone went on when their organisation ended"),
    ("tags", "a label of the team"),
    ("thanks", "that someone was thanked for their part in an event"),
    ("thanks_words", "the words in which people are thanked"),
    ("themes", "a research area; groups projects"),
];

/// Every table that is not, and why.
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    (
        "bulk_act_people",
        "who was chosen for an act on many, which would tell whose link waits for a consent; the trail of each person has it",
    ),
    ("calendar_feeds", "secrets that open somebody's calendar"),
    ("check_in_codes", "secrets that say that somebody is at an event"),
    ("duplicate_looks", "which records have been compared, found out anew"),
    ("duplicate_pairs", "records that are alike, found out anew"),
    ("import_effects", "what a list has written, to take it back within a month"),
    ("import_rows", "rows of lists that were brought in, which are deleted after a month"),
    ("import_shapes", "how columns of lists were understood"),
    ("invitation_links", "secrets that answer an invitation"),
    ("known_devices", "from which devices somebody signs in"),
    ("merge_moves", "which rows a merge has moved, to take it back within ninety days"),
    ("nicknames", "short forms of first names"),
    ("organisation_looks", "which organisations have been compared, found out anew"),
    ("organisation_pairs", "organisations that are alike, found out anew"),
    ("rate_limits", "counts of attempts, which end within hours"),
    ("registration_event_wishes", "what somebody wants whose registration is not confirmed"),
    ("registration_links", "secrets that open somebody's place at an event"),
    ("registration_wishes", "what somebody wants whose registration is not confirmed"),
    ("sessions", "who is signed in"),
    ("sign_in_links", "secrets that sign somebody in"),
];

/// Columns that would let whoever has the archive in: letters hold links that sign in and answer.
const SECRETS: &[(&str, &str)] =
    &[("accounts", "password_hash"), ("mails", "body_text"), ("mails", "body_html"), ("mails", "calendar")];

pub(super) fn is_secret(table: &str, column: &str) -> bool {
    SECRETS.contains(&(table, column))
}

/// What the archive is, in words: the file README.txt in it.
pub(super) fn readme(columns: &[Column], by: &str, at: &str, from: &str) -> String {
    let mut text = format!(
        "Everything that Copse keeps\n\
         ===========================\n\n\
         Taken by {by} on {at} from {from}.\n\n\
         This archive has personal data of patients, carers and staff. Keep it where only those who need it can open it,\n\
         and delete it when it has done its work.\n\n\
         Each table is here twice, with the same rows, all of one moment:\n\
         csv/TABLE.csv      UTF-8 with a byte order mark, commas, a line of headings. A cell that a spreadsheet would run\n\
         \x20                  as a formula begins with an apostrophe. Nothing and an empty text look the same.\n\
         json/TABLE.jsonl   one JSON object a line, exactly as the database has it.\n\n\
         Times are in UTC. Ids are UUIDs; a column that refers to another table has the id of one of its rows.\n\n\
         Not here: people who have not confirmed their registration; links to projects that would reveal something about\n\
         somebody's health and wait for their consent; and these tables:\n"
    );
    for (table, why) in LEFT_OUT {
        let _ = writeln!(text, "  {table}: {why}");
    }
    for (table, what) in TABLES {
        let _ = write!(text, "\n{table}\n{}\nOne row: {what}.\n", "-".repeat(table.len()));
        for column in columns.iter().filter(|column| column.table == *table && !is_secret(table, &column.name)) {
            let _ = writeln!(text, "  {}", described(column));
        }
    }
    text
}

/// "county: county, optional; one of derbyshire, lincolnshire".
fn described(column: &Column) -> String {
    let mut text = format!("{}: {}", column.name, column.kind);
    if column.is_optional {
        text.push_str(", optional");
    }
    if let Some(table) = &column.refers_to {
        let _ = write!(text, "; refers to {table}");
    }
    if !column.words.is_empty() {
        let _ = write!(text, "; one of {}", column.words.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every table that the migrations make is in the archive or is left out for a reason.
    #[test]
    fn every_table_is_in_the_archive_or_left_out_for_a_reason() {
        let mut tables = BTreeSet::new();
        for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let names = text.lines().filter_map(|line| line.strip_prefix("create table "));
            tables.extend(names.filter_map(|rest| rest.split([' ', '(']).next().map(str::to_owned)));
        }
        let said: BTreeSet<String> = TABLES.iter().chain(LEFT_OUT).map(|(table, _)| (*table).to_owned()).collect();
        assert_eq!(said.len(), TABLES.len() + LEFT_OUT.len(), "a table is said twice");
        let missing: Vec<_> = tables.difference(&said).collect();
        let gone: Vec<_> = said.difference(&tables).collect();
        assert!(
            missing.is_empty(),
            "say in src/exports/archive.rs what these tables are, or why they are left out: {missing:?}"
        );
        assert!(gone.is_empty(), "these tables are no more: {gone:?}");
    }
}
