//! Projects by the thousand: a few that draw thousands of people, most under a hundred.

use chrono::{Days, NaiveDate};

use super::skew::Skew;
use super::words::{APPROACHES, CONDITIONS, TOWNS, nth};
use crate::demo::dice::Dice;
use crate::demo::network::Network;
use crate::demo::rows::ProjectRow;
use crate::kernel::AccountId;

/// A project with who leads it.
pub(super) struct Project {
    pub(super) row: ProjectRow,
    pub(super) lead: AccountId,
    pub(super) leads_name: String,
}

impl Project {
    /// Its last day, if that is past.
    pub(super) fn ended_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.row.ends_on.filter(|last| *last < today)
    }

    pub(super) fn runs_on(&self, day: NaiveDate) -> bool {
        self.row.starts_on <= day && self.row.ends_on.is_none_or(|last| last >= day)
    }
}

/// How the largest compares with the others: measured, so that of a million people the largest draws some 17,000 and the
/// one in the middle fewer than a hundred.
const EVENNESS: (f64, f64) = (5.0, 0.8);

/// Who is drawn to which. The largest are spread over the years, so the places are dealt in wide steps.
pub(super) struct Draw {
    skew: Skew,
    step: u64,
    projects: u64,
}

impl Draw {
    pub(super) fn among(projects: u32) -> Self {
        let step = (projects * 5 / 8..).find(|step| shares_nothing(*step, projects)).unwrap_or(1);
        Self { skew: Skew::falling(projects, EVENNESS.0, EVENNESS.1), step: step.into(), projects: projects.into() }
    }

    pub(super) fn pick(&self, dice: &mut Dice) -> usize {
        let place = self.skew.pick(dice) as u64;
        usize::try_from(place * self.step % self.projects.max(1)).unwrap_or_default()
    }
}

fn shares_nothing(one: u32, other: u32) -> bool {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one == 1
}

/// Project `number`, led by someone who joined on that day.
pub(super) fn make(network: &Network, number: u32, lead: (AccountId, String), joined_on: NaiveDate) -> Project {
    let timeline = &network.timeline;
    // Streams far from those of people and of events.
    let mut dice = Dice::new(network.seed, (u64::MAX >> 1) - u64::from(number));
    let starts_on = joined_on + Days::new(dice.between(0, 60).unsigned_abs());
    let years = dice.weighted(&[(1, 15), (2, 25), (3, 35), (5, 25)]);
    let ends_on = dice.chance(80).then(|| starts_on + Days::new(365 * years));
    let ended = ends_on.is_some_and(|last| last < timeline.today);
    let created_at = dice.moment(joined_on);
    let title = title(number);
    let theme = &network.themes[number as usize % network.themes.len()];
    Project {
        row: ProjectRow {
            id: dice.id(created_at),
            slug: slug(&title, number).into(),
            summary: format!(
                "{title}. People who use services, carers and staff help us choose the questions, and hear first what we find."
            )
            .into(),
            title: title.into(),
            theme_id: theme.id,
            starts_on,
            ends_on,
            stage: match ended {
                true => "ended",
                false if starts_on > timeline.today => "planned",
                false => "running",
            },
            isrctn: None,
            sensitive: dice.chance(25),
            recruiting: !ended && dice.chance(85),
            created_at,
        },
        lead: lead.0,
        leads_name: lead.1,
    }
}

/// Different for each number: what is studied where, and beyond all of these the number itself.
fn title(number: u32) -> String {
    let (approach, rest) = nth(&APPROACHES, number);
    let (condition, rest) = nth(&CONDITIONS, rest);
    let (town, rest) = nth(&TOWNS, rest);
    let again = if rest > 0 { format!(" ({})", rest + 1) } else { String::new() };
    format!("{approach} {condition} in {town}{again}")
}

fn slug(title: &str, number: u32) -> String {
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("{}-{number}", words.map(str::to_lowercase).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Draw, title};
    use crate::demo::dice::Dice;

    #[test]
    fn every_project_has_a_title_of_its_own() {
        let titles: HashSet<String> = (0..30_000).map(title).collect();
        assert_eq!(titles.len(), 30_000);
    }

    #[test]
    fn few_draw_thousands_and_most_fewer_than_a_hundred() {
        let draw = Draw::among(20_000);
        let dice = &mut Dice::new(1, 1);
        let mut counts = vec![0_u32; 20_000];
        for _ in 0..2_500_000 {
            counts[draw.pick(dice)] += 1;
        }
        counts.sort_unstable_by(|one, other| other.cmp(one));
        assert!((12_000..25_000).contains(&counts[0]), "{}", counts[0]);
        assert!(counts[50] > 1_000 && counts[10_000] < 100, "{} {}", counts[50], counts[10_000]);
        assert!(counts[19_999] > 0);
    }
}
