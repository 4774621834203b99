//! Pages of the day of an event, and of what came of it.

pub(crate) mod absences;
pub(crate) mod check_in;
pub(crate) mod code;
pub(crate) mod completion;
pub(crate) mod paper;
pub(crate) mod roll;
pub(crate) mod seat;
pub(crate) mod tables;
pub(crate) mod to_finish;
pub(crate) mod walk_ins;

use sqlx::PgConnection;

use super::model::{may_be_noted, opens_at};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, EventState, EventTab, event_tabs};
use crate::kernel::display_date_time;
use crate::web::Layout;

/// The pages of an event, with this part's own as the present one.
fn tabs(layout: &Layout, event: &Event) -> Vec<EventTab> {
    event_tabs(layout, event, "On the day")
}

/// Why nobody's attendance can be noted now; none when it can.
fn obstacle(event: &Event, now: chrono::DateTime<chrono::Utc>) -> Option<String> {
    if may_be_noted(event, now) {
        return None;
    }
    Some(match event.state {
        EventState::Draft => {
            "This event is a draft. Open it for registration first, or record that it has taken place.".to_owned()
        }
        EventState::Cancelled => "This event is cancelled, so nobody comes.".to_owned(),
        _ => format!(
            "You can note who is here from an hour before the event on: {}.",
            display_date_time(opens_at(event))
        ),
    })
}

/// The event as it stands now, held so that nobody says meanwhile that it is done.
async fn hold(db: &mut PgConnection, event: &Event) -> Result<Event> {
    events::find_for_share(db, event.id).await?.or_404()
}
