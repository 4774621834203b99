-- A lead reads who came and who went as it was told them: somebody whose consent to a link about health came later has
-- come on that day, like one who was linked then, and who takes it back has left. Were the one among those of an earlier
-- quarter, or the other among nobody, it would tell a lead what they are (rule 4).
create view project_parts as
    select project_id, associate_id, starts_on, ends_on, false as as_told from told_parts
    union all
    select project_id, associate_id, first_day, last_day, true from told_stays
    -- What had ended before it could be told was never told.
    where last_day is null or last_day >= first_day;

-- As before: who changes roles neither joins nor leaves. Read in one pass over a person's parts, since comparing each
-- with each other one took longer with the square of a project's size.
create or replace view project_moves as
    select p.project_id, p.associate_id, p.starts_on as day, 1 as step, p.as_told
    from (select *, max(coalesce(ends_on, 'infinity')) over (
                        partition by project_id, associate_id, as_told
                        order by starts_on groups between unbounded preceding and 1 preceding) as last_day_before
          from project_parts) p
    where p.last_day_before is null or p.last_day_before < p.starts_on - 1
    union all
    select p.project_id, p.associate_id, p.ends_on, -1, p.as_told
    from (select *, min(starts_on) over (
                        partition by project_id, associate_id, as_told
                        order by coalesce(ends_on, 'infinity') desc groups between unbounded preceding and 1 preceding)
                        as first_day_after
          from project_parts) p
    where p.ends_on is not null and (p.first_day_after is null or p.first_day_after > p.ends_on + 1);

-- Since when a lead may know of a membership that they may know of.
create function told_since(membership uuid) returns date
    language sql stable parallel safe
    return (select min(t.first_day) from told_stays t where t.membership_id = membership and t.still_told);
