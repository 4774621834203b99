//! One act on the memberships of many people, with the letters and entries that the same act on one person has.

use serde_json::json;
use sqlx::PgConnection;

use super::letters::{self, To};
use super::model::Part;
use super::pages::{described, named};
use super::store::{self, EndingOfMany, LinkOfMany};
use crate::audit::{By, Entry, Subject};
use crate::config::Config;
use crate::email::{self, Letter};
use crate::error::Result;
use crate::kernel::AssociateId;
use crate::projects::Project;

/// What became of an act on many.
pub(crate) struct Together {
    /// With whom it was done.
    pub(crate) people: Vec<AssociateId>,
    /// An entry for each, as parts of the act.
    pub(crate) entries: Vec<Entry>,
}

/// Links people to a project. Those whose link would say something about their health are linked too, and the link
/// waits for their own consent.
pub(crate) async fn link_together(
    db: &mut PgConnection,
    (config, project): (&Config, &Project),
    (link, writes): (&LinkOfMany, bool),
    people: &[AssociateId],
    by: &By,
) -> Result<Together> {
    let linked = store::link_all(db, link, people, by).await?;
    let part = Part { role: link.role, fellowship: None };
    if writes {
        let letter = |one: &store::LinkedPerson| {
            let to = To(one.associate_id, one.email.as_ref(), &one.given_name);
            if one.waits {
                letters::please_agree(config, to, one.id)
            } else {
                letters::linked(config, to, project, &part, (one.id, link.starts_on))
            }
        };
        let letters: Vec<Letter> = linked.iter().filter_map(letter).collect();
        email::enqueue_all(db, &letters, by.at).await?;
    }
    let entry = |one: &store::LinkedPerson| {
        let mut rest = json!({ "from": link.starts_on, "reason": link.reason });
        if one.waits {
            rest["waits_for_consent"] = json!(true);
        }
        let entry = Entry::new("Linked to the project", Subject::Project(project.id)).concerning(one.associate_id);
        entry.made(&described(project, &part, &rest))
    };
    Ok(Together {
        entries: linked.iter().map(entry).collect(),
        people: linked.iter().map(|one| one.associate_id).collect(),
    })
}

/// Ends the parts of people in a project.
pub(crate) async fn end_together(
    db: &mut PgConnection,
    project: &Project,
    ending: &EndingOfMany,
    people: &[AssociateId],
    by: &By,
) -> Result<Together> {
    let ended = store::end_parts(db, ending, people, by).await?;
    let entry = |one: &store::EndedOne| {
        let mut made = named(project, one.role);
        made["until"] = json!(ending.last_day);
        made["reason"] = json!(ending.reason);
        Entry::new("Ended a membership", Subject::Project(project.id)).concerning(one.associate_id).made(&made)
    };
    let entries = ended.iter().map(entry).collect();
    let mut people: Vec<AssociateId> = ended.iter().map(|one| one.associate_id).collect();
    people.sort();
    people.dedup();
    Ok(Together { people, entries })
}
