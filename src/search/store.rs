//! Organisations and projects that something typed leads to; people are found by their own part.

use sqlx::PgConnection;

use crate::kernel::OrganisationId;
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
         order by p.stage = 'ended', match_rank(search_text(p.title), $1), search_text(p.title), p.id
         limit $2",
        text,
        SHOWN
    )
    .fetch_all(db)
    .await
}
