-- Who came and who went, and on which day: +1 and -1. The numbers of the dashboards and the lists they lead to read the same
-- views, so that a number is always as many people as its list.

-- Parts of projects, as others may know of them.
create view told_parts as
    select m.project_id, m.associate_id, m.starts_on, m.ends_on
    from disclosable_memberships m
    where m.state in ('active', 'ended')
      -- A request withdrawn before anyone answered it was never a membership.
      and not (m.state = 'ended' and m.decided_at is null and m.starts_on = m.ends_on);

-- Who changes roles neither joins nor leaves: another part that touches this one goes on.
create view project_moves as
    select p.project_id, p.associate_id, p.starts_on as day, 1 as step
    from told_parts p
    where not exists (
        select from told_parts o
        where o.project_id = p.project_id and o.associate_id = p.associate_id and o.starts_on < p.starts_on
          and (o.ends_on is null or o.ends_on >= p.starts_on - 1))
    union all
    select p.project_id, p.associate_id, p.ends_on, -1
    from told_parts p
    where p.ends_on is not null and not exists (
        select from told_parts o
        where o.project_id = p.project_id and o.associate_id = p.associate_id and o.starts_on <= p.ends_on + 1
          and (o.ends_on is null or o.ends_on > p.ends_on));

-- Joined the network for the first time, came back to it, or left it.
create view network_moves as
    select associate_id, joined_on as day, 1 as step
    from (select id as associate_id, joined_on from associates where joined_on is not null) joined
    union all
    select c.associate_id, c.day, case when c.standing in ('left', 'anonymised') then -1 else 1 end
    from (select s.associate_id, s.standing, (s.changed_at at time zone 'Europe/London')::date as day,
                 lag(s.standing) over (partition by s.associate_id order by s.changed_at, s.id) as before
          from standing_changes s) c
    join associates a on a.id = c.associate_id and a.joined_on is not null
    where case when c.standing in ('left', 'anonymised')
          then coalesce(c.before, 'active') in ('active', 'paused')
          else c.before in ('left', 'anonymised') end;
