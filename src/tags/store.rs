//! Tags and whom they are on.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::access::{Facts, Protected};
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, TagId, Text};

/// A label.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    pub(crate) id: TagId,
    pub(crate) name: String,
}

impl Protected for Tag {
    const PARAM: &'static str = "tag";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        Facts::Reference
    }
}

pub(crate) async fn find(db: &mut PgConnection, id: TagId) -> sqlx::Result<Option<Tag>> {
    sqlx::query_as!(Tag, "select id, name from tags where id = $1", id as TagId).fetch_optional(db).await
}

/// The tag of this name, whatever its case and accents; made if there is none.
pub(crate) async fn find_or_insert(db: &mut PgConnection, name: &Text<60>, now: DateTime<Utc>) -> sqlx::Result<Tag> {
    let id = TagId::new();
    sqlx::query!(
        "insert into tags (id, name, created_at) values ($1, $2, $3) on conflict do nothing",
        id as TagId,
        name.as_str(),
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query_as!(Tag, "select id, name from tags where search_text(name) = search_text($1)", name.as_str())
        .fetch_one(db)
        .await
}

/// All tags by name, to choose one from.
pub(crate) async fn list_named(db: &mut PgConnection) -> sqlx::Result<Vec<Tag>> {
    sqlx::query_as!(Tag, "select id, name from tags order by search_text(name), id").fetch_all(db).await
}

/// A tag with the people it is on.
pub(super) struct Counted {
    pub(super) id: TagId,
    pub(super) name: String,
    /// Those who take part, whom the register lists unless it is asked for others.
    pub(super) present: i64,
    /// Those who have left.
    pub(super) left: i64,
}

/// All tags by name, with how many people they are on.
pub(super) async fn list_counted(db: &mut PgConnection) -> sqlx::Result<Vec<Counted>> {
    sqlx::query_as!(
        Counted,
        r#"select t.id, t.name,
                  count(*) filter (where a.standing in ('active', 'paused')) as "present!",
                  count(*) filter (where a.standing = 'left') as "left!"
           from tags t
           left join (associate_tags x join associates a on a.id = x.associate_id) on x.tag_id = t.id
           group by t.id
           order by search_text(t.name), t.id"#
    )
    .fetch_all(db)
    .await
}

/// Gives it another name.
///
/// # Errors
/// `tags_name_key` when another has it.
pub(super) async fn rename(db: &mut PgConnection, tag: TagId, name: &Text<60>) -> sqlx::Result<()> {
    sqlx::query!("update tags set name = $2 where id = $1", tag as TagId, name.as_str()).execute(db).await?;
    Ok(())
}

/// Removes it; returns whom it was on.
pub(super) async fn delete(db: &mut PgConnection, tag: TagId) -> sqlx::Result<Vec<AssociateId>> {
    let people =
        sqlx::query_scalar!("delete from associate_tags where tag_id = $1 returning associate_id", tag as TagId)
            .fetch_all(&mut *db)
            .await?;
    sqlx::query!("delete from tags where id = $1", tag as TagId).execute(db).await?;
    Ok(people)
}

/// Removes tags that are on nobody; says which were still there. Whoever calls this has made sure of that.
pub(crate) async fn delete_all(db: &mut PgConnection, tags: &[TagId]) -> sqlx::Result<Vec<TagId>> {
    sqlx::query_scalar!("delete from tags where id = any($1) returning id", tags as &[TagId]).fetch_all(db).await
}

/// Moves all it is on to another tag, and removes it; returns whom it was on.
pub(super) async fn merge(db: &mut PgConnection, tag: TagId, into: TagId) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query!(
        "insert into associate_tags (tag_id, associate_id, added_by, added_at)
         select $2, associate_id, added_by, added_at from associate_tags where tag_id = $1
         on conflict do nothing",
        tag as TagId,
        into as TagId
    )
    .execute(&mut *db)
    .await?;
    delete(db, tag).await
}

/// A tag that someone has, with who gave it to them and when.
#[derive(Clone, Debug)]
pub(crate) struct OnPerson {
    pub(crate) id: TagId,
    pub(crate) name: String,
    pub(crate) by: Option<String>,
    pub(crate) added_at: DateTime<Utc>,
}

/// Someone's tags by name.
pub(crate) async fn list_of(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<OnPerson>> {
    sqlx::query_as!(
        OnPerson,
        r#"select t.id, t.name, w.name as "by?", x.added_at
           from associate_tags x
           join tags t on t.id = x.tag_id
           left join accounts w on w.id = x.added_by
           where x.associate_id = $1
           order by search_text(t.name), t.id"#,
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Puts a tag on people who do not have it; returns those.
pub(crate) async fn add_to_all(
    db: &mut PgConnection,
    tag: TagId,
    people: &[AssociateId],
    by: &By,
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "insert into associate_tags (tag_id, associate_id, added_by, added_at)
         select $1, one.id, $3, $4 from unnest($2::uuid[]) as one (id)
         on conflict do nothing
         returning associate_id",
        tag as TagId,
        people as &[AssociateId],
        by.account as Option<AccountId>,
        by.at
    )
    .fetch_all(db)
    .await
}

/// Who had given a tag to someone, and when.
#[derive(Clone, Debug)]
pub(crate) struct Tagged {
    pub(crate) associate_id: AssociateId,
    pub(crate) added_by: Option<AccountId>,
    pub(crate) added_at: DateTime<Utc>,
}

/// Takes a tag from people; returns those who had it.
pub(crate) async fn remove_from_all(
    db: &mut PgConnection,
    tag: TagId,
    people: &[AssociateId],
) -> sqlx::Result<Vec<Tagged>> {
    sqlx::query_as!(
        Tagged,
        r#"delete from associate_tags where tag_id = $1 and associate_id = any ($2)
           returning associate_id, added_by as "added_by: AccountId", added_at"#,
        tag as TagId,
        people as &[AssociateId]
    )
    .fetch_all(db)
    .await
}

/// Gives a tag back to those it was taken from, as they had it; returns those who did not have it again already.
pub(crate) async fn give_back_to_all(
    db: &mut PgConnection,
    tag: TagId,
    before: &[Tagged],
) -> sqlx::Result<Vec<AssociateId>> {
    let people: Vec<AssociateId> = before.iter().map(|one| one.associate_id).collect();
    let by: Vec<Option<AccountId>> = before.iter().map(|one| one.added_by).collect();
    let at: Vec<DateTime<Utc>> = before.iter().map(|one| one.added_at).collect();
    sqlx::query_scalar!(
        "insert into associate_tags (tag_id, associate_id, added_by, added_at)
         select $1, one.id, one.by, one.at from unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) as one (id, by, at)
         on conflict do nothing
         returning associate_id",
        tag as TagId,
        &people as &[AssociateId],
        &by as &[Option<AccountId>],
        &at
    )
    .fetch_all(db)
    .await
}
