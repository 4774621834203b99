//! Thanks by phone, in person or by post: noted, so that the work is seen.

use axum::response::Response;

use super::OTHERWISE;
use super::sending::record;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Error, OrNotFound, Result};
use crate::events::Event;
use crate::feedback::has_taken_place;
use crate::thanks::forms::OtherwiseForm;
use crate::thanks::{paths, store};
use crate::web::{Form, Layout};

pub(crate) async fn post(
    _: paths::Otherwise,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<OtherwiseForm>,
) -> Result<Response> {
    let (by, show) = (layout.by(), paths::Show { event: event.id });
    let way = OTHERWISE.iter().find(|(_, code, _)| *code == form.channel);
    let (channel, ..) = *way.ok_or(Error::BadRequest("Choose how they were thanked."))?;
    if !has_taken_place(&event, by.at) {
        return Ok(layout.unchanged(show, "Nothing changed. The event is not over yet"));
    }
    let mut tx = app.db.begin().await?;
    let contributors = store::list_contributors(&mut tx, event.id).await?;
    let one = contributors.into_iter().find(|one| one.who.code() == form.who).or_404()?;
    if !store::insert(&mut tx, event.id, &one.who, channel, &by).await? {
        return Ok(layout.unchanged(show, format!("Nothing changed. {} was thanked before", one.name)));
    }
    record(&mut tx, &event, &one.who, channel, &by).await?;
    tx.commit().await?;

    Ok(layout.redirect(show, format!("It is noted that you thanked {}", one.name)))
}

/// It was a slip.
pub(crate) async fn remove(
    _: paths::Removal,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<OtherwiseForm>,
) -> Result<Response> {
    let show = paths::Show { event: event.id };
    let mut tx = app.db.begin().await?;
    let contributors = store::list_contributors(&mut tx, event.id).await?;
    let one = contributors.into_iter().find(|one| one.who.code() == form.who).or_404()?;
    if !store::remove(&mut tx, event.id, &one.who).await? {
        return Ok(layout.unchanged(show, "Nothing changed. A letter cannot be taken back"));
    }
    let entry = Entry::new("Took back that a contributor was thanked", Subject::Event(event.id));
    let entry = match one.who {
        crate::thanks::model::Who::Associate(id) => entry.concerning(id),
        _ => entry,
    };
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(show, format!("{} is to be thanked still", one.name)))
}
