//! Who someone is: name, group, home and how to reach them.

use crate::kernel::County::{
    self, Derbyshire, Elsewhere, Leicestershire, Lincolnshire, Northamptonshire, Nottinghamshire,
};
use crate::kernel::StakeholderGroup::{
    self, AppliedHealthResearcher, Carer, Commissioner, HealthProfessional, Industry, Other, ProviderManager, Public,
    ServiceUser, SocialCare, ThirdSector,
};

use super::cast;
use super::dice::Dice;
use super::names::{self, Names};
use super::plan::{Likeness, Plan, Situation};

/// The shares of the groups in a hundred Associates.
const GROUPS: [(StakeholderGroup, u32); 11] = [
    (HealthProfessional, 30),
    (AppliedHealthResearcher, 12),
    (ServiceUser, 12),
    (ThirdSector, 10),
    (ProviderManager, 8),
    (Carer, 7),
    (Commissioner, 7),
    (SocialCare, 5),
    (Public, 4),
    (Other, 3),
    (Industry, 2),
];

const COUNTIES: [(County, u32); 6] = [
    (Nottinghamshire, 50),
    (Derbyshire, 24),
    (Lincolnshire, 20),
    (Leicestershire, 3),
    (Northamptonshire, 1),
    (Elsewhere, 2),
];

/// What does not change in an Associate's story.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) group: StakeholderGroup,
    pub(super) county: County,
    pub(super) district: Option<&'static str>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
}

impl Identity {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// The Associate of that number. Depends on nothing but the seed, the plan and the number.
pub(super) fn of(seed: u64, plan: &Plan, names: &Names, number: u32) -> Identity {
    let situation = plan.situation(number);
    let mut dice = Dice::new(seed, stream(number));
    let identity = anyone(&mut dice, names, number, situation);
    match situation {
        Situation::Leo => named(identity, cast::LEO),
        Situation::Lena => named(identity, cast::LENA),
        Situation::Asha => named(identity, cast::ASHA),
        Situation::LookAlike(likeness, original) => {
            let first = of(seed, plan, names, original);
            let other = alike(&mut dice, names, likeness, &first, identity);
            let email = address(&mut dice, &other.given_name, &other.family_name, number);
            let email = if likeness == Likeness::Couple { first.email } else { Some(email) };
            Identity { email, ..other }
        }
        _ => identity,
    }
}

/// Someone of whom nothing particular is told. Depends on the seed and the number alone.
pub(super) fn usual(seed: u64, names: &Names, number: u32) -> Identity {
    anyone(&mut Dice::new(seed, stream(number)), names, number, Situation::Usual)
}

/// The stream of throws that an Associate's identity is made from; their history has the next.
pub(super) fn stream(number: u32) -> u64 {
    16 + 2 * u64::from(number)
}

fn anyone(dice: &mut Dice, names: &Names, number: u32, situation: Situation) -> Identity {
    let (given_name, family_name) = names.name(dice);
    let group = group(dice, situation);
    let county = dice.weighted(&COUNTIES);
    let by_phone = dice.chance(5) && matches!(situation, Situation::Usual | Situation::Paused | Situation::Left);
    let email = (!by_phone).then(|| address(dice, &given_name, &family_name, number));
    let original = matches!(situation, Situation::Original(_));
    let phone = (by_phone || original || dice.chance(70)).then(|| phone(dice, county));
    let district = dice.chance(93).then(|| dice.pick(districts(county)));
    Identity { given_name, family_name, group, county, district, email, phone }
}

fn group(dice: &mut Dice, situation: Situation) -> StakeholderGroup {
    let usual = dice.weighted(&GROUPS);
    match situation {
        Situation::Leo | Situation::Lena | Situation::Lead => AppliedHealthResearcher,
        Situation::Asha | Situation::Fellow(_) | Situation::Original(Likeness::Namesakes) => HealthProfessional,
        Situation::AwaitsConsent { .. } => dice.pick(&[ServiceUser, ServiceUser, Carer]),
        _ => usual,
    }
}

fn named(identity: Identity, member: cast::Name) -> Identity {
    Identity {
        given_name: member.given.to_owned(),
        family_name: member.family.to_owned(),
        email: Some(member.email.to_owned()),
        county: Nottinghamshire,
        district: Some("NG7"),
        ..identity
    }
}

/// A second Associate beside `first`, like it in one of the ways that a search for duplicates must judge.
fn alike(dice: &mut Dice, names: &Names, likeness: Likeness, first: &Identity, other: Identity) -> Identity {
    let household = Identity {
        family_name: first.family_name.clone(),
        county: first.county,
        district: first.district,
        phone: first.phone.clone(),
        ..other.clone()
    };
    match likeness {
        Likeness::SamePerson => {
            let (given_name, family_name) = spelt_otherwise(dice, first);
            Identity { given_name, family_name, group: first.group, ..household }
        }
        Likeness::Couple => household,
        Likeness::Twins => Identity { given_name: names.twin_of(dice, &first.given_name), ..household },
        Likeness::ParentAndChild => Identity { given_name: first.given_name.clone(), ..household },
        Likeness::Namesakes => Identity {
            given_name: first.given_name.clone(),
            family_name: first.family_name.clone(),
            group: first.group,
            county: if first.county == Derbyshire { Lincolnshire } else { Derbyshire },
            district: None,
            ..other
        },
    }
}

/// The name of one person as it was written down another time.
fn spelt_otherwise(dice: &mut Dice, first: &Identity) -> (String, String) {
    let (given, family) = (first.given_name.clone(), first.family_name.clone());
    let short = SHORT_FORMS.iter().find(|(name, _)| *name == given).map(|(_, short)| (*short).to_owned());
    match (dice.between(0, 4), short) {
        (_, Some(short)) => (short, family),
        (0 | 1, None) => (initial(&given), family),
        // Typed into the wrong fields.
        (2, _) => (family, given),
        (3, _) => (given, slipped(&family)),
        _ => (given, family),
    }
}

/// What some are called for short.
const SHORT_FORMS: [(&str, &str); 22] = [
    ("Andrew", "Andy"),
    ("Anthony", "Tony"),
    ("Barbara", "Babs"),
    ("Catherine", "Cathy"),
    ("Christine", "Chris"),
    ("Daniel", "Dan"),
    ("David", "Dave"),
    ("Deborah", "Debbie"),
    ("Edward", "Ted"),
    ("Elizabeth", "Liz"),
    ("Jacqueline", "Jackie"),
    ("James", "Jim"),
    ("Jennifer", "Jenny"),
    ("Katherine", "Kate"),
    ("Margaret", "Peggy"),
    ("Matthew", "Matt"),
    ("Michael", "Mike"),
    ("Patricia", "Pat"),
    ("Robert", "Bob"),
    ("Susan", "Sue"),
    ("Thomas", "Tom"),
    ("William", "Bill"),
];

/// A name with two letters in the middle that changed places.
fn slipped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let middle = letters.len() / 2;
    if letters.len() > 3 {
        letters.swap(middle - 1, middle);
    }
    letters.into_iter().collect()
}

fn initial(name: &str) -> String {
    name.chars().take(1).chain(['.']).collect()
}

/// An address that no one can have (RFC 2606); the number keeps it apart from a namesake's.
fn address(dice: &mut Dice, given: &str, family: &str, number: u32) -> String {
    let domain = dice.weighted(&[("example.org", 6), ("example.net", 3), ("example.com", 2)]);
    format!("{}{number}@{domain}", names::mailbox(given, family))
}

/// A number from the ranges that Ofcom keeps for drama, so that it rings nowhere.
fn phone(dice: &mut Dice, county: County) -> String {
    let land = match county {
        Nottinghamshire => "0115 496 0",
        Leicestershire => "0116 496 0",
        _ => "01632 960 ",
    };
    let line = dice.between(0, 999);
    if dice.chance(55) { format!("07700 900 {line:03}") } else { format!("{land}{line:03}") }
}

fn districts(county: County) -> &'static [&'static str] {
    match county {
        Nottinghamshire => &[
            "NG1", "NG2", "NG3", "NG4", "NG5", "NG6", "NG7", "NG8", "NG9", "NG10", "NG11", "NG12", "NG13", "NG14",
            "NG15", "NG16", "NG17", "NG18", "NG19", "NG20", "NG21", "NG22", "NG23", "NG24", "NG25", "DN22", "S80",
            "S81",
        ],
        Derbyshire => &[
            "DE1", "DE3", "DE4", "DE5", "DE6", "DE7", "DE21", "DE22", "DE23", "DE24", "DE45", "DE55", "DE56", "DE65",
            "DE72", "DE75", "S18", "S40", "S41", "S42", "S43", "S44", "S45", "SK17", "SK22",
        ],
        Lincolnshire => &[
            "LN1", "LN2", "LN3", "LN4", "LN5", "LN6", "LN8", "LN9", "LN10", "LN11", "LN12", "LN13", "NG31", "NG32",
            "NG33", "NG34", "PE9", "PE10", "PE11", "PE12", "PE20", "PE21", "PE22", "PE23", "PE24", "PE25", "DN21",
        ],
        Leicestershire => &["LE1", "LE2", "LE3", "LE11", "LE12", "LE13", "LE67"],
        Northamptonshire => &["NN1", "NN3", "NN14", "NN16"],
        _ => &["B15", "S10", "M13", "LS2", "SW1A"],
    }
}
