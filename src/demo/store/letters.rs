//! Invitations and reminders: who was invited, what they answered, who was reminded. All of it follows from the events
//! and who signed up for them; what is left to chance is decided by the digits of ids, so that it is the same every time.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// Writes them for the events that are there.
pub(in crate::demo) async fn write_letters(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    reminders(db, now).await?;
    batches(db, now).await?;
    chosen(db).await?;
    invitations(db, now).await?;
    nudges(db, now).await?;
    unsent(db, now).await?;
    trail(db).await
}

/// The usual ones of the last year's events and of those to come, with whom they went to; one has words of the team.
async fn reminders(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into event_reminders (id, event_id, moment, amount, unit, words, set_at)
         select md5(e.id::text || 'reminder' || usual.place)::uuid, e.id, usual.moment::reminder_moment, usual.amount,
                usual.unit::reminder_unit, usual.words, e.created_at
         from events e
         cross join (values
             (1, 'before_start', 7::smallint, 'days', null),
             (2, 'before_start', 1::smallint, 'days', null),
             (3, 'after_end', 1::smallint, 'days', null),
             (4, 'before_start', 2::smallint, 'hours', 'The tea is ready from half an hour before we begin.'))
             as usual (place, moment, amount, unit, words)
         where e.starts_at > $1::timestamptz - interval '400 days' and (usual.place < 4 or e.kind = 'networking')",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into reminder_letters (reminder_id, associate_id, sent_at)
         select p.reminder_id, p.associate_id, p.due
         from reminder_people p
         join associates a on a.id = p.associate_id
         where p.due <= $1 and a.email is not null",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One choice of people for each of five past events and two coming ones: the members of its project, or a county.
async fn batches(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_batches (id, event_id, kind, chosen, found_at, words, made_by, made_at, sent_by, sent_at)
         select md5(e.id::text || 'invitations')::uuid, e.id, 'invitation',
                coalesce('Project: ' || p.title, 'County: Nottinghamshire'),
                coalesce('/associates?project=' || p.slug, '/associates?county=nottinghamshire'),
                case when p.id is null then 'You need bring nothing but yourself.' end,
                w.id, e.at, w.id, e.at + interval '9 minutes'
         from (
             select e.id, e.created_at + interval '50 hours' as at,
                    row_number() over (partition by e.starts_at > $1 order by abs(extract(epoch from e.starts_at - $1))) as place,
                    e.starts_at > $1 as is_coming
             from events e
             where e.visibility <> 'members' and e.state in ('done', 'open')
               and (e.state = 'done' or e.starts_at > $1)) e
         left join event_projects x on x.event_id = e.id
         left join projects p on p.id = x.project_id
         join accounts w on w.email = 'tess@copse.example.org'
         where case when e.is_coming then e.place in (1, 3) else e.place <= 5 end",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Those who matched, with what was against writing to some of them then.
async fn chosen(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_batch_people (batch_id, associate_id, is_chosen, obstacle)
         select found.batch, found.associate, found.obstacle is null, found.obstacle
         from (
             select b.id as batch, a.id as associate,
                    case
                        when a.standing = 'paused' then 'paused'
                        when exists (
                            select from event_registrations r
                            where r.event_id = b.event_id and r.associate_id = a.id and r.registered_at < b.sent_at)
                            then 'registered'
                        when not agrees_to_hear_of(a.id, b.event_id, topics.of) then 'no_agreement'
                        when a.email is null then 'no_email'
                    end::invitation_obstacle as obstacle
             from invitation_batches b
             join events e on e.id = b.event_id
             cross join lateral (
                 select case
                     when e.kind in ('seminar', 'conference') then '{conferences_and_seminars}'
                     when e.kind in ('workshop', 'training') then '{training_and_development}'
                     when e.kind in ('networking', 'visit', 'meeting') then '{networking}'
                     else '{conferences_and_seminars,training_and_development,networking}'
                 end::topic[] as of) topics
             left join event_projects x on x.event_id = b.event_id
             join associates a on case
                 when x.project_id is null then a.county = 'nottinghamshire'
                 else exists (
                     select from disclosable_memberships m
                     where m.associate_id = a.id and m.project_id = x.project_id and m.state = 'active'
                       and m.starts_on < b.made_at::date) end
             where a.standing in ('active', 'paused') and a.created_at < b.made_at) found"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who registered had opened the page first; of the others some did, and some of these said no.
async fn invitations(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitations (id, event_id, associate_id, batch_id, invited_at, opened_at, declined_at)
         select md5(b.id::text || p.associate_id::text)::uuid, b.event_id, p.associate_id, b.id, b.sent_at,
                case when came.at is not null then came.at - interval '2 minutes'
                     when dice.first < 150 and later.at < $1 then later.at end,
                case when came.at is null and dice.first < 20 and later.at < $1 and not a.is_cast
                     then later.at + interval '1 minute' end
         from invitation_batches b
         join invitation_batch_people p on p.batch_id = b.id and p.obstacle is null
         -- Those one signs in as have their invitations still to answer.
         join lateral (
             select s.email like '%@copse.example.org' as is_cast from associates s where s.id = p.associate_id) a on true
         cross join lateral (select decode(md5(b.id::text || p.associate_id::text || 'dice'), 'hex') as digits) thrown
         cross join lateral (
             select get_byte(thrown.digits, 0) as first, get_byte(thrown.digits, 1) as second) dice
         cross join lateral (select b.sent_at + make_interval(hours => 1 + dice.second / 2) as at) later
         left join lateral (
             select min(r.registered_at) as at from event_registrations r
             where r.event_id = b.event_id and r.associate_id = p.associate_id) came on true",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Those who had not answered after a week were asked once more.
async fn nudges(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_batches (id, event_id, kind, chosen, made_by, made_at, sent_by, sent_at)
         select md5(b.id::text || 'nudge')::uuid, b.event_id, 'nudge', 'Those who have not answered', b.made_by,
                b.sent_at + interval '7 days', b.sent_by, b.sent_at + interval '7 days 4 minutes'
         from invitation_batches b
         join events e on e.id = b.event_id
         where b.sent_at + interval '8 days' < least(e.starts_at, $1)",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into invitation_batch_people (batch_id, associate_id, is_chosen)
         select n.id, i.associate_id, true
         from invitation_batches n
         join invitations i on i.event_id = n.event_id
         join invitation_states s on s.id = i.id
         where n.kind = 'nudge' and s.state in ('invited', 'opened')"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update invitations i set nudges = 1, nudged_at = n.sent_at
         from invitation_batches n
         join invitation_batch_people p on p.batch_id = n.id
         where n.kind = 'nudge' and i.event_id = n.event_id and i.associate_id = p.associate_id"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A choice that is looked at still: the third sector, for the next event it is not too late for.
async fn unsent(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_batches (id, event_id, kind, chosen, found_at, made_by, made_at)
         select md5(e.id::text || 'choice')::uuid, e.id, 'invitation', 'Group: Third sector', '/associates?group=third_sector',
                w.id, $1::timestamptz - interval '20 hours'
         from events e
         join accounts w on w.email = 'tess@copse.example.org'
         where e.state = 'open' and e.kind = 'seminar' and e.starts_at > $1
         order by e.starts_at
         limit 1",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into invitation_batch_people (batch_id, associate_id, is_chosen, obstacle)
         select b.id, a.id, o.obstacle is null, o.obstacle
         from invitation_batches b
         join associates a on a.stakeholder_group = 'third_sector' and a.standing in ('active', 'paused')
         cross join lateral (
             select batch_obstacle('invitation', a.id, b.event_id, '{conferences_and_seminars}', $1) as obstacle) o
         where b.sent_at is null",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The trail says who sent each.
async fn trail(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id, after)
         select md5(b.id::text || 'audit')::uuid, b.sent_at, w.id, w.name,
                case b.kind when 'nudge' then 'Nudged people who have not answered' else 'Sent invitations' end,
                'event', b.event_id,
                jsonb_build_object('chosen', b.chosen, 'letters', (
                    select count(*) from invitation_batch_people p where p.batch_id = b.id and p.obstacle is null))
         from invitation_batches b
         join accounts w on w.id = b.sent_by"
    )
    .execute(db)
    .await?;
    Ok(())
}
