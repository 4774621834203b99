-- Two administrators who change one account: the second is told.
alter table accounts add column version integer not null default 1;
