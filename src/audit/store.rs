//! The trail's table: written and read, never changed.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::entry::SENSITIVE;
use super::names::{ids_in, put_names};
use super::{By, Entry, Subject};
use crate::kernel::{AssociateId, Choice, County, DeclaredInvolvement, StakeholderGroup, Topic, display_date};
use crate::web::Cursor;

/// Writes an entry, in the transaction of the change it tells of.
pub(crate) async fn record(db: &mut PgConnection, by: &By, entry: Entry) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_events
             (id, at, actor_id, actor_name, act, subject_kind, subject_id, associate_id, before, after, request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        Uuid::now_v7(),
        by.at,
        by.account.map(Uuid::from),
        by.name,
        entry.act,
        entry.subject.kind(),
        entry.subject.id(),
        entry.associate.map(Uuid::from),
        entry.before,
        entry.after,
        by.request_id
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes entries of many changes: one statement, whatever their number.
pub(crate) async fn record_all(db: &mut PgConnection, by: &By, entries: Vec<Entry>) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = entries.iter().map(|_| Uuid::now_v7()).collect();
    insert_all(db, by, &entries, &ids, None).await
}

/// Writes one act with its parts: an entry for all of it, and one for each part, which stands in the history of whom it
/// concerns. The trail of everything shows the act alone, which leads to its parts.
pub(crate) async fn record_together(db: &mut PgConnection, by: &By, act: Entry, parts: &[Entry]) -> sqlx::Result<()> {
    let of = Uuid::now_v7();
    let whole = [act];
    insert_all(db, by, &whole, &[of], None).await?;
    let ids: Vec<Uuid> = parts.iter().map(|_| Uuid::now_v7()).collect();
    insert_all(db, by, parts, &ids, Some(of)).await
}

async fn insert_all(
    db: &mut PgConnection,
    by: &By,
    entries: &[Entry],
    ids: &[Uuid],
    part_of: Option<Uuid>,
) -> sqlx::Result<()> {
    let acts: Vec<String> = entries.iter().map(|entry| entry.act.to_owned()).collect();
    let kinds: Vec<String> = entries.iter().map(|entry| entry.subject.kind().to_owned()).collect();
    let subjects: Vec<Uuid> = entries.iter().map(|entry| entry.subject.id()).collect();
    let associates: Vec<Option<Uuid>> = entries.iter().map(|entry| entry.associate.map(Uuid::from)).collect();
    let before: Vec<Option<Value>> = entries.iter().map(|entry| entry.before.clone()).collect();
    let after: Vec<Option<Value>> = entries.iter().map(|entry| entry.after.clone()).collect();
    sqlx::query!(
        "insert into audit_events
             (id, at, actor_id, actor_name, act, subject_kind, subject_id, associate_id, before, after, request_id, part_of)
         select id, $1, $2, $3, act, kind, subject, associate, before, after, $4, $5
         from unnest($6::uuid[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::jsonb[], $12::jsonb[])
             as one (id, act, kind, subject, associate, before, after)",
        by.at,
        by.account.map(Uuid::from),
        by.name,
        by.request_id,
        part_of,
        ids,
        &acts,
        &kinds,
        &subjects,
        &associates as &[Option<Uuid>],
        &before as &[Option<Value>],
        &after as &[Option<Value>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// An entry as it is read.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_name: String,
    pub(crate) act: String,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: Uuid,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
    /// Whom it concerns, as the register names them today; nobody who has yet to confirm their registration.
    pub(crate) associate_id: Option<AssociateId>,
    pub(crate) associate_name: Option<String>,
    /// Whether its subject is someone with a record to be read: not one who has yet to confirm their registration,
    /// nor one whose registration was deleted.
    pub(crate) has_record: bool,
}

/// A field an entry changed.
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Event {
    /// The changed fields in words, in the order of their names.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let (before, after) = (fields(self.before.as_ref()), fields(self.after.as_ref()));
        let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
        names.sort();
        names.dedup();
        names
            .into_iter()
            .map(|name| Change {
                field: name.trim_end_matches("_id").replace('_', " "),
                before: words(name, before.get(name)),
                after: words(name, after.get(name)),
            })
            .filter(|change| !change.before.is_empty() || !change.after.is_empty())
            .collect()
    }

    /// Whom it concerns, with their record.
    pub(crate) fn person(&self) -> Option<(String, &str)> {
        let (id, name) = self.associate_id.zip(self.associate_name.as_deref())?;
        Some((format!("/associates/{id}"), name))
    }

    /// Where the thing it is about can be seen, if it has a page of its own.
    pub(crate) fn subject_href(&self) -> Option<String> {
        match self.subject_kind.as_str() {
            "event" => Some(format!("/events/{}", self.subject_id)),
            "import" => Some(format!("/associates/import/{}", self.subject_id)),
            "associate" if self.has_record => Some(format!("/associates/{}", self.subject_id)),
            "bulk act" => Some(format!("/bulk-acts/{}", self.subject_id)),
            "payment" => Some(format!("/payments/{}", self.subject_id)),
            "organisation" => Some(format!("/organisations/{}", self.subject_id)),
            "output" => Some(format!("/outputs/{}", self.subject_id)),
            _ => None,
        }
    }
}

fn fields(state: Option<&Value>) -> serde_json::Map<String, Value> {
    state.and_then(Value::as_object).cloned().unwrap_or_default()
}

/// What a word of a closed vocabulary means, of those every slice uses: "Third sector" for `third_sector`.
pub(crate) fn label(field: &str, code: &str) -> Option<&'static str> {
    match field {
        "county" => County::from_code(code).map(Choice::label),
        "stakeholder_group" => StakeholderGroup::from_code(code).map(Choice::label),
        "involvement" => DeclaredInvolvement::from_code(code).map(Choice::label),
        "topics" => Topic::from_code(code).map(Choice::label),
        _ => None,
    }
}

/// Other words of closed vocabularies, and dates, as people read them.
fn readable(text: &str) -> String {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return display_date(day);
    }
    let is_code = !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_code { text.replace('_', " ") } else { text.to_owned() }
}

fn words(field: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        // Entries of earlier versions hold it.
        Some(_) if SENSITIVE.contains(&field) => "(not shown here)".to_owned(),
        Some(Value::String(text)) => label(field, text).map_or_else(|| readable(text), str::to_owned),
        Some(Value::Bool(true)) => "yes".to_owned(),
        Some(Value::Bool(false)) => "no".to_owned(),
        Some(Value::Array(items)) => items.iter().map(|item| words(field, Some(item))).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

/// The events with names in the places of ids.
async fn with_names(db: &mut PgConnection, mut events: Vec<Event>) -> sqlx::Result<Vec<Event>> {
    name_things(db, events.iter_mut().flat_map(|event| event.before.iter_mut().chain(&mut event.after)).collect())
        .await?;
    Ok(events)
}

/// Puts the names of themes, organisations and accounts in the places of their ids. Not those of projects, of which
/// some must not be told together with a person (rule 4).
pub(crate) async fn name_things(db: &mut PgConnection, mut states: Vec<&mut Value>) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = states.iter().flat_map(|state| ids_in(state)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let names = sqlx::query!(
        r#"select id as "id!: Uuid", name as "name!" from themes where id = any($1)
           union all
           select id, name from organisations where id = any($1)
           union all
           select id, name from tags where id = any($1)
           union all
           select id, name from accounts where id = any($1)"#,
        &ids
    );
    let names = names.fetch_all(db).await?.into_iter().map(|thing| (thing.id, thing.name)).collect();
    states.iter_mut().for_each(|state| put_names(state, &names));
    Ok(())
}

macro_rules! select_event {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Event,
            r#"select id, at, actor_name, act, subject_kind, subject_id, before, after,
                      associate_id as "associate_id: AssociateId",
                      (select a.given_name || ' ' || a.family_name from associates a
                       where a.id = associate_id and a.standing <> 'pending') as associate_name,
                      (subject_kind = 'associate' and exists (
                          select from associates a where a.id = subject_id and a.standing <> 'pending')) as "has_record!"
               from audit_events "# + $tail,
            $($argument),*
        )
    };
}

/// The rows of a page of [`recent`].
pub(super) const PAGE: u8 = 50;

/// All entries, newest first; one more than a page, to see whether more follow. Without those about a link that
/// waits for its person's consent: they stand on the person's own page, where reading is logged (rules 4 and 9).
pub(super) async fn recent(db: &mut PgConnection, cursor: Cursor<Uuid>) -> sqlx::Result<Vec<Event>> {
    let events = match cursor {
        Cursor::Before(id) => {
            select_event!(
                "where (at, id) > (select at, id from audit_events where id = $1)
                   and part_of is null
                   and not (subject_kind = 'project' and associate_id is not null
                          and awaits_health_consent(associate_id, subject_id))
                 order by at, id
                 limit $2",
                id,
                i64::from(PAGE) + 1
            )
            .fetch_all(&mut *db)
            .await?
        }
        Cursor::Start | Cursor::After(_) => {
            let after = if let Cursor::After(id) = cursor { Some(id) } else { None };
            select_event!(
                "where ($1::uuid is null or (at, id) < (select at, id from audit_events where id = $1))
                   and part_of is null
                   and not (subject_kind = 'project' and associate_id is not null
                          and awaits_health_consent(associate_id, subject_id))
                 order by at desc, id desc
                 limit $2",
                after,
                i64::from(PAGE) + 1
            )
            .fetch_all(&mut *db)
            .await?
        }
    };
    with_names(db, events).await
}

/// How many entries [`recent`] has in all.
pub(super) async fn count(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from audit_events
           where part_of is null
             and not (subject_kind = 'project' and associate_id is not null
                      and awaits_health_consent(associate_id, subject_id))"#
    )
    .fetch_one(db)
    .await
}

/// What happened to one thing, newest first, at most 200; without links that wait for consent, as [`recent`].
pub(crate) async fn for_subject(db: &mut PgConnection, subject: Subject) -> sqlx::Result<Vec<Event>> {
    let events = select_event!(
        "where subject_kind = $1 and subject_id = $2
           and not (subject_kind = 'project' and associate_id is not null
                    and awaits_health_consent(associate_id, subject_id))
         order by at desc, id desc
         limit 200",
        subject.kind(),
        subject.id()
    )
    .fetch_all(&mut *db)
    .await?;
    with_names(db, events).await
}

/// Everything that concerns one Associate, newest first, at most 200.
pub(crate) async fn for_associate(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<Event>> {
    let events = select_event!(
        "where associate_id = $1
         order by at desc, id desc
         limit 200",
        Uuid::from(associate)
    )
    .fetch_all(&mut *db)
    .await?;
    with_names(db, events).await
}
