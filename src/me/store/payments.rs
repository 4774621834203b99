//! What is held about someone's payments.

use sqlx::PgConnection;

use super::Section;
use crate::kernel::AssociateId;

pub(super) async fn list(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    let mut sections = vec![offered(db, associate).await?];
    sections.extend(claimed(db, associate).await?);
    Ok(sections)
}

async fn offered(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Section> {
    Ok(section!(
        db,
        "payments",
        "Payments you were offered",
        "The team offered you a payment for your part in an event. Finance needs it to pay you. Only you and the team see \
         it.",
        [
            ("reference", "Reference"),
            ("event", "Event"),
            ("payment", "Payment offered"),
            ("outside_reason", "Why"),
            ("state", "State"),
            ("claimed", "Claimed in all"),
            ("paid_on", "Paid on"),
            ("finance_reference", "Reference of finance"),
        ],
        r#"select to_jsonb(p) || jsonb_build_object(
                      'event', e.title, 'reference', 'IP-' || lpad(p.number::text, 5, '0'),
                      'payment', '£' || to_char(p.fee_pence / 100.0, 'FM999,990.00'),
                      'claimed', '£' || to_char(p.claimed_pence / 100.0, 'FM999,990.00')) as "row!"
           from payments p
           join events e on e.id = p.event_id
           where p.associate_id = $1
           order by e.starts_at desc, p.id"#,
        associate as Option<AssociateId>
    ))
}

async fn claimed(db: &mut PgConnection, associate: Option<AssociateId>) -> sqlx::Result<Vec<Section>> {
    Ok(vec![
        section!(
            db,
            "payment_expenses",
            "Expenses you claimed",
            "What it cost you to take part, as you or the team entered it, so that you get it back.",
            [("event", "Event"), ("kind", "Kind"), ("what", "What for"), ("amount", "Amount"), ("receipt", "Receipt")],
            r#"select to_jsonb(x) || jsonb_build_object(
                          'event', e.title, 'amount', '£' || to_char(x.pence / 100.0, 'FM999,990.00')) as "row!"
               from payment_expenses x
               join payments p on p.id = x.payment_id
               join events e on e.id = p.event_id
               where p.associate_id = $1
               order by e.starts_at desc, x.id"#,
            associate as Option<AssociateId>
        ),
        section!(
            db,
            "payment_steps",
            "How your payments went",
            "So that you and the team can see who did what, when, and why.",
            [
                ("event", "Event"),
                ("step", "Step"),
                ("reason", "Why"),
                ("told", "How you told us"),
                ("by", "By"),
                ("taken_at", "When"),
            ],
            r#"select to_jsonb(s) || jsonb_build_object('event', e.title, 'by', w.name) as "row!"
               from payment_steps s
               join payments p on p.id = s.payment_id
               join events e on e.id = p.event_id
               left join accounts w on w.id = s.taken_by
               where p.associate_id = $1
               order by s.taken_at desc, s.id desc"#,
            associate as Option<AssociateId>
        ),
    ])
}
