//! Organisations, themes and projects as a plan needs them, and whether something names them.

use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::effects::Used;
use crate::imports::kinds::thing::{Target, Thing, Things, Values};
use crate::imports::model::ImportKind;
use crate::kernel::ThemeId;

/// Everything of one kind.
pub(crate) async fn load_things(db: &mut PgConnection, kind: ImportKind) -> sqlx::Result<Things> {
    let things = match kind {
        ImportKind::Themes => themes(db).await?,
        ImportKind::Projects => projects(db).await?,
        _ => organisations(db).await?,
    };
    let themes = sqlx::query!("select id, name from themes order by name").fetch_all(db).await?;
    Ok(Things { things, themes: themes.into_iter().map(|row| (row.id, row.name)).collect::<Vec<(ThemeId, String)>>() })
}

fn values(row: Value) -> Values {
    if let Value::Object(values) = row { values } else { Values::new() }
}

/// One that still stands comes before another of the same name that has ended.
async fn organisations(db: &mut PgConnection) -> sqlx::Result<Vec<Thing>> {
    let rows = sqlx::query!(
        r#"select o.id as "id: Uuid", o.name, o.ods_code,
                  jsonb_build_object('kind', o.kind, 'county', o.county, 'ods_code', o.ods_code, 'starts_on', o.starts_on,
                                     'ends_on', o.ends_on) as "values!",
                  array(select a.alias from organisation_aliases a where a.organisation_id = o.id order by a.alias) as "aliases!"
           from organisations o
           order by o.ends_on is not null, o.name, o.id"#
    );
    let thing = |(id, name, code, row, other_names)| Thing {
        target: Target::Register(id),
        name,
        other_names,
        code,
        values: values(row),
        fixed: &["ends_on"],
    };
    let rows = rows.fetch_all(db).await?.into_iter();
    Ok(rows.map(|row| thing((row.id, row.name, row.ods_code, row.values, row.aliases))).collect())
}

async fn themes(db: &mut PgConnection) -> sqlx::Result<Vec<Thing>> {
    let rows = sqlx::query!(
        r#"select id as "id: Uuid", name, slug, jsonb_build_object('summary', summary) as "values!"
           from themes order by name, id"#
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| Thing {
        target: Target::Register(row.id),
        name: row.name,
        other_names: vec![row.slug],
        code: None,
        values: values(row.values),
        fixed: &[],
    });
    Ok(rows.collect())
}

async fn projects(db: &mut PgConnection) -> sqlx::Result<Vec<Thing>> {
    let rows = sqlx::query!(
        r#"select id as "id: Uuid", title, slug, isrctn, stage = 'ended' as "is_ended!",
                  jsonb_build_object('theme_id', theme_id, 'summary', summary, 'starts_on', starts_on, 'ends_on', ends_on,
                                     'isrctn', isrctn, 'sensitive', sensitive, 'recruiting', recruiting) as "values!"
           from projects order by title, id"#
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| Thing {
        target: Target::Register(row.id),
        name: row.title,
        other_names: vec![row.slug],
        code: row.isrctn,
        values: values(row.values),
        fixed: if row.is_ended { &["starts_on", "ends_on", "recruiting"] } else { &[] },
    });
    Ok(rows.collect())
}

/// Themes or projects that something names, of whatever slice.
pub(crate) async fn find_named_things(
    db: &mut PgConnection,
    kind: ImportKind,
    things: &[Uuid],
) -> sqlx::Result<Vec<Used>> {
    let table = if kind == ImportKind::Themes { "themes" } else { "projects" };
    sqlx::query_as!(
        Used,
        r#"select thing as "thing!", replace(min(named_in), '_', ' ') as "how!"
           from where_named($1, $2, '{}') group by thing"#,
        table,
        things
    )
    .fetch_all(db)
    .await
}

/// What they are called.
pub(crate) async fn list_thing_names(
    db: &mut PgConnection,
    kind: ImportKind,
    things: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id!: Uuid", name as "name!" from organisations where $2 = 'organisations'::import_kind and id = any($1)
           union all
           select id, name from themes where $2 = 'themes' and id = any($1)
           union all
           select id, title from projects where $2 = 'projects' and id = any($1)"#,
        things,
        kind as ImportKind
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}
