//! Which Associate is in which of the situations that the pages of Copse are about.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::projects::{HOME_VISITS, STAK};

/// What is particular about someone. Most people are [`Situation::Usual`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Situation {
    Usual,
    /// Leo Lead, who leads "Home visits after stroke".
    Leo,
    /// Lena Lead, who leads STAK.
    Lena,
    /// Asha Associate, with one membership and one request.
    Asha,
    /// Leads one or more of the other projects.
    Lead,
    /// Diffusion Fellow on the project of this number.
    Fellow(usize),
    /// Active, but without an active membership.
    Unplaced,
    /// On a sensitive project without the consent that needs; some agreed and took it back.
    AwaitsConsent {
        withdrawn: bool,
    },
    /// Asked to join another project, and waits for an answer: for longer than three working days if late.
    Asked {
        late: bool,
        project: Option<usize>,
    },
    /// Asked to join another project and was told no, kindly.
    Declined,
    /// Registered and has not confirmed it.
    Pending,
    Paused,
    Left,
    /// The one a look-alike looks like.
    Original(Likeness),
    /// Looks like the Associate of that number.
    LookAlike(Likeness, u32),
}

/// In what way two Associates look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// One person, registered twice.
    SamePerson,
    /// A couple with one e-mail address.
    Couple,
    /// Twins who live together.
    Twins,
    /// A parent and a child of the same name who live together.
    ParentAndChild,
    /// The same name at two trusts.
    Namesakes,
}

/// Leo and Lena come first; then the other leads.
const FIRST_LEAD: u32 = 2;
/// How many projects the other leads share.
const LED_BY_OTHERS: u32 = 14;

/// The situations of a network of any size. What is rare here stays rare in a large network.
pub(super) struct Plan {
    size: u32,
    special: BTreeMap<u32, Situation>,
    /// How many lead projects, besides Leo and Lena.
    leads: u32,
    /// How many registered last and are not confirmed.
    pending: u32,
}

impl Plan {
    pub(super) fn new(dice: &mut Dice, size: u32) -> Self {
        let mut plan = Self {
            size,
            special: BTreeMap::new(),
            leads: (size / 30).clamp(1, LED_BY_OTHERS),
            pending: share(size, 10),
        };
        plan.special.insert(0, Situation::Leo);
        plan.special.insert(1, Situation::Lena);
        plan.special.extend((FIRST_LEAD..plan.founders()).map(|number| (number, Situation::Lead)));
        plan.special.extend((size - plan.pending..size).map(|number| (number, Situation::Pending)));
        plan.place(dice, Situation::Asha);
        plan.place_singles(dice);
        plan.place_likenesses(dice);
        plan
    }

    fn place_singles(&mut self, dice: &mut Dice) {
        let size = self.size;
        self.repeat(dice, share(size, 14), |_| Situation::Unplaced);
        self.repeat(dice, share(size, 8), |n| Situation::AwaitsConsent { withdrawn: n % 8 == 5 });
        self.repeat(dice, share(size, 4), |n| Situation::Asked { late: true, project: asked_for(n) });
        self.repeat(dice, share(size, 5) - 1, |n| Situation::Asked { late: false, project: asked_for(n + 1) });
        self.repeat(dice, share(size, 5), |_| Situation::Declined);
        self.repeat(dice, share(size, 14), |_| Situation::Paused);
        self.repeat(dice, share(size, 35), |_| Situation::Left);
        self.repeat(dice, share(size, 6), |n| Situation::Fellow(FELLOWSHIPS[n % FELLOWSHIPS.len()]));
    }

    fn place_likenesses(&mut self, dice: &mut Dice) {
        use Likeness::{Couple, Namesakes, ParentAndChild, SamePerson, Twins};
        let pairs = [(SamePerson, 5), (Couple, 4), (Twins, 2), (ParentAndChild, 2), (Namesakes, 3), (SamePerson, 5)];
        for (place, (likeness, in_seven_hundred)) in pairs.into_iter().enumerate() {
            // Even the smallest network has somebody in it twice.
            let several = u32::from(place == 0);
            for _ in 0..(self.size * in_seven_hundred / 700).max(several) {
                let original = self.place(dice, Situation::Original(likeness));
                self.place(dice, Situation::LookAlike(likeness, original));
            }
        }
    }

    fn repeat(&mut self, dice: &mut Dice, times: u32, situation: impl Fn(usize) -> Situation) {
        for number in 0..times {
            self.place(dice, situation(number as usize));
        }
    }

    /// Puts someone who has nothing particular yet in that situation. The last tenth stays usual:
    /// they registered too lately for most of these stories.
    fn place(&mut self, dice: &mut Dice, situation: Situation) -> u32 {
        let (first, last) = (self.founders(), self.size - self.size / 10 - 1);
        let mut number = u32::try_from(dice.between(first.into(), last.into())).unwrap_or(first);
        while self.special.contains_key(&number) {
            number = if number >= last { first } else { number + 1 };
        }
        self.special.insert(number, situation);
        number
    }

    pub(super) fn situation(&self, number: u32) -> Situation {
        self.special.get(&number).copied().unwrap_or(Situation::Usual)
    }

    /// The first Associate in that situation, if there is one.
    pub(super) fn first(&self, situation: Situation) -> Option<u32> {
        self.special.iter().find(|(_, special)| **special == situation).map(|(number, _)| *number)
    }

    /// How many register at the founding; they have the lowest numbers.
    pub(super) fn founders(&self) -> u32 {
        FIRST_LEAD + self.leads
    }

    /// How many register between the founding and the last week.
    pub(super) fn others(&self) -> u32 {
        self.size - self.founders() - self.pending
    }

    /// The Associates who lead the project of that number: dealt round, a second one to some.
    pub(super) fn leads_of(&self, project: usize) -> Vec<u32> {
        let place = project - usize::from(project > STAK) - usize::from(project > HOME_VISITS);
        let dealt = |place: usize| FIRST_LEAD + u32::try_from(place).unwrap_or_default() % self.leads;
        let (first, second) = (dealt(place), dealt(place + 7));
        match project {
            HOME_VISITS => vec![0],
            STAK => vec![1],
            _ if project % 3 == 1 && first != second => vec![first, second],
            _ => vec![first],
        }
    }
}

/// The share of a network of this size that makes `in_seven_hundred` in the usual one, and at least one.
fn share(size: u32, in_seven_hundred: u32) -> u32 {
    ((size * in_seven_hundred + 350) / 700).max(1)
}

/// Projects with Diffusion Fellows.
const FELLOWSHIPS: [usize; 6] = [HOME_VISITS, 0, 11, 13, STAK, 7];

/// The first requests concern the projects whose leads one can sign in as.
fn asked_for(number: usize) -> Option<usize> {
    [HOME_VISITS, STAK].get(number).copied()
}
