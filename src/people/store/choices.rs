//! What the filters and forms of this part offer to choose from.

use sqlx::PgConnection;

use crate::web::Opt;

/// Something to choose, of one of these kinds.
struct Choice {
    kind: String,
    value: String,
    label: String,
}

/// The network's own words: read once for a page, in one statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offered {
    /// Projects by slug.
    pub(crate) projects: Vec<(String, String)>,
    /// Themes by slug.
    pub(crate) themes: Vec<(String, String)>,
    /// Themes by id, which is what a profile keeps.
    pub(crate) interests: Vec<(String, String)>,
    /// Organisations by id, with the other names they are known by; at most 2,000.
    pub(crate) organisations: Vec<(String, String)>,
    /// The team by account.
    pub(crate) workers: Vec<(String, String)>,
    /// The team's labels by id.
    pub(crate) tags: Vec<(String, String)>,
}

impl Offered {
    pub(crate) fn options(pairs: &[(String, String)], selected: &str) -> Vec<Opt> {
        Opt::list(pairs.iter().map(|(value, label)| (value, label.as_str())), selected)
    }

    pub(crate) fn label<'a>(pairs: &'a [(String, String)], value: &'a str) -> &'a str {
        pairs.iter().find(|(known, _)| known == value).map_or(value, |(_, label)| label)
    }
}

/// Reads them all.
pub(crate) async fn list_offered(db: &mut PgConnection) -> sqlx::Result<Offered> {
    let rows = sqlx::query_as!(
        Choice,
        r#"select kind as "kind!", value as "value!", label as "label!"
           from (
           select 'project' as kind, slug as value, title as label from projects
           union all
           select 'theme', slug, name from themes
           union all
           select 'interest', id::text, name from themes
           union all
           select 'worker', id::text, name from accounts
           where role in ('team', 'administrator') and disabled_at is null
           union all
           select 'tag', id::text, name from tags
           union all
           (select 'organisation', id::text, with_other_names from organisations_named order by search_text(name) limit 2000)
           ) offered
           order by search_text(label), value"#
    )
    .fetch_all(db)
    .await?;
    let mut offered = Offered::default();
    for Choice { kind, value, label } in rows {
        match kind.as_str() {
            "project" => offered.projects.push((value, label)),
            "theme" => offered.themes.push((value, label)),
            "interest" => offered.interests.push((value, label)),
            "tag" => offered.tags.push((value, label)),
            "worker" => offered.workers.push((value, label)),
            _ => offered.organisations.push((value, label)),
        }
    }
    Ok(offered)
}

/// The team by account, by name.
pub(crate) async fn list_workers(db: &mut PgConnection) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select id::text as "id!", name from accounts
           where role in ('team', 'administrator') and disabled_at is null
           order by search_text(name), id"#
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}
