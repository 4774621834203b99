-- Two records of one person may both have been offered a payment for an event. When they are put together both stand with
-- the person, since what was offered stays in the books; so it is the record an offer was made to that has one for an event.
alter table payments add column offered_to uuid references associates;
update payments set offered_to = associate_id;
alter table payments
    alter column offered_to set not null,
    drop constraint payments_one_each,
    add constraint payments_one_each unique (offered_to, event_id);
create index payments_event on payments (event_id, associate_id);

-- Said of itself, also for a release that does not know of it.
create function keep_offered_to() returns trigger language plpgsql as $$
begin
    new.offered_to := coalesce(new.offered_to, new.associate_id);
    return new;
end $$;
create trigger payments_offered_to before insert on payments
    for each row execute function keep_offered_to();
