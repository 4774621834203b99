//! What is held about other records of someone: those put together with theirs, and those that may be theirs. Of a
//! record that may be somebody else's, nothing is told.

use sqlx::PgConnection;

use super::Section;
use crate::kernel::AssociateId;

pub(super) async fn list(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    let mut sections = merged(db, associate).await?;
    sections.extend(compared(db, associate).await?);
    Ok(sections)
}

async fn merged(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "merges",
            "Records of yours that were put together",
            "You were in the register twice. We put both records together, and can take them apart for 90 days.",
            [("name", "The other record"), ("merged_at", "Put together"), ("by", "By"), ("undone_at", "Taken apart")],
            r#"select to_jsonb(m) - 'accounts' - 'places'
                      || jsonb_build_object('by', w.name, 'name',
                                            m.other_before ->> 'given_name' || ' ' || (m.other_before ->> 'family_name')) as "row!"
               from merges m
               left join accounts w on w.id = m.merged_by
               where m.survivor_id in (select records_of($1)) and m.undone_at is null
                  -- Taken apart, it is told only that it was: the other record may be of somebody else.
               union all
               select jsonb_build_object('id', m.id, 'merged_at', m.merged_at, 'undone_at', m.undone_at, 'by', w.name)
               from merges m
               left join accounts w on w.id = m.merged_by
               where (m.survivor_id = $1 or m.stub_id = $1) and m.undone_at is not null"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "merge_moves",
            "What both of those records had",
            "Where both had the same, one stays and the other is kept here, so that the records can be taken apart again.",
            [("table_name", "What")],
            r#"select to_jsonb(v) - 'row_key' - 'was' - 'became' - 'column_name'
                      || jsonb_build_object('set_aside', v.set_aside - 'token_hash') as "row!"
               from merge_moves v
               join merges m on m.id = v.merge_id
               where m.survivor_id in (select records_of($1)) and m.undone_at is null and v.set_aside is not null
               order by v.merge_id, v.position"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "alternates",
            "Earlier details",
            "What the other record said where only one could be kept. Nobody signs in with an address that stands here.",
            [("field", "What"), ("value", "It said")],
            r#"select to_jsonb(n) as "row!" from alternates n where n.associate_id = $1 order by n.field, n.value"#,
            associate as Option<AssociateId>
        ),
    ])
}

async fn compared(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "duplicate_looks",
            "By what we look for a second record of yours",
            "Your name as it sounds, its letters, your address and number, so that nobody is in the register twice.",
            [("by", "By")],
            r#"select to_jsonb(l) || jsonb_build_object('by', (
                          select jsonb_agg(distinct case left(mark, 1)
                                               when 'e' then substr(mark, 3)
                                               when 'p' then substr(mark, 3)
                                               when 's' then 'how your name sounds, also together with where you live and work'
                                               when 'l' then 'the letters of your name'
                                               else 'your initial and how your family name sounds'
                                           end)
                          from unnest(l.marks) mark)) as "row!"
               from duplicate_looks l where l.associate_id = $1"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "duplicate_pairs",
            "Records that may be yours too",
            "Copse found that your record and another may be of one person. The team looks at both. We do not say whose it is.",
            [("reasons", "For it"), ("against", "Against it"), ("found_at", "Found")],
            r#"select to_jsonb(p) - 'one_id' - 'other_id' as "row!"
               from duplicate_pairs p where p.one_id = $1 or p.other_id = $1
               order by p.score desc"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "duplicate_refusals",
            "Records that are not yours",
            "The team has looked at your record and another and found that you are two people. We do not say whose it is.",
            [("reason", "Reason"), ("by", "By"), ("said_at", "Said")],
            r#"select to_jsonb(r) - 'one_id' - 'other_id' || jsonb_build_object('by', w.name) as "row!"
               from duplicate_refusals r
               left join accounts w on w.id = r.said_by
               where r.one_id = $1 or r.other_id = $1
               order by r.said_at desc"#,
            associate as Option<AssociateId>
        ),
    ])
}
