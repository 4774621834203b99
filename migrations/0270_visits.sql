-- Who came to which event, and on which day. The numbers of the dashboards and the lists they lead to read the same views, so
-- that a number is always as many people as its list.
create view event_visits as
    select t.event_id, t.associate_id, (e.starts_at at time zone 'Europe/London')::date as day, t.noted_at
    from attendances t
    join events e on e.id = t.event_id
    where t.state = 'attended';

-- Who came to an event of a project while they took part in it, as others may know of it: whose link waits for a consent is
-- nobody of the project (rule 4).
create view project_visits as
    select distinct x.project_id, v.associate_id, v.event_id, v.day
    from event_projects x
    join event_visits v on v.event_id = x.event_id
    join told_parts p on p.project_id = x.project_id and p.associate_id = v.associate_id
        and p.starts_on <= v.day and (p.ends_on is null or p.ends_on >= v.day);
