//! The list of organisations.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::error::Result;
use crate::kernel::{Choice, County};
use crate::organisations::model::OrganisationKind;
use crate::organisations::paths;
use crate::organisations::store::{self, Filter, Row};
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, counted, filters, not_understood};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    q: String,
    kind: String,
    county: String,
    after: String,
    before: String,
}

impl Choices {
    pub(super) fn filter(&self) -> Filter {
        Filter {
            // More says no more, and each word of it is looked for.
            text: (!self.q.is_empty()).then(|| self.q.chars().take(100).collect()),
            kind: OrganisationKind::from_code(&self.kind),
            county: County::from_code(&self.county),
        }
    }

    /// The address of this list without paging.
    pub(super) fn address(&self) -> String {
        self.address_at(paths::Index)
    }

    fn address_at(&self, base: impl std::fmt::Display) -> String {
        address(base, &[("q", &self.q), ("kind", &self.kind), ("county", &self.county)])
    }

    /// The filters that are on, in words.
    pub(super) fn in_words(&self) -> Vec<String> {
        let filter = self.filter();
        let text = filter.text.map(|text| format!("Search: {text}"));
        let kind = filter.kind.map(|kind| format!("Type: {kind}"));
        let county = filter.county.map(|county| format!("County: {county}"));
        text.into_iter().chain(kind).chain(county).collect()
    }
}

#[derive(Template)]
#[template(path = "organisations/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    rows: Vec<Row>,
    count: i64,
    choices: Choices,
    paging: Paging,
    none: FormErrors,
}

impl IndexPage {
    fn counted(&self) -> String {
        if self.count == 0 && self.choices.address() == paths::Index.to_string() {
            return String::new();
        }
        counted(self.count, store::PAGE, ["organisation", "organisations"])
    }

    /// The chosen filters in words, each with the address without it.
    fn active(&self) -> Vec<(&'static str, &'static str, String)> {
        let (without_kind, without_county) = (self.choices.clone(), self.choices.clone());
        let kind = OrganisationKind::from_code(&self.choices.kind)
            .map(|kind| ("Sort", kind.label(), Choices { kind: String::new(), ..without_kind }.address()));
        let county = County::from_code(&self.choices.county)
            .map(|county| ("County", county.label(), Choices { county: String::new(), ..without_county }.address()));
        kind.into_iter().chain(county).collect()
    }

    /// What of the address means nothing.
    fn not_understood(&self) -> Option<String> {
        let (choices, filter) = (&self.choices, self.choices.filter());
        not_understood([("kind", choices.kind.as_str()), ("county", &choices.county)], |name| match name {
            "kind" => filter.kind.is_some(),
            _ => filter.county.is_some(),
        })
    }

    fn csv(&self) -> String {
        self.choices.address_at(paths::Csv)
    }

    fn xlsx(&self) -> String {
        self.choices.address_at(paths::Xlsx)
    }

    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<OrganisationKind>(&self.choices.kind)
    }

    fn counties(&self) -> Vec<Opt> {
        Opt::choices::<County>(&self.choices.county)
    }
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let (filter, cursor) = (choices.filter(), Cursor::parse(&choices.after, &choices.before));
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, &filter, cursor, layout.today()).await?;
    let count = store::count(&mut db, &filter).await?;
    drop(db);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&choices.address()).into_response());
    }
    let paging = Paging::cut(&mut rows, usize::from(store::PAGE), cursor, &choices.address(), |row| row.id);
    Ok(Page::ok(IndexPage { layout, rows, count, choices, paging, none: FormErrors::default() }).into_response())
}
