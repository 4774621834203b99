//! The events someone comes to, in their own calendar: a feed at a secret address, which they can take back.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Actor;
use crate::accounts::{digest, new_token};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events;
use crate::kernel::display_date_time;
use crate::sign_ups::paths;
use crate::sign_ups::store::{self, Subscription};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "sign_ups/calendar.html")]
pub(crate) struct CalendarPage {
    layout: Layout,
    subscription: Option<Subscription>,
    /// The secret address, shown once, when it has just been made.
    address: Option<String>,
}

impl CalendarPage {
    fn made_at(&self, subscription: &Subscription) -> String {
        display_date_time(subscription.created_at)
    }

    fn last_used(&self, subscription: &Subscription) -> String {
        subscription.last_used_at.map_or_else(|| "Not yet".to_owned(), display_date_time)
    }
}

pub(crate) async fn get(_: paths::MyCalendar, app: App, layout: Layout, actor: Actor) -> Result<Page<CalendarPage>> {
    let me = actor.associate.or_404()?;
    let subscription = store::find_subscription(&mut *app.db.acquire().await?, me).await?;
    Ok(Page::ok(CalendarPage { layout, subscription, address: None }))
}

/// Makes a new address; an older one ends with it.
pub(crate) async fn make(_: paths::MyCalendar, app: App, layout: Layout, actor: Actor) -> Result<Response> {
    let (me, by, token) = (actor.associate.or_404()?, layout.by(), new_token()?);
    let mut tx = app.db.begin().await?;
    store::replace_subscription(&mut tx, me, &digest(&token), by.at).await?;
    audit::record(&mut tx, &by, Entry::new("Subscribed to their events", Subject::Associate(me))).await?;
    let subscription = store::find_subscription(&mut tx, me).await?;
    tx.commit().await?;
    let address = Some(format!("{}{}", app.config.base_url(), paths::CalendarFeed { token }));
    Ok(Page::ok(CalendarPage { layout, subscription, address }).into_response())
}

pub(crate) async fn remove(_: paths::CalendarRemoval, app: App, layout: Layout, actor: Actor) -> Result<Response> {
    let (me, by) = (actor.associate.or_404()?, layout.by());
    let mut tx = app.db.begin().await?;
    if store::delete_subscription(&mut tx, me).await? {
        audit::record(&mut tx, &by, Entry::new("Took back the address of their events", Subject::Associate(me)))
            .await?;
    }
    tx.commit().await?;
    Ok(layout.redirect(paths::MyCalendar, "The address does not work any more"))
}

/// The feed itself: titles, times and places, without links to join and without names.
pub(crate) async fn feed(path: paths::CalendarFeed, app: App, layout: Layout) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let me = store::use_subscription(&mut db, &digest(&path.token), layout.now()).await?.or_404()?;
    let events = events::list_with_place(&mut db, me, layout.now()).await?;
    drop(db);
    Ok(events::answer_with_feed(&app, "My events", &events, &layout))
}
