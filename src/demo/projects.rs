//! The sixteen studies: real titles, and descriptions in general terms that claim no results.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::kernel::StakeholderGroup::{self, Carer, Commissioner, HealthProfessional, ServiceUser, ThirdSector};

use super::rows::{ProjectRow, ThemeRow};
use super::studies::{STUDIES, Study};
use super::{dice::Dice, timeline::Timeline};

/// The project Leo Lead leads.
pub(super) const HOME_VISITS: usize = 12;
/// The project Lena Lead leads.
pub(super) const STAK: usize = 4;
/// Where Leo is a member.
pub(super) const RETURN_TO_WORK: usize = 14;
/// Where Asha Associate is a member.
pub(super) const EARLY_DISCHARGE: usize = 13;

/// A project, and how its community comes about.
pub(super) struct Project {
    pub(super) row: ProjectRow,
    pub(super) theme: usize,
    /// How many people it draws, compared with the others.
    pub(super) pull: u32,
    /// Groups nobody has been found from: the gaps that coverage shows.
    pub(super) lacks: &'static [StakeholderGroup],
    /// First and last day on which people joined.
    pub(super) opens_on: NaiveDate,
    pub(super) closes_on: Option<NaiveDate>,
}

impl Project {
    /// Whether someone from `group` may join on `day`.
    pub(super) fn takes(&self, group: StakeholderGroup, day: NaiveDate) -> bool {
        !self.lacks.contains(&group) && self.opens_on <= day && self.closes_on.is_none_or(|last| day <= last)
    }

    /// Its last day, if that is past.
    pub(super) fn ended_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.row.ends_on.filter(|last| *last < today)
    }
}

pub(super) fn all(dice: &mut Dice, timeline: &Timeline, themes: &[ThemeRow]) -> Vec<Project> {
    STUDIES.iter().map(|study| project(study, dice, timeline, themes)).collect()
}

fn project(study: &Study, dice: &mut Dice, timeline: &Timeline, themes: &[ThemeRow]) -> Project {
    let starts_on = timeline.day(study.starts);
    let ends_on = study.ends.map(|day| timeline.day(day));
    let opens_on = starts_on.min(timeline.ago(120));
    let ended = ends_on.is_some_and(|last| last < timeline.today);
    let created_at: DateTime<Utc> = dice.moment(opens_on - Days::new(10));
    Project {
        row: ProjectRow {
            id: dice.id(created_at),
            slug: study.slug.into(),
            title: study.title.into(),
            theme_id: themes[study.theme].id,
            summary: study.summary.into(),
            starts_on,
            ends_on,
            stage: stage(starts_on, ended, timeline.today),
            isrctn: study.isrctn,
            sensitive: study.sensitive,
            recruiting: !ended && study.closes.is_none(),
            created_at,
        },
        theme: study.theme,
        pull: study.pull,
        lacks: gaps(study.slug),
        opens_on,
        closes_on: study.closes.map(|day| timeline.day(day)),
    }
}

fn stage(starts_on: NaiveDate, ended: bool, today: NaiveDate) -> &'static str {
    match ended {
        true => "ended",
        false if starts_on > today => "planned",
        false => "running",
    }
}

/// Which groups a project's community lacks. Commissioners are missing most, as they were in life:
/// they are few, and asked by everyone.
fn gaps(slug: &str) -> &'static [StakeholderGroup] {
    match slug {
        "work-focussed-psychological-support" => &[ThirdSector],
        "map-of-medicine-in-schizophrenia-care" => &[Carer, ThirdSector, Commissioner],
        "gapp" => &[Commissioner],
        "cato" => &[Commissioner, ServiceUser],
        "camhs-to-adult-transition" => &[Carer],
        "preconception" => &[ThirdSector, Carer],
        "regular-attenders" => &[Commissioner, ThirdSector],
        "impact-of-accidental-injuries" => &[Commissioner],
        "medicines-safety-in-general-practice" => &[ThirdSector],
        "return-to-work-after-stroke" => &[Commissioner, HealthProfessional],
        "cognitive-rehabilitation-after-stroke" => &[Commissioner, ThirdSector, ServiceUser],
        _ => &[],
    }
}
