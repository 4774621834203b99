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

/// Organisations by name, other name or code; exact beginnings first.
pub(super) async fn find_organisations(db: &mut PgConnection, text: &str) -> sqlx::Result<Vec<OrganisationHit>> {
    sqlx::query_as!(
        OrganisationHit,
        "select id, name, kind
         from organisations
         where id in (select find_organisations($1))
         order by starts_with(search_text(name), search_text($1)) desc, search_text(name), id
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

/// Projects by title, theme or registry number.
pub(super) async fn find_projects(db: &mut PgConnection, text: &str) -> sqlx::Result<Vec<ProjectHit>> {
    sqlx::query_as!(
        ProjectHit,
        "select p.slug, p.title, t.name as theme, p.stage
         from projects p
         join themes t on t.id = p.theme_id
         where p.isrctn = upper($1)
            or not exists (
                select from unnest(search_words($1)) word
                where not has_word(search_text(p.title || ' ' || t.name), word))
               and cardinality(search_words($1)) > 0
         order by p.stage = 'ended', search_text(p.title), p.id
         limit $2",
        text,
        SHOWN
    )
    .fetch_all(db)
    .await
}
