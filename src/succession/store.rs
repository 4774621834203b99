//! What was decided of people whose organisation ended. Who is still unplaced is read from their affiliations.

mod counts;

pub(super) use counts::{Counts, count_of, count_people};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::{Outcome, Unplaced};
use crate::audit::By;
use crate::kernel::{
    AccountId, AffiliationId, AssociateId, EventId, MembershipId, OrganisationId, SuccessionDecisionId,
};
use crate::web::Cursor;

/// People who are recorded at organisations beyond their last day, each counted once for each of those.
pub(crate) async fn count_unplaced(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select distinct organisation_id, associate_id from unplaced_affiliations) unplaced"#
    )
    .fetch_one(db)
    .await
}

/// An organisation that has ended, with what is left to do.
pub(super) struct OverviewRow {
    pub(super) id: OrganisationId,
    pub(super) name: String,
    pub(super) ends_on: NaiveDate,
    pub(super) successors: Vec<String>,
    pub(super) unplaced: i64,
    pub(super) rehomed: i64,
    pub(super) left: i64,
}

/// All that have ended, those with the most people left to place first; at most 500.
pub(super) async fn list_ended(db: &mut PgConnection) -> sqlx::Result<Vec<OverviewRow>> {
    sqlx::query_as!(
        OverviewRow,
        r#"select o.id, o.name, o.ends_on as "ends_on!",
                  array(select n.name from organisation_successions s join organisations n on n.id = s.successor_id
                        where s.organisation_id = o.id order by search_text(n.name)) as "successors!",
                  (select count(distinct u.associate_id) from unplaced_affiliations u
                   where u.organisation_id = o.id) as "unplaced!",
                  (select count(*) from succession_decisions d
                   where d.organisation_id = o.id and d.undone_at is null and d.choice = 'rehomed') as "rehomed!",
                  (select count(*) from succession_decisions d
                   where d.organisation_id = o.id and d.undone_at is null and d.choice = 'left') as "left!"
           from organisations o
           where o.ends_on is not null
           order by 5 desc, o.ends_on desc, search_text(o.name)
           limit 500"#
    )
    .fetch_all(db)
    .await
}

macro_rules! select_unplaced {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Unplaced,
            r#"select u.affiliation_id as "affiliation_id!", u.associate_id as "associate_id!",
                      a.given_name || ' ' || a.family_name as "name!", u.job_title, u.starts_on as "starts_on!", u.ends_on,
                      d.note as "note?", w.name as "noted_by?"
               from unplaced_affiliations u
               join associates a on a.id = u.associate_id
               left join succession_decisions d
                   on d.affiliation_id = u.affiliation_id and d.undone_at is null and d.choice = 'later'
               left join accounts w on w.id = d.decided_by
               where u.organisation_id = $1 "# + $tail,
            $($argument),*
        )
    };
}

/// Everyone recorded at an organisation beyond its last day, by name.
pub(super) async fn list_unplaced(db: &mut PgConnection, organisation: OrganisationId) -> sqlx::Result<Vec<Unplaced>> {
    select_unplaced!("order by a.sort_name, a.id, u.affiliation_id", organisation as OrganisationId).fetch_all(db).await
}

/// A page of the same, one more than fit.
pub(super) async fn page_of_unplaced(
    db: &mut PgConnection,
    organisation: OrganisationId,
    cursor: Cursor<AffiliationId>,
    page: u8,
) -> sqlx::Result<Vec<Unplaced>> {
    let most = i64::from(page) + 1;
    match cursor {
        Cursor::Before(id) => select_unplaced!(
            "and (a.sort_name, a.id, u.affiliation_id)
                 < (select b.sort_name, b.id, f.id from affiliations f join associates b on b.id = f.associate_id where f.id = $2)
             order by a.sort_name desc, a.id desc, u.affiliation_id desc
             limit $3",
            organisation as OrganisationId,
            id as AffiliationId,
            most
        )
        .fetch_all(db)
        .await,
        Cursor::Start | Cursor::After(_) => {
            let after = if let Cursor::After(id) = cursor { Some(id) } else { None };
            select_unplaced!(
                "and ($2::uuid is null or (a.sort_name, a.id, u.affiliation_id)
                     > (select b.sort_name, b.id, f.id from affiliations f join associates b on b.id = f.associate_id where f.id = $2))
                 order by a.sort_name, a.id, u.affiliation_id
                 limit $3",
                organisation as OrganisationId,
                after as Option<AffiliationId>,
                most
            )
            .fetch_all(db)
            .await
        }
    }
}

/// A decision about one person.
#[derive(Clone, Debug)]
pub(super) struct NewDecision {
    pub(super) affiliation: AffiliationId,
    pub(super) associate: AssociateId,
    pub(super) ended_on_before: Option<NaiveDate>,
    pub(super) ended_on: Option<NaiveDate>,
    pub(super) new_affiliation: Option<AffiliationId>,
}

/// Keeps decisions of one kind, in the place of those that were put off.
pub(super) async fn insert_decisions(
    db: &mut PgConnection,
    (organisation, outcome, note): (OrganisationId, Outcome, Option<&str>),
    decisions: &[NewDecision],
    by: &By,
) -> sqlx::Result<()> {
    let ids: Vec<SuccessionDecisionId> = decisions.iter().map(|_| SuccessionDecisionId::new()).collect();
    let people: Vec<AssociateId> = decisions.iter().map(|one| one.associate).collect();
    let affiliations: Vec<AffiliationId> = decisions.iter().map(|one| one.affiliation).collect();
    let before: Vec<Option<NaiveDate>> = decisions.iter().map(|one| one.ended_on_before).collect();
    let after: Vec<Option<NaiveDate>> = decisions.iter().map(|one| one.ended_on).collect();
    let new: Vec<Option<AffiliationId>> = decisions.iter().map(|one| one.new_affiliation).collect();
    sqlx::query!(
        "update succession_decisions set undone_at = $2 where affiliation_id = any ($1) and undone_at is null",
        &affiliations as &[AffiliationId],
        by.at
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into succession_decisions
             (id, organisation_id, associate_id, affiliation_id, choice, ended_on_before, ended_on, new_affiliation_id, written,
              note, decided_by, decided_at)
         select one.id, $1, one.associate, one.affiliation, $2, one.before, one.after, one.new,
                (select to_jsonb(f) from affiliations f where f.id = one.new), $3, $4, $5
         from unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::date[], $10::date[], $11::uuid[])
             as one (id, associate, affiliation, before, after, new)",
        organisation as OrganisationId,
        outcome as Outcome,
        note,
        by.account as Option<AccountId>,
        by.at,
        &ids as &[SuccessionDecisionId],
        &people as &[AssociateId],
        &affiliations as &[AffiliationId],
        &before as &[Option<NaiveDate>],
        &after as &[Option<NaiveDate>],
        &new as &[Option<AffiliationId>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A decision that stands.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) id: SuccessionDecisionId,
    pub(super) associate_id: AssociateId,
    pub(super) name: String,
    pub(super) choice: Outcome,
    pub(super) affiliation_id: AffiliationId,
    pub(super) ended_on_before: Option<NaiveDate>,
    pub(super) new_affiliation_id: Option<AffiliationId>,
    /// Where they went on, and from when.
    pub(super) successor: Option<String>,
    pub(super) successor_from: Option<NaiveDate>,
    pub(super) note: Option<String>,
    pub(super) by: Option<String>,
    pub(super) decided_at: DateTime<Utc>,
    /// Nothing it wrote has been changed since.
    pub(super) is_untouched: bool,
}

macro_rules! select_decision {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Decision,
            r#"select d.id, d.associate_id, a.given_name || ' ' || a.family_name as "name!", d.choice, d.affiliation_id,
                      d.ended_on_before, d.new_affiliation_id, n.name as "successor?", g.starts_on as "successor_from?",
                      d.note, w.name as "by?", d.decided_at,
                      (f.ends_on is not distinct from d.ended_on and f.organisation_id = d.organisation_id
                       and (d.choice <> 'rehomed'
                            or coalesce(to_jsonb(g) @> (d.written - 'associate_id'), false))) as "is_untouched!"
               from succession_decisions d
               join associates a on a.id = d.associate_id
               join affiliations f on f.id = d.affiliation_id
               left join affiliations g on g.id = d.new_affiliation_id
               left join organisations n on n.id = g.organisation_id
               left join accounts w on w.id = d.decided_by
               where d.organisation_id = $1 and d.undone_at is null and d.choice <> 'later'
                 and a.standing in ('active', 'paused', 'left') "# + $tail,
            $($argument),*
        )
    };
}

/// The decisions that stand and placed someone, the latest first.
pub(super) async fn list_decisions(db: &mut PgConnection, organisation: OrganisationId) -> sqlx::Result<Vec<Decision>> {
    select_decision!("order by d.decided_at desc, d.id desc", organisation as OrganisationId).fetch_all(db).await
}

/// A page of the same, one more than fit.
pub(super) async fn page_of_decisions(
    db: &mut PgConnection,
    organisation: OrganisationId,
    cursor: Cursor<SuccessionDecisionId>,
    page: u8,
) -> sqlx::Result<Vec<Decision>> {
    let most = i64::from(page) + 1;
    match cursor {
        Cursor::Before(id) => {
            select_decision!(
                "and (d.decided_at, d.id) > (select decided_at, id from succession_decisions where id = $2)
             order by d.decided_at, d.id
             limit $3",
                organisation as OrganisationId,
                id as SuccessionDecisionId,
                most
            )
            .fetch_all(db)
            .await
        }
        Cursor::Start | Cursor::After(_) => {
            let after = if let Cursor::After(id) = cursor { Some(id) } else { None };
            select_decision!(
                "and ($2::uuid is null
                      or (d.decided_at, d.id) < (select decided_at, id from succession_decisions where id = $2))
                 order by d.decided_at desc, d.id desc
                 limit $3",
                organisation as OrganisationId,
                after as Option<SuccessionDecisionId>,
                most
            )
            .fetch_all(db)
            .await
        }
    }
}

/// Marks decisions as taken back.
pub(super) async fn mark_undone(
    db: &mut PgConnection,
    ids: &[SuccessionDecisionId],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update succession_decisions set undone_at = $2 where id = any ($1) and undone_at is null",
        ids as &[SuccessionDecisionId],
        now
    )
    .execute(&mut *db)
    .await?;
    // What had been noted before, when it was put off, holds again.
    sqlx::query!(
        "update succession_decisions p set undone_at = null
         from succession_decisions d
         where d.id = any ($1) and p.affiliation_id = d.affiliation_id and p.choice = 'later' and p.undone_at = d.decided_at",
        ids as &[SuccessionDecisionId]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes back what was only put off: it has no end to be placed after any more.
pub(super) async fn forget_put_off(
    db: &mut PgConnection,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update succession_decisions set undone_at = $2
         where organisation_id = $1 and undone_at is null and choice = 'later'",
        organisation as OrganisationId,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives decisions to whom the period belongs that they are about: of two records that were one for a while, of which
/// `from` holds them. Returns the periods that began with them.
pub(crate) async fn give_decisions(
    db: &mut PgConnection,
    from: AssociateId,
    to: AssociateId,
) -> sqlx::Result<Vec<AffiliationId>> {
    let began = sqlx::query_scalar!(
        r#"update succession_decisions d set associate_id = $2
           from affiliations f
           where f.id = d.affiliation_id and f.associate_id = $2 and d.associate_id = $1
           returning d.new_affiliation_id as "began?: AffiliationId""#,
        from as AssociateId,
        to as AssociateId
    );
    Ok(began.fetch_all(db).await?.into_iter().flatten().collect())
}

/// A Diffusion Fellow hosted by an organisation that has ended.
pub(super) struct Hosted {
    pub(super) membership_id: MembershipId,
    pub(super) associate_id: AssociateId,
    pub(super) name: String,
    pub(super) project: String,
}

/// Those who are hosted there, but for links that wait for consent (rule 4).
pub(super) async fn list_hosted(db: &mut PgConnection, organisation: OrganisationId) -> sqlx::Result<Vec<Hosted>> {
    sqlx::query_as!(
        Hosted,
        r#"select m.id as "membership_id!: MembershipId", m.associate_id as "associate_id!",
                  a.given_name || ' ' || a.family_name as "name!", p.title as project
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           join projects p on p.id = m.project_id
           where m.host_organisation_id = $1 and m.state = 'active' and a.standing in ('active', 'paused')
           order by a.sort_name, m.id"#,
        organisation as OrganisationId
    )
    .fetch_all(db)
    .await
}

/// An event that is to be held by an organisation that will not be there.
pub(super) struct HostedEvent {
    pub(super) id: EventId,
    pub(super) title: String,
    pub(super) starts_at: DateTime<Utc>,
}

/// Events it hosts after its last day.
pub(super) async fn list_events(
    db: &mut PgConnection,
    organisation: OrganisationId,
    last_day: NaiveDate,
) -> sqlx::Result<Vec<HostedEvent>> {
    sqlx::query_as!(
        HostedEvent,
        "select id, title, starts_at from events
         where host_organisation_id = $1 and state <> 'cancelled'
           and (starts_at at time zone 'Europe/London')::date > $2
         order by starts_at, id
         limit 100",
        organisation as OrganisationId,
        last_day
    )
    .fetch_all(db)
    .await
}
