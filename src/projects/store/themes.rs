//! Themes in the database.

use sqlx::PgConnection;

use crate::access::{Editing, Facts, Protected};
use crate::kernel::{Slug, ThemeId};
use crate::projects::model::{Theme, ThemeDescription};

impl Protected for Theme {
    const PARAM: &'static str = "theme";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        sqlx::query_as!(Theme, "select id, slug, name, summary, version from themes where slug = $1", name)
            .fetch_optional(db)
            .await
    }

    fn facts(&self) -> Facts {
        Facts::Reference
    }
}

/// All themes by name.
pub(crate) async fn list_themes(db: &mut PgConnection) -> sqlx::Result<Vec<Theme>> {
    sqlx::query_as!(Theme, "select id, slug, name, summary, version from themes order by name").fetch_all(db).await
}

/// A theme with the number of its projects.
pub(in crate::projects) struct ThemeLine {
    pub(in crate::projects) slug: String,
    pub(in crate::projects) name: String,
    pub(in crate::projects) summary: String,
    pub(in crate::projects) open: i64,
    pub(in crate::projects) ended: i64,
}

/// All themes by name, with how many projects they hold.
pub(in crate::projects) async fn list_theme_lines(db: &mut PgConnection) -> sqlx::Result<Vec<ThemeLine>> {
    sqlx::query_as!(
        ThemeLine,
        r#"select t.slug, t.name, t.summary,
                  count(p.id) filter (where p.stage <> 'ended') as "open!",
                  count(p.id) filter (where p.stage = 'ended') as "ended!"
           from themes t
           left join projects p on p.theme_id = t.id
           group by t.id
           order by t.name"#
    )
    .fetch_all(db)
    .await
}

/// Writes a new theme.
///
/// # Errors
/// `themes_name_key` or `themes_slug_key` when another has the name or address; `themes_pkey` when this
/// very one was written before.
pub(in crate::projects) async fn insert_theme(
    db: &mut PgConnection,
    id: ThemeId,
    slug: &Slug,
    theme: &ThemeDescription,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into themes (id, slug, name, summary) values ($1, $2, $3, $4)",
        id as ThemeId,
        slug.as_str(),
        theme.name.as_str(),
        theme.summary.as_str()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether another theme has the name, however it is spelt in capitals.
pub(in crate::projects) async fn is_name_taken(
    db: &mut PgConnection,
    name: &str,
    but_for: ThemeId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from themes where lower(name) = lower($1) and id <> $2) as "is!""#,
        name,
        but_for as ThemeId
    )
    .fetch_one(db)
    .await
}

/// Replaces name and summary, if they still stand as they were loaded; false when they do not.
///
/// # Errors
/// `themes_name_key` when another has the name.
pub(in crate::projects) async fn update_theme(
    db: &mut PgConnection,
    theme: &Editing<Theme>,
    description: &ThemeDescription,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update themes set name = $3, summary = $4, version = version + 1 where id = $1 and version = $2",
        theme.id as ThemeId,
        theme.version,
        description.name.as_str(),
        description.summary.as_str()
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
