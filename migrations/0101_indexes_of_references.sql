-- What a row that is removed or read must be looked for by; tests/it/migrations.rs names those left without.
create index sign_in_links_account on sign_in_links (account_id) where account_id is not null;
create index sign_in_links_associate on sign_in_links (associate_id) where associate_id is not null;
