//! Five years of events and some to come, with everyone who signed up and what happened there.
//!
//! `outlines` says which events there are, `guests` who signed up for them, `programmes` who led what. All of it is
//! made from the seed and the people of `crowd`; who came on the day follows from the registrations, so whatever
//! records that reads them from [`Happenings`].

mod crowd;
mod guests;
mod outlines;
mod programmes;
mod rows;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use super::dice::Dice;
use super::network::Network;
use super::organisations::Kind;
use crate::kernel::{County, london_moment};
use crowd::Crowd;
use outlines::Outline;
pub(super) use rows::{
    AttendanceRow, ContributorRow, EventProjectRow, EventRow, Happenings, ItemRow, NewsRow, PoolRow, RegistrationRow,
    StepRow,
};

#[cfg(test)]
pub(super) use outlines::PAST;

/// Places events were held at, with how to get in.
const PLACES: [(&str, &str); 5] = [
    (
        "Room 3, Institute of Mental Health\nTriumph Road, Nottingham NG7 2TU",
        "Step-free from the car park. There is a hearing loop; the tram stops five minutes away.",
    ),
    (
        "The Mechanics\n3 North Sherwood Street, Nottingham NG1 4EZ",
        "A lift goes to all floors. Blue badge parking in Burton Street.",
    ),
    ("The Showroom\nTritton Road, Lincoln LN6 7QY", "All on the ground floor. Buses stop in front of it."),
    ("Derby Conference Centre\nLondon Road, Derby DE24 8UX", "Step-free, with a hearing loop and free parking."),
    ("Winding Wheel\n13 Holywell Street, Chesterfield S41 7SA", "A ramp leads to the side door; please ring there."),
];

const REASON: &str = "Too few people could come on that day. We are sorry, and look for another one.";

/// All events of the network.
pub(super) fn all(network: &Network) -> Happenings {
    let crowd = Crowd::gather(network);
    let mut all = Happenings::default();
    for (outline, number) in outlines::all(network).iter().zip(0..) {
        // Streams from the far end, so that no event shares its throws with a person.
        let mut dice = Dice::new(network.seed, u64::MAX - number);
        let event = event(network, outline, &mut dice);
        let projects = outline.project.into_iter().map(|project| network.projects[project].row.id);
        all.projects.extend(projects.map(|project_id| EventProjectRow { event_id: event.id, project_id }));
        guests::come(network, &crowd, outline, &event, &mut dice, &mut all);
        programmes::plan(network, &crowd, outline, &event, &mut dice, &mut all);
        all.events.push(event);
    }
    all
}

fn event(network: &Network, outline: &Outline, dice: &mut Dice) -> EventRow {
    let timeline = &network.timeline;
    let starts_at = moment(outline);
    let planned_on = (outline.day - Days::new(48)).min(timeline.ago(20)).max(timeline.founded + Days::new(14));
    let created_at = dice.moment(planned_on);
    let (place, access_notes) = dice.pick(&PLACES);
    let planner = &network.team()[dice.pick(&[0, 0, 1, 2, 3])];
    let (place, access_notes, link) = match outline.is_online {
        true => (None, None, Some("https://meet.example.org/copse")),
        false => (Some(place), Some(access_notes), None),
    };
    let host = dice.chance(60).then(|| {
        let kind = dice.pick(&[Kind::University, Kind::Trust, Kind::ThirdSector]);
        network.organisations.choose(dice, kind, County::Nottinghamshire)
    });
    EventRow {
        id: dice.id(created_at),
        title: outline.title.clone(),
        kind: outline.kind,
        description: outline.about.to_owned(),
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(outline.minutes),
        place,
        access_notes,
        link,
        visibility: outline.visibility,
        theme_id: outline.theme.map(|theme| network.themes[theme].id),
        host_id: host,
        series: outline.series,
        mix: mix(outline.kind),
        state: outline.state,
        cancellation_reason: (outline.state == "cancelled").then_some(REASON),
        created_at,
        planned_by: planner.id,
        planner: planner.name.clone(),
        audit_id: dice.id(created_at),
    }
}

/// When it begins, on the clocks of the three counties.
fn moment(outline: &Outline) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(outline.hour, 30, 0).unwrap_or_default();
    london_moment(outline.day, time).unwrap_or_else(|_| outline.day.and_time(time).and_utc())
}

/// What the kinds of events usually are a mix of.
fn mix(kind: &str) -> [i16; 4] {
    match kind {
        "seminar" => [15, 65, 10, 10],
        "workshop" => [20, 30, 40, 10],
        "training" => [15, 60, 10, 15],
        "networking" => [60, 20, 0, 20],
        "meeting" => [20, 30, 30, 20],
        "conference" => [25, 50, 10, 15],
        "visit" => [40, 30, 10, 20],
        _ => [70, 15, 0, 15],
    }
}
