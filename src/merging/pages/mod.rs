//! Pages about records that may be one.

pub(crate) mod compare;
pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod of_person;
pub(crate) mod organisations;
pub(crate) mod refusal;
pub(crate) mod show;

use sqlx::PgConnection;

use super::store::Moved;
use super::tables::{ORGANISATIONS, PEOPLE};
use crate::associates::{self, Associate, Standing};
use crate::kernel::AssociateId;

/// The other of two records, if the team reads it and it is another.
async fn find_other(db: &mut PgConnection, one: AssociateId, other: AssociateId) -> sqlx::Result<Option<Associate>> {
    let found = associates::find(db, other).await?;
    Ok(found.filter(|found| found.id != one && Standing::SEEN.contains(&found.standing)))
}

/// "1 pair", "3 pairs".
fn counted(count: i64, [one, many]: [&str; 2]) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// "Why are they likely one? The same name, the same phone number."
fn listed(words: &[String]) -> String {
    let mut listed = words.join(", ");
    if let Some(first) = listed.get(..1).map(str::to_uppercase) {
        listed.replace_range(..1, &first);
    }
    listed
}

/// What a merge moved, in words: "3 agreements"; and what it set aside.
fn moved_in_words(moved: &[Moved]) -> (Vec<String>, Vec<String>) {
    let words = |table: &str| {
        let known = PEOPLE.iter().chain(ORGANISATIONS).find(|one| one.name == table).map(|one| one.words);
        known.or(match table {
            "registration_links" | "invitation_links" => Some(["link in a letter", "links in letters"]),
            "registration_steps" => Some(["step of a registration", "steps of registrations"]),
            "registration_answers" => Some(["answer to a question", "answers to questions"]),
            "sign_in_links" => Some(["link that waited to be opened", "links that waited to be opened"]),
            _ => None,
        })
    };
    let said = |count: i64, table: &str| words(table).filter(|_| count > 0).map(|words| counted(count, words));
    let moves = moved.iter().filter_map(|one| said(one.moved, &one.table_name)).collect();
    let aside = moved.iter().filter_map(|one| said(one.set_aside, &one.table_name)).collect();
    (moves, aside)
}
