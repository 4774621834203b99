-- Since when and until when a project's lead could know of a membership, as it was known at the time: not before it was written
-- down, nor before the person had agreed to a link about health, and not after either had ended. What is entered later with an
-- earlier date is in no earlier picture, so the picture of a past day never changes by one person (rule 5). It hides at
-- once, though, who takes the consent back: `still_told` is false then.
create view told_stays as
    select m.id as membership_id, m.project_id, m.associate_id, m.role,
           greatest(m.starts_on,
                    (coalesce(m.decided_at, m.requested_at) at time zone 'Europe/London')::date,
                    agreed.first_day) as first_day,
           least(greatest(m.ends_on, (m.ended_at at time zone 'Europe/London')::date - 1),
                 agreed.taken_back_on - 1) as last_day,
           agreed.taken_back_on is null as still_told
    from memberships m
    join projects p on p.id = m.project_id
    join associates a on a.id = m.associate_id
    cross join lateral (
        select null::date as first_day, null::date as taken_back_on
        where not (p.sensitive and a.stakeholder_group in ('service_user', 'carer'))
        union all
        select (c.recorded_at at time zone 'Europe/London')::date,
               (select (min(w.recorded_at) at time zone 'Europe/London')::date
                from consents w
                where w.associate_id = c.associate_id and w.purpose = 'health_link' and w.project_id = c.project_id
                  and not w.given and (w.recorded_at, w.id) > (c.recorded_at, c.id))
        from consents c
        where p.sensitive and a.stakeholder_group in ('service_user', 'carer')
          and c.associate_id = m.associate_id and c.purpose = 'health_link' and c.project_id = m.project_id and c.given
    ) agreed
    where m.state in ('active', 'ended')
      -- A request withdrawn before anyone answered it was never a membership.
      and not (m.state = 'ended' and m.decided_at is null and m.starts_on = m.ends_on);
