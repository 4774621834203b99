//! Pages about acts on many people.

pub(crate) mod doing;
pub(crate) mod index;
pub(crate) mod people;
pub(crate) mod show;
pub(crate) mod undoing;

/// "1 person", "23 people".
fn counted(count: i64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}
