-- Free labels of the team on people: who is on a panel, who is to be asked first. Their people read them.
create table tags (
    id uuid primary key,
    name text not null check (length(name) between 1 and 60),
    created_at timestamptz not null
);
create unique index tags_name_key on tags (search_text(name));

create table associate_tags (
    tag_id uuid not null references tags on delete cascade,
    associate_id uuid not null references associates on delete cascade,
    added_by uuid references accounts,
    added_at timestamptz not null,
    primary key (tag_id, associate_id)
);
create index associate_tags_associate on associate_tags (associate_id);
create index associate_tags_added_by on associate_tags (added_by) where added_by is not null;
