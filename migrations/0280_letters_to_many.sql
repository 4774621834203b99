-- Letters to many at once (invitations, reminders, thanks) wait until those are sent for which somebody sits and
-- waits: a link to sign in, a confirmation, the offer of a place. Nor does one of them go out twice by itself: when a
-- worker ended with it in hand, a person decides.
alter table mails add column is_bulk boolean not null default false;
-- In the order in which workers take them.
drop index mails_due;
create index mails_due on mails (is_bulk, due_at) where state in ('queued', 'sending');
-- Letters to many that a worker has in hand: never more than there are workers.
create index mails_in_hand on mails (leased_until) where state = 'sending' and is_bulk;

-- Whether the mail server refused it for good because of its reader's address.
alter table mails add column is_refused boolean not null default false;
-- Letters given up before this column was there: how the server answered is in what it said (550, 551, 553), and 5.7
-- means our own standing with it.
update mails set is_refused = true
where state = 'dead' and last_error ~ '^permanent error \(55[013]\)' and last_error not like '%: 5.7.%';
create index mails_refused on mails (associate_id, created_at) where state = 'dead' and is_refused;

-- What is against writing to someone about an event, if anything is: the first of these. As before, but that an address
-- counts as out of reach only when it was the address that was refused: a mail server that was away for days gives up
-- many letters, and says nothing about any of their readers.
create or replace function letter_obstacle(associate uuid, event uuid, topics topic[]) returns invitation_obstacle
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
                where m.associate_id = associate and m.recipient = a.email and m.state = 'dead' and m.is_refused
                  and not exists (
                      select from mails l
                      where l.associate_id = associate and l.recipient = a.email and l.state = 'sent'
                        and l.created_at > m.created_at)) then 'bounced'
        end::invitation_obstacle
        from associates a where a.id = associate);
