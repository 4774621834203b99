//! What the list is narrowed to and how it is sorted: read from the address, written back into it.

use serde::Deserialize;
use uuid::Uuid;

use super::paths;
use crate::associates::Standing;
use crate::kernel::{AccountId, Choice, County, DeclaredInvolvement, OrganisationId, StakeholderGroup, TagId};
use crate::memberships::MembershipRole;
pub(crate) use crate::web::Days;
use crate::web::address;

/// The address as it came: any text in any field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    pub(crate) q: String,
    pub(crate) group: String,
    pub(crate) county: String,
    pub(crate) project: String,
    pub(crate) theme: String,
    pub(crate) organisation: String,
    pub(crate) role: String,
    pub(crate) involvement: String,
    pub(crate) status: String,
    pub(crate) unplaced: String,
    pub(crate) owner: String,
    pub(crate) tag: String,
    pub(crate) health: String,
    pub(crate) joined: String,
    pub(crate) left: String,
    pub(crate) attended: String,
    pub(crate) sort: String,
    pub(crate) dir: String,
    pub(crate) after: String,
    pub(crate) before: String,
}

impl Choices {
    /// What narrows the list, by its name in the address.
    pub(crate) fn filters(&self) -> [(&'static str, &str); 16] {
        [
            ("q", &self.q),
            ("group", &self.group),
            ("county", &self.county),
            ("project", &self.project),
            ("theme", &self.theme),
            ("organisation", &self.organisation),
            ("role", &self.role),
            ("involvement", &self.involvement),
            ("status", &self.status),
            ("unplaced", &self.unplaced),
            ("owner", &self.owner),
            ("tag", &self.tag),
            ("health", &self.health),
            ("joined", &self.joined),
            ("left", &self.left),
            ("attended", &self.attended),
        ]
    }

    /// The filters and the order, which a search among them keeps.
    pub(crate) fn kept(&self) -> Vec<(&'static str, &str)> {
        let mut kept = self.filters().to_vec();
        kept.extend([("sort", self.sort.as_str()), ("dir", self.dir.as_str())]);
        kept
    }

    /// What the filter panel has no field for, and keeps.
    pub(crate) fn unseen(&self) -> [(&'static str, &str); 7] {
        [
            ("q", &self.q),
            ("health", &self.health),
            ("joined", &self.joined),
            ("left", &self.left),
            ("attended", &self.attended),
            ("sort", &self.sort),
            ("dir", &self.dir),
        ]
    }

    /// The address of the register's list without paging.
    pub(crate) fn address(&self) -> String {
        self.address_at(&paths::Index.to_string())
    }

    /// The same choice in another list.
    pub(crate) fn address_at(&self, base: &str) -> String {
        address(base, &self.kept())
    }

    /// The same list, which has this address, without one of its filters.
    pub(crate) fn without(&self, base: &str, name: &str) -> String {
        self.address_but(base, &[(name, "")])
    }

    /// The same people in another order: by this column, or the other way when it is by this one already.
    pub(crate) fn sorted_by(&self, sort: Sort) -> String {
        let turn = self.sort() == sort && self.direction(sort) != Direction::Descending;
        let usual = sort.usual_direction();
        let direction = match (self.sort() == sort, turn) {
            (true, true) => Direction::Descending,
            (true, false) => Direction::Ascending,
            (false, _) => usual,
        };
        let dir = if direction == usual { "" } else { direction.code() };
        self.address_but(&paths::Index.to_string(), &[("sort", sort.code()), ("dir", dir)])
    }

    pub(crate) fn sort(&self) -> Sort {
        Sort::from_code(&self.sort).unwrap_or(Sort::Name)
    }

    /// "name, from Z to A".
    pub(crate) fn order_in_words(&self) -> String {
        let sort = self.sort();
        let direction = self.direction(sort);
        if direction == sort.usual_direction() {
            return sort.in_words().to_owned();
        }
        let turned = if direction == Direction::Descending { "from Z to A" } else { "the earliest first" };
        format!("{}, {turned}", sort.in_words())
    }

    pub(crate) fn direction(&self, sort: Sort) -> Direction {
        Direction::from_code(&self.dir).unwrap_or_else(|| sort.usual_direction())
    }

    fn address_but(&self, base: &str, changes: &[(&str, &str)]) -> String {
        let parameters: Vec<(&str, &str)> = self
            .kept()
            .into_iter()
            .map(|(name, value)| changes.iter().copied().find(|(changed, _)| *changed == name).unwrap_or((name, value)))
            .collect();
        address(base, &parameters)
    }

    /// The same with no more of the search than is searched for.
    pub(crate) fn with_short_search(self) -> Self {
        Self { q: shortened(&self.q).to_owned(), ..self }
    }

    /// What can be understood of it; the rest is left out.
    pub(crate) fn filter(&self) -> Filter {
        let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Filter {
            text: text(shortened(&self.q)),
            group: StakeholderGroup::from_code(&self.group),
            county: Known::read(&self.county, County::from_code),
            project: text(&self.project),
            theme: text(&self.theme),
            organisation: Known::read(&self.organisation, |id| id.parse().ok()),
            role: MembershipRole::from_code(&self.role),
            involvement: DeclaredInvolvement::from_code(&self.involvement),
            status: Status::read(&self.status),
            unplaced: self.unplaced == "yes",
            owner: Known::read(&self.owner, |id| Some(id.parse::<Uuid>().ok()?.into())),
            tag: self.tag.parse().ok(),
            health: HealthLinks::read(&self.health),
            joined: Days::read(&self.joined),
            left: Days::read(&self.left),
            attended: Days::read(&self.attended),
            sort: self.sort(),
            direction: self.direction(self.sort()),
        }
    }
}

/// What is searched for of what was typed: nobody has a name of over 100 characters, and every word more costs a
/// comparison for every row.
pub(crate) fn shortened(typed: &str) -> &str {
    typed.char_indices().nth(100).map_or(typed, |(end, _)| &typed[..end])
}

/// The list as the database is asked for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Part of a name, an address, an organisation.
    pub(crate) text: Option<String>,
    pub(crate) group: Option<StakeholderGroup>,
    pub(crate) county: Option<Known<County>>,
    /// A project's slug: one they take part in, or the one that `health`, `joined`, `left` and `attended` are about.
    pub(crate) project: Option<String>,
    /// A theme's slug: one of its projects.
    pub(crate) theme: Option<String>,
    /// Where they belong today.
    pub(crate) organisation: Option<Known<OrganisationId>>,
    pub(crate) role: Option<MembershipRole>,
    pub(crate) involvement: Option<DeclaredInvolvement>,
    pub(crate) status: Status,
    /// Active without an active membership (rule 1).
    pub(crate) unplaced: bool,
    /// Who is responsible for the relationship.
    pub(crate) owner: Option<Known<AccountId>>,
    /// Has this label of the team.
    pub(crate) tag: Option<TagId>,
    /// Has a link that waits for their own explicit consent (rule 4).
    pub(crate) health: Option<HealthLinks>,
    /// Joined the project in question, or, without one, the network.
    pub(crate) joined: Option<Days>,
    /// Left it.
    pub(crate) left: Option<Days>,
    /// Came to an event; where a project is in question, to one of its events while they took part in it.
    pub(crate) attended: Option<Days>,
    pub(crate) sort: Sort,
    pub(crate) direction: Direction,
}

impl Filter {
    /// Whether it says anything of people but how they stand: without that it means everybody.
    pub(crate) fn narrows(&self) -> bool {
        let order_and_standing =
            Self { status: self.status, sort: self.sort, direction: self.direction, ..Self::default() };
        *self != order_and_standing
    }
}

/// Whose standing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Status {
    /// Active and paused people: who takes part.
    #[default]
    Present,
    /// Everyone, also who left.
    All,
    Only(Standing),
}

impl Status {
    fn read(raw: &str) -> Self {
        match (raw, Standing::from_code(raw)) {
            ("all", _) => Self::All,
            (_, Some(standing)) if Standing::SEEN.contains(&standing) => Self::Only(standing),
            _ => Self::Present,
        }
    }

    /// The standings it takes in.
    pub(crate) fn standings(self) -> Vec<Standing> {
        match self {
            Self::Present => vec![Standing::Active, Standing::Paused],
            Self::All => Standing::SEEN.to_vec(),
            Self::Only(standing) => vec![standing],
        }
    }
}

/// A fact one may have or lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known<T> {
    /// "none" in the address.
    Not,
    As(T),
}

impl<T> Known<T> {
    fn read(raw: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Self> {
        if raw == "none" { Some(Self::Not) } else { read(raw).map(Self::As) }
    }
}

/// Which links that wait for a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HealthLinks {
    All,
    /// Only requests to join.
    Requests,
}

impl HealthLinks {
    fn read(raw: &str) -> Option<Self> {
        match raw {
            "waiting" => Some(Self::All),
            "asked" => Some(Self::Requests),
            _ => None,
        }
    }
}

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
        pub(crate) enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            pub(crate) fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub(crate) fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// What the list is sorted by.
    Sort {
        #[default]
        Name = "name",
        Group = "group",
        County = "county",
        Joined = "joined",
        LastAct = "last_act",
    }
}

codes! {
    /// Which way.
    Direction {
        #[default]
        Ascending = "asc",
        Descending = "desc",
    }
}

impl Sort {
    fn in_words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Group => "stakeholder group",
            Self::County => "county",
            Self::Joined => "the day they joined",
            Self::LastAct => "the day of their last own act",
        }
    }

    /// Words from A to Z; dates the latest first, which is what one looks for.
    pub(crate) fn usual_direction(self) -> Direction {
        match self {
            Self::Name | Self::Group | Self::County => Direction::Ascending,
            Self::Joined | Self::LastAct => Direction::Descending,
        }
    }
}

impl Direction {
    /// The word of `aria-sort`.
    pub(crate) fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

#[cfg(test)]
mod tests;
