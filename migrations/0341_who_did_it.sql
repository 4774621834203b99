-- Whoever did something is one of few, so that the planner reads whole tables to find what one account did. When an
-- account is removed, each of these tables is asked, account by account, and most of the accounts did nothing: undoing a
-- long import took minutes. Told that the accounts are many, it uses the indexes there are.
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
    end loop;
end $$;
