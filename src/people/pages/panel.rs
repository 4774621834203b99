//! The filters of the register, with what they offer: beside the list, and wherever people are chosen by them.

use std::fmt::Display;

use sqlx::PgConnection;

use crate::associates::Standing;
use crate::kernel::{Choice, County, DeclaredInvolvement, StakeholderGroup};
use crate::memberships::MembershipRole;
use crate::people::filter::{Choices, Days, Direction, HealthLinks, Sort, Status, shortened};
use crate::people::store::{self, Offered};
use crate::web::{FormErrors, Layout, Opt, not_understood};

/// A filter that is on, in words, with the address of the list without it.
pub(crate) type Tag = (&'static str, String, String);

/// What a search is called among the filters.
const SEARCH: &str = "Search";

/// What a list of people is narrowed to, and what else it could be.
pub(crate) struct Panel {
    pub(crate) choices: Choices,
    /// The address of the list without its filters.
    pub(crate) base: String,
    offered: Offered,
    /// Who looks at it, among the workers.
    me: String,
    /// The fields of a filter have no mistakes.
    pub(crate) none: FormErrors,
}

impl Panel {
    pub(crate) async fn load(
        db: &mut PgConnection,
        layout: &Layout,
        choices: Choices,
        base: impl Display,
    ) -> sqlx::Result<Self> {
        let offered = store::list_offered(db).await?;
        let me = layout.actor().map(|actor| actor.account.to_string()).unwrap_or_default();
        Ok(Self { choices, base: base.to_string(), offered, me, none: FormErrors::default() })
    }

    pub(crate) fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.choices.group)
    }

    pub(crate) fn counties(&self) -> Vec<Opt> {
        [Opt::list([("none", "Not given")], &self.choices.county), Opt::choices::<County>(&self.choices.county)]
            .concat()
    }

    pub(crate) fn roles(&self) -> Vec<Opt> {
        Opt::choices::<MembershipRole>(&self.choices.role)
    }

    pub(crate) fn involvements(&self) -> Vec<Opt> {
        Opt::choices::<DeclaredInvolvement>(&self.choices.involvement)
    }

    pub(crate) fn projects(&self) -> Vec<Opt> {
        Offered::options(&self.offered.projects, &self.choices.project)
    }

    pub(crate) fn themes(&self) -> Vec<Opt> {
        Offered::options(&self.offered.themes, &self.choices.theme)
    }

    pub(crate) fn organisations(&self) -> Vec<Opt> {
        let chosen = &self.choices.organisation;
        let none = Opt::list([("none", "None of the register")], chosen);
        [none, Offered::options(&self.offered.organisations, chosen)].concat()
    }

    pub(crate) fn owners(&self) -> Vec<Opt> {
        let mut pairs = vec![("none".to_owned(), "Nobody".to_owned())];
        let workers = self.offered.workers.iter().cloned();
        pairs.extend(workers.map(|(id, name)| if id == self.me { (id, format!("{name} (you)")) } else { (id, name) }));
        Offered::options(&pairs, &self.choices.owner)
    }

    pub(crate) fn tags(&self) -> Vec<Opt> {
        Offered::options(&self.offered.tags, &self.choices.tag)
    }

    pub(crate) fn statuses(&self) -> Vec<Opt> {
        let mut pairs = vec![("all", "Everyone, also who left")];
        pairs.extend(Standing::SEEN.map(|one| (one.code(), one.label())));
        Opt::list(pairs, &self.choices.status)
    }

    /// The filters that are on, in words. What could not be understood filters nothing.
    pub(crate) fn active(&self) -> Vec<Tag> {
        let on = self.choices.filters().into_iter().filter(|(_, value)| !value.is_empty());
        on.filter_map(|(name, value)| {
            let (what, said) = self.words(name, value)?;
            Some((what, said, self.choices.without(&self.base, name)))
        })
        .collect()
    }

    /// A filter in words; none when it could not be understood, and filters nothing.
    fn words(&self, name: &str, value: &str) -> Option<(&'static str, String)> {
        let understood = self.choices.filter();
        match name {
            "q" => Some((SEARCH, shortened(value).to_owned())),
            "group" => understood.group.map(|one| ("Group", one.to_string())),
            "county" if value == "none" => Some(("County", "not given".to_owned())),
            "county" => County::from_code(value).map(|one| ("County", one.to_string())),
            "project" => Some(("Project", Offered::label(&self.offered.projects, value).to_owned())),
            "theme" => Some(("Theme", Offered::label(&self.offered.themes, value).to_owned())),
            "organisation" if value == "none" => Some(("Organisation", "none of the register".to_owned())),
            "organisation" => understood
                .organisation
                .map(|_| ("Organisation", Offered::label(&self.offered.organisations, value).to_owned())),
            "role" => understood.role.map(|one| ("Role", one.to_string())),
            "involvement" => understood.involvement.map(|one| ("Involvement", one.to_string())),
            "status" if value == "all" => Some(("Status", "everyone".to_owned())),
            "status" => match understood.status {
                Status::Only(standing) => Some(("Status", standing.to_string())),
                Status::All | Status::Present => None,
            },
            "unplaced" => understood.unplaced.then(|| ("Unplaced", "in no project".to_owned())),
            "owner" if value == "none" => Some(("Owner", "nobody".to_owned())),
            "owner" => understood.owner.map(|_| ("Owner", Offered::label(&self.offered.workers, value).to_owned())),
            "tag" => understood.tag.map(|_| ("Tag", Offered::label(&self.offered.tags, value).to_owned())),
            "joined" => understood.joined.map(|days| ("Joined", self.moved(days))),
            "left" => understood.left.map(|days| ("Left", self.moved(days))),
            "attended" => understood.attended.map(|days| ("Came to", self.visited(days))),
            _ => understood.health.map(|links| match links {
                HealthLinks::All => ("Links", "waiting for their consent".to_owned()),
                HealthLinks::Requests => ("Requests", "waiting for their consent".to_owned()),
            }),
        }
    }

    /// What of the address means nothing.
    pub(crate) fn not_understood(&self) -> Option<String> {
        let choices = &self.choices;
        not_understood(choices.kept(), |name| match name {
            "sort" => Sort::from_code(&choices.sort).is_some(),
            "dir" => Direction::from_code(&choices.dir).is_some(),
            _ => choices.filters().iter().any(|(known, value)| *known == name && self.words(name, value).is_some()),
        })
    }

    /// "an event, 1 January 2026 to 31 March 2026".
    fn visited(&self, days: Days) -> String {
        let what = if self.choices.project.is_empty() { "an event" } else { "an event of the project, while a member" };
        format!("{what}, {}", days.in_words())
    }

    /// "the project, 1 January 2026 to 31 March 2026".
    fn moved(&self, days: Days) -> String {
        let what = if self.choices.project.is_empty() { "the network" } else { "the project" };
        format!("{what}, {}", days.in_words())
    }

    /// All that is on, in one line: "Group: Commissioner, County: Lincolnshire".
    pub(crate) fn in_words(&self) -> String {
        let all: Vec<String> = self.active().iter().map(|(what, words, _)| format!("{what}: {words}")).collect();
        all.join(", ")
    }

    /// The same for the trail, without what was searched for: that may be somebody's name, and it would stay there when
    /// they are erased.
    pub(crate) fn in_words_for_trail(&self) -> String {
        let words = |(what, words, _): Tag| match what {
            SEARCH => "a search of the register".to_owned(),
            _ => format!("{what}: {words}"),
        };
        self.active().into_iter().map(words).collect::<Vec<String>>().join(", ")
    }

    /// The list as it is without any filter, in the same order.
    pub(crate) fn clear(&self) -> String {
        crate::web::address(&self.base, &[("sort", &self.choices.sort), ("dir", &self.choices.dir)])
    }
}
