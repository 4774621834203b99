//! Moving from one post to another: the old one keeps its dates, so that reports about the past stay right.

use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::model::{Belonging, NewAffiliation};
use super::store::{self, Affiliation};
use crate::audit::{self, By, Entry, Subject};
use crate::kernel::{AffiliationId, AssociateId, Text};
use crate::organisations::{self, Ended, NONE_OF_THESE};

/// A move: what begins, if anything, and what ends on which last day.
#[derive(Debug)]
pub(crate) struct Move {
    pub(crate) begins: Option<NewAffiliation>,
    pub(crate) ends: Vec<(AffiliationId, NaiveDate)>,
}

impl Affiliation {
    /// "Commissioning manager, NHS Derby City".
    pub(crate) fn in_words(&self) -> String {
        match &self.job_title {
            Some(title) => format!("{title}, {}", self.organisation),
            None => self.organisation.clone(),
        }
    }
}

/// The affiliations that have no last day. Hold the person's row first, so that the same form sent twice comes
/// one after the other.
pub(crate) async fn list_open_affiliations(
    db: &mut PgConnection,
    associate: AssociateId,
) -> sqlx::Result<Vec<Affiliation>> {
    let mut all = store::list_affiliations(db, associate).await?;
    all.retain(|one| one.ends_on.is_none());
    Ok(all)
}

/// The same place in the register, if what was written is the name of an organisation there.
async fn matched(db: &mut PgConnection, affiliation: NewAffiliation) -> sqlx::Result<NewAffiliation> {
    let Belonging::Written(text) = &affiliation.belonging else { return Ok(affiliation) };
    // A name of one that had ended by then stays as it was written.
    let known = organisations::match_name_on(db, text.as_str(), affiliation.starts_on).await?;
    Ok(match known {
        Some(id) => NewAffiliation { belonging: Belonging::Organisation(id), ..affiliation },
        None => affiliation,
    })
}

/// The same, unless it leads to an organisation that had ended before the affiliation begins: then which of those that
/// followed it is meant has to be said. `answer` is what was chosen of [`Ended::options`], if it was asked already.
pub(crate) async fn placed(
    db: &mut PgConnection,
    affiliation: NewAffiliation,
    answer: &str,
) -> sqlx::Result<Result<NewAffiliation, Ended>> {
    let affiliation = matched(db, affiliation).await?;
    let named = match &affiliation.belonging {
        Belonging::Organisation(id) => Some(*id),
        Belonging::Written(text) => organisations::match_name(db, text.as_str()).await?,
    };
    let Some(named) = named else { return Ok(Ok(affiliation)) };
    let Some(ended) = organisations::find_ended(db, named, affiliation.starts_on).await? else {
        return Ok(Ok(affiliation));
    };
    if answer == NONE_OF_THESE {
        return Ok(Ok(match Text::parse_line("the organisation", &ended.name) {
            Ok(name) if matches!(affiliation.belonging, Belonging::Organisation(_)) => {
                NewAffiliation { belonging: Belonging::Written(name), ..affiliation }
            }
            _ => affiliation,
        }));
    }
    let chosen = ended.successors.iter().find(|one| one.id.to_string() == answer);
    Ok(match chosen {
        Some(one) => Ok(NewAffiliation { belonging: Belonging::Organisation(one.id), ..affiliation }),
        None => Err(ended),
    })
}

/// A move with what begins placed so.
pub(crate) async fn placed_move(
    db: &mut PgConnection,
    decided: Move,
    answer: &str,
) -> sqlx::Result<Result<Move, Ended>> {
    let Some(begins) = decided.begins else { return Ok(Ok(decided)) };
    let placed = placed(db, begins, answer).await?;
    Ok(placed.map(|begins| Move { begins: Some(begins), ends: decided.ends }))
}

/// Writes the move with its entries, unless what begins is among the `open` ones already: the same form sent twice.
pub(crate) async fn change_post(
    db: &mut PgConnection,
    associate: AssociateId,
    open: &[Affiliation],
    decided: Move,
    by: &By,
) -> sqlx::Result<()> {
    let begins = match decided.begins {
        Some(begins) => Some(matched(db, begins).await?),
        None => None,
    };
    let is_known = |begins: &NewAffiliation| {
        open.iter().any(|one| one.starts_on == begins.starts_on && one.is_at(&begins.belonging))
    };
    if begins.as_ref().is_some_and(is_known) {
        return Ok(());
    }
    for (id, last_day) in decided.ends {
        let Some(before) = open.iter().find(|one| one.id == id).and_then(Affiliation::as_recorded) else { continue };
        let after = NewAffiliation { ends_on: Some(last_day), ..before };
        store::update_affiliation(db, associate, id, &after).await?;
        let entry = Entry::new("Ended an affiliation", Subject::Associate(associate));
        let ended = described(db, &after).await?;
        audit::record(db, by, entry.made(&ended)).await?;
    }
    if let Some(begins) = begins {
        store::insert_affiliation(db, associate, &begins).await?;
        let entry = Entry::new("Moved to a new post", Subject::Associate(associate));
        let began = described(db, &begins).await?;
        audit::record(db, by, entry.made(&began)).await?;
    }
    Ok(())
}

/// An affiliation as the trail keeps it: with the name the organisation has today.
pub(crate) async fn described(db: &mut PgConnection, affiliation: &NewAffiliation) -> sqlx::Result<Value> {
    let NewAffiliation { belonging, job_title, starts_on, ends_on } = affiliation;
    let organisation = match belonging {
        Belonging::Organisation(id) => organisations::find_name(db, *id).await?,
        Belonging::Written(text) => Some(text.to_string()),
    };
    Ok(json!({ "organisation": organisation, "job_title": job_title, "from": starts_on, "until": ends_on }))
}
