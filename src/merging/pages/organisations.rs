//! Organisations that may be one: the worklist, two side by side, putting them together and taking them apart.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::Days;
use serde_json::Value;

use super::{counted, listed, moved_in_words};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{Choice, County, OrganisationId, Text, display_date, display_date_time, london_date};
use crate::merging::forms::{OrganisationChoiceForm, RefusalForm};
use crate::merging::model::{Obstacle, UNDOABLE};
use crate::merging::organisations::{self as merges, FIELDS};
use crate::merging::store::{self, Merge, OrganisationMerge, OrganisationPair};
use crate::merging::{paths, people};
use crate::organisations::{self, Organisation, OrganisationKind};
use crate::web::{Form, FormErrors, Layout, Notice, Page};

#[derive(Template)]
#[template(path = "merging/organisations.html")]
pub(crate) struct ListPage {
    layout: Layout,
    open: Vec<OrganisationPair>,
    refused: Vec<OrganisationPair>,
    merged: Vec<OrganisationMerge>,
}

pub(crate) async fn list(_: paths::Organisations, app: App, layout: Layout) -> Result<Page<ListPage>> {
    let mut db = app.db.acquire().await?;
    let pairs = store::list_organisation_pairs(&mut db).await?;
    let merged = store::list_organisation_merges(&mut db).await?;
    drop(db);
    let (refused, open) = pairs.into_iter().partition(|pair| pair.refused);
    Ok(Page::ok(ListPage { layout, open, refused, merged }))
}

impl ListPage {
    fn caption(&self) -> String {
        counted(i64::try_from(self.open.len()).unwrap_or_default(), ["pair to decide", "pairs to decide"])
    }

    fn when(&self, merge: &OrganisationMerge) -> String {
        let undone = if merge.is_undone { ", taken apart again" } else { "" };
        format!("{}{undone}", display_date(london_date(merge.merged_at)))
    }

    fn speaks_for(&self, pair: &OrganisationPair) -> String {
        listed(&pair.reasons)
    }

    fn speaks_against(&self, pair: &OrganisationPair) -> String {
        listed(&pair.against)
    }
}

/// A line of the comparison.
pub(crate) struct Line {
    key: &'static str,
    label: &'static str,
    one: String,
    other: String,
    clashes: bool,
}

#[derive(Template)]
#[template(path = "merging/compare_organisations.html")]
pub(crate) struct ComparePage {
    layout: Layout,
    one: Organisation,
    twin: OrganisationId,
    twin_name: String,
    lines: Vec<Line>,
    facts: Vec<(&'static str, String, String)>,
    is_refused: bool,
    /// Why they cannot be put together, whoever asks.
    obstacle: Option<String>,
    form: RefusalForm,
    errors: FormErrors,
}

impl ComparePage {
    async fn load(app: &App, layout: Layout, one: &Organisation, twin: OrganisationId) -> Result<Option<Self>> {
        let mut tx = app.db.begin().await?;
        let details = organisations::hold_details(&mut tx, one.id).await?;
        let Some((mine, theirs)) = details.zip(organisations::hold_details(&mut tx, twin).await?) else {
            return Ok(None);
        };
        let (here, there) = (store::describe(&mut tx, one.id).await?, store::describe(&mut tx, twin).await?);
        let is_refused = store::find_organisation_pair(&mut tx, one.id, twin).await?;
        let obstacle = store::is_in_a_succession(&mut tx, [one.id, twin]).await?.then(|| Obstacle::Succession.words());
        tx.rollback().await?;
        let mut facts = vec![
            ("People, now or before", here.people.to_string(), there.people.to_string()),
            ("Diffusion Fellows it hosts", here.hosted.to_string(), there.hosted.to_string()),
            ("Events it hosts", here.events.to_string(), there.events.to_string()),
        ];
        facts.insert(0, ("Other names", said(&mine, "aliases"), said(&theirs, "aliases")));
        Ok((one.id != twin).then(|| Self {
            layout,
            one: one.clone(),
            twin,
            twin_name: said(&theirs, "name"),
            lines: lines(&mine, &theirs),
            facts,
            is_refused,
            obstacle,
            form: RefusalForm::default(),
            errors: FormErrors::default(),
        }))
    }

    fn here(&self) -> String {
        paths::CompareOrganisations { organisation: self.one.id, twin: self.twin }.to_string()
    }

    fn merge_path(&self) -> String {
        paths::MergeOrganisations { organisation: self.one.id, twin: self.twin }.to_string()
    }
}

fn lines(one: &Value, other: &Value) -> Vec<Line> {
    let line = |(key, label): (&'static str, &'static str)| {
        let (one, other) = (said(one, key), said(other, key));
        Line { key, label, clashes: !one.is_empty() && !other.is_empty() && one != other, one, other }
    };
    FIELDS.into_iter().map(line).filter(|line| !line.one.is_empty() || !line.other.is_empty()).collect()
}

/// What is said of an organisation, in the words people read.
fn said(details: &Value, key: &str) -> String {
    match (&details[key], key) {
        (Value::String(code), "kind") => OrganisationKind::label_of(code),
        (Value::String(code), "county") => County::label_of(code),
        (Value::String(text), _) => text.clone(),
        (Value::Array(items), _) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

pub(crate) async fn compare(
    path: paths::CompareOrganisations,
    app: App,
    layout: Layout,
    one: Editing<Organisation>,
) -> Result<Response> {
    match ComparePage::load(&app, layout.clone(), &one, path.twin).await? {
        Some(page) => Ok(Page::ok(page).into_response()),
        None => Ok(gone(&layout, one.id)),
    }
}

fn gone(layout: &Layout, one: OrganisationId) -> Response {
    layout.unchanged(
        format!("/organisations/{one}"),
        "The other organisation is gone or has been merged meanwhile. Nothing was changed",
    )
}

pub(crate) async fn merge(
    path: paths::MergeOrganisations,
    app: App,
    layout: Layout,
    one: Editing<Organisation>,
    Form(choices): Form<OrganisationChoiceForm>,
) -> Result<Response> {
    let pair = if choices.keeps_other() { (path.twin, one.id) } else { (one.id, path.twin) };
    let mut tx = app.db.begin().await?;
    let id = match merges::merge(&mut tx, pair, &choices.others(), &layout.by()).await? {
        Ok(id) => id,
        Err(Obstacle::Gone) => return Ok(gone(&layout, one.id)),
        Err(obstacle) => {
            let back = paths::CompareOrganisations { organisation: one.id, twin: path.twin };
            return Ok(layout.unchanged(back, obstacle.words()));
        }
    };
    tx.commit().await?;

    let link = paths::ShowOrganisations { organisation: pair.0, organisation_merge: id };
    let notice = Notice::new("Put together. This can be undone for 90 days");
    Ok(layout.redirect(format!("/organisations/{}", pair.0), notice.with_link(link, "What happened, and undoing it")))
}

pub(crate) async fn refuse(
    path: paths::OrganisationRefusal,
    app: App,
    layout: Layout,
    one: Editing<Organisation>,
    Form(form): Form<RefusalForm>,
) -> Result<Response> {
    let Some(page) = ComparePage::load(&app, layout.clone(), &one, path.twin).await? else {
        return Ok(gone(&layout, one.id));
    };
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => return Ok(Page::unprocessable(ComparePage { form, errors, ..page }).into_response()),
    };
    let mut tx = app.db.begin().await?;
    let reason = reason.as_ref().map(Text::as_str);
    if !store::refuse_organisations(&mut tx, one.id, path.twin, reason, &layout.by()).await? {
        return Ok(layout.unchanged(page.here(), "It was said already that these are two organisations"));
    }
    for id in [one.id, path.twin] {
        let entry = Entry::new("Noted that another organisation is not the same", Subject::Organisation(id));
        audit::record(&mut tx, &layout.by(), entry.made(&serde_json::json!({ "reason": reason }))).await?;
    }
    tx.commit().await?;

    Ok(layout
        .redirect(paths::Organisations, format!("{} and {} stay two organisations", page.one.name, page.twin_name)))
}

pub(crate) async fn take_back(
    path: paths::OrganisationSecondThoughts,
    app: App,
    layout: Layout,
    one: Editing<Organisation>,
) -> Result<Response> {
    let here = paths::CompareOrganisations { organisation: one.id, twin: path.twin };
    let mut tx = app.db.begin().await?;
    if !store::take_organisation_refusal_back(&mut tx, one.id, path.twin).await? {
        return Ok(layout.unchanged(here, "Nobody has said that these are two organisations"));
    }
    for id in [one.id, path.twin] {
        let entry = Entry::new("Took back that another organisation is not the same", Subject::Organisation(id));
        audit::record(&mut tx, &layout.by(), entry).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect(here, "Taken back. They may be one organisation"))
}

#[derive(Template)]
#[template(path = "merging/show_organisations.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    organisation: Organisation,
    merge: Merge,
    said: Vec<(&'static str, String)>,
    moves: Vec<String>,
    obstacle: Option<Obstacle>,
}

pub(crate) async fn show(
    path: paths::ShowOrganisations,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
) -> Result<Page<ShowPage>> {
    let mut tx = app.db.begin().await?;
    let merge = store::find(&mut tx, path.organisation_merge).await?.or_404()?;
    let pair = merge.kept_organisation_id.zip(merge.other_organisation_id).or_404()?;
    let obstacle = people::obstacle(&mut tx, &merge, [pair.0.into(), pair.1.into()], &layout.by()).await?;
    let (moves, _) = moved_in_words(&store::list_moved(&mut tx, merge.id).await?);
    tx.rollback().await?;
    let fields = FIELDS.into_iter().chain([("aliases", "Other names")]);
    let said = fields.map(|(key, label)| (label, said(&merge.other_before, key)));
    let said = said.filter(|(_, value)| !value.is_empty()).collect();
    Ok(Page::ok(ShowPage { layout, organisation: organisation.clone(), merge, said, moves, obstacle }))
}

impl ShowPage {
    fn when(&self) -> String {
        let at = display_date_time(self.merge.merged_at);
        self.merge.merged_by.as_ref().map_or_else(|| at.clone(), |by| format!("{at} by {by}"))
    }

    fn undone(&self) -> Option<String> {
        let at = display_date_time(self.merge.undone_at?);
        Some(self.merge.undone_by.as_ref().map_or_else(|| at.clone(), |by| format!("{at} by {by}")))
    }

    fn until(&self) -> String {
        display_date(london_date(self.merge.merged_at) + Days::new(UNDOABLE.num_days().unsigned_abs()))
    }

    fn undo_path(&self) -> String {
        let (organisation, organisation_merge) = (self.organisation.id, self.merge.id);
        paths::UndoOrganisations { organisation, organisation_merge }.to_string()
    }
}

/// Takes the two apart.
pub(crate) async fn undo(
    path: paths::UndoOrganisations,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
) -> Result<Response> {
    let show = paths::ShowOrganisations { organisation: organisation.id, organisation_merge: path.organisation_merge };
    let mut tx = app.db.begin().await?;
    let merge = store::find(&mut tx, path.organisation_merge).await?.or_404()?;
    let (kept, other) = merge.kept_organisation_id.zip(merge.other_organisation_id).or_404()?;
    if let Err(obstacle) = merges::undo(&mut tx, &merge, &layout.by()).await? {
        return Ok(layout.unchanged(show, obstacle.words()));
    }
    tx.commit().await?;

    let notice = Notice::new("Taken apart. Both organisations are back");
    let notice = notice.with_link(format!("/organisations/{other}"), "The other organisation");
    Ok(layout.redirect(format!("/organisations/{kept}"), notice))
}
