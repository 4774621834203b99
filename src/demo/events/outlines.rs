//! Which events there were and will be: what, when, for whom, how many may come.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::demo::network::Network;
use crate::demo::projects::{EARLY_DISCHARGE, HOME_VISITS, RETURN_TO_WORK, STAK};
use crate::kernel::StakeholderGroup;

/// How many have taken place: twelve a year.
pub(in crate::demo) const PAST: u32 = 60;
/// For whom places are kept, and until how many days before.
pub(super) const KEPT_FOR: &[StakeholderGroup] = &[StakeholderGroup::ServiceUser, StakeholderGroup::ThirdSector];
pub(super) const RELEASE_DAYS: i16 = 7;

/// Who leads its programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    Researchers,
    Both,
    Members,
    /// There is no programme.
    Nobody,
}

/// What is particular about how it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rush {
    Usual,
    /// Two places are left; Asha has one.
    NearlyFull,
    /// Full, with a line in which Asha stands, and a place that is offered.
    Full,
}

/// An event before the details.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    pub(super) day: NaiveDate,
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) about: &'static str,
    pub(super) project: Option<usize>,
    pub(super) theme: Option<usize>,
    pub(super) series: Option<&'static str>,
    pub(super) visibility: &'static str,
    pub(super) state: &'static str,
    pub(super) hour: u32,
    pub(super) minutes: i64,
    pub(super) is_online: bool,
    pub(super) capacity: Option<i32>,
    /// Of these, kept for some groups.
    pub(super) kept: Option<i32>,
    /// How many want to come.
    pub(super) wanted: u32,
    pub(super) rush: Rush,
    pub(super) lead: Lead,
}

/// What most events of a kind share.
struct Kind {
    code: &'static str,
    title: &'static str,
    about: &'static str,
    series: Option<&'static str>,
    visibility: &'static str,
    hour: u32,
    minutes: i64,
    capacity: Option<i32>,
    kept: Option<i32>,
    wanted: u32,
    lead: Lead,
    /// Whether it is about one project, and has its name in the place of the star.
    of_project: bool,
}

const KINDS: [Kind; 8] = [
    Kind {
        code: "seminar",
        title: "*: what we know so far",
        about: "A short talk, and plenty of time for questions. You need no knowledge of research, and every question is \
                a good one.",
        series: Some("Lunchtime seminars"),
        visibility: "public",
        hour: 12,
        minutes: 90,
        capacity: Some(40),
        kept: None,
        wanted: 34,
        lead: Lead::Researchers,
        of_project: true,
    },
    Kind {
        code: "workshop",
        title: "Working together on *",
        about: "We sit at small tables, mixed on purpose, and work out what would make the study **useful where you are**. \
                What comes of it goes to everyone who was there.",
        series: None,
        visibility: "associates",
        hour: 13,
        minutes: 180,
        capacity: Some(28),
        kept: Some(6),
        wanted: 27,
        lead: Lead::Both,
        of_project: true,
    },
    Kind {
        code: "networking",
        title: "Meet and talk",
        about: "No talks. Tea, cake, and people from other corners of health and care whom you would not meet otherwise.",
        series: Some("Meet and talk"),
        visibility: "associates",
        hour: 16,
        minutes: 100,
        capacity: Some(30),
        kept: None,
        wanted: 26,
        lead: Lead::Members,
        of_project: false,
    },
    Kind {
        code: "meeting",
        title: "*: advisory meeting",
        about: "The people who take part in the study say how it is going, and decide with the researchers what to change.",
        series: None,
        visibility: "members",
        hour: 10,
        minutes: 120,
        capacity: None,
        kept: None,
        wanted: 16,
        lead: Lead::Both,
        of_project: true,
    },
    Kind {
        code: "training",
        title: "Reading research without fear",
        about: "What a trial is, what the numbers say and what they do not. We read one paper together, slowly.",
        series: Some("Skills for research"),
        visibility: "associates",
        hour: 9,
        minutes: 150,
        capacity: Some(16),
        kept: None,
        wanted: 19,
        lead: Lead::Researchers,
        of_project: false,
    },
    Kind {
        code: "visit",
        title: "See how it works: *",
        about: "A team shows where the study happens and who does what. There is time to talk with the people who work there.",
        series: None,
        visibility: "associates",
        hour: 14,
        minutes: 120,
        capacity: Some(12),
        kept: Some(3),
        wanted: 14,
        lead: Lead::Members,
        of_project: true,
    },
    Kind {
        code: "other",
        title: "Walk and talk round the lake",
        about: "An hour on foot or on wheels on level paths, in twos and threes that change at every bench.",
        series: None,
        visibility: "associates",
        hour: 11,
        minutes: 75,
        capacity: None,
        kept: None,
        wanted: 13,
        lead: Lead::Nobody,
        of_project: false,
    },
    Kind {
        code: "conference",
        title: "Annual gathering",
        about: "Everyone, once a year: what the projects have found, what people have done with it, and what we do next.",
        series: Some("Annual gatherings"),
        visibility: "public",
        hour: 9,
        minutes: 390,
        capacity: Some(90),
        kept: Some(12),
        wanted: 78,
        lead: Lead::Both,
        of_project: false,
    },
];

/// The kinds of a year, month by month: places in the list above.
const YEAR: [usize; 12] = [0, 1, 2, 3, 0, 4, 1, 5, 0, 6, 3, 7];

/// All events, the earliest first.
pub(super) fn all(network: &Network) -> Vec<Outline> {
    (0..PAST).map(|number| past(network, number)).chain(coming(network)).collect()
}

fn past(network: &Network, number: u32) -> Outline {
    let timeline = &network.timeline;
    let ago = 9 + 30 * u64::from(PAST - 1 - number);
    let day = weekday_before(timeline.ago(ago));
    // The one that waits to be closed is one whose lead is shown it.
    let project = if number == 58 { HOME_VISITS } else { number as usize * 5 };
    let outline = outline(network, &KINDS[YEAR[number as usize % 12]], day, project);
    let state = match number {
        17 | 41 => "cancelled",
        // They are over, and nobody has said yet that all is recorded.
        58 => "closed",
        59 => "open",
        _ => "done",
    };
    // Every third project event is led by one side only, or by both, whatever its kind.
    let lead = match (outline.lead, number % 3) {
        (Lead::Researchers, 0) => Lead::Both,
        (Lead::Both, 1) => Lead::Researchers,
        (lead, _) => lead,
    };
    Outline { state, lead, is_online: number % 6 == 4, ..outline }
}

fn coming(network: &Network) -> Vec<Outline> {
    let of = |kind: usize, days: u64, project: usize| {
        let day = weekday_after(network.timeline.today + Days::new(days));
        Outline { state: "open", ..outline(network, &KINDS[kind], day, project) }
    };
    let small = |wanted: i32| wanted.min(i32::try_from(network.size / 5).unwrap_or(wanted));
    let full = |outline: Outline, places: i32, rush, more: i32| Outline {
        capacity: Some(small(places)),
        kept: None,
        rush,
        wanted: u32::try_from(small(places) + more).unwrap_or_default(),
        ..outline
    };
    vec![
        full(of(2, 5, 0), 20, Rush::NearlyFull, -3),
        Outline { visibility: "associates", lead: Lead::Both, ..full(of(1, 12, HOME_VISITS), 16, Rush::Full, 6) },
        Outline { state: "cancelled", ..of(0, 15, RETURN_TO_WORK) },
        Outline { kept: Some(8), wanted: 22, lead: Lead::Both, ..of(0, 20, EARLY_DISCHARGE) },
        Outline { is_online: true, wanted: 9, ..of(4, 26, 0) },
        Outline { wanted: 6, ..of(5, 33, 1) },
        Outline { wanted: 12, ..of(3, 40, STAK) },
        Outline { wanted: 31, ..of(7, 61, 0) },
        Outline { state: "draft", ..of(1, 75, STAK) },
        Outline { state: "draft", lead: Lead::Nobody, ..of(6, 96, 0) },
    ]
}

/// An event of a kind on a day; of the project of that number, or the next one that ran on it.
fn outline(network: &Network, kind: &Kind, day: NaiveDate, project: usize) -> Outline {
    let project = kind.of_project.then(|| running(network, day, project));
    let about = |project: usize| network.projects[project].row.title.as_ref();
    Outline {
        day,
        kind: kind.code,
        title: project.map_or_else(|| kind.title.to_owned(), |project| kind.title.replace('*', about(project))),
        about: kind.about,
        project,
        theme: project.map(|project| network.projects[project].theme),
        series: kind.series,
        visibility: kind.visibility,
        state: "done",
        hour: kind.hour,
        minutes: kind.minutes,
        is_online: false,
        capacity: kind.capacity,
        kept: kind.kept,
        wanted: kind.wanted,
        rush: Rush::Usual,
        lead: kind.lead,
    }
}

fn running(network: &Network, day: NaiveDate, first: usize) -> usize {
    let count = network.projects.len();
    let runs = |place: &usize| {
        let project = &network.projects[*place];
        project.opens_on <= day && project.row.ends_on.is_none_or(|last| day <= last)
    };
    (0..count).map(|offset| (first + offset) % count).find(runs).unwrap_or(HOME_VISITS)
}

fn weekday_before(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day - Days::new(1),
        Weekday::Sun => day - Days::new(2),
        _ => day,
    }
}

fn weekday_after(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}
