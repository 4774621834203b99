-- The list by joining, the latest first: who joined on a day nobody knows comes last in both directions.
create index associates_by_latest_joining on associates (coalesce(joined_on, '-infinity'), id);
