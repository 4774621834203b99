//! What leaving ends, whoever records it.

use sqlx::PgConnection;

use crate::associates::{self, Associate, StandingChange};
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::kernel::london_date;
use crate::privacy::{self, Answer, Given};
use crate::{memberships, sign_ups};

/// Ends all that someone takes part in, gives their places at events to others, takes back all they agreed to, and keeps neither what they wanted to hear
/// about nor their access needs. `source` says in the ledger where it was recorded.
pub(crate) async fn leave(
    db: &mut PgConnection,
    person: &Associate,
    change: &StandingChange,
    source: &str,
    by: &By,
) -> Result<()> {
    let today = london_date(by.at);
    for part in memberships::end_all(db, person.id, today, "Left the network", by).await? {
        let ended = serde_json::json!({ "project": part.project, "role": part.role.to_string(), "until": today });
        let entry = Entry::new("Ended a membership: they left the network", Subject::Project(part.project_id));
        audit::record(db, by, entry.concerning(person.id).made(&ended)).await?;
    }
    sign_ups::cancel_all(db, person.id, by).await?;
    let given = privacy::list_given(db, person.id).await?;
    if !given.is_empty() {
        let notice = privacy::notice_known_to(db, person.id).await?;
        for consent in given.iter().filter_map(Given::consent) {
            privacy::record_agreement(db, person.id, &Answer::now(&consent, false, source), &notice, by).await?;
        }
    }
    associates::forget_choices(db, person.id).await?;
    associates::change_standing(db, person.id, change, by).await?;
    let entry = Entry::new("Left the network", Subject::Associate(person.id)).changed(&person.standing_now(), change);
    audit::record(db, by, entry).await?;
    Ok(())
}
