//! What the register holds about those who may be meant, as it stood when a plan was made.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cells::phone_key;
use super::names::{fold, folded, word_keys};
use super::nicknames::Nicknames;
use super::person::Names;
use crate::associates::Standing;
use crate::kernel::{AccountId, AssociateId, County, DeclaredInvolvement, OrganisationId, ProjectId, StakeholderGroup};
use crate::memberships::{MembershipRole, MembershipState};

/// Whom a row may mean: someone of the register, or someone whom an earlier row of the same list brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Target {
    Register(AssociateId),
    Row(u32),
}

/// Where someone belongs: a body of the register, or what was written. Compared folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownPlace {
    pub(super) organisation: Option<OrganisationId>,
    pub(super) folded: String,
    pub(super) is_open: bool,
}

impl KnownPlace {
    pub(super) fn is(&self, (organisation, folded): &(Option<OrganisationId>, String)) -> bool {
        (organisation.is_some() && self.organisation == *organisation) || self.folded == *folded
    }
}

#[derive(Clone, Debug)]
pub(super) struct KnownPart {
    pub(super) project: ProjectId,
    pub(super) role: MembershipRole,
    pub(super) state: MembershipState,
    pub(super) ends_on: Option<NaiveDate>,
}

/// Someone a row may mean.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) target: Target,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) postcode: Option<String>,
    pub(super) county: Option<County>,
    pub(super) group: StakeholderGroup,
    pub(super) involvement: DeclaredInvolvement,
    pub(super) interests: Option<String>,
    pub(super) offers: Option<String>,
    pub(super) asks: Option<String>,
    pub(super) standing: Standing,
    pub(super) has_owner: bool,
    pub(super) places: Vec<KnownPlace>,
    pub(super) parts: Vec<KnownPart>,
    /// Projects whose links they have agreed to though these say something about health.
    pub(super) health_links: Vec<ProjectId>,
    /// Their tags, folded.
    pub(super) tags: Vec<String>,
    /// What records said that were merged into theirs.
    pub(super) alternates: Alternates,
}

/// What someone was called, and where they were reached, in records that were merged into theirs.
#[derive(Clone, Debug, Default)]
pub(super) struct Alternates {
    pub(super) names: Vec<String>,
    pub(super) emails: Vec<String>,
    pub(super) phones: Vec<String>,
}

impl Known {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

#[derive(Clone, Debug)]
pub(super) struct KnownOrganisation {
    pub(super) id: OrganisationId,
    pub(super) name: String,
    /// Its name, its aliases and its code.
    pub(super) names: Vec<String>,
    /// The last day of one that has ended, with those that followed it and still stand.
    pub(super) ended: Option<(NaiveDate, Vec<String>)>,
}

#[derive(Clone, Debug)]
pub(super) struct KnownProject {
    pub(super) id: ProjectId,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) sensitive: bool,
    pub(super) starts_on: NaiveDate,
    /// Nobody joins it any more.
    pub(super) is_over: bool,
}

#[derive(Clone, Debug)]
pub(super) struct KnownWorker {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) email: String,
}

/// The register as a plan needs it.
#[derive(Clone, Debug, Default)]
pub(super) struct Register {
    organisations: Vec<KnownOrganisation>,
    organisation_names: HashMap<String, usize>,
    projects: Vec<KnownProject>,
    project_names: HashMap<String, usize>,
    workers: Vec<KnownWorker>,
    /// Who was made of, or matched with, which row when this very file was imported before.
    pub(super) earlier: HashMap<u32, AssociateId>,
    pub(super) people: Vec<Known>,
    nicknames: Nicknames,
    /// Records that were merged, with those they lead to.
    stubs: HashMap<AssociateId, AssociateId>,
}

impl Register {
    pub(super) fn with_stubs(self, stubs: HashMap<AssociateId, AssociateId>) -> Self {
        Self { stubs, ..self }
    }

    pub(super) fn with_nicknames(self, nicknames: Nicknames) -> Self {
        Self { nicknames, ..self }
    }

    pub(super) fn new(
        organisations: Vec<KnownOrganisation>,
        projects: Vec<KnownProject>,
        workers: Vec<KnownWorker>,
        people: Vec<Known>,
        earlier: HashMap<u32, AssociateId>,
    ) -> Self {
        let mut register = Self { organisations, projects, workers, earlier, people, ..Self::default() };
        // Where one that stands has the name of one that has ended, that one is meant.
        for ended in [false, true] {
            let all = register.organisations.iter().enumerate();
            for (at, organisation) in all.filter(|(_, one)| one.ended.is_some() == ended) {
                for name in &organisation.names {
                    register.organisation_names.entry(folded(name)).or_insert(at);
                }
            }
        }
        for (at, project) in register.projects.iter().enumerate() {
            for name in [&project.title, &project.slug] {
                register.project_names.entry(folded(name)).or_insert(at);
            }
        }
        // "STAK" for "STAK (Steps to Active Kids)", where only one begins so.
        let mut begins: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, project) in register.projects.iter().enumerate() {
            if let Some((short, _)) = project.title.split_once(['(', ':']) {
                begins.entry(folded(short)).or_default().push(at);
            }
        }
        for (short, at) in begins.into_iter().filter(|(short, at)| !short.is_empty() && at.len() == 1) {
            register.project_names.entry(short).or_insert(at[0]);
        }
        register
    }

    pub(super) fn organisation(&self, name: &str) -> Option<&KnownOrganisation> {
        self.organisation_names.get(&folded(name)).map(|at| &self.organisations[*at])
    }

    pub(super) fn organisation_by_id(&self, id: OrganisationId) -> Option<&KnownOrganisation> {
        self.organisations.iter().find(|one| one.id == id)
    }

    pub(super) fn project(&self, name: &str) -> Option<&KnownProject> {
        self.project_names.get(&folded(name)).map(|at| &self.projects[*at])
    }

    pub(super) fn worker(&self, name: &str) -> Option<AccountId> {
        let (name, address) = (folded(name), name.trim().to_lowercase());
        let mut found = self.workers.iter().filter(|one| one.email == address || folded(&one.name) == name);
        found.next().map(|one| one.id)
    }
}

impl Names for Register {
    fn is_organisation(&self, name: &str) -> bool {
        self.organisation(name).is_some()
    }

    fn is_project(&self, name: &str) -> bool {
        self.project(name).is_some()
    }
}

/// Everybody a row may mean, found by address, number and name. Rows add whom they bring.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) people: Vec<Known>,
    /// The words of each name they have.
    words: Vec<Vec<Vec<String>>>,
    pub(super) nicknames: Nicknames,
    by_target: HashMap<AssociateId, usize>,
    stubs: HashMap<AssociateId, AssociateId>,
    by_email: HashMap<String, Vec<usize>>,
    by_phone: HashMap<String, Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
}

impl Pool {
    pub(super) fn of(register: &Register) -> Self {
        let mut pool = Self { nicknames: register.nicknames.clone(), ..Self::default() };
        for known in &register.people {
            pool.add(known.clone());
        }
        pool.stubs.clone_from(&register.stubs);
        pool
    }

    pub(super) fn add(&mut self, known: Known) -> usize {
        let at = self.people.len();
        let names = std::iter::once(known.name()).chain(known.alternates.names.iter().cloned());
        let words: Vec<Vec<String>> = names.map(|name| fold(&name)).collect();
        if let Target::Register(id) = known.target {
            self.by_target.insert(id, at);
        }
        for email in known.email.iter().chain(&known.alternates.emails) {
            self.by_email.entry(email.clone()).or_default().push(at);
        }
        for key in known.phone.iter().chain(&known.alternates.phones).filter_map(|phone| phone_key(phone)) {
            self.by_phone.entry(key).or_default().push(at);
        }
        for key in words.iter().flatten().flat_map(|word| word_keys(word)) {
            let places = self.by_word.entry(key).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
        self.words.push(words);
        self.people.push(known);
        at
    }

    /// A merged record leads to the one that stands for it.
    pub(super) fn by_id(&self, id: AssociateId) -> Option<usize> {
        self.by_target.get(self.stubs.get(&id).unwrap_or(&id)).copied()
    }

    /// By what somebody is meant who is named by this id.
    pub(super) fn by_what(&self, id: AssociateId, what: &str) -> String {
        if self.stubs.contains_key(&id) {
            format!("{what}, which names a record that was merged into theirs")
        } else {
            what.to_owned()
        }
    }

    pub(super) fn by_email(&self, email: &str) -> &[usize] {
        self.by_email.get(email).map_or(&[], Vec::as_slice)
    }

    pub(super) fn by_phone(&self, phone: &str) -> &[usize] {
        let key = phone_key(phone);
        key.and_then(|key| self.by_phone.get(&key)).map_or(&[], Vec::as_slice)
    }

    /// Those who share a word of their name with this one, or nearly; of a name's words the rarest leads to them.
    pub(super) fn by_name(&self, words: &[String]) -> Vec<usize> {
        let near = |word: &String| {
            let places = word_keys(word).into_iter().filter_map(|key| self.by_word.get(&key)).flatten().copied();
            let mut places: Vec<usize> = places.collect();
            places.sort_unstable();
            places.dedup();
            places
        };
        let mut lists: Vec<Vec<usize>> = words.iter().filter(|word| word.chars().count() > 1).map(near).collect();
        lists.sort_by_key(Vec::len);
        // A name that is alike shares all of its words but one: it is in one of the shortest lists.
        let mut found: Vec<usize> = lists.into_iter().take(3).flatten().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The words of each name they have, their own first.
    pub(super) fn words(&self, at: usize) -> &[Vec<String>] {
        &self.words[at]
    }
}
