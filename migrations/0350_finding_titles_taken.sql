-- Whoever gives a title looks for the same one, with thousands of projects too.
create index projects_title_taken on projects (lower(title));
