//! Names as the East Midlands have them, put together by chance: nobody is meant.

use super::dice::Dice;

/// One heritage a line: its share in a hundred people, given names, family names.
const NAMES: &str = include_str!("data/names.tsv");

/// Given and family names that go together.
struct Heritage {
    share: u32,
    given: Vec<&'static str>,
    family: Vec<&'static str>,
}

/// The names that people are given.
pub(super) struct Names(Vec<Heritage>);

impl Names {
    pub(super) fn all() -> Self {
        Self(NAMES.lines().map(heritage).collect())
    }

    /// A given and a family name, some of these double-barrelled.
    pub(super) fn name(&self, dice: &mut Dice) -> (String, String) {
        let heritage = self.heritage(dice);
        let (given, family) = (dice.pick(&heritage.given), dice.pick(&heritage.family));
        let second = self.heritage(dice);
        let other = dice.pick(&second.family);
        let single = |name: &str| !name.contains([' ', '-']);
        let double = dice.chance(4) && other != family && single(family) && single(other);
        (given.to_owned(), if double { format!("{family}-{other}") } else { family.to_owned() })
    }

    fn heritage(&self, dice: &mut Dice) -> &Heritage {
        let shares: Vec<(&Heritage, u32)> = self.0.iter().map(|heritage| (heritage, heritage.share)).collect();
        dice.weighted(&shares)
    }

    /// A given name of the same heritage that begins with the same letter, as twins' often do.
    pub(super) fn twin_of(&self, dice: &mut Dice, given: &str) -> String {
        let names = &self.0.iter().find(|heritage| heritage.given.contains(&given)).unwrap_or(&self.0[0]).given;
        let others: Vec<&str> = names.iter().copied().filter(|name| *name != given).collect();
        let alike: Vec<&str> =
            others.iter().copied().filter(|name| name.chars().next() == given.chars().next()).collect();
        if alike.is_empty() { dice.pick(&others) } else { dice.pick(&alike) }.to_owned()
    }
}

fn heritage(line: &'static str) -> Heritage {
    let mut fields = line.split('\t');
    let mut next = || fields.next().unwrap_or_default();
    Heritage {
        share: next().parse().unwrap_or_default(),
        given: next().split('|').collect(),
        family: next().split('|').collect(),
    }
}

/// The name in the letters of an e-mail address: `Bríd Ní Bhriain` becomes `brid.nibhriain`.
pub(super) fn mailbox(given: &str, family: &str) -> String {
    format!("{}.{}", letters(given), letters(family))
}

fn letters(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).filter_map(plain).collect()
}

fn plain(letter: char) -> Option<char> {
    match letter {
        'a'..='z' | '-' | '\'' => Some(letter),
        'á' | 'ą' | 'â' => Some('a'),
        'ç' | 'č' | 'ć' => Some('c'),
        'ë' | 'é' | 'ê' | 'ę' => Some('e'),
        'í' | 'ì' => Some('i'),
        'ł' => Some('l'),
        'ñ' | 'ń' => Some('n'),
        'ó' | 'ö' | 'ø' => Some('o'),
        'ř' => Some('r'),
        'ṣ' | 'ś' => Some('s'),
        'ú' | 'ü' => Some('u'),
        'ż' | 'ź' => Some('z'),
        _ => None,
    }
}
