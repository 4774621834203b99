//! Whom a payment for an event can be offered.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::attendance::AttendanceState;
use crate::kernel::{AssociateId, EventId, PaymentId};
use crate::payments::money::Pence;
use crate::payments::words::PaymentState;

/// Someone who takes part in an event for the public, or to whom something was offered for it.
pub(in crate::payments) struct Basis {
    pub(in crate::payments) associate_id: AssociateId,
    pub(in crate::payments) name: String,
    /// Whether a letter reaches them.
    pub(in crate::payments) has_address: bool,
    /// Whether it can be offered to them with all others: they come or came, and are on their own behalf.
    pub(in crate::payments) is_eligible: bool,
    pub(in crate::payments) has_place: bool,
    pub(in crate::payments) attendance: Option<AttendanceState>,
    pub(in crate::payments) contributes: bool,
    pub(in crate::payments) payment_id: Option<PaymentId>,
    pub(in crate::payments) state: Option<PaymentState>,
    pub(in crate::payments) fee_pence: Option<Pence>,
    pub(in crate::payments) claimed_pence: Option<Pence>,
}

impl Basis {
    /// Whether it is offered to them when it is offered to all.
    pub(in crate::payments) fn can_be_offered(&self) -> bool {
        self.is_eligible && self.payment_id.is_none()
    }

    /// What they have to do with the event: "Attended, on the programme".
    pub(in crate::payments) fn part(&self) -> String {
        let came = match self.attendance {
            Some(state) => Some(crate::kernel::Choice::label(state)),
            None => self.has_place.then_some("Has a place"),
        };
        let parts: Vec<&str> = came.into_iter().chain(self.contributes.then_some("on the programme")).collect();
        match parts[..] {
            [] => "Not registered".to_owned(),
            ["on the programme"] => "On the programme".to_owned(),
            _ => parts.join(", "),
        }
    }
}

/// Public contributors of an event, and everyone to whom a payment was offered for it, by name; at most 1,000. Those
/// who are paused can be offered one, those who left cannot.
pub(in crate::payments) async fn list_people(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Basis>> {
    sqlx::query_as!(
        Basis,
        r#"with part as (
               select a.id, a.sort_name, a.given_name || ' ' || a.family_name as name, a.standing, a.stakeholder_group,
                      a.email is not null as has_address,
                      exists (select from event_registrations r
                              where r.event_id = $1 and r.associate_id = a.id and r.state = 'registered') as has_place,
                      exists (select from programme_contributors c
                              join programme_items i on i.id = c.item_id
                              where i.event_id = $1 and c.associate_id = a.id) as contributes,
                      t.state as attendance, p.id as payment_id, p.state, p.fee_pence, p.claimed_pence
               from associates a
               left join attendances t on t.event_id = $1 and t.associate_id = a.id
               left join payments p on p.event_id = $1 and p.associate_id = a.id
                   -- Beside another that stands, one that was taken back is no reason to offer again.
                   and (p.state <> 'taken_back' or not exists (
                       select from payments q
                       where q.event_id = $1 and q.associate_id = a.id and q.id <> p.id
                         and (q.state <> 'taken_back' or q.id < p.id)))
               where a.id in (
                   select associate_id from event_registrations where event_id = $1 and state = 'registered'
                   union select associate_id from attendances where event_id = $1
                   union select c.associate_id from programme_contributors c
                         join programme_items i on i.id = c.item_id
                         where i.event_id = $1 and c.associate_id is not null
                   union select associate_id from payments where event_id = $1)),
           judged as (
               select part.*,
                      part.standing in ('active', 'paused') and part.stakeholder_group in ('service_user', 'carer', 'public')
                      and (part.contributes or coalesce(part.attendance = 'attended', part.has_place)) as is_eligible
               from part)
           select j.id as "associate_id!: AssociateId", j.name as "name!", j.has_address as "has_address!", j.is_eligible as "is_eligible!",
                  j.has_place as "has_place!", j.attendance as "attendance?: AttendanceState",
                  j.contributes as "contributes!", j.payment_id as "payment_id?: PaymentId",
                  j.state as "state?: PaymentState", j.fee_pence as "fee_pence?: Pence",
                  j.claimed_pence as "claimed_pence?: Pence"
           from judged j
           where j.is_eligible or j.payment_id is not null
           order by j.sort_name, j.id
           limit 1000"#,
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// Someone of the register to whom it could be offered with a reason.
pub(in crate::payments) struct Candidate {
    pub(in crate::payments) id: AssociateId,
    pub(in crate::payments) name: String,
    pub(in crate::payments) organisation: Option<String>,
}

/// Associates who match what was typed and to whom nothing is offered for the event; at most 20.
pub(in crate::payments) async fn list_candidates(
    db: &mut PgConnection,
    event: EventId,
    text: &str,
    today: NaiveDate,
) -> sqlx::Result<Vec<Candidate>> {
    sqlx::query_as!(
        Candidate,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!",
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation
           from associates a
           where a.id in (select find_associates($2, $3)) and a.standing in ('active', 'paused', 'left')
             and not exists (
                 select from payments p
                 where p.event_id = $1 and p.associate_id = a.id and p.state <> 'taken_back')
           order by a.sort_name, a.id
           limit 20"#,
        event as EventId,
        text,
        today
    )
    .fetch_all(db)
    .await
}
