//! When a reminder goes.

use crate::kernel::{Choice, Invalid, choices};

choices! {
    /// What it is counted from.
    pub(crate) enum ReminderMoment as "reminder_moment" {
        BeforeStart = "before_start", "before it starts";
        AfterEnd = "after_end", "after it ends";
    }
}

choices! {
    /// What it is counted in.
    pub(crate) enum ReminderUnit as "reminder_unit" {
        Hours = "hours", "hours";
        Days = "days", "days";
        Weeks = "weeks", "weeks";
    }
}

impl ReminderUnit {
    /// The most of it: nobody is reminded more than 60 days from an event.
    pub(crate) fn most(self) -> u32 {
        match self {
            Self::Hours => 72,
            Self::Days => 60,
            Self::Weeks => 8,
        }
    }
}

/// How long before the start or after the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Timing {
    pub(crate) moment: ReminderMoment,
    pub(crate) amount: i16,
    pub(crate) unit: ReminderUnit,
}

impl Timing {
    /// What every event has unless the team wants it otherwise.
    pub(crate) const USUAL: [Self; 3] = [
        Self { moment: ReminderMoment::BeforeStart, amount: 7, unit: ReminderUnit::Days },
        Self { moment: ReminderMoment::BeforeStart, amount: 1, unit: ReminderUnit::Days },
        Self { moment: ReminderMoment::AfterEnd, amount: 1, unit: ReminderUnit::Days },
    ];

    /// Checks that it is not too long.
    ///
    /// # Errors
    /// It is none, or more than anybody would make sense of.
    pub(crate) fn parse(moment: ReminderMoment, amount: u32, unit: ReminderUnit) -> Result<Self, Invalid> {
        match i16::try_from(amount) {
            Ok(amount @ 1..) if amount.unsigned_abs() <= u16::try_from(unit.most()).unwrap_or(u16::MAX) => {
                Ok(Self { moment, amount, unit })
            }
            _ => Err(Invalid::new(format!("Enter a number from 1 to {}", unit.most()))),
        }
    }

    /// "7 days before it starts".
    pub(crate) fn in_words(self) -> String {
        let unit = match (self.amount, self.unit) {
            (1, ReminderUnit::Hours) => "hour",
            (1, ReminderUnit::Days) => "day",
            (1, ReminderUnit::Weeks) => "week",
            (_, unit) => unit.label(),
        };
        format!("{} {unit} {}", self.amount, self.moment.label())
    }

    /// Whether it thanks people instead of reminding them.
    pub(crate) fn is_after(self) -> bool {
        self.moment == ReminderMoment::AfterEnd
    }
}

#[cfg(test)]
mod tests {
    use super::{ReminderMoment, ReminderUnit, Timing};

    #[test]
    fn says_when_it_goes() {
        let words: Vec<String> = Timing::USUAL.iter().map(|timing| timing.in_words()).collect();
        assert_eq!(words, ["7 days before it starts", "1 day before it starts", "1 day after it ends"]);
        assert!(Timing::USUAL[2].is_after() && !Timing::USUAL[0].is_after());
    }

    #[test]
    fn is_never_more_than_sixty_days_away() {
        let parse = |amount, unit| Timing::parse(ReminderMoment::BeforeStart, amount, unit);
        for (amount, unit) in
            [(1, ReminderUnit::Hours), (72, ReminderUnit::Hours), (60, ReminderUnit::Days), (8, ReminderUnit::Weeks)]
        {
            assert!(parse(amount, unit).is_ok(), "{amount} {unit}");
        }
        for (amount, unit) in [
            (0, ReminderUnit::Days),
            (73, ReminderUnit::Hours),
            (61, ReminderUnit::Days),
            (9, ReminderUnit::Weeks),
            (u32::MAX, ReminderUnit::Days),
        ] {
            assert!(parse(amount, unit).is_err(), "{amount} {unit}");
        }
    }
}
