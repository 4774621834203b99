-- A letter with a link is of no use once the link has run out: it is not sent after that. Letters written before
-- this column was there have no end.
alter table mails add column useful_until timestamptz;
