//! Telling the leads of a project that someone asks to join it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{letters, store};
use crate::config::Config;
use crate::kernel::{AssociateId, ProjectId, london_date};
use crate::{email, projects};

/// Writes to the leads, unless the request waits for the person's consent: then nobody learns of it (rule 4).
pub(crate) async fn tell_leads(
    db: &mut PgConnection,
    config: &Config,
    who: AssociateId,
    project: ProjectId,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    if store::awaits_consent(db, who, project).await? {
        return Ok(());
    }
    let Some(project) = projects::find(db, project).await? else { return Ok(()) };
    for lead in store::list_leads(db, project.id).await? {
        let letter = letters::asked(config, &lead, who, &project, london_date(at));
        email::enqueue(db, &letter, at).await?;
    }
    Ok(())
}

/// A request that waited for the person's agreement, which they have just given, is now seen by the leads, who are told
/// of it as of one that is made today.
pub(crate) async fn pass_on_request(
    db: &mut PgConnection,
    config: &Config,
    who: AssociateId,
    project: ProjectId,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    if store::renew_request(db, who, project, at).await? {
        tell_leads(db, config, who, project, at).await?;
    }
    Ok(())
}
