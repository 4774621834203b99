//! Who is written to, and who is not and why. What is against a letter is said by one function of the database,
//! `batch_obstacle`, when an audience is frozen and again when it is sent.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::batches::{Batch, NewBatch, insert};
use crate::audit::By;
use crate::invitations::model::{BatchKind, MOST_NUDGES, Obstacle};
use crate::kernel::{AssociateId, EmailAddress, EventId, InvitationBatchId, InvitationId, Topic};

/// By what it is decided whether something is against a letter.
pub(in crate::invitations) struct Rules {
    /// About one of which people must agree to be written to.
    pub(in crate::invitations) topics: &'static [Topic],
    /// Who was written to after this is not nudged.
    pub(in crate::invitations) asked_before: DateTime<Utc>,
}

/// Freezes an audience, each of its people with what is against writing to them. Returns whether it was written now,
/// since the same batch sent twice is written once, and against how many there is nothing.
pub(in crate::invitations) async fn freeze(
    db: &mut PgConnection,
    new: &NewBatch<'_>,
    people: &[AssociateId],
    rules: &Rules,
    by: &By,
) -> sqlx::Result<(bool, i64)> {
    let is_new = insert(db, new, by).await?;
    if is_new {
        sqlx::query!(
            "insert into invitation_batch_people (batch_id, associate_id, is_chosen, obstacle)
             select $1, one.id, o.obstacle is null, o.obstacle
             from unnest($2::uuid[]) as one (id)
             cross join lateral (select batch_obstacle($3, one.id, $4, $5, $6) as obstacle) o",
            new.id as InvitationBatchId,
            people as &[AssociateId],
            new.kind as BatchKind,
            new.event as EventId,
            rules.topics as &[Topic],
            rules.asked_before
        )
        .execute(&mut *db)
        .await?;
    }
    let readers = sqlx::query_scalar!(
        r#"select count(*) as "count!" from invitation_batch_people where batch_id = $1 and is_chosen"#,
        new.id as InvitationBatchId
    );
    Ok((is_new, readers.fetch_one(db).await?))
}

/// Of those who were chosen, how many would get no letter if it was sent now, with the reason.
pub(in crate::invitations) async fn count_changed(
    db: &mut PgConnection,
    batch: &Batch,
    rules: &Rules,
) -> sqlx::Result<Vec<(Obstacle, i64)>> {
    let rows = sqlx::query!(
        r#"select o.obstacle as "obstacle!: Obstacle", count(*) as "count!"
           from invitation_batch_people p
           cross join lateral (select batch_obstacle($2, p.associate_id, $3, $4, $5) as obstacle) o
           where p.batch_id = $1 and p.is_chosen and o.obstacle is not null
           group by o.obstacle
           order by o.obstacle"#,
        batch.id as InvitationBatchId,
        batch.kind as BatchKind,
        batch.event_id as EventId,
        rules.topics as &[Topic],
        rules.asked_before
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.obstacle, row.count)).collect())
}

/// Leaves out those who were chosen and against whom something has come up since.
pub(in crate::invitations) async fn drop_changed(
    db: &mut PgConnection,
    batch: &Batch,
    rules: &Rules,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update invitation_batch_people p
         set obstacle = batch_obstacle($2, p.associate_id, $3, $4, $5)
         where p.batch_id = $1 and p.is_chosen",
        batch.id as InvitationBatchId,
        batch.kind as BatchKind,
        batch.event_id as EventId,
        rules.topics as &[Topic],
        rules.asked_before
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many were chosen and got no letter.
pub(in crate::invitations) async fn count_dropped(db: &mut PgConnection, id: InvitationBatchId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from invitation_batch_people
           where batch_id = $1 and is_chosen and obstacle is not null"#,
        id as InvitationBatchId
    )
    .fetch_one(db)
    .await
}

/// Invites the people of a batch. Whom another batch has invited at this very moment is left out.
pub(in crate::invitations) async fn invite(db: &mut PgConnection, batch: &Batch, by: &By) -> sqlx::Result<()> {
    let people = list_open(db, batch.id).await?;
    let ids: Vec<InvitationId> = people.iter().map(|_| InvitationId::new()).collect();
    let invited = sqlx::query_scalar!(
        r#"insert into invitations (id, event_id, associate_id, batch_id, invited_at)
           select one.id, $1, one.associate, $2, $3 from unnest($4::uuid[], $5::uuid[]) as one (id, associate)
           on conflict on constraint invitations_once do nothing
           returning associate_id"#,
        batch.event_id as EventId,
        batch.id as InvitationBatchId,
        by.at,
        &ids as &[InvitationId],
        &people as &[AssociateId]
    );
    let invited = invited.fetch_all(&mut *db).await?;
    keep_only(db, batch.id, &invited, Obstacle::Invited).await
}

/// Counts a nudge for the people of a batch; whoever was nudged at this very moment is left out.
pub(in crate::invitations) async fn nudge(
    db: &mut PgConnection,
    batch: &Batch,
    rules: &Rules,
    by: &By,
) -> sqlx::Result<()> {
    let people = list_open(db, batch.id).await?;
    let nudged = sqlx::query_scalar!(
        r#"update invitations
           set nudges = nudges + 1, nudged_at = $3
           where event_id = $1 and associate_id = any ($2) and nudges < $4 and coalesce(nudged_at, invited_at) <= $5
           returning associate_id"#,
        batch.event_id as EventId,
        &people as &[AssociateId],
        by.at,
        MOST_NUDGES,
        rules.asked_before
    );
    let nudged = nudged.fetch_all(&mut *db).await?;
    keep_only(db, batch.id, &nudged, Obstacle::AskedLately).await
}

/// Those who were chosen and against whom there is still nothing.
async fn list_open(db: &mut PgConnection, id: InvitationBatchId) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select associate_id from invitation_batch_people
         where batch_id = $1 and is_chosen and obstacle is null
         order by associate_id",
        id as InvitationBatchId
    )
    .fetch_all(db)
    .await
}

async fn keep_only(
    db: &mut PgConnection,
    id: InvitationBatchId,
    people: &[AssociateId],
    obstacle: Obstacle,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update invitation_batch_people set obstacle = $3
         where batch_id = $1 and obstacle is null and associate_id <> all ($2)",
        id as InvitationBatchId,
        people as &[AssociateId],
        obstacle as Obstacle
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Someone who is written to.
pub(in crate::invitations) struct Addressee {
    pub(in crate::invitations) invitation_id: InvitationId,
    pub(in crate::invitations) associate_id: AssociateId,
    pub(in crate::invitations) given_name: String,
    pub(in crate::invitations) email: Option<EmailAddress>,
    pub(in crate::invitations) nudges: i16,
}

/// Those of a batch who are written to, once they are invited.
pub(in crate::invitations) async fn list_addressees(
    db: &mut PgConnection,
    batch: &Batch,
) -> sqlx::Result<Vec<Addressee>> {
    sqlx::query_as!(
        Addressee,
        "select i.id as invitation_id, a.id as associate_id, a.given_name, a.email, i.nudges
         from invitation_batch_people p
         join invitations i on i.event_id = $2 and i.associate_id = p.associate_id
         join associates a on a.id = p.associate_id
         where p.batch_id = $1 and p.is_chosen and p.obstacle is null
         order by a.id",
        batch.id as InvitationBatchId,
        batch.event_id as EventId
    )
    .fetch_all(db)
    .await
}

/// Those who were invited and have not answered.
pub(in crate::invitations) async fn list_silent(
    db: &mut PgConnection,
    event: EventId,
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        r#"select associate_id as "id!: AssociateId" from invitation_states
           where event_id = $1 and state in ('invited', 'opened')
           order by associate_id"#,
        event as EventId
    )
    .fetch_all(db)
    .await
}
