//! Pages about what people will do differently.

pub(crate) mod deletion;
pub(crate) mod index;
pub(crate) mod own;
pub(crate) mod say;

use chrono::{DateTime, TimeDelta, Utc};

use super::model::Intention;
use super::store;
use crate::app::App;
use crate::audit::By;
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::feedback::{self, Holder};
use crate::kernel::IntentionId;
use crate::web::Layout;

/// So long after the event the link of a letter leads to what was said after it.
const LINK_WORKS_FOR: TimeDelta = TimeDelta::days(400);

/// Whoever holds the link of a letter about an event that is over.
async fn holder(app: &App, layout: &Layout, token: &str) -> Result<Holder> {
    let holder = feedback::holder_of(app, layout, token).await?;
    is_link_open(&holder.event, layout.now()).then_some(holder).or_404()
}

/// Whether the link of a letter leads anywhere after the event.
pub(crate) fn is_link_open(event: &Event, now: DateTime<Utc>) -> bool {
    feedback::has_taken_place(event, now) && now < event.ends_at + LINK_WORKS_FOR
}

/// An intention of the one whose letter it is, said after the event of the letter.
async fn theirs(app: &App, layout: &Layout, token: &str, id: IntentionId) -> Result<(Intention, By)> {
    let Holder { event, associate, by } = holder(app, layout, token).await?;
    let intention = store::find(&mut *app.db.acquire().await?, id).await?;
    let is_theirs = |one: &Intention| one.associate_id == associate && one.event_id == event.id;
    Ok((intention.filter(is_theirs).or_404()?, by))
}
