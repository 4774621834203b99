//! The programme of an event while it is drafted, and a new item.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::hold;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::events::{Event, EventTab, event_tabs};
use crate::kernel::ProgrammeItemId;
use crate::programme::forms::ItemForm;
use crate::programme::model::{Item, Programme};
use crate::programme::{paths, store};
use crate::web::chart::{Bar, BarChart, Shown};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "programme/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    event: Event,
    programme: Programme,
    form: ItemForm,
    errors: FormErrors,
}

impl ShowPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Programme")
    }

    fn timed(&self) -> Vec<(String, &Item)> {
        self.programme.timed(self.event.starts_at)
    }

    fn fit(&self) -> Option<String> {
        self.programme.fit((self.event.ends_at - self.event.starts_at).num_minutes())
    }

    fn advice(&self) -> String {
        self.programme.shares().advice()
    }

    /// "0.80", or a dash while nobody leads anything.
    fn reciprocity(&self) -> String {
        self.programme.shares().reciprocity().map_or_else(|| "–".to_owned(), |number| format!("{number:.2}"))
    }

    /// "120 minutes are led by researchers and 80 by everyone else."
    fn sides(&self) -> String {
        let shares = self.programme.shares();
        format!(
            "{:.0} minutes are led by researchers and {:.0} by everyone else.",
            shares.researchers(),
            shares.others()
        )
    }

    fn shares(&self) -> BarChart {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes of one event")]
        let bar = |(label, minutes): (&str, f64)| Bar {
            label: label.to_owned(),
            value: Shown::Exact(minutes.round() as u32),
            href: None,
        };
        BarChart {
            title: "Minutes led, by stakeholder group".to_owned(),
            of: "Group".to_owned(),
            rows: self.programme.shares().by_group().into_iter().map(bar).collect(),
        }
    }

    fn is_first(&self, item: &Item) -> bool {
        self.programme.neighbour(item.id, true).is_none()
    }

    fn is_last(&self, item: &Item) -> bool {
        self.programme.neighbour(item.id, false).is_none()
    }

    /// The contributors of an item with the minutes they lead: "20 minutes".
    fn parts<'a>(&self, item: &'a Item) -> Vec<(&'a crate::programme::model::Contributor, String)> {
        let words = |minutes: f64| format!("{minutes:.0} min");
        item.contributors.iter().zip(item.led().into_iter().map(words)).collect()
    }
}

pub(crate) async fn get(_: paths::Show, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<ShowPage>> {
    let form = ItemForm { id: ProgrammeItemId::new().to_string(), ..ItemForm::default() };
    Ok(Page::ok(page(&app, layout, &event, form, FormErrors::default()).await?))
}

pub(crate) async fn post(
    path: paths::Show,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<ItemForm>,
) -> Result<Response> {
    let item = match form.parse() {
        Ok(item) => item,
        Err(errors) => return Ok(Page::unprocessable(page(&app, layout, &event, form, errors).await?).into_response()),
    };
    let (id, by) = (form.id.parse().unwrap_or_else(|_| ProgrammeItemId::new()), layout.by());

    let mut tx = app.db.begin().await?;
    hold(&mut tx, event.id).await?;
    if store::insert_item(&mut tx, event.id, id, &item).await? {
        store::note_change(&mut tx, event.id, &[], by.at).await?;
        let entry = Entry::new("Added to the programme", Subject::Event(event.id)).made(&item);
        audit::record(&mut tx, &by, entry).await?;
    }
    tx.commit().await?;

    let notice = crate::web::Notice::new(format!("“{}” is on the programme", item.title));
    let next = format!("/events/{}/programme/{id}/contributors", event.id);
    Ok(layout.redirect(path, notice.with_link(next, "Say who leads it")))
}

async fn page(app: &App, layout: Layout, event: &Event, form: ItemForm, errors: FormErrors) -> Result<ShowPage> {
    let programme = store::load(&mut *app.db.acquire().await?, event.id).await?;
    Ok(ShowPage { layout, event: event.clone(), programme, form, errors })
}
