//! What dashboards say of events: those to come, those to close, what those of the past year were for, who came, and
//! how they went.

use chrono::{DateTime, Months, NaiveDate, Utc};
use sqlx::PgConnection;

use super::{by_quarter, links};
use crate::dashboards::activities::Activities;
use crate::dashboards::as_of::Stay;
use crate::dashboards::attended::{self, Presence, Visit};
use crate::dashboards::breakdown::{Breakdown, people};
use crate::dashboards::periods::{Period, two_years};
use crate::dashboards::store::{self, NextEvent};
use crate::dashboards::suppression::Reader;
use crate::dashboards::went::{self, LastYear};
use crate::events::when;
use crate::kernel::{Choice, EventId, ProjectId, StakeholderGroup, display_date, london_date};
use crate::programme;
use crate::web::chart::Trend;

/// The events of a project, or of the whole network, as one reader may see them.
pub(super) struct Events {
    pub(super) to_close: ToClose,
    pub(super) coming: Vec<Coming>,
    pub(super) activities: Activities,
    pub(super) visitors: Visitors,
    pub(super) last_year: LastYear,
    /// Quarter by quarter, for the team.
    pub(super) went: Option<Trend>,
    /// All events, and those of the last twelve months.
    pub(super) all: String,
    pub(super) of_last_year: String,
}

/// Whose events they are.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    Network,
    /// A project with its slug, and its members as a lead was told of them.
    Project(ProjectId, &'a str, &'a [Stay]),
}

impl<'a> Whose<'a> {
    fn project(self) -> Option<ProjectId> {
        match self {
            Self::Network => None,
            Self::Project(id, ..) => Some(id),
        }
    }

    /// Empty for the network.
    fn slug(self) -> &'a str {
        match self {
            Self::Network => "",
            Self::Project(_, slug, _) => slug,
        }
    }
}

/// Events that are over and not done.
pub(super) struct ToClose {
    pub(super) count: i64,
    pub(super) href: String,
}

/// Who came to events, over time.
pub(super) enum Visitors {
    ByGroup(Trend),
    /// For readers outside the team.
    ByQuarter {
        chart: Breakdown,
        groups: Option<Presence>,
    },
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
        whose: Whose<'_>,
        reader: Reader,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let (today, project, slug) = (london_date(now), whose.project(), whose.slug());
        let quarters = two_years(today);
        let since = quarters.first().map_or(today, |quarter| quarter.first);
        let coming = store::next_events(db, project, now).await?;
        let to_close = store::count_unfinished(db, project, now).await?;
        let past = store::past_events(db, project, since, now).await?;
        let ids: Vec<EventId> = past.iter().map(|event| event.id).collect();
        let shares = programme::list_shares(db, &ids).await?;
        let visitors = Visitors::load(db, whose, reader, &quarters, today).await?;
        let last_year = LastYear::of(&past, &shares, reader, today);
        let held = |period: &Period| links::events_held(slug, period.first, period.last);
        let went = (reader == Reader::Team).then(|| went::by_quarter(&past, &shares, &quarters, held));
        let this_year: Vec<_> = past.into_iter().filter(|event| event.day() >= today - Months::new(12)).collect();
        Ok(Self {
            to_close: ToClose { count: to_close, href: links::events_to_close(slug) },
            coming: coming.into_iter().map(|event| Coming::of(event, reader)).collect(),
            activities: Activities::of(&this_year, reader, now),
            visitors,
            went,
            all: links::events(slug),
            of_last_year: links::events_held(slug, last_year.first, last_year.last),
            last_year,
        })
    }
}

impl Visitors {
    async fn load(
        db: &mut PgConnection,
        whose: Whose<'_>,
        reader: Reader,
        quarters: &[Period],
        today: NaiveDate,
    ) -> sqlx::Result<Self> {
        let slug = whose.slug();
        let href = |group: Option<StakeholderGroup>, period: &Period| {
            let days = period.days().code();
            let group = group.map_or("", Choice::code);
            links::associates(&[("project", slug), ("group", group), ("status", "all"), ("attended", &days)])
        };
        Ok(match (whose, reader) {
            (Whose::Network, _) => {
                let counts = store::network_visitors(db, quarters).await?;
                Self::ByGroup(attended::by_group(&counts, quarters, "People who came to events, by quarter", href))
            }
            (Whose::Project(id, ..), Reader::Team) => {
                let counts = store::project_visitors(db, id, quarters).await?;
                Self::ByGroup(attended::by_group(&counts, quarters, "Members who came to its events, by quarter", href))
            }
            (Whose::Project(id, _, stays), Reader::Outside) => {
                Self::outside(&store::told_visits(db, id).await?, stays, quarters, today)
            }
        })
    }

    fn outside(visits: &[Visit], stays: &[Stay], quarters: &[Period], today: NaiveDate) -> Self {
        let counts = attended::by_quarter(visits, quarters);
        Self::ByQuarter {
            chart: by_quarter("Members who came to its events, by quarter", quarters, &counts),
            groups: Presence::of(visits, stays, today),
        }
    }
}

impl Presence {
    /// "30 September 2026".
    pub(super) fn until(&self) -> String {
        display_date(self.day)
    }
}

impl Coming {
    /// Outside the team places are told apart into those of members, whom the reader knows by name, and all others; and
    /// not how many there are, since that of a full event would tell how many the others are, however few.
    fn of(event: NextEvent, reader: Reader) -> Self {
        let own = event.taken_by_members;
        let places = match (reader, event.places) {
            (Reader::Team, Some(places)) => format!("{} of {places} places taken", event.taken),
            (Reader::Team, None) => format!("{} with a place, no limit", event.taken),
            (Reader::Outside, _) => {
                format!("Places: {own} taken by your members, {} by others", reader.count(people(event.taken - own)))
            }
        };
        Self {
            href: format!("/events/{}", event.id),
            title: event.title,
            when: when(event.starts_at, event.ends_at),
            places,
        }
    }
}
