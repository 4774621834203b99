//! What dashboards say of events: those to come, and what those of the past year were for.

use chrono::{DateTime, Months, Utc};
use sqlx::PgConnection;

use crate::dashboards::activities::Activities;
use crate::dashboards::breakdown::people;
use crate::dashboards::store::{self, NextEvent};
use crate::dashboards::suppression::Reader;
use crate::events::when;
use crate::kernel::ProjectId;

/// The events of a project, or of the whole network, as one reader may see them.
pub(super) struct Events {
    pub(super) coming: Vec<Coming>,
    pub(super) activities: Activities,
}

/// An event to come.
pub(super) struct Coming {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) when: String,
    /// "12 of 20 places taken".
    pub(super) places: String,
}

impl Events {
    pub(super) async fn load(
        db: &mut PgConnection,
        project: Option<ProjectId>,
        reader: Reader,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let coming = store::next_events(db, project, now).await?;
        let past = store::past_events(db, project, now - Months::new(12), now).await?;
        Ok(Self {
            coming: coming.into_iter().map(|event| Coming::of(event, reader)).collect(),
            activities: Activities::of(&past, reader, now),
        })
    }
}

impl Coming {
    fn of(event: NextEvent, reader: Reader) -> Self {
        let taken = reader.count(people(event.taken));
        Self {
            href: format!("/events/{}", event.id),
            title: event.title,
            when: when(event.starts_at, event.ends_at),
            places: match event.places {
                Some(places) => format!("{taken} of {places} places taken"),
                None => format!("{taken} with a place, no limit"),
            },
        }
    }
}
