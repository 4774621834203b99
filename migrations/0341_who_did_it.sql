-- When an account is removed, every table that says who did something is asked whether it did, and most accounts did
-- nothing: undoing a list that made thousands of them read whole tables thousands of times.
create index standing_changes_changed_by on standing_changes (changed_by) where changed_by is not null;
create index memberships_requested_by on memberships (requested_by) where requested_by is not null;
create index memberships_decided_by on memberships (decided_by) where decided_by is not null;
create index memberships_ended_by on memberships (ended_by) where ended_by is not null;
create index consents_actor on consents (actor_id) where actor_id is not null;
create index audit_events_actor on audit_events (actor_id) where actor_id is not null;

-- Nearly all of it was done by a few, so that the planner would rather read the tables whole. Told that those who did
-- something are many, it uses the indexes; from the next analysis of the tables on, and so they are analysed now.
do $$
declare
    reference record;
begin
    for reference in
        select c.conrelid::regclass as relation, a.attname as attribute
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'accounts'::regclass and cardinality(c.conkey) = 1
    loop
        execute format('alter table %s alter column %I set (n_distinct = -0.2)', reference.relation, reference.attribute);
        execute format('analyze %s (%I)', reference.relation, reference.attribute);
    end loop;
end $$;
