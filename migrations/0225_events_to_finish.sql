-- Events that have taken place and are not done: what the team's first page counts.
create index events_to_finish on events (ends_at) where state in ('open', 'closed');
