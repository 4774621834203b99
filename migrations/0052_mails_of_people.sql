-- Whose letter it is: people who share an address do not read each other's. None for a letter to an account
-- that is no Associate's, and for letters written before this column was there.
alter table mails add column associate_id uuid references associates;
create index mails_associate on mails (associate_id, created_at desc) where associate_id is not null;
