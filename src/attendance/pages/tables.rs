//! Tables that mix the stakeholder groups: shown before they are saved, made anew as often as one likes, printed.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::tabs;
use crate::access::Editing;
use crate::app::App;
use crate::attendance::forms::{PlanForm, SeatsForm};
use crate::attendance::model::Guest;
use crate::attendance::{paths, seating, store};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{Event, EventTab};
use crate::kernel::{AssociateId, StakeholderGroup};
use crate::web::{Form, FormErrors, Layout, Page, Query};

/// One table with those who sit at it.
pub(crate) struct Table {
    number: i16,
    guests: Vec<Guest>,
}

impl Table {
    /// "2 carers …" in short: each group with its number.
    fn groups(&self) -> String {
        let mut groups: BTreeMap<StakeholderGroup, usize> = BTreeMap::new();
        for guest in &self.guests {
            *groups.entry(guest.stakeholder_group).or_default() += 1;
        }
        groups
            .iter()
            .map(|(group, count)| format!("{count} × {}", group.to_string().to_lowercase()))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[derive(Template)]
#[template(path = "attendance/tables.html")]
pub(crate) struct TablesPage {
    layout: Layout,
    event: Event,
    tables: Vec<Table>,
    /// How many people are expected, and so can be seated.
    expected: usize,
    unseated: Vec<Guest>,
    form: PlanForm,
    errors: FormErrors,
    /// The seed of the next plan; none where the saved one is shown.
    next_seed: Option<u64>,
}

impl TablesPage {
    fn tabs(&self) -> Vec<EventTab> {
        tabs(&self.layout, &self.event)
    }

    fn is_proposal(&self) -> bool {
        self.next_seed.is_some()
    }
}

pub(crate) async fn get(
    _: paths::Tables,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(form): Query<PlanForm>,
) -> Result<Response> {
    let mut guests = store::list_guests(&mut *app.db.acquire().await?, event.id).await?;
    guests.retain(Guest::is_expected);
    let expected = guests.len();
    let (asked, errors) = match form.parse() {
        Ok(asked) => (asked, FormErrors::default()),
        Err(errors) => (None, errors),
    };
    let is_wrong = !errors.is_empty();
    let (tables, unseated, next_seed) = match asked {
        Some((per_table, seed)) => (proposed(guests, per_table, seed), Vec::new(), Some(seed.wrapping_add(1))),
        None => {
            let (seated, unseated) = guests.into_iter().partition(|guest| guest.table_number.is_some());
            (saved(seated), unseated, None)
        }
    };
    let page = TablesPage { layout, event: event.clone(), tables, expected, unseated, form, errors, next_seed };
    let page = if is_wrong { Page::unprocessable(page) } else { Page::ok(page) };
    Ok(page.into_response())
}

fn proposed(guests: Vec<Guest>, per_table: usize, seed: u64) -> Vec<Table> {
    let people: Vec<_> = guests.iter().map(|guest| (guest.associate_id, guest.stakeholder_group)).collect();
    let mut by_id: HashMap<AssociateId, Guest> = guests.into_iter().map(|guest| (guest.associate_id, guest)).collect();
    let tables = seating::plan(&people, per_table, seed).into_iter().zip(1..);
    tables
        .map(|(seated, number)| {
            let guests = seated.into_iter().filter_map(|(id, _)| by_id.remove(&id)).collect();
            Table { number, guests }
        })
        .collect()
}

fn saved(guests: Vec<Guest>) -> Vec<Table> {
    let mut tables: BTreeMap<i16, Vec<Guest>> = BTreeMap::new();
    for guest in guests {
        tables.entry(guest.table_number.unwrap_or_default()).or_default().push(guest);
    }
    tables.into_iter().map(|(number, guests)| Table { number, guests }).collect()
}

pub(crate) async fn post(
    path: paths::Tables,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<SeatsForm>,
) -> Result<Response> {
    let seats = form.parse().or_404()?;
    let mut tx = app.db.begin().await?;
    super::hold(&mut tx, &event).await?;
    let guests = store::list_guests(&mut tx, event.id).await?;
    // Whoever has cancelled since the plan was shown needs no chair.
    let mut by_person: BTreeMap<AssociateId, i16> = seats.into_iter().collect();
    by_person.retain(|id, _| guests.iter().any(|guest| guest.associate_id == *id));
    let seats: Vec<(AssociateId, i16)> = by_person.into_iter().collect();
    if seats.is_empty() {
        return Ok(layout.unchanged(path, "Nothing changed: there was nobody to seat"));
    }
    store::replace_seats(&mut tx, event.id, &seats).await?;
    let tables = seats.iter().map(|(_, table)| table).collect::<std::collections::BTreeSet<_>>().len();
    let plan = serde_json::json!({ "people": seats.len(), "tables": tables });
    audit::record(&mut tx, &layout.by(), Entry::new("Seated people at tables", Subject::Event(event.id)).made(&plan))
        .await?;
    tx.commit().await?;

    Ok(layout.redirect(path, format!("{} people sit at {tables} tables", seats.len())))
}
