-- Letters that wait for somebody, found without reading all that were ever sent.
create index mails_dead on mails (created_at desc, id desc) where state = 'dead';
-- Those whose text housekeeping has still to remove.
create index mails_secret on mails (created_at) where secret and body_text <> '' and state in ('kept', 'dead');
-- Letters to an account that is no Associate's: only the address tells whose they are.
create index mails_of_accounts on mails (recipient, created_at desc) where associate_id is null;
