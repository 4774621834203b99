//! Lists that brought someone into the register, and lists they brought.

use sqlx::PgConnection;

use super::{Held, Section};
use crate::kernel::{AccountId, AssociateId};

pub(super) async fn list(db: &mut PgConnection, whose: Held) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "import_rows",
            "What stood about you in a list",
            "The team brought a list into the register, and this row of it is about you. It is deleted 30 days after.",
            [("file", "List"), ("number", "Row"), ("values", "What it said")],
            r#"select jsonb_build_object(
                          'file', b.file_name, 'sheet', r.sheet, 'number', r.number, 'cells', r.cells, 'reasons', r.reasons,
                          'values', (select jsonb_agg(coalesce(c->>'Text', c->>'Number', c->>'Date', c->>'Truth'))
                                     from jsonb_array_elements(r.cells) c where jsonb_typeof(c) = 'object')) as "row!"
               from import_rows r
               join import_batches b on b.id = r.batch_id
               where r.associate_id = $1
               order by b.made_at desc, r.number"#,
            whose.associate as Option<AssociateId>
        ),
        section!(
            db,
            "import_effects",
            "What a list changed about you",
            "So that it can be taken back for 30 days. Then it is deleted here.",
            [("file", "List"), ("what", "What"), ("said", "It said"), ("says", "It says since, or what was added")],
            r#"select to_jsonb(e) || jsonb_build_object(
                          'file', b.file_name,
                          'said', case when e.before is not null then jsonb_build_object(e.field, coalesce(w.name, e.before)) end,
                          'says', case e.what
                              when 'details' then jsonb_build_object(e.field, coalesce(n.name, e.after))
                              when 'affiliation' then (select to_jsonb(coalesce(o.name, f.organisation_text))
                                                       from affiliations f
                                                       left join organisations o on o.id = f.organisation_id
                                                       where f.id = e.thing_id)
                              when 'membership' then (select to_jsonb(p.title)
                                                      from memberships m
                                                      join projects p on p.id = m.project_id
                                                      where m.id = e.thing_id)
                              when 'tag' then to_jsonb(e.after)
                          end) as "row!"
               from import_effects e
               join import_batches b on b.id = e.batch_id
               left join accounts w on e.field = 'owner_id' and w.id::text = e.before
               left join accounts n on e.field = 'owner_id' and n.id::text = e.after
               where e.associate_id = $1
               order by b.made_at desc, e.position"#,
            whose.associate as Option<AssociateId>
        ),
        section!(
            db,
            "import_batches",
            "Lists you brought into the register",
            "So that it can be seen who did it.",
            [("file_name", "List"), ("state", "State"), ("made_at", "Uploaded")],
            r#"select to_jsonb(b) - 'file_hash' - 'outcome' as "row!" from import_batches b
               where $1 in (b.made_by, b.committed_by, b.undone_by)
               order by b.made_at desc"#,
            whose.account as AccountId
        ),
    ])
}
