-- The few who work for the network are asked for on many pages, and stood among the accounts of everybody else.
create index accounts_workers on accounts (role) where role in ('team', 'administrator');
