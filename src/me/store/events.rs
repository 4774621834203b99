//! What is held about someone and the events they come to.

use sqlx::PgConnection;

use super::{Held, Section};
use crate::kernel::{AccountId, AssociateId};

pub(super) async fn list(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    let mut sections = invited(db, whose.associate).await?;
    sections.extend(inviting(db, whose.account).await?);
    sections.extend(coming(db, whose.associate).await?);
    sections.extend(reminded(db, whose).await?);
    sections.extend(came(db, whose.associate).await?);
    sections.extend(outside(db, whose.associate).await?);
    sections.extend(leading(db, whose).await?);
    Ok(sections)
}

/// What they were invited to.
async fn invited(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "invitations",
            "Events you were invited to",
            "So that nobody asks you twice, and that we do not write again when you have answered. Only a trace of the \
             links in our letters is kept.",
            [
                ("event", "Event"),
                ("state", "How it stands"),
                ("invited_at", "Invited"),
                ("opened_at", "Opened"),
                ("declined_at", "You said no"),
                ("nudged_at", "Nudged"),
            ],
            r#"select to_jsonb(i) || jsonb_build_object(
                          'event', e.title, 'state', s.state,
                          'link_last_used_at', (select max(l.last_used_at) from invitation_links l
                                                where l.invitation_id = i.id)) as "row!"
               from invitations i
               join invitation_states s on s.id = i.id
               join events e on e.id = i.event_id
               where i.associate_id = $1
               order by i.invited_at desc, i.id desc"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "invitation_batch_people",
            "When the team chose people to invite",
            "You were among those it thought of. Where you were left out, it says why.",
            [
                ("event", "Event"),
                ("chosen", "Whom the team chose"),
                ("obstacle", "Why you got no letter"),
                ("made_at", "When"),
            ],
            r#"select to_jsonb(p) || jsonb_build_object(
                          'event', e.title, 'made_at', b.made_at,
                          -- What was searched for may name somebody else.
                          'chosen', case when b.chosen like '%Search:%' then 'A search of the register' else b.chosen end
                      ) as "row!"
               from invitation_batch_people p
               join invitation_batches b on b.id = p.batch_id
               join events e on e.id = b.event_id
               where p.associate_id = $1
               order by b.made_at desc, b.id desc"#,
            associate as Option<AssociateId>
        ),
    ])
}

/// What they sent for the team.
async fn inviting(db: &mut PgConnection, account: AccountId) -> sqlx::Result<Vec<Section>> {
    Ok(vec![section!(
        db,
        "invitation_batches",
        "Invitations you made or sent for the team",
        "So that the team knows who invited whom.",
        [("event", "Event"), ("chosen", "Chosen"), ("made_at", "Made"), ("sent_at", "Sent")],
        r#"select to_jsonb(b) || jsonb_build_object('event', e.title) as "row!"
               from invitation_batches b
               join events e on e.id = b.event_id
               where b.made_by = $1 or b.sent_by = $1
               order by b.made_at desc, b.id desc"#,
        account as AccountId
    )])
}

/// What they were reminded of, and, for the team, what they set.
async fn reminded(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "reminder_letters",
            "Reminders you got of events",
            "So that you get each only once.",
            [("event", "Event"), ("reminder", "Reminder"), ("sent_at", "When")],
            r#"select to_jsonb(l) || jsonb_build_object(
                          'event', e.title,
                          'reminder', concat_ws(' ', m.amount::text, m.unit::text,
                                                case m.moment when 'before_start' then 'before' else 'after' end)) as "row!"
               from reminder_letters l
               join event_reminders m on m.id = l.reminder_id
               join events e on e.id = m.event_id
               where l.associate_id = $1
               order by l.sent_at desc"#,
            whose.associate as Option<AssociateId>
        ),
        section!(
            db,
            "event_reminders",
            "Reminders you set for the team",
            "So that the team knows who set when people are reminded.",
            [("event", "Event"), ("amount", "How long"), ("unit", "Unit"), ("moment", "When"), ("set_at", "Set")],
            r#"select to_jsonb(m) || jsonb_build_object('event', e.title) as "row!"
               from event_reminders m
               join events e on e.id = m.event_id
               where m.set_by = $1
               order by m.set_at desc, m.id"#,
            whose.account as AccountId
        ),
    ])
}

/// What they led or will lead.
async fn leading(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "programme_contributors",
            "What you lead at events",
            "The team put you on the programme. It tells everyone who comes who leads what.",
            [("event", "Event"), ("item", "Item"), ("role", "Role"), ("minutes", "Minutes")],
            r#"select to_jsonb(c) || jsonb_build_object('event', e.title, 'item', i.title) as "row!"
               from programme_contributors c
               join programme_items i on i.id = c.item_id
               join events e on e.id = i.event_id
               where c.associate_id = $1 or c.account_id = $2
               order by e.starts_at desc, i.position"#,
            whose.associate as Option<AssociateId>,
            whose.account as AccountId
        ),
        section!(
            db,
            "programme_news",
            "What we have told you of programmes",
            "So that you hear of each change once.",
            [("event", "Event"), ("changed_at", "Changed"), ("told_at", "Told")],
            r#"select to_jsonb(n) || jsonb_build_object('event', e.title) as "row!"
               from programme_news n
               join events e on e.id = n.event_id
               where n.associate_id = $1
               order by n.changed_at desc"#,
            whose.associate as Option<AssociateId>
        ),
    ])
}

/// What they registered for.
async fn coming(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "event_registrations",
            "Events you registered for",
            "So that there is a place for you, and that what you need is there.",
            [
                ("event", "Event"),
                ("starts_at", "When"),
                ("state", "State"),
                ("access_needs", "What you need"),
                ("supporter", "Who comes with you"),
                ("answers", "Answers"),
                ("registered_at", "Registered"),
            ],
            r#"select to_jsonb(r) || jsonb_build_object(
                          'event', e.title, 'starts_at', e.starts_at,
                          'answers', (select string_agg(q.wording || ' ' || w.answer, '; ' order by q.position)
                                      from registration_answers w
                                      join event_questions q on q.id = w.question_id
                                      where w.registration_id = r.id)) as "row!"
               from event_registrations r
               join events e on e.id = r.event_id
               where r.associate_id = $1
               order by e.starts_at desc, r.id desc"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "registration_steps",
            "How your registrations went",
            "So that you and the team can see why you have a place, or wait for one.",
            [("event", "Event"), ("state", "State"), ("why", "Why"), ("by", "By"), ("taken_at", "When")],
            r#"select to_jsonb(s) || jsonb_build_object('event', e.title, 'by', w.name) as "row!"
               from registration_steps s
               join event_registrations r on r.id = s.registration_id
               join events e on e.id = r.event_id
               left join accounts w on w.id = s.taken_by
               where r.associate_id = $1
               order by s.taken_at desc, s.id desc"#,
            associate as Option<AssociateId>
        ),
    ])
}

/// What they came to.
async fn came(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "attendances",
            "Events you came to",
            "The team notes it on the day, or you did. It tells us which events reach whom.",
            [("event", "Event"), ("state", "Noted"), ("walk_in", "Came without a place"), ("noted_at", "When")],
            r#"select to_jsonb(t) || jsonb_build_object('event', e.title, 'noted_by', w.name) as "row!"
               from attendances t
               join events e on e.id = t.event_id
               left join accounts w on w.id = t.noted_by
               where t.associate_id = $1
               order by e.starts_at desc"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "event_seats",
            "Tables you sat at",
            "So that people of different groups meet.",
            [("event", "Event"), ("table_number", "Table")],
            r#"select to_jsonb(s) || jsonb_build_object('event', e.title) as "row!"
               from event_seats s
               join events e on e.id = s.event_id
               where s.associate_id = $1
               order by e.starts_at desc"#,
            associate as Option<AssociateId>
        ),
    ])
}

/// What is kept before they have a place, and for their own calendar.
async fn outside(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "registration_event_wishes",
            "The event you came for when registering",
            "You get a place, or a place in line, when you confirm your address. Then we no longer keep it here.",
            [("event", "Event")],
            r#"select to_jsonb(w) || jsonb_build_object('event', e.title) as "row!"
               from registration_event_wishes w
               join events e on e.id = w.event_id
               where w.associate_id = $1"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "calendar_feeds",
            "Your calendar's subscription",
            "So that your calendar can fetch the events you come to. Only a trace of its secret address is kept.",
            [("created_at", "Since"), ("last_used_at", "Last fetched")],
            r#"select to_jsonb(f) - 'token_hash' as "row!" from calendar_feeds f where f.associate_id = $1"#,
            associate as Option<AssociateId>
        ),
    ])
}
