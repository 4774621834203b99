-- Invitations: the team chooses people for an event, looks at whom it chose, and then writes to them.
create type invitation_batch_kind as enum ('invitation', 'nudge');
-- Why someone who was chosen gets no letter.
create type invitation_obstacle as enum (
    'paused', 'left', 'registered', 'answered', 'invited', 'asked_lately', 'nudged_enough', 'may_not_see',
    'no_agreement', 'no_email', 'bounced');
create type invitation_state as enum ('invited', 'opened', 'coming', 'waiting', 'not_coming');

-- A frozen audience: who was chosen, and who of them was left out and why. Sending writes to nobody else.
create table invitation_batches (
    id uuid primary key,
    event_id uuid not null references events on delete cascade,
    kind invitation_batch_kind not null,
    -- Who was chosen, in words, and where the register lists the same.
    chosen text not null check (length(chosen) between 1 and 4000),
    found_at text check (length(found_at) between 1 and 8000),
    -- What the team adds to the letter.
    words text check (length(words) between 1 and 2000),
    made_by uuid not null references accounts,
    made_at timestamptz not null,
    sent_by uuid references accounts,
    sent_at timestamptz,
    check ((sent_by is null) = (sent_at is null))
);
create index invitation_batches_event on invitation_batches (event_id, made_at desc);
create index invitation_batches_made_by on invitation_batches (made_by);
create index invitation_batches_sent_by on invitation_batches (sent_by) where sent_by is not null;
create index invitation_batches_unsent on invitation_batches (made_at) where sent_at is null;

create table invitation_batch_people (
    batch_id uuid not null references invitation_batches on delete cascade,
    associate_id uuid not null references associates on delete cascade,
    -- Whether there was nothing against writing to them when the audience was frozen; an obstacle came later then.
    is_chosen boolean not null,
    obstacle invitation_obstacle,
    primary key (batch_id, associate_id),
    check (is_chosen or obstacle is not null)
);
create index invitation_batch_people_associate on invitation_batch_people (associate_id);

create table invitations (
    id uuid primary key,
    event_id uuid not null references events,
    associate_id uuid not null references associates on delete cascade,
    batch_id uuid not null references invitation_batches,
    invited_at timestamptz not null,
    -- When the page of their letter was first opened.
    opened_at timestamptz,
    -- When they said that they cannot come.
    declined_at timestamptz,
    nudges smallint not null default 0 check (nudges between 0 and 2),
    nudged_at timestamptz,
    check ((nudges = 0) = (nudged_at is null)),
    -- Nobody is invited twice.
    constraint invitations_once unique (event_id, associate_id)
);
create index invitations_associate on invitations (associate_id, invited_at desc);
create index invitations_batch on invitations (batch_id);

-- Links of letters, of which only a trace is kept; each letter brings its own.
create table invitation_links (
    token_hash bytea primary key check (length(token_hash) = 32),
    invitation_id uuid not null references invitations on delete cascade,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index invitation_links_invitation on invitation_links (invitation_id);

-- How someone who was invited stands to the event: their registration says it where there is one. One that had ended
-- before they were invited is no answer.
create view invitation_states as
    select i.id, i.event_id, i.associate_id, i.batch_id, i.invited_at, i.opened_at, i.declined_at, i.nudges, i.nudged_at,
           case
               when r.state = 'registered' then 'coming'
               when r.state in ('waiting', 'offered') then 'waiting'
               when r.state is not null or i.declined_at is not null then 'not_coming'
               when i.opened_at is not null then 'opened'
               else 'invited'
           end::invitation_state as state
    from invitations i
    left join lateral (
        select r.state from event_registrations r
        where r.event_id = i.event_id and r.associate_id = i.associate_id
          and (r.state in ('registered', 'waiting', 'offered') or r.registered_at >= i.invited_at)
        order by r.state in ('registered', 'waiting', 'offered') desc, r.registered_at desc, r.id desc
        limit 1) r on true;

-- Whether someone may see an event that is not a draft. A link that waits for their consent counts for nothing.
create function may_see_event(associate uuid, event uuid) returns boolean
    language sql stable parallel safe
    return exists (
        select from events e
        where e.id = event and (e.visibility <> 'members' or exists (
            select from disclosable_memberships m
            join event_projects x on x.project_id = m.project_id
            where x.event_id = event and m.associate_id = associate and m.state = 'active')));

-- Whether someone agrees to be written to about a topic: the last they said about it.
create function agrees_to_hear(associate uuid, about topic) returns boolean
    language sql stable parallel safe
    return coalesce((
        select c.given from consents c
        where c.associate_id = associate and c.purpose = 'mailings' and c.topic = about
        order by c.recorded_at desc, c.id desc
        limit 1), false);

-- Whether someone agrees to be written to about an event of these topics: about one of them, or about their areas of
-- interest when the event, or a project it belongs to, is of such a theme or they take part in the project.
create function agrees_to_hear_of(associate uuid, event uuid, topics topic[]) returns boolean
    language sql stable parallel safe
    return exists (select from unnest(topics) as one (about) where agrees_to_hear(associate, one.about))
        or (agrees_to_hear(associate, 'areas_of_interest') and (
            exists (
                select from events e
                left join event_projects x on x.event_id = e.id
                left join projects p on p.id = x.project_id
                join associate_themes t on t.theme_id = e.theme_id or t.theme_id = p.theme_id
                where e.id = event and t.associate_id = associate)
            or exists (
                select from disclosable_memberships m
                join event_projects x on x.project_id = m.project_id
                where x.event_id = event and m.associate_id = associate and m.state = 'active')));

-- What is against writing to someone about an event, if anything is: the first of these.
create function letter_obstacle(associate uuid, event uuid, topics topic[]) returns invitation_obstacle
    language sql stable parallel safe
    return (
        select case
            when a.standing = 'paused' then 'paused'
            when a.standing <> 'active' then 'left'
            when exists (
                select from event_registrations r
                where r.event_id = event and r.associate_id = associate
                  and r.state in ('registered', 'waiting', 'offered')) then 'registered'
            when exists (
                select from event_registrations r
                where r.event_id = event and r.associate_id = associate
                  and r.state in ('cancelled', 'declined')) then 'answered'
            when not may_see_event(associate, event) then 'may_not_see'
            when not agrees_to_hear_of(associate, event, letter_obstacle.topics) then 'no_agreement'
            when a.email is null then 'no_email'
            when exists (
                select from mails m
                where m.associate_id = associate and m.recipient = a.email and m.state = 'dead'
                  -- One whose link ran out on the way says nothing about the address.
                  and coalesce(m.last_error, '') not like 'The link in it ran out%'
                  and not exists (
                      select from mails l
                      where l.associate_id = associate and l.recipient = a.email and l.state = 'sent'
                        and l.created_at > m.created_at)) then 'bounced'
        end::invitation_obstacle
        from associates a where a.id = associate);

-- The same for a letter of one kind: nobody is invited twice, and only the silent are nudged, twice at most and not
-- again when they were written to after `asked_before`.
create function batch_obstacle(
    kind invitation_batch_kind, associate uuid, event uuid, topics topic[], asked_before timestamptz)
    returns invitation_obstacle
    language sql stable parallel safe
    return case kind
        when 'invitation' then (
            select case
                when o.obstacle in ('paused', 'left', 'registered', 'answered') then o.obstacle
                when exists (select from invitations i where i.event_id = event and i.associate_id = associate)
                    then 'invited'
                else o.obstacle end
            from (select letter_obstacle(associate, event, topics) as obstacle) o)
        else (
            select case
                when i.state in ('coming', 'waiting') then 'registered'
                when i.state = 'not_coming' then 'answered'
                when i.nudges >= 2 then 'nudged_enough'
                when coalesce(i.nudged_at, i.invited_at) > asked_before then 'asked_lately'
                else letter_obstacle(associate, event, topics) end
            from invitation_states i where i.event_id = event and i.associate_id = associate)
    end;
