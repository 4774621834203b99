//! What a programme is.

use chrono::{DateTime, TimeDelta, Utc};

use super::balance::{Shares, led_minutes};
use crate::kernel::{
    AccountId, AssociateId, ContributorId, Invalid, ProgrammeItemId, StakeholderGroup, Text, choices, display_time,
    london_time,
};

choices! {
    /// What someone does in an item.
    pub(crate) enum ContributorRole as "contributor_role" {
        Speaks = "speaks", "Speaks";
        Hosts = "hosts", "Hosts";
        Facilitates = "facilitates", "Facilitates";
        Chairs = "chairs", "Chairs";
        Panel = "panel", "Takes part in a panel";
    }
}

/// Who contributes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    Associate(AssociateId),
    /// A worker of the engagement team.
    Worker(AccountId),
    /// Someone who is not in the register. The trail, which is never altered, does not keep their name.
    Guest {
        #[serde(skip)]
        name: Text<200>,
        group: StakeholderGroup,
    },
}

/// Someone's part in an item.
#[derive(Clone, Debug)]
pub(crate) struct Contributor {
    pub(crate) id: ContributorId,
    pub(crate) item_id: ProgrammeItemId,
    pub(crate) associate_id: Option<AssociateId>,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) name: String,
    /// In which capacity; none for the engagement team. For the team's eyes: it may say something about health.
    pub(crate) group: Option<StakeholderGroup>,
    pub(crate) role: ContributorRole,
    /// The minutes they lead; none: an equal share of what the others leave.
    pub(crate) minutes: Option<i16>,
}

impl Contributor {
    pub(crate) fn is_guest(&self) -> bool {
        self.associate_id.is_none() && self.account_id.is_none()
    }

    /// Whether it is this very person. Two guests may have one name.
    pub(super) fn is(&self, who: &Who) -> bool {
        match who {
            Who::Associate(id) => self.associate_id == Some(*id),
            Who::Worker(id) => self.account_id == Some(*id),
            Who::Guest { .. } => false,
        }
    }
}

/// What happens for some minutes.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: ProgrammeItemId,
    pub(crate) position: i32,
    pub(crate) title: String,
    pub(crate) minutes: i16,
    pub(crate) what: Option<String>,
    pub(crate) contributors: Vec<Contributor>,
}

impl Item {
    /// The minutes each contributor leads, in their order.
    pub(super) fn led(&self) -> Vec<f64> {
        let given: Vec<Option<i16>> = self.contributors.iter().map(|one| one.minutes).collect();
        led_minutes(self.minutes, &given)
    }

    /// Checks whether one more, or one who had something else before, may lead that many minutes.
    ///
    /// # Errors
    /// All of them would lead more minutes than the item has.
    pub(super) fn has_room_for(&self, minutes: Option<i16>, besides: Option<ContributorId>) -> Result<(), Invalid> {
        let others = self.contributors.iter().filter(|one| Some(one.id) != besides);
        let left = self.minutes - others.filter_map(|one| one.minutes).sum::<i16>();
        match minutes {
            Some(minutes) if minutes > left => Err(Invalid::new(format!(
                "The item takes {} minutes, and the others leave {left} of them",
                self.minutes
            ))),
            _ => Ok(()),
        }
    }
}

/// An item as it is planned; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct NewItem {
    pub(crate) title: Text<200>,
    pub(crate) minutes: i16,
    pub(crate) what: Option<Text<2000>>,
}

/// A part as it is planned; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct NewPart {
    pub(crate) who: Who,
    pub(crate) role: ContributorRole,
    pub(crate) minutes: Option<i16>,
}

/// All items of an event, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programme {
    pub(crate) items: Vec<Item>,
}

impl Programme {
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn item(&self, id: ProgrammeItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The neighbour an item changes places with; none at either end.
    pub(super) fn neighbour(&self, id: ProgrammeItemId, up: bool) -> Option<&Item> {
        let at = self.items.iter().position(|item| item.id == id)?;
        let other = if up { at.checked_sub(1)? } else { at + 1 };
        self.items.get(other)
    }

    /// How many minutes all of it takes.
    pub(super) fn minutes(&self) -> i64 {
        self.items.iter().map(|item| i64::from(item.minutes)).sum()
    }

    /// The items with their times, for an event that starts then: "2:00pm to 2:20pm".
    pub(crate) fn timed(&self, starts_at: DateTime<Utc>) -> Vec<(String, &Item)> {
        let mut from = starts_at;
        let timed = |item: &Item| {
            let until = from + TimeDelta::minutes(item.minutes.into());
            let words = format!("{} to {}", clock(from), clock(until));
            from = until;
            words
        };
        let times: Vec<String> = self.items.iter().map(timed).collect();
        times.into_iter().zip(&self.items).collect()
    }

    /// What to say when the items take longer than the event, or end long before it.
    pub(super) fn fit(&self, event_minutes: i64) -> Option<String> {
        match self.minutes() - event_minutes {
            0 => None,
            _ if self.is_empty() => None,
            more if more > 0 => Some(format!("The programme is {} longer than the event.", in_minutes(more))),
            less => Some(format!("{} of the event are not planned yet.", in_minutes(-less))),
        }
    }

    /// Who leads how many minutes.
    pub(crate) fn shares(&self) -> Shares {
        let mut shares = Shares::default();
        for item in &self.items {
            for (contributor, minutes) in item.contributors.iter().zip(item.led()) {
                shares.add(contributor.group, minutes);
            }
        }
        shares
    }
}

fn clock(at: DateTime<Utc>) -> String {
    display_time(london_time(at))
}

fn in_minutes(minutes: i64) -> String {
    if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") }
}

#[cfg(test)]
mod tests {
    use super::{Contributor, ContributorRole, Item, Programme};
    use crate::kernel::{ContributorId, ProgrammeItemId, StakeholderGroup};

    fn contributor(item_id: ProgrammeItemId, group: Option<StakeholderGroup>, minutes: Option<i16>) -> Contributor {
        Contributor {
            id: ContributorId::new(),
            item_id,
            associate_id: None,
            account_id: None,
            name: "Someone".to_owned(),
            group,
            role: ContributorRole::Speaks,
            minutes,
        }
    }

    fn item(position: i32, minutes: i16, parts: &[(Option<StakeholderGroup>, Option<i16>)]) -> Item {
        let id = ProgrammeItemId::new();
        let contributors = parts.iter().map(|(group, minutes)| contributor(id, *group, *minutes)).collect();
        Item { id, position, title: format!("Item {position}"), minutes, what: None, contributors }
    }

    #[test]
    fn times_follow_from_the_start_and_the_minutes() {
        let programme = Programme { items: vec![item(1, 20, &[]), item(2, 45, &[])] };
        // British Summer Time is an hour ahead.
        let timed = programme.timed("2026-06-20T13:00:00Z".parse().expect("a moment"));
        let times: Vec<&str> = timed.iter().map(|(times, _)| times.as_str()).collect();
        assert_eq!(times, ["2:00pm to 2:20pm", "2:20pm to 3:05pm"]);
    }

    #[test]
    fn items_change_places_with_their_neighbours_only() {
        let programme = Programme { items: vec![item(1, 20, &[]), item(2, 20, &[])] };
        let (first, second) = (programme.items[0].id, programme.items[1].id);
        assert_eq!(programme.neighbour(first, false).map(|item| item.id), Some(second));
        assert_eq!(programme.neighbour(second, true).map(|item| item.id), Some(first));
        assert!(programme.neighbour(first, true).is_none() && programme.neighbour(second, false).is_none());
    }

    #[test]
    fn says_what_does_not_fit_the_event() {
        let programme = Programme { items: vec![item(1, 20, &[]), item(2, 45, &[])] };
        assert_eq!(programme.fit(64).as_deref(), Some("The programme is 1 minute longer than the event."));
        assert_eq!(programme.fit(90).as_deref(), Some("25 minutes of the event are not planned yet."));
        assert_eq!(programme.fit(65), None);
        assert_eq!(Programme::default().fit(90), None);
    }

    #[test]
    fn nobody_leads_minutes_the_item_does_not_have() {
        let item = item(1, 60, &[(None, Some(40)), (None, None)]);
        assert!(item.has_room_for(Some(20), None).is_ok() && item.has_room_for(None, None).is_ok());
        let refused = item.has_room_for(Some(21), None).expect_err("too many");
        assert_eq!(refused.message(), "The item takes 60 minutes, and the others leave 20 of them");
        assert!(item.has_room_for(Some(60), Some(item.contributors[0].id)).is_ok());
    }

    #[test]
    fn reciprocity_of_a_programme_is_that_of_its_minutes() {
        let (researcher, carer) = (StakeholderGroup::AppliedHealthResearcher, StakeholderGroup::Carer);
        let items = vec![
            item(1, 90, &[(Some(researcher), None)]),
            item(2, 60, &[(Some(researcher), None), (Some(carer), None)]),
            item(3, 50, &[(None, None)]),
        ];
        let shares = Programme { items }.shares();
        assert!((shares.reciprocity().expect("a number") - 0.80).abs() < 1e-9);
    }
}
