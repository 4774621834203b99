-- A lead reads who came and who went as it was told them: somebody whose consent to a link about health came later has
-- come on that day, like one who was linked then, and who takes it back has left. Were the one among those of an earlier
-- quarter, or the other among nobody, it would tell a lead what they are (rule 4).
create view project_parts as
    select project_id, associate_id, starts_on, ends_on, false as as_told from told_parts
    union all
    select project_id, associate_id, first_day, last_day, true from told_stays
    -- What had ended before it could be told was never told.
    where last_day is null or last_day >= first_day;

create or replace view project_moves as
    select p.project_id, p.associate_id, p.starts_on as day, 1 as step, p.as_told
    from project_parts p
    where not exists (
        select from project_parts o
        where o.project_id = p.project_id and o.associate_id = p.associate_id and o.as_told = p.as_told
          and o.starts_on < p.starts_on and (o.ends_on is null or o.ends_on >= p.starts_on - 1))
    union all
    select p.project_id, p.associate_id, p.ends_on, -1, p.as_told
    from project_parts p
    where p.ends_on is not null and not exists (
        select from project_parts o
        where o.project_id = p.project_id and o.associate_id = p.associate_id and o.as_told = p.as_told
          and o.starts_on <= p.ends_on + 1 and (o.ends_on is null or o.ends_on > p.ends_on));

-- Since when a lead may know of a membership that they may know of.
create function told_since(membership uuid) returns date
    language sql stable parallel safe
    return (select min(t.first_day) from told_stays t where t.membership_id = membership and t.still_told);
