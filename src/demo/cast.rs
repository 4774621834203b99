//! The people one can sign in as: one for each role, with a name that says so.

use super::dice::Dice;
use super::rows::AccountRow;
use super::timeline::Timeline;

/// The password of everyone named here, printed at the start of a demonstration and good nowhere else.
pub const PASSWORD: &str = "copse-demo-2026";

/// Someone who can sign in with [`PASSWORD`], and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Their name.
    pub name: &'static str,
    /// The address they sign in with.
    pub email: &'static str,
    /// What they are, in words for the start-up message.
    pub role: &'static str,
}

/// The administrator.
pub const ADA: Cast = Cast { name: "Ada Administrator", email: "ada@copse.example.org", role: "administrator" };
/// A worker of the engagement team.
pub const TESS: Cast = Cast { name: "Tess Team", email: "tess@copse.example.org", role: "engagement team" };
/// The lead of "Home visits after stroke".
pub const LEO_LEAD: Cast =
    Cast { name: "Leo Lead", email: LEO.email, role: "Associate, lead of Home visits after stroke" };
/// The lead of STAK.
pub const LENA_LEAD: Cast = Cast { name: "Lena Lead", email: LENA.email, role: "Associate, lead of STAK" };
/// A member of one project who waits to join another.
pub const ASHA_ASSOCIATE: Cast =
    Cast { name: "Asha Associate", email: ASHA.email, role: "Associate, member of one project" };

/// Tess's colleagues.
const COLLEAGUES: [Cast; 3] = [
    Cast { name: "Joanne Merrick", email: "joanne@copse.example.org", role: "engagement team" },
    Cast { name: "Samir Haddad", email: "samir@copse.example.org", role: "engagement team" },
    Cast { name: "Bronwen Tate", email: "bronwen@copse.example.org", role: "engagement team" },
];

/// Who signs in as what; all with [`PASSWORD`].
#[must_use]
pub fn cast() -> Vec<Cast> {
    let [first, second, third] = COLLEAGUES;
    vec![ADA, TESS, LEO_LEAD, LENA_LEAD, ASHA_ASSOCIATE, first, second, third]
}

/// An Associate of the cast, as the register has them.
#[derive(Clone, Copy)]
pub(super) struct Name {
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    pub(super) email: &'static str,
}

pub(super) const LEO: Name = Name { given: "Leo", family: "Lead", email: "leo@copse.example.org" };
pub(super) const LENA: Name = Name { given: "Lena", family: "Lead", email: "lena@copse.example.org" };
pub(super) const ASHA: Name = Name { given: "Asha", family: "Associate", email: "asha@copse.example.org" };

/// The accounts of those who are not Associates: the team, Tess first, and last the administrator.
pub(super) fn workers(dice: &mut Dice, timeline: &Timeline) -> Vec<AccountRow> {
    let roles = [(TESS, "team"), (COLLEAGUES[0], "team"), (COLLEAGUES[1], "team"), (COLLEAGUES[2], "team")];
    let everyone = roles.into_iter().chain([(ADA, "administrator")]);
    everyone.map(|(member, role)| worker(dice, timeline, member, role)).collect()
}

fn worker(dice: &mut Dice, timeline: &Timeline, member: Cast, role: &'static str) -> AccountRow {
    let created_at = timeline.founded.and_time(chrono::NaiveTime::MIN).and_utc();
    AccountRow {
        id: dice.id(created_at),
        email: member.email.to_owned(),
        name: member.name.to_owned(),
        has_password: true,
        role,
        associate_id: None,
        created_at,
    }
}
