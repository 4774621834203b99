//! How the minutes of a programme are shared: reciprocity, and what to do about it.

use std::collections::BTreeMap;

use crate::kernel::{Choice, EventId, ProgrammeItemId, StakeholderGroup};

/// From here on neither side leads much more than the other: three fifths against two.
const BALANCED: f64 = 0.8;
/// The sum of no numbers is minus nought, which would be written with its sign; with this it is none.
const NOUGHT: f64 = 0.0;

/// Whom to ask, with the words for one of them, those the network reaches out to most first.
const TO_ASK: [(StakeholderGroup, &str); 8] = [
    (StakeholderGroup::Commissioner, "a commissioner"),
    (StakeholderGroup::ThirdSector, "someone from the third sector"),
    (StakeholderGroup::ServiceUser, "a service user"),
    (StakeholderGroup::Carer, "a carer"),
    (StakeholderGroup::HealthProfessional, "a health professional"),
    (StakeholderGroup::SocialCare, "someone from social care"),
    (StakeholderGroup::ProviderManager, "a manager of a provider"),
    (StakeholderGroup::Public, "a member of the public"),
];

/// The minutes each contributor of an item leads: what was said of them, and of the others an equal share of what is
/// left.
pub(super) fn led_minutes(item: i16, given: &[Option<i16>]) -> Vec<f64> {
    let (said, silent) = (given.iter().flatten().map(|minutes| f64::from(*minutes)), given.iter());
    let left = (f64::from(item) - said.sum::<f64>()).max(0.0);
    let sharing = silent.filter(|minutes| minutes.is_none()).count().max(1);
    let share = left / f64::from(u32::try_from(sharing).unwrap_or(u32::MAX));
    given.iter().map(|minutes| minutes.map_or(share, f64::from)).collect()
}

/// `R = 1 − |A−B|/(A+B)` of the minutes led by researchers and by everyone else: 1 when each leads as much as the
/// other, 0 when one side leads all; none when nobody leads any.
pub(crate) fn reciprocity(researchers: f64, others: f64) -> Option<f64> {
    let all = researchers + others;
    (all > 0.0).then(|| 1.0 - (researchers - others).abs() / all)
}

/// The minutes led by people of each stakeholder group, and by the engagement team (no group).
#[derive(Clone, Debug, Default)]
pub(crate) struct Shares {
    minutes: Vec<(Option<StakeholderGroup>, f64)>,
    parts: u32,
}

impl Shares {
    pub(crate) fn add(&mut self, group: Option<StakeholderGroup>, minutes: f64) {
        self.parts += 1;
        match self.minutes.iter_mut().find(|(known, _)| *known == group) {
            Some((_, sum)) => *sum += minutes,
            None => self.minutes.push((group, minutes)),
        }
    }

    /// The minutes of one group.
    fn of(&self, group: Option<StakeholderGroup>) -> f64 {
        self.minutes.iter().filter(|(known, _)| *known == group).map(|(_, minutes)| minutes).sum::<f64>() + NOUGHT
    }

    fn sum(&self) -> f64 {
        self.minutes.iter().map(|(_, minutes)| minutes).sum::<f64>() + NOUGHT
    }

    /// How many people's parts it is made of; somebody who leads two items counts twice.
    pub(crate) fn parts(&self) -> u32 {
        self.parts
    }

    /// Led by researchers.
    pub(crate) fn researchers(&self) -> f64 {
        self.of(Some(StakeholderGroup::AppliedHealthResearcher))
    }

    /// Led by everyone else.
    pub(crate) fn others(&self) -> f64 {
        self.sum() - self.researchers()
    }

    pub(crate) fn reciprocity(&self) -> Option<f64> {
        reciprocity(self.researchers(), self.others())
    }

    /// Those who lead any, most first: who they are, and their minutes.
    pub(super) fn by_group(&self) -> Vec<(&'static str, f64)> {
        let words = |group: &Option<StakeholderGroup>| group.map_or("Engagement team", Choice::label);
        let mut rows: Vec<(&'static str, f64)> = self
            .minutes
            .iter()
            .filter(|(_, minutes)| *minutes > 0.0)
            .map(|(group, minutes)| (words(group), *minutes))
            .collect();
        rows.sort_by(|(one, a), (other, b)| b.total_cmp(a).then(one.cmp(other)));
        rows
    }

    /// What the shares mean, and what to do.
    pub(super) fn advice(&self) -> String {
        let Some(reciprocity) = self.reciprocity() else {
            return "Say who leads each item, and read here how the minutes are shared.".to_owned();
        };
        let per_cent = (100.0 * self.researchers() / self.sum()).round();
        if reciprocity >= BALANCED - 1e-9 {
            format!("{per_cent} % of the minutes are led by researchers: both sides give and take.")
        } else if self.researchers() > self.others() {
            format!("{per_cent} % of the minutes are led by researchers; ask {} to lead an item.", self.whom_to_ask())
        } else {
            format!("{per_cent} % of the minutes are led by researchers; ask one of them to lead an item.")
        }
    }

    /// Of those the network reaches out to, the ones who lead least.
    fn whom_to_ask(&self) -> &'static str {
        let least = TO_ASK.iter().min_by(|(one, _), (other, _)| self.of(Some(*one)).total_cmp(&self.of(Some(*other))));
        least.map_or("someone else", |(_, words)| words)
    }
}

/// Someone's part in an item of some event, as far as it matters to who leads how much.
#[derive(Clone, Debug)]
pub(crate) struct Led {
    pub(crate) event: EventId,
    pub(crate) item: ProgrammeItemId,
    pub(crate) item_minutes: i16,
    pub(crate) group: Option<StakeholderGroup>,
    /// None: an equal share of what the others leave.
    pub(crate) minutes: Option<i16>,
}

/// Who leads how much at each of several events; `parts` come item by item.
pub(super) fn shares_by_event(parts: &[Led]) -> BTreeMap<EventId, Shares> {
    let mut events: BTreeMap<EventId, Shares> = BTreeMap::new();
    for of_item in parts.chunk_by(|one, next| one.item == next.item) {
        let given: Vec<Option<i16>> = of_item.iter().map(|part| part.minutes).collect();
        for (part, minutes) in of_item.iter().zip(led_minutes(of_item[0].item_minutes, &given)) {
            events.entry(part.event).or_default().add(part.group, minutes);
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::{Led, Shares, led_minutes, reciprocity, shares_by_event};
    use crate::kernel::StakeholderGroup::{self, AppliedHealthResearcher, Carer, Commissioner};
    use crate::kernel::{EventId, ProgrammeItemId};

    fn shares(rows: &[(Option<StakeholderGroup>, f64)]) -> Shares {
        let mut shares = Shares::default();
        rows.iter().for_each(|(group, minutes)| shares.add(*group, *minutes));
        shares
    }

    #[test]
    fn reciprocity_of_the_worked_example() {
        assert!((reciprocity(120.0, 80.0).expect("a number") - 0.80).abs() < 1e-12);
        assert_eq!(reciprocity(80.0, 120.0), reciprocity(120.0, 80.0));
        assert_eq!((reciprocity(60.0, 60.0), reciprocity(90.0, 0.0)), (Some(1.0), Some(0.0)));
        assert_eq!(reciprocity(0.0, 0.0), None);
    }

    #[test]
    fn who_says_nothing_has_an_equal_share_of_what_is_left() {
        assert_eq!(led_minutes(60, &[None, None]), [30.0, 30.0]);
        assert_eq!(led_minutes(60, &[Some(40), None, None]), [40.0, 10.0, 10.0]);
        assert_eq!(led_minutes(60, &[Some(60), None]), [60.0, 0.0]);
        assert!(led_minutes(60, &[]).is_empty());
    }

    #[test]
    fn several_events_are_told_apart_and_each_item_is_shared_for_itself() {
        let (one, other, welcome, talk) =
            (EventId::new(), EventId::new(), ProgrammeItemId::new(), ProgrammeItemId::new());
        let researcher = Some(AppliedHealthResearcher);
        let part = |event, item, item_minutes, group, minutes| Led { event, item, item_minutes, group, minutes };
        let parts = [
            part(one, welcome, 80, Some(Carer), None),
            part(one, talk, 120, researcher, None),
            part(other, ProgrammeItemId::new(), 60, researcher, Some(40)),
        ];
        let events = shares_by_event(&parts);
        assert!((events[&one].reciprocity().expect("a number") - 0.80).abs() < 1e-12);
        assert_eq!((events[&other].reciprocity(), events.len()), (Some(0.0), 2));
    }

    #[test]
    fn the_team_is_not_among_the_researchers() {
        let shares = shares(&[(Some(AppliedHealthResearcher), 120.0), (None, 50.0), (Some(Carer), 30.0)]);
        assert_eq!((shares.researchers(), shares.others()), (120.0, 80.0));
        let rows = [("Applied health researcher", 120.0), ("Engagement team", 50.0), ("Carer", 30.0)];
        assert_eq!(shares.by_group(), rows);
    }

    #[test]
    fn says_what_to_do() {
        let researcher = Some(AppliedHealthResearcher);
        for (rows, expected) in [
            (vec![], "Say who leads each item, and read here how the minutes are shared."),
            (
                vec![(researcher, 82.0), (Some(Carer), 18.0)],
                "82 % of the minutes are led by researchers; ask a commissioner to lead an item.",
            ),
            (
                vec![(researcher, 90.0), (Some(Commissioner), 10.0)],
                "90 % of the minutes are led by researchers; ask someone from the third sector to lead an item.",
            ),
            (
                vec![(researcher, 10.0), (Some(Carer), 90.0)],
                "10 % of the minutes are led by researchers; ask one of them to lead an item.",
            ),
            (
                vec![(researcher, 120.0), (Some(Carer), 80.0)],
                "60 % of the minutes are led by researchers: both sides give and take.",
            ),
        ] {
            assert_eq!(shares(&rows).advice(), expected);
        }
    }
}
