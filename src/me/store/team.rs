//! What the team keeps to find people again and to act for many: tags, decisions, choices.

use sqlx::PgConnection;

use super::{Held, Section};
use crate::kernel::{AccountId, AssociateId};

/// What of it is about one person.
pub(super) async fn list(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    let mut sections = labels_and_places(db, whose).await?;
    sections.extend(acts_on_many(db, whose).await?);
    Ok(sections)
}

async fn labels_and_places(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "associate_tags",
            "Labels of the team",
            "Words by which the team finds people again, for example those of a panel. Ask us to take one away if it is wrong.",
            [("tag", "Label"), ("by", "Added by"), ("added_at", "When")],
            r#"select to_jsonb(x) || jsonb_build_object('tag', t.name, 'by', w.name) as "row!"
               from associate_tags x
               join tags t on t.id = x.tag_id
               left join accounts w on w.id = x.added_by
               where x.associate_id = $1
               order by x.added_at desc"#,
            whose.associate as Option<AssociateId>
        ),
        section!(
            db,
            "succession_decisions",
            "When your organisation ended",
            "Where you belong after the organisation you were at ended, as the team recorded it.",
            [
                ("organisation", "Organisation"),
                ("choice", "Recorded"),
                ("note", "Note"),
                ("by", "By"),
                ("decided_at", "When")
            ],
            r#"select to_jsonb(d) - 'written' || jsonb_build_object('organisation', o.name, 'by', w.name) as "row!"
               from succession_decisions d
               join organisations o on o.id = d.organisation_id
               left join accounts w on w.id = d.decided_by
               where d.associate_id = $1
               order by d.decided_at desc"#,
            whose.associate as Option<AssociateId>
        ),
    ])
}

async fn acts_on_many(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "bulk_act_people",
            "When the team chose you among many",
            "For one act on many people at once, such as a new contact in the team. What was changed is in the trail below.",
            [("kind", "For"), ("is_done", "You were part of it"), ("made_at", "Chosen"), ("done_at", "Done")],
            r#"select to_jsonb(p) || jsonb_build_object('kind', b.kind, 'made_at', b.made_at, 'done_at', b.done_at) as "row!"
               from bulk_act_people p
               join bulk_acts b on b.id = p.act_id
               where p.associate_id = $1
               order by b.made_at desc"#,
            whose.associate as Option<AssociateId>
        ),
        section!(
            db,
            "bulk_acts",
            "Acts on many people that you prepared or did",
            "So that the team knows who did what. Only for people of the team.",
            [("chosen", "Chosen"), ("kind", "What"), ("made_at", "Prepared"), ("done_at", "Done")],
            r#"select to_jsonb(b) - 'chosen_for_trail' as "row!"
               from bulk_acts b
               where $1 in (b.made_by, b.done_by, b.undone_by, b.owner_id)
               order by b.made_at desc"#,
            whose.account as AccountId
        ),
    ])
}
