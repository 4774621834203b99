-- At which event an act was done: once for each person, event and kind.
alter table member_acts add column event_id uuid references events on delete cascade;
create unique index member_acts_event on member_acts (event_id, associate_id, kind) where event_id is not null;
