-- The team's home page tells which parts began last.
create index memberships_newest on memberships (starts_on desc, id desc) where state = 'active';
