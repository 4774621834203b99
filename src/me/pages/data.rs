//! What is held about someone, and why: to read, and to take away.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use crate::access::{AccountRole, Actor};
use crate::app::App;
use crate::associates::Standing;
use crate::audit;
use crate::error::Result;
use crate::kernel::{Choice, display_date, display_date_time};
use crate::me::paths;
use crate::me::store::{Held, Section, list_held};
use crate::memberships::{MembershipRole, MembershipState};
use crate::web::{Layout, Page};

/// Rows of one table that the page shows; the download has all.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "me/data.html")]
pub(crate) struct DataPage {
    layout: Layout,
    sections: Vec<Section>,
}

impl Section {
    fn heads(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|(_, head)| *head)
    }

    /// The rows in words, as many as the page shows.
    fn lines(&self) -> Vec<Vec<(&'static str, String)>> {
        let line =
            |row: &Value| self.columns.iter().map(|(column, head)| (*head, words(column, row.get(column)))).collect();
        self.rows.iter().take(SHOWN).map(line).collect()
    }

    fn not_shown(&self) -> usize {
        self.rows.len().saturating_sub(SHOWN)
    }

    /// One thing is read as a list of facts, several as a table.
    fn is_one_thing(&self) -> bool {
        matches!(self.table, "associates" | "accounts")
    }
}

pub(crate) async fn get(_: paths::Data, app: App, layout: Layout, actor: Actor) -> Result<Page<DataPage>> {
    let sections = list_held(&mut *app.db.acquire().await?, whose(&actor)).await?;
    Ok(Page::ok(DataPage { layout, sections }))
}

pub(crate) async fn json(_: paths::DataJson, app: App, layout: Layout, actor: Actor) -> Result<Response> {
    let sections = list_held(&mut *app.db.acquire().await?, whose(&actor)).await?;
    let held = serde_json::json!({ "name": actor.name, "made_at": layout.now(), "held": sections });
    let body = serde_json::to_vec_pretty(&held).map_err(anyhow::Error::from)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"what-is-held-about-me.json\""),
    ];
    Ok((headers, body).into_response())
}

fn whose(actor: &Actor) -> Held {
    Held { account: actor.account, associate: actor.associate }
}

/// A value of a column as people read it.
fn words(column: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(true)) => "Yes".to_owned(),
        Some(Value::Bool(false)) => "No".to_owned(),
        Some(Value::String(text)) => label(column, text).map_or_else(|| text_in_words(text), str::to_owned),
        Some(Value::Array(items)) => items.iter().map(|item| words(column, Some(item))).collect::<Vec<_>>().join(", "),
        Some(Value::Object(fields)) => {
            let field =
                |(name, value): (&String, &Value)| format!("{}: {}", name.replace('_', " "), words(name, Some(value)));
            fields.iter().map(field).collect::<Vec<_>>().join("; ")
        }
        Some(Value::Number(number)) => number.to_string(),
    }
}

/// What a word of a closed vocabulary is called on every other page.
fn label(column: &str, code: &str) -> Option<&'static str> {
    match column {
        "role" => MembershipRole::from_code(code)
            .map(Choice::label)
            .or_else(|| AccountRole::from_code(code).map(Choice::label)),
        "standing" => Standing::from_code(code).map(Choice::label),
        "state" => MembershipState::from_code(code).map(Choice::label),
        _ => audit::label(column, code),
    }
}

fn text_in_words(text: &str) -> String {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return display_date_time(moment.to_utc());
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return display_date(date);
    }
    let is_code = text.contains('_') && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if !is_code {
        return text.to_owned();
    }
    text.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::words;

    #[test]
    fn values_are_read_as_people_write_them() {
        for (value, expected) in [
            (json!("2026-06-04T13:30:00.5+00:00"), "4 June 2026, 2:30pm"),
            (json!("2026-06-04"), "4 June 2026"),
            (json!("joined_project"), "joined project"),
            (json!("ann_lee@example.org"), "ann_lee@example.org"),
            (json!(["networking", "areas_of_interest"]), "networking, areas of interest"),
            (json!({"given_name": "Ann", "county": null}), "county: ; given name: Ann"),
            (json!(true), "Yes"),
        ] {
            assert_eq!(words("anything", Some(&value)), expected);
        }
        assert_eq!(words("anything", None), "");
        for (column, code, expected) in [
            ("county", "nottinghamshire", "Nottinghamshire"),
            ("involvement", "i_contribute", "I contribute"),
            ("role", "diffusion_fellow", "Diffusion Fellow"),
            ("role", "administrator", "Administrator"),
            ("standing", "active", "Active"),
            ("state", "ended", "Ended"),
        ] {
            assert_eq!(words(column, Some(&json!(code))), expected);
        }
    }
}
