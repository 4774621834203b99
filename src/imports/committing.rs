//! Writing a plan: all of it in one transaction, in a statement for each table whatever the number of rows. It is no act of
//! the people it writes about, so no engagement clock moves (rule 6).

use std::collections::{HashMap, HashSet, hash_map};

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::action::{Action, Additions, Changes, DetailChange, NewPerson, Place};
use super::counting::{action_of, new_organisations};
use super::known::Target;
use super::letters;
use super::model::{Planned, Reading};
use super::names::folded;
use super::store::{self, Batch, Effect};
use super::tagging::TagsOfRows;
use crate::accounts::{self, NewOwnAccount};
use crate::app::App;
use crate::associates::{self, Detail, NewAssociate, NewBelonging, SetDetail};
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::Result;
use crate::kernel::{AccountId, AffiliationId, AssociateId, Choice, MembershipId, OrganisationId, london_date};
use crate::memberships::{self, NewPart};
use crate::organisations::{self, NewOrganisation, OrganisationKind};
use crate::privacy::{self, ToldToRegister};

/// What is written, for whom and by whom.
pub(super) struct Writing<'a> {
    pub(super) app: &'a App,
    pub(super) batch: &'a Batch,
    pub(super) reading: &'a Reading,
    pub(super) by: &'a By,
}

/// All rows of the tables, gathered before the first is written.
#[derive(Default)]
struct Gathered {
    organisations: Vec<NewOrganisation>,
    organisation_ids: HashMap<String, OrganisationId>,
    /// With the number of the row that makes them.
    people: Vec<(u32, NewAssociate)>,
    ids: HashMap<u32, AssociateId>,
    told: Vec<ToldToRegister>,
    details: Vec<(u32, AssociateId, DetailChange)>,
    belongings: Vec<(u32, NewBelonging)>,
    parts: Vec<(u32, NewPart, bool)>,
    accounts: Vec<(u32, NewOwnAccount)>,
    tags: TagsOfRows,
}

/// Writes it; returns what it came to.
///
/// # Errors
/// The database's: then nothing of it may stand.
pub(super) async fn write(
    db: &mut PgConnection,
    writing: &Writing<'_>,
    plan: &[Planned],
) -> Result<Vec<(&'static str, usize)>> {
    let today = london_date(writing.by.at);
    let mut all = Gathered::default();
    for row in plan {
        match action_of(row) {
            Action::Nothing => {}
            Action::Add(person) => all.add(row.number, *person, today),
            Action::Change(changes) => all.change(row, *changes, today),
        }
    }
    all.details = folded_changes(all.details);
    let by = writing.by;
    organisations::insert_many(db, &all.organisations, by.at).await?;
    let people: Vec<NewAssociate> = all.people.iter().map(|(_, person)| person.clone()).collect();
    associates::insert_many(db, &people, by).await?;
    privacy::record_registrations(db, &all.told, by).await?;
    write_details(db, &all.details).await?;
    let belongings: Vec<NewBelonging> = all.belongings.iter().map(|(_, one)| one.clone()).collect();
    associates::insert_belongings(db, &belongings).await?;
    let parts: Vec<NewPart> = all.parts.iter().map(|(_, part, _)| part.clone()).collect();
    memberships::insert_many(db, &parts, &reason(writing.batch), by).await?;
    let tagged = all.tags.write(db, by).await?;
    let accounts: Vec<NewOwnAccount> = all.accounts.iter().map(|(_, account)| account.clone()).collect();
    let with_account: HashSet<AssociateId> =
        accounts::make_for_associates(db, &accounts, by).await?.into_iter().collect();
    let letters = letters(writing, &all, &with_account);
    email::enqueue_all(db, &letters, by.at).await?;
    let new: HashSet<AssociateId> = all.ids.values().copied().collect();
    let mut entries = entries(&all, &new, writing);
    entries.extend(tagged.entries(&new, &writing.batch.file_name));
    audit::record_all(db, by, entries).await?;
    let mut effects = effects(&all, &with_account);
    effects.extend(tagged.effects());
    store::insert_effects(db, writing.batch.id, &effects).await?;
    let made: Vec<(u32, AssociateId)> = all.people.iter().map(|(row, person)| (*row, person.id)).collect();
    store::write_made(db, writing.batch.id, writing.reading.sheet, &made).await?;
    Ok(vec![("letters", letters.len()), ("organisations", all.organisations.len()), ("parts", parts.len())])
}

/// Why someone is linked, as the membership keeps it.
fn reason(batch: &Batch) -> String {
    format!("Imported from {}", batch.file_name)
}

impl Gathered {
    fn add(&mut self, row: u32, person: NewPerson, today: NaiveDate) {
        let id = AssociateId::new();
        self.ids.insert(row, id);
        self.told.push(ToldToRegister {
            associate: id,
            source: person.source.clone(),
            said_on: person.said_on.unwrap_or(today),
        });
        let name = format!("{} {}", person.given_name, person.family_name);
        if let Some(email) = &person.email {
            self.accounts
                .push((row, NewOwnAccount { id: AccountId::new(), associate: id, email: email.clone(), name }));
        }
        self.with(row, id, person.with, today);
        let new = NewAssociate {
            id,
            given_name: person.given_name,
            family_name: person.family_name,
            email: person.email,
            phone: person.phone,
            postcode_district: person.postcode,
            county: person.county,
            stakeholder_group: person.group,
            involvement: person.involvement,
            interests: person.interests,
            offers: person.offers,
            asks: person.asks,
            owner_id: person.owner,
        };
        self.people.push((row, new));
    }

    fn change(&mut self, row: &Planned, changes: Changes, today: NaiveDate) {
        let id = match changes.target {
            Target::Register(id) => Some(id),
            Target::Row(number) => self.ids.get(&number).copied(),
        };
        let Some(id) = id else { return };
        for change in changes.details {
            if let (Detail::Email, Some(email)) = (change.detail, &change.after) {
                let account = NewOwnAccount {
                    id: AccountId::new(),
                    associate: id,
                    email: email.clone(),
                    name: changes.account_name.clone().unwrap_or_else(|| row.title.clone()),
                };
                self.accounts.push((row.number, account));
            }
            self.details.push((row.number, id, change));
        }
        self.with(row.number, id, changes.with, today);
    }

    fn with(&mut self, row: u32, id: AssociateId, with: Additions, today: NaiveDate) {
        for name in new_organisations(&with) {
            let hash_map::Entry::Vacant(place) = self.organisation_ids.entry(folded(name)) else { continue };
            let id = *place.insert(OrganisationId::new());
            self.organisations.push(NewOrganisation {
                id,
                name: name.to_owned(),
                kind: OrganisationKind::Other,
                county: None,
                ods_code: None,
                starts_on: None,
                ends_on: None,
                aliases: Vec::new(),
            });
        }
        with.tags.iter().for_each(|tag| self.tags.add(row, id, tag));
        for new in with.places {
            let (organisation_id, organisation_text) = match new.place {
                Place::Known(id) => (Some(id), None),
                Place::Written(name) => (None, Some(name)),
                Place::Created(name) => (self.organisation_ids.get(&folded(&name)).copied(), None),
            };
            let belonging = NewBelonging {
                id: AffiliationId::new(),
                associate_id: id,
                organisation_id,
                organisation_text,
                job_title: new.job_title,
                starts_on: today,
            };
            self.belongings.push((row, belonging));
        }
        for part in with.parts {
            let new = NewPart {
                id: MembershipId::new(),
                associate_id: id,
                project_id: part.project,
                role: part.role,
                involvement: part.involvement,
                starts_on: part.from.unwrap_or(today),
                ends_on: part.until,
            };
            self.parts.push((row, new, part.waits));
        }
    }
}

/// Several rows may change one detail of somebody in turn: what counts is how it was before the first, and is after the
/// last.
fn folded_changes(details: Vec<(u32, AssociateId, DetailChange)>) -> Vec<(u32, AssociateId, DetailChange)> {
    let mut places: HashMap<(AssociateId, &'static str), usize> = HashMap::new();
    let mut all: Vec<(u32, AssociateId, DetailChange)> = Vec::new();
    for (row, id, change) in details {
        match places.entry((id, change.detail.code())) {
            hash_map::Entry::Vacant(place) => {
                place.insert(all.len());
                all.push((row, id, change));
            }
            hash_map::Entry::Occupied(place) => {
                if let Some((_, _, first)) = all.get_mut(*place.get()) {
                    first.after = change.after;
                }
            }
        }
    }
    all.retain(|(_, _, change)| change.before != change.after);
    all
}

async fn write_details(db: &mut PgConnection, details: &[(u32, AssociateId, DetailChange)]) -> Result<()> {
    for detail in Detail::ALL {
        let changes: Vec<SetDetail<'_>> = details
            .iter()
            .filter(|(_, _, change)| change.detail == *detail)
            .map(|(_, id, change)| SetDetail {
                id: *id,
                before: change.before.as_deref(),
                after: change.after.as_deref(),
            })
            .collect();
        if changes.is_empty() {
            continue;
        }
        let set = associates::set_detail(db, *detail, &changes).await?;
        // The register is held, so a value can be no other than the plan saw.
        if set.len() != changes.len() {
            return Err(anyhow::anyhow!("a detail is not what the plan saw").into());
        }
    }
    Ok(())
}

/// Whoever is new and has an address is told, when the batch says so.
fn letters(writing: &Writing<'_>, all: &Gathered, with_account: &HashSet<AssociateId>) -> Vec<email::Letter> {
    if !writing.reading.tells {
        return Vec::new();
    }
    // Those who are new and what they agreed to were gathered in one order.
    let people = all.people.iter().zip(&all.told);
    people
        .filter_map(|((_, person), told)| {
            letters::added(writing, person, &told.source, with_account.contains(&person.id))
        })
        .collect()
}

/// Details by their names.
type Fields = serde_json::Map<String, serde_json::Value>;

fn entries(all: &Gathered, new: &HashSet<AssociateId>, writing: &Writing<'_>) -> Vec<Entry> {
    let file = &writing.batch.file_name;
    let mut entries = Vec::new();
    // Without their details: the trail is never altered, and taking the import back must leave nothing of them.
    for (row, person) in &all.people {
        let made = json!({ "file": file, "row": row });
        entries.push(Entry::new("Added with an import", Subject::Associate(person.id)).made(&made));
    }
    let mut changed: HashMap<AssociateId, (Fields, Fields)> = HashMap::new();
    for (_, id, change) in all.details.iter().filter(|(_, id, _)| !new.contains(id)) {
        let (before, after) = changed.entry(*id).or_default();
        before.insert(change.detail.code().to_owned(), json!(change.before));
        after.insert(change.detail.code().to_owned(), json!(change.after));
    }
    let mut changed: Vec<_> = changed.into_iter().collect();
    changed.sort_by_key(|(id, _)| *id);
    for (id, (before, after)) in changed {
        entries.push(Entry::new("Filled in by an import", Subject::Associate(id)).changed(&before, &after));
    }
    for (row, one) in &all.belongings {
        let made = if new.contains(&one.associate_id) {
            json!({ "file": file, "row": row })
        } else {
            json!({
                "organisation": one.organisation_id, "written": one.organisation_text, "job_title": one.job_title,
                "from": one.starts_on,
            })
        };
        entries.push(Entry::new("Added an affiliation", Subject::Associate(one.associate_id)).made(&made));
    }
    for (row, part, waits) in &all.parts {
        let mut made = if new.contains(&part.associate_id) {
            json!({ "file": file, "row": row })
        } else {
            json!({ "role": part.role, "from": part.starts_on, "until": part.ends_on, "reason": reason(writing.batch) })
        };
        if *waits {
            made["waits_for_consent"] = json!(true);
        }
        let entry =
            Entry::new("Linked to the project", Subject::Project(part.project_id)).concerning(part.associate_id);
        entries.push(entry.made(&made));
    }
    for one in &all.organisations {
        entries.push(Entry::new("Added an organisation", Subject::Organisation(one.id)).made(one));
    }
    let made = json!({ "file": file, "people": all.people.len(), "details": all.details.len(), "memberships": all.parts.len() });
    entries.push(Entry::new("Imported a list", Subject::Import(writing.batch.id)).made(&made));
    entries
}

/// What can be taken back, thing by thing.
fn effects(all: &Gathered, with_account: &HashSet<AssociateId>) -> Vec<Effect> {
    let effect = |row: u32, what: &str, thing: Uuid, associate: Option<AssociateId>| Effect {
        associate_id: associate,
        ..Effect::of(row, what, thing)
    };
    let mut effects: Vec<Effect> =
        all.organisations.iter().map(|one| effect(0, "organisation", one.id.into(), None)).collect();
    effects.extend(all.people.iter().map(|(row, person)| effect(*row, "person", person.id.into(), Some(person.id))));
    effects.extend(all.details.iter().map(|(row, id, change)| Effect {
        field: Some(change.detail.code().to_owned()),
        before: change.before.clone(),
        after: change.after.clone(),
        ..effect(*row, "details", (*id).into(), Some(*id))
    }));
    effects.extend(all.belongings.iter().map(|(row, one)| Effect {
        after: Some(json!(one).to_string()),
        ..effect(*row, "affiliation", one.id.into(), Some(one.associate_id))
    }));
    effects.extend(
        all.parts.iter().map(|(row, part, _)| effect(*row, "membership", part.id.into(), Some(part.associate_id))),
    );
    let made = all.accounts.iter().filter(|(_, account)| with_account.contains(&account.associate));
    effects.extend(made.map(|(row, account)| effect(*row, "account", account.id.into(), Some(account.associate))));
    effects
}
