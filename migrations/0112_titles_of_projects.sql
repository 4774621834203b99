-- People choose a project by its title, so no two get the same. An index cannot say so, since a register may hold two from
-- before; whoever gives a title therefore waits for whoever gives the same one at this moment, and then looks.
create function refuse_taken_title() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('title of a project: ' || lower(new.title), 0));
    if exists (select from projects where lower(title) = lower(new.title) and id <> new.id) then
        raise exception 'another project has this title'
            using errcode = 'unique_violation', constraint = 'projects_title_key', table = 'projects';
    end if;
    return new;
end $$;
create trigger projects_title_free before insert on projects
    for each row execute function refuse_taken_title();
create trigger projects_title_still_free before update of title on projects
    for each row when (lower(new.title) <> lower(old.title)) execute function refuse_taken_title();
