//! Chances that fall off from the first to the last: a few are chosen often, most seldom.

use crate::demo::dice::Dice;

/// Items by their place, each with its chance.
pub(super) struct Skew {
    /// The chances added up to and including each item; the last is the whole.
    sums: Vec<f64>,
}

impl Skew {
    /// The chance of each of `items` falls with its place, as that of words in a text or of people in towns:
    /// `1 / (place + offset) ^ exponent`. A larger offset makes the first ones more alike.
    pub(super) fn falling(items: u32, offset: f64, exponent: f64) -> Self {
        Self::of((1..=items).map(|place| (f64::from(place) + offset).powf(-exponent)))
    }

    /// The same, with a few in front of them of which each has the given share of everything.
    pub(super) fn led_by(leaders: u32, share: f64, followers: &Self) -> Self {
        let whole = followers.sums.last().copied().unwrap_or_default();
        let each = share * whole / (1.0 - share * f64::from(leaders));
        let before = followers.sums.iter().scan(0.0, |last, sum| Some(sum - std::mem::replace(last, *sum)));
        Self::of((0..leaders).map(|_| each).chain(before))
    }

    fn of(chances: impl Iterator<Item = f64>) -> Self {
        let sums = chances.scan(0.0, |sum, chance| {
            *sum += chance;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// The place of one of them; 0 when there are none.
    pub(super) fn pick(&self, dice: &mut Dice) -> usize {
        let Some(whole) = self.sums.last() else { return 0 };
        let thrown = dice.fraction() * whole;
        self.sums.partition_point(|sum| *sum <= thrown).min(self.sums.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Skew;
    use crate::demo::dice::Dice;

    #[test]
    fn leaders_have_their_share_and_the_rest_falls_off() {
        let skew = Skew::led_by(3, 0.1, &Skew::falling(1000, 5.0, 0.8));
        let dice = &mut Dice::new(1, 1);
        let mut counts = vec![0_u32; 1003];
        for _ in 0..100_000 {
            counts[skew.pick(dice)] += 1;
        }
        for leader in &counts[..3] {
            assert!((9_000..11_000).contains(leader), "{leader}");
        }
        assert!(counts[3] > 10 * counts[900], "{} {}", counts[3], counts[900]);
    }
}
