//! Two records side by side, with what would have to be chosen.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::{find_other, listed};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate};
use crate::error::{OrNotFound, Result};
use crate::kernel::{display_date, london_date};
use crate::merging::forms::{ChoiceForm, RefusalForm};
use crate::merging::model::{FIELDS, Obstacle, forced};
use crate::merging::paths;
use crate::merging::people::said;
use crate::merging::store::{self, Pair, Refusal, Side};
use crate::web::{FormErrors, Layout, Page, Query};

/// A line of the comparison.
pub(crate) struct Line {
    key: &'static str,
    label: &'static str,
    one: String,
    other: String,
    /// Somebody has to choose.
    clashes: bool,
    /// Nobody chooses: see [`forced`].
    stays: bool,
    takes_other: bool,
}

/// The names of both; of namesakes with a number.
pub(super) fn told_apart(one: &Associate, other: &Associate) -> (String, String) {
    let (one, other) = (one.name(), other.name());
    if one == other { (format!("{one} (1)"), format!("{other} (2)")) } else { (one, other) }
}

#[derive(Template)]
#[template(path = "merging/compare.html")]
pub(crate) struct ComparePage {
    layout: Layout,
    one: Associate,
    other: Associate,
    lines: Vec<Line>,
    facts: Vec<(&'static str, String, String)>,
    pair: Option<Pair>,
    refusal: Option<Refusal>,
    keeps_other: bool,
    form: RefusalForm,
    errors: FormErrors,
}

pub(crate) async fn get(
    path: paths::Compare,
    app: App,
    layout: Layout,
    one: Editing<Associate>,
    Query(choices): Query<ChoiceForm>,
) -> Result<Response> {
    match ComparePage::load(&app, layout.clone(), &one, path.other, &choices).await? {
        Some(page) => Ok(Page::ok(page).into_response()),
        None => Ok(gone(&layout, &one)),
    }
}

/// The other one is no record of its own any more.
pub(super) fn gone(layout: &Layout, one: &Associate) -> Response {
    layout.unchanged(format!("/associates/{}", one.id), Obstacle::Gone.words())
}

impl ComparePage {
    pub(super) async fn load(
        app: &App,
        layout: Layout,
        one: &Associate,
        other: crate::kernel::AssociateId,
        choices: &ChoiceForm,
    ) -> Result<Option<Self>> {
        let mut db = app.db.acquire().await?;
        let Some(other) = find_other(&mut db, one.id, other).await? else { return Ok(None) };
        let details = (
            associates::details_of(&mut db, one.id).await?.or_404()?,
            associates::details_of(&mut db, other.id).await?.or_404()?,
        );
        let owners: Vec<uuid::Uuid> = one.owner_id.into_iter().chain(other.owner_id).map(Into::into).collect();
        let owners = store::owner_names(&mut db, &owners).await?;
        let sides = store::sides(&mut db, [one.id, other.id]).await?;
        let mut pairs = store::list_of(&mut db, one.id).await?;
        let refusal = store::find_refusal(&mut db, one.id, other.id).await?;
        drop(db);
        pairs.retain(|pair| pair.one == other.id || pair.other == other.id);
        let keeps_other = choices.keeps_other(one, &other);
        let side = |id| sides.iter().find(|side| side.id == id);
        let facts = side(one.id).zip(side(other.id)).map(|(one, other)| facts(one, other)).unwrap_or_default();
        Ok(Some(Self {
            layout,
            lines: lines(&details.0, &details.1, &owners, |key| choices.takes_other(key, keeps_other)),
            one: one.clone(),
            other,
            facts,
            pair: pairs.pop(),
            refusal,
            keeps_other,
            form: RefusalForm::default(),
            errors: FormErrors::default(),
        }))
    }

    /// The same with a reason that could not be kept.
    pub(super) fn with(self, form: RefusalForm, errors: FormErrors) -> Self {
        Self { form, errors, ..self }
    }

    fn names(&self) -> (String, String) {
        told_apart(&self.one, &self.other)
    }

    fn here(&self) -> String {
        paths::Compare { associate: self.one.id, other: self.other.id }.to_string()
    }

    fn merge_path(&self) -> String {
        paths::Merge { associate: self.one.id, other: self.other.id }.to_string()
    }

    fn speaks_for(&self) -> String {
        self.pair.as_ref().map(|pair| listed(&pair.reasons)).unwrap_or_default()
    }

    fn speaks_against(&self) -> String {
        self.pair.as_ref().map(|pair| listed(&pair.against)).unwrap_or_default()
    }

    fn refused(&self, refusal: &Refusal) -> String {
        let by = refusal.by.as_deref().unwrap_or("Copse");
        let on = display_date(london_date(refusal.at));
        match &refusal.reason {
            Some(reason) => format!("{by} said on {on} that these are two people: “{reason}”"),
            None => format!("{by} said on {on} that these are two people."),
        }
    }
}

fn lines(one: &Value, other: &Value, owners: &[(String, String)], takes_other: impl Fn(&str) -> bool) -> Vec<Line> {
    let line = |field: &crate::merging::model::Field| Line {
        key: field.key,
        label: field.label,
        one: said(one, field.key, owners),
        other: said(other, field.key, owners),
        clashes: field.clashes(one, other) && forced(*field, one, other).is_none(),
        stays: forced(*field, one, other).is_some(),
        takes_other: takes_other(field.key),
    };
    FIELDS.iter().map(line).filter(|line| !line.one.is_empty() || !line.other.is_empty()).collect()
}

/// What each holds beside: it all comes together, so there is nothing to choose.
fn facts(one: &Side, other: &Side) -> Vec<(&'static str, String, String)> {
    let both = |label, of: fn(&Side) -> String| (label, of(one), of(other));
    vec![
        both("Where they belong", |side| side.organisations.clone().unwrap_or_default()),
        both("Projects", |side| side.projects.clone().unwrap_or_default()),
        both("Events they came to", |side| side.attended.to_string()),
        both("Agreements", |side| side.agreements.to_string()),
        both("Signs in with", |side| side.sign_in.clone().unwrap_or_else(|| "Cannot sign in".to_owned())),
        both("In the register since", |side| display_date(london_date(side.created_at))),
        both("Last own act", |side| side.last_act_at.map(|at| display_date(london_date(at))).unwrap_or_default()),
    ]
}
