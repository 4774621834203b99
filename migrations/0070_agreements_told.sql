-- The day an agreement was given or taken back by phone, by post or in person, which the team records later. Null where
-- it was said as it was recorded.
alter table consents
    add column said_on date check (said_on <= (recorded_at at time zone 'Europe/London')::date);
