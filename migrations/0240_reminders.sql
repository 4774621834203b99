-- Reminders of an event: when they go, counted from its start or its end, and to whom they went.
create type reminder_moment as enum ('before_start', 'after_end');
create type reminder_unit as enum ('hours', 'days', 'weeks');

create table event_reminders (
    id uuid primary key,
    event_id uuid not null references events on delete cascade,
    moment reminder_moment not null,
    amount smallint not null check (amount between 1 and 90),
    unit reminder_unit not null,
    -- What the team adds to it.
    words text check (length(words) between 1 and 1000),
    -- Since when it is to go at this time: a moment that had passed by then is not made up for.
    set_at timestamptz not null,
    set_by uuid references accounts,
    constraint event_reminders_once unique (event_id, moment, amount, unit)
);
create index event_reminders_set_by on event_reminders (set_by) where set_by is not null;

-- Whom a reminder has been written to: each person once, whatever becomes of the event or the reminder.
create table reminder_letters (
    reminder_id uuid not null references event_reminders,
    associate_id uuid not null references associates on delete cascade,
    sent_at timestamptz not null,
    primary key (reminder_id, associate_id)
);
create index reminder_letters_associate on reminder_letters (associate_id);

-- When a reminder is due, of the event as it stands. Days and weeks are those of the clock on the wall.
create function reminder_due(
    starts_at timestamptz, ends_at timestamptz, moment reminder_moment, amount smallint, unit reminder_unit)
    returns timestamptz language sql stable parallel safe
    return case
        when unit = 'hours' and moment = 'before_start' then starts_at - make_interval(hours => amount::int)
        when unit = 'hours' then ends_at + make_interval(hours => amount::int)
        when moment = 'before_start' then
            ((starts_at at time zone 'Europe/London')
                - make_interval(days => amount * case unit when 'weeks' then 7 else 1 end)) at time zone 'Europe/London'
        else
            ((ends_at at time zone 'Europe/London')
                + make_interval(days => amount * case unit when 'weeks' then 7 else 1 end)) at time zone 'Europe/London'
    end;

-- Who is to have which reminder: people with a place, which they got before the reminder was due. Who waits or was
-- offered a place has none; who is known not to have come is not thanked for coming.
create view reminder_people as
    select m.id as reminder_id, m.event_id, m.moment, d.due, r.id as registration_id, r.associate_id
    from event_reminders m
    join events e on e.id = m.event_id
    cross join lateral (select reminder_due(e.starts_at, e.ends_at, m.moment, m.amount, m.unit) as due) d
    join event_registrations r on r.event_id = m.event_id and r.state = 'registered'
    join associates a on a.id = r.associate_id
    where e.state in ('open', 'closed', 'done') and a.standing in ('active', 'paused')
      and d.due >= m.set_at
      and d.due >= coalesce(
          (select max(s.taken_at) from registration_steps s where s.registration_id = r.id and s.state = 'registered'),
          r.registered_at)
      and (m.moment = 'before_start' or not exists (
          select from attendances t
          where t.event_id = m.event_id and t.associate_id = r.associate_id and t.state <> 'attended'));

-- The letters that are to be written at a moment. Where several reminders before an event have become due, the last
-- of them says it all; thanks come within a week or not at all. No reminder is more than 60 days from its event.
create function reminders_due(at timestamptz)
    returns table (reminder_id uuid, event_id uuid, registration_id uuid, associate_id uuid)
    language sql stable parallel safe
    begin atomic
        select p.reminder_id, p.event_id, p.registration_id, p.associate_id
        from reminder_people p
        join events e on e.id = p.event_id
        join associates a on a.id = p.associate_id
        where e.ends_at > reminders_due.at - interval '70 days' and p.due <= reminders_due.at
          and a.email is not null
          and case p.moment
              when 'before_start' then e.starts_at > reminders_due.at
              else p.due > reminders_due.at - interval '7 days' end
          and not exists (
              select from reminder_letters l
              where l.reminder_id = p.reminder_id and l.associate_id = p.associate_id)
          and not exists (
              select from event_reminders later
              cross join lateral (
                  select reminder_due(e.starts_at, e.ends_at, later.moment, later.amount, later.unit) as due) d
              where later.event_id = p.event_id and p.moment = 'before_start' and later.moment = 'before_start'
                and d.due <= reminders_due.at and d.due >= later.set_at and (d.due, later.id) > (p.due, p.reminder_id));
    end;

-- Events that are still to come have the usual three from now on.
insert into event_reminders (id, event_id, moment, amount, unit, set_at)
select gen_random_uuid(), e.id, usual.moment, usual.amount, 'days', now()
from events e
cross join (values ('before_start'::reminder_moment, 7::smallint), ('before_start', 1), ('after_end', 1))
    as usual (moment, amount)
where e.state in ('draft', 'open', 'closed') and e.starts_at > now();
