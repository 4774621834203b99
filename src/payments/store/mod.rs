//! Payments in the database. Whoever takes a step holds the payment, so that no two take one at once.

mod expenses;
mod list;
mod people;
mod rates;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub(super) use expenses::{
    count_expenses, delete_expense, find_expense, insert_expense, list_expenses, set_receipt, update_expense,
};
pub(super) use list::{DaysToPay, Filter, PAGE, Row, View, count, days_to_pay, list, list_export};
pub(crate) use list::{Work, count_to_answer, count_work};
pub(super) use people::{Basis, Candidate, list_candidates, list_people};
pub(super) use rates::{
    Settings, delete_rate, find_rate_for_update, find_settings, find_settings_for_update, insert_rate, list_rates,
    list_rates_for_share, update_rate, update_settings,
};

use super::model::{Payment, Standing};
use super::money::Pence;
use super::words::{PaymentState, RateKind, StepKind};
use crate::access::{Facts, Protected};
use crate::kernel::{AccountId, AssociateId, EventId, PaymentId, PaymentRateId};

impl Protected for Payment {
    const PARAM: &'static str = "payment";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        Payment::facts(self)
    }
}

macro_rules! select_payment {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Payment,
            r#"select p.id, p.number, p.event_id, e.title as event_title, e.state as event_state, e.starts_at, e.ends_at,
                      p.associate_id, a.given_name, a.given_name || ' ' || a.family_name as "name!", a.email, p.kind,
                      p.quarters, p.rate_pence, p.mile_pence, p.fee_pence, p.outside_reason, p.state, p.takes_fee,
                      p.claimed_at, p.claimed_pence, p.approved_at, p.paid_on, p.finance_reference,
                      p.version,
                      array(
                          select distinct s.taken_by from payment_steps s
                          where s.payment_id = p.id and s.step = 'claimed' and s.told is not null
                            and s.taken_by is not null
                      ) as "entered_by!: Vec<AccountId>"
               from payments p
               join events e on e.id = p.event_id
               join associates a on a.id = p.associate_id "# + $tail,
            $($argument),*
        )
    };
}

pub(super) async fn find(db: &mut PgConnection, id: PaymentId) -> sqlx::Result<Option<Payment>> {
    select_payment!("where p.id = $1", id as PaymentId).fetch_optional(db).await
}

/// The payment as it stands now; nobody else takes a step until the transaction ends.
pub(super) async fn find_for_update(db: &mut PgConnection, id: PaymentId) -> sqlx::Result<Option<Payment>> {
    // First the lock and then the reading: who sent a claim in stands in another table, which a reading that waits for
    // the lock would still see as it was before.
    sqlx::query_scalar!(
        r#"select id as "id: PaymentId" from payments where id = $1 for no key update"#,
        id as PaymentId
    )
    .fetch_optional(&mut *db)
    .await?;
    find(db, id).await
}

/// All payments of someone, the latest event first; at most 200.
pub(super) async fn list_own(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<Payment>> {
    select_payment!("where p.associate_id = $1 order by e.starts_at desc, p.id limit 200", associate as AssociateId)
        .fetch_all(db)
        .await
}

/// What is offered, with the rates it goes by.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) kind: RateKind,
    pub(super) quarters: i16,
    pub(super) rate: (PaymentRateId, Pence),
    pub(super) mile: Option<(PaymentRateId, Pence)>,
    pub(super) fee: Pence,
    pub(super) outside_reason: Option<String>,
}

/// Offers someone a payment, or again after an offer was taken back. None when there is one already.
///
/// What was on the claim of an earlier offer goes: its miles are worth what a mile was paid then, and what is claimed
/// now is for the person to say.
pub(super) async fn offer(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
    offer: &Offer,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PaymentId>> {
    let offered = sqlx::query_scalar!(
        r#"insert into payments
               (id, event_id, associate_id, kind, quarters, rate_id, rate_pence, mile_rate_id, mile_pence, fee_pence,
                outside_reason, state, offered_at)
           select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'offered', $12
           -- One that came with a record that was put together with this one counts as theirs.
           where not exists (
               select from payments p where p.event_id = $2 and p.associate_id = $3 and p.state <> 'taken_back')
           on conflict on constraint payments_one_each do update
           set kind = excluded.kind, quarters = excluded.quarters, rate_id = excluded.rate_id,
               rate_pence = excluded.rate_pence, mile_rate_id = excluded.mile_rate_id, mile_pence = excluded.mile_pence,
               fee_pence = excluded.fee_pence, outside_reason = excluded.outside_reason, state = 'offered',
               takes_fee = true, offered_at = excluded.offered_at, version = payments.version + 1
           where payments.state = 'taken_back'
           returning id as "id: PaymentId""#,
        PaymentId::new() as PaymentId,
        event as EventId,
        associate as AssociateId,
        offer.kind as RateKind,
        offer.quarters,
        offer.rate.0 as PaymentRateId,
        offer.rate.1 as Pence,
        offer.mile.map(|(id, _)| id) as Option<PaymentRateId>,
        offer.mile.map(|(_, pence)| pence) as Option<Pence>,
        offer.fee as Pence,
        offer.outside_reason,
        now
    )
    .fetch_optional(&mut *db)
    .await?;
    if let Some(id) = offered {
        expenses::delete_expenses(db, id).await?;
    }
    Ok(offered)
}

pub(super) async fn set_standing(db: &mut PgConnection, id: PaymentId, standing: &Standing) -> sqlx::Result<()> {
    sqlx::query!(
        "update payments
         set state = $2, takes_fee = $3, claimed_at = $4, claimed_pence = $5, approved_at = $6, paid_on = $7,
             finance_reference = $8, version = version + 1
         where id = $1",
        id as PaymentId,
        standing.state as PaymentState,
        standing.takes_fee,
        standing.claimed_at,
        standing.claimed as Option<Pence>,
        standing.approved_at,
        standing.paid_on,
        standing.finance_reference
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A change of what is claimed is a change of the payment: who looked at it before must look again.
pub(super) async fn raise_version(db: &mut PgConnection, id: PaymentId) -> sqlx::Result<()> {
    sqlx::query!("update payments set version = version + 1 where id = $1", id as PaymentId).execute(db).await?;
    Ok(())
}

/// What is kept of a step beside who took it.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Why, in words that the person reads.
    pub(super) reason: Option<String>,
    /// How they told the team, where it is taken for them.
    pub(super) told: Option<String>,
    /// The version of the notice about benefits they were shown.
    pub(super) notice: Option<i16>,
    pub(super) pence: Option<Pence>,
}

pub(super) async fn insert_step(
    db: &mut PgConnection,
    id: PaymentId,
    step: StepKind,
    said: &Said,
    (by, at): (Option<AccountId>, DateTime<Utc>),
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into payment_steps (id, payment_id, step, reason, told, notice, pence, taken_by, taken_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uuid::Uuid::now_v7(),
        id as PaymentId,
        step as StepKind,
        said.reason,
        said.told,
        said.notice,
        said.pence as Option<Pence>,
        by as Option<AccountId>,
        at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A step as it is read.
pub(super) struct Step {
    pub(super) step: StepKind,
    pub(super) reason: Option<String>,
    pub(super) told: Option<String>,
    pub(super) notice: Option<i16>,
    pub(super) pence: Option<Pence>,
    pub(super) by: Option<String>,
    pub(super) taken_at: DateTime<Utc>,
}

/// The steps of a payment, newest first.
pub(super) async fn list_steps(db: &mut PgConnection, id: PaymentId) -> sqlx::Result<Vec<Step>> {
    sqlx::query_as!(
        Step,
        r#"select s.step, s.reason, s.told, s.notice, s.pence, c.name as "by?", s.taken_at
           from payment_steps s
           left join accounts c on c.id = s.taken_by
           where s.payment_id = $1
           order by s.taken_at desc, s.id desc"#,
        id as PaymentId
    )
    .fetch_all(db)
    .await
}

/// Whether they came to the event, in the words of whoever approves: "Attended".
pub(super) async fn find_attendance(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
) -> sqlx::Result<Option<crate::attendance::AttendanceState>> {
    sqlx::query_scalar!(
        "select state from attendances where event_id = $1 and associate_id = $2",
        event as EventId,
        associate as AssociateId
    )
    .fetch_optional(db)
    .await
}
