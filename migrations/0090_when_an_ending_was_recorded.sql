-- When the end of a membership was written down, which may be later than its last day. Null for what ended before this was
-- kept: that counts as written down on its last day.
alter table memberships add column ended_at timestamptz;
