//! The commissioners that ended and those that followed, with what was decided of their people; the team's tags, and an
//! act on many people. Written after the people are there; what is left to chance is decided by the digits of ids.

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::demo::network::Network;
use crate::kernel::OrganisationId;

use super::column;

/// Writes them for the people who are there.
pub(in crate::demo) async fn write_successions(db: &mut PgConnection, network: &Network) -> sqlx::Result<()> {
    let (change, now) = (network.timeline.commissioning_change(), network.timeline.now);
    organisations(db, network, change).await?;
    placed(db, change, now).await?;
    unplaced(db, change).await?;
    trail(db, change).await?;
    tags(db, now).await?;
    many(db, now).await
}

async fn organisations(db: &mut PgConnection, network: &Network, change: NaiveDate) -> sqlx::Result<()> {
    let pairs = network.organisations.successions();
    let (after, before): (Vec<OrganisationId>, Vec<OrganisationId>) =
        (column(pairs, |pair| pair.0), column(pairs, |pair| pair.1));
    sqlx::query!(
        "update organisations
         set ends_on = $2, ended_why = 'Primary care trusts were abolished, and clinical commissioning groups took over'
         where id = any ($1)",
        &before as &[OrganisationId],
        change - Days::new(1)
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update organisations set starts_on = $2 where id = any ($1)", &after as &[OrganisationId], change)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "insert into organisation_successions (organisation_id, successor_id)
         select distinct * from unnest($1::uuid[], $2::uuid[])",
        &before as &[OrganisationId],
        &after as &[OrganisationId]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Most were moved on in the weeks after the change.
async fn placed(db: &mut PgConnection, change: NaiveDate, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into succession_decisions
             (id, organisation_id, associate_id, affiliation_id, choice, ended_on, new_affiliation_id, written, decided_by, decided_at)
         select md5(f.id::text || 'succession')::uuid, f.organisation_id, f.associate_id, f.id, 'rehomed', f.ends_on, g.id,
                to_jsonb(g), w.id,
                least($2::timestamptz, $1::date + interval '9 hours' + interval '1 day' * (1 + get_byte(decode(md5(f.id::text), 'hex'), 0) % 20))
         from affiliations f
         join organisations o on o.id = f.organisation_id and o.ends_on = f.ends_on
         join affiliations g on g.associate_id = f.associate_id and g.starts_on = $1
         join organisation_successions s on s.organisation_id = f.organisation_id and s.successor_id = g.organisation_id
         join accounts w on w.email = 'tess@copse.example.org'",
        change,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// At the two largest some are still to be placed: of the first two of each nobody knows, one left.
async fn unplaced(db: &mut PgConnection, change: NaiveDate) -> sqlx::Result<()> {
    let mut places = Vec::new();
    let chosen = sqlx::query!(
        r#"select one.affiliation_id, one.new_affiliation_id as "new!", one.place as "place!" from (
               select d.affiliation_id, d.new_affiliation_id,
                      row_number() over (partition by d.organisation_id order by md5(d.id::text)) as place
               from succession_decisions d
               join organisations o on o.id = d.organisation_id
               join associates a on a.id = d.associate_id
               where o.name in ('NHS Nottinghamshire County', 'NHS Derbyshire County') and a.standing = 'active') one
           where one.place <= 3"#
    );
    for row in chosen.fetch_all(&mut *db).await? {
        places.push((row.affiliation_id, row.new, row.place));
    }
    let affiliations: Vec<uuid::Uuid> = places.iter().map(|(id, ..)| (*id).into()).collect();
    let new: Vec<uuid::Uuid> = places.iter().map(|(_, id, _)| (*id).into()).collect();
    let ranks: Vec<i64> = places.iter().map(|(.., place)| *place).collect();
    sqlx::query!("delete from affiliations where id = any ($1)", &new).execute(&mut *db).await?;
    sqlx::query!(
        "update affiliations f set ends_on = null
         from unnest($1::uuid[], $2::bigint[]) as one (id, place)
         where f.id = one.id and one.place <= 2",
        &affiliations,
        &ranks
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from succession_decisions d using unnest($1::uuid[], $2::bigint[]) as one (id, place)
         where d.affiliation_id = one.id and one.place = 1",
        &affiliations,
        &ranks
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update succession_decisions d
         set choice = (case one.place when 2 then 'later' else 'left' end)::succession_choice,
             ended_on = case one.place when 3 then $3::date - 1 end, new_affiliation_id = null, written = null,
             note = case one.place when 2 then 'Two groups want them; ask again after the summer.'
                                   else 'Took early retirement when the trust closed.' end
         from unnest($1::uuid[], $2::bigint[]) as one (id, place)
         where d.affiliation_id = one.id and one.place > 1",
        &affiliations,
        &ranks,
        change
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn trail(db: &mut PgConnection, change: NaiveDate) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id, before, after)
         select md5(o.id::text || 'ended')::uuid, $1::date - interval '40 days', w.id, w.name, 'Recorded that it ended',
                'organisation', o.id, jsonb_build_object('last_day', null),
                jsonb_build_object('last_day', o.ends_on, 'why', o.ended_why, 'followed_by', (
                    select jsonb_agg(n.name order by n.name) from organisation_successions s
                    join organisations n on n.id = s.successor_id where s.organisation_id = o.id))
         from organisations o
         join accounts w on w.email = 'tess@copse.example.org'
         where o.ends_on is not null",
        change
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Four labels, each on a few people.
async fn tags(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into tags (id, name, created_at)
         select md5('tag' || one.name)::uuid, one.name, $1::timestamptz - interval '200 days'
         from unnest('{Steering group,Reads drafts,Met at the spring fair,Happy to host}'::text[]) as one (name)",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into associate_tags (tag_id, associate_id, added_by, added_at)
         select t.id, a.id, w.id, greatest(a.created_at, $1::timestamptz - interval '90 days')
         from tags t
         join associates a on get_byte(decode(md5(a.id::text || t.name), 'hex'), 0) < 8
         join accounts w on w.email = 'tess@copse.example.org'
         where a.standing in ('active', 'paused')",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The third sector was found through a fair, and given a tag together.
async fn many(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into bulk_acts (id, chosen, chosen_for_trail, found_at, made_by, made_at, kind, tag_id, done_by, done_at)
         select md5('bulk act')::uuid, 'Group: Third sector, County: Nottinghamshire',
                'Group: Third sector, County: Nottinghamshire', '/associates?group=third_sector&county=nottinghamshire',
                w.id, $1::timestamptz - interval '6 days', 'add_tag', t.id, w.id, $1::timestamptz - interval '6 days'
         from accounts w, tags t
         where w.email = 'tess@copse.example.org' and t.name = 'Met at the spring fair'",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into bulk_act_people (act_id, associate_id, is_done, obstacle)
         select b.id, a.id, t.tag_id is null, case when t.tag_id is not null then 'nothing_to_change'::bulk_obstacle end
         from bulk_acts b
         join associates a on a.stakeholder_group = 'third_sector' and a.county = 'nottinghamshire'
             and a.standing in ('active', 'paused')
         left join associate_tags t on t.tag_id = b.tag_id and t.associate_id = a.id"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into associate_tags (tag_id, associate_id, added_by, added_at)
         select b.tag_id, x.associate_id, b.done_by, b.done_at
         from bulk_acts b join bulk_act_people x on x.act_id = b.id and x.is_done"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id, associate_id, after, part_of)
         select md5(b.id::text || coalesce(x.associate_id::text, 'all'))::uuid, b.done_at, w.id, w.name,
                case when x.associate_id is null then 'Added a tag to many people' else 'Added a tag' end,
                case when x.associate_id is null then 'bulk act' else 'associate' end,
                coalesce(x.associate_id, b.id), x.associate_id,
                case when x.associate_id is null
                     then jsonb_build_object('chosen', b.chosen_for_trail, 'people', (
                              select count(*) from bulk_act_people y where y.act_id = b.id and y.is_done))
                     else jsonb_build_object('tag', t.name) end,
                case when x.associate_id is not null then md5(b.id::text || 'all')::uuid end
         from bulk_acts b
         join tags t on t.id = b.tag_id
         join accounts w on w.id = b.done_by
         cross join lateral (
             select null::uuid as associate_id
             union all
             select y.associate_id from bulk_act_people y where y.act_id = b.id and y.is_done) x"
    )
    .execute(db)
    .await?;
    Ok(())
}
