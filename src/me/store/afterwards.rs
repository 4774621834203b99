//! What is held about someone after events: that they gave feedback, what they will do, what they made, their thanks.

use sqlx::PgConnection;

use super::{Held, Section};
use crate::kernel::{AccountId, AssociateId};

pub(super) async fn list(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    let mut sections = said(db, whose.associate).await?;
    sections.extend(made(db, whose).await?);
    Ok(sections)
}

/// That they said something without their name, and what they said with it.
async fn said(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "feedback_given",
            "Events you gave feedback on",
            "So that nobody answers twice. What you said is kept without your name, so we cannot show it here.",
            [("event", "Event")],
            r#"select to_jsonb(g) || jsonb_build_object('event', e.title) as "row!"
               from feedback_given g
               join events e on e.id = g.event_id
               where g.associate_id = $1
               order by e.starts_at desc"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "intentions",
            "What you said you would do",
            "You told us after an event. The team reads it to see what the event was good for. You can remove it.",
            [
                ("event", "Event"),
                ("words", "What you said"),
                ("by_when", "By when"),
                ("how", "How it stands"),
                ("what_came", "What came of it"),
                ("said_at", "Said"),
                ("wants_reminder", "Wants to be asked"),
                ("reminded_at", "Asked"),
            ],
            r#"select to_jsonb(i) || jsonb_build_object('event', e.title, 'how', case i.state
                          when 'open' then 'Still to do' when 'done' then 'Done' else 'Not any more' end) as "row!"
               from intentions i
               join events e on e.id = i.event_id
               where i.associate_id = $1
               order by i.said_at desc"#,
            associate as Option<AssociateId>
        ),
    ])
}

/// What they worked on, and what they were thanked for.
async fn made(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "output_contributors",
            "What you worked on",
            "The team notes who worked on what came of events and projects. Nobody else sees your name there.",
            [("title", "What"), ("made_on", "Ready on")],
            r#"select to_jsonb(c) || jsonb_build_object('title', o.title, 'made_on', o.made_on) as "row!"
               from output_contributors c
               join outputs o on o.id = c.output_id
               where c.associate_id = $1
               order by o.made_on desc"#,
            whose.associate as Option<AssociateId>
        ),
        section!(
            db,
            "thanks",
            "What you were thanked for",
            "So that everyone who leads something at an event is thanked, and once.",
            [("event", "Event"), ("channel", "How"), ("thanked_at", "When"), ("by", "By")],
            r#"select to_jsonb(t) || jsonb_build_object('event', e.title, 'by', w.name) as "row!"
               from thanks t
               join events e on e.id = t.event_id
               left join accounts w on w.id = t.thanked_by
               where t.associate_id = $1 or t.account_id = $2
               order by t.thanked_at desc"#,
            whose.associate as Option<AssociateId>,
            whose.account as AccountId
        ),
    ])
}
