//! What the demonstration network lacks for the access test: an event with everything that can belong to one, and more.

use super::{CALENDAR, INVITATION, MY_PLACE, token};
use crate::harness::TestApp;

/// What makes an event for the members of Leo's project, at which Asha has a place, with all that can belong to one.
const EVENT: &[&str] = &[
    "insert into events (id, title, kind, description, starts_at, ends_at, visibility, social_interaction,
                         knowledge_sharing, knowledge_creation, identity_building, state, created_at)
     values (gen_random_uuid(), 'For the access test', 'seminar', 'A test', $1::timestamptz + interval '9 days',
             $1::timestamptz + interval '9 days 2 hours', 'members', 25, 25, 25, 25, 'open', $1)",
    "insert into event_projects (event_id, project_id)
     select e.id, p.id from events e, projects p
     where e.title = 'For the access test' and p.slug = 'home-visits-after-stroke' and $1::timestamptz is not null",
    "insert into place_pools (id, event_id, taken)
     select gen_random_uuid(), id, 1 from events where title = 'For the access test' and $1::timestamptz is not null",
    "insert into event_registrations (id, event_id, associate_id, state, pool_id, registered_at)
     select gen_random_uuid(), p.event_id, a.associate_id, 'registered', p.id, $1
     from place_pools p, events e, accounts a
     where e.id = p.event_id and e.title = 'For the access test' and a.email = 'asha@copse.example.org'",
    "insert into payments (id, event_id, associate_id, kind, quarters, rate_id, rate_pence, fee_pence, state,
                           offered_at, claimed_at, claimed_pence)
     select gen_random_uuid(), e.id, a.associate_id, 'hour', 8, r.id, r.pence, r.pence * 2, 'claimed', $1, $1, 100
     from events e, accounts a, (select id, pence from payment_rates where kind = 'hour' order by valid_from limit 1) r
     where e.title = 'For the access test' and a.email = 'asha@copse.example.org'",
    "insert into payment_expenses (id, payment_id, kind, what, pence, receipt)
     select gen_random_uuid(), p.id, 'travel', 'Bus', 250, 'not_seen' from payments p
     join events e on e.id = p.event_id
     where e.title = 'For the access test' and $1::timestamptz is not null",
    "insert into programme_items (id, event_id, position, title, minutes)
     select gen_random_uuid(), id, 1, 'An item', 30 from events
     where title = 'For the access test' and $1::timestamptz is not null",
    "insert into programme_contributors (id, item_id, guest_name, guest_group, role)
     select gen_random_uuid(), i.id, 'A Guest', 'carer', 'speaks' from programme_items i
     where i.title = 'An item' and $1::timestamptz is not null",
    "insert into intentions (id, associate_id, event_id, words, said_at, wants_reminder)
     select gen_random_uuid(), r.associate_id, r.event_id, 'Ask first.', $1, false
     from event_registrations r
     join events e on e.id = r.event_id
     where e.title = 'For the access test'",
    "insert into event_reminders (id, event_id, moment, amount, unit, set_at)
     select gen_random_uuid(), id, 'before_start', 1, 'days', $1 from events where title = 'For the access test'",
    "insert into invitation_batches (id, event_id, kind, chosen, made_by, made_at)
     select gen_random_uuid(), e.id, 'invitation', 'Group: Carer', a.id, $1 from events e, accounts a
     where e.title = 'For the access test' and a.email = 'tess@copse.example.org'",
    "insert into invitation_batches (id, event_id, kind, chosen, made_by, made_at, sent_by, sent_at)
     select gen_random_uuid(), event_id, kind, chosen, made_by, made_at, made_by, $1 from invitation_batches
     where sent_at is null and event_id = (select id from events where title = 'For the access test')",
    "insert into invitations (id, event_id, associate_id, batch_id, invited_at)
     select gen_random_uuid(), b.event_id, a.associate_id, b.id, $1
     from invitation_batches b, events e, accounts a
     where e.id = b.event_id and b.sent_at is not null and e.title = 'For the access test' and a.email = 'asha@copse.example.org'",
];

/// A merge of Asha's record, and one of the first organisation.
const MERGES: &[&str] = &[
    "insert into merges (id, survivor_id, stub_id, kept_before, kept_after, other_before, merged_at)
     select gen_random_uuid(), a.id, b.id, '{}', '{}', to_jsonb(b), $1 from associates a, associates b
     where a.email = 'asha@copse.example.org' and b.email = 'lena@copse.example.org'",
    "insert into merges (id, kept_organisation_id, other_organisation_id, kept_before, kept_after, other_before, merged_at)
     select gen_random_uuid(), o.id, gen_random_uuid(), '{}', '{}',
            jsonb_build_object('name', 'An old name', 'kind', 'other', 'aliases', '[]'::jsonb, 'created_at', $1), $1
     from organisations o order by o.name limit 1",
];

/// Adds that event, with the links of Asha's letters and calendar.
pub(super) async fn add_event(app: &TestApp) {
    for statement in EVENT.iter().chain(MERGES) {
        sqlx::query(*statement).bind(app.now()).execute(app.db()).await.expect("an event");
    }
    let link = "insert into registration_links (token_hash, registration_id, created_at)
         select sha256($2::bytea), r.id, $1 from event_registrations r, events e
         where e.id = r.event_id and e.title = 'For the access test'";
    let link = sqlx::query(link).bind(app.now()).bind(token(MY_PLACE.1).into_bytes());
    link.execute(app.db()).await.expect("a link");
    let invitation = "insert into invitation_links (token_hash, invitation_id, created_at)
         select sha256($2::bytea), i.id, $1 from invitations i, events e
         where e.id = i.event_id and e.title = 'For the access test'";
    let invitation = sqlx::query(invitation).bind(app.now()).bind(token(INVITATION.1).into_bytes());
    invitation.execute(app.db()).await.expect("a link");
    let feed = "insert into calendar_feeds (associate_id, token_hash, created_at)
         select associate_id, sha256($2::bytea), $1 from accounts where email = 'asha@copse.example.org'";
    let feed = sqlx::query(feed).bind(app.now()).bind(token(CALENDAR.1).into_bytes());
    feed.execute(app.db()).await.expect("a feed");
}
