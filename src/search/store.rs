//! Organisations, projects and events that something typed leads to; people are found by their own part.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::access::EventScope;
use crate::events::EventState;
use crate::kernel::{EventId, OrganisationId, ProjectId};
use crate::organisations::OrganisationKind;
use crate::projects::ProjectStage;

/// How many of each are shown.
pub(super) const SHOWN: i64 = 10;

pub(super) struct OrganisationHit {
    pub(super) id: OrganisationId,
    pub(super) name: String,
    pub(super) kind: OrganisationKind,
}

/// Organisations by name, other name or code; those first that fit best by any of their names.
pub(super) async fn find_organisations(db: &mut PgConnection, text: &str) -> sqlx::Result<Vec<OrganisationHit>> {
    sqlx::query_as!(
        OrganisationHit,
        "select o.id, o.name, o.kind
         from organisations o
         where o.id in (select find_organisations($1))
         order by least(match_rank(search_text(o.name), $1),
                        (select min(match_rank(search_text(n.alias), $1))
                         from organisation_aliases n
                         where n.organisation_id = o.id)),
                  search_text(o.name), o.id
         limit $2",
        text,
        SHOWN
    )
    .fetch_all(db)
    .await
}

pub(super) struct ProjectHit {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) theme: String,
    pub(super) stage: ProjectStage,
}

/// Projects by title, theme, summary or registry number; those that are over after the others.
pub(super) async fn find_projects(db: &mut PgConnection, text: &str) -> sqlx::Result<Vec<ProjectHit>> {
    sqlx::query_as!(
        ProjectHit,
        "select p.slug, p.title, t.name as theme, p.stage
         from projects p
         join themes t on t.id = p.theme_id
         where p.id in (select find_projects($1))
         order by p.stage = 'ended', match_rank(p.title_search, $1), p.title_search, p.id
         limit $2",
        text,
        SHOWN
    )
    .fetch_all(db)
    .await
}

pub(super) struct EventHit {
    pub(super) id: EventId,
    pub(super) title: String,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) state: EventState,
}

/// Events by title or series that the reader may see; those to come first, the nearest of each first.
pub(super) async fn find_events(
    db: &mut PgConnection,
    scope: &EventScope,
    text: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<EventHit>> {
    let words = text.replace(['%', '_', '\\'], " ");
    if words.trim().is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_as!(
        EventHit,
        "select e.id, e.title, e.starts_at, e.ends_at, e.state
         from events e
         where (search_text(e.title) like '%' || search_text($4) || '%'
                or search_text(e.series) like '%' || search_text($4) || '%')
           and ($1 or (e.state <> 'draft' and (
                    e.visibility = 'public' or e.id = any ($7)
                    or (e.visibility = 'associates' and $2)
                    or (e.visibility = 'members' and exists (
                        select from event_projects p where p.event_id = e.id and p.project_id = any ($3))))))
         order by e.ends_at <= $5, abs(extract(epoch from e.starts_at - $5)), e.id
         limit $6",
        scope.everything,
        scope.associates,
        &scope.projects as &[ProjectId],
        words,
        now,
        SHOWN,
        &scope.own as &[EventId]
    )
    .fetch_all(db)
    .await
}
