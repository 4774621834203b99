//! Lists of payments: what is to approve, what is to pay, and all of them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::{AssociateId, EventId, PaymentId};
use crate::payments::model::reference;
use crate::payments::money::Pence;
use crate::payments::words::{PaymentState, RateKind};
use crate::web::Cursor;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::payments) enum View {
    ToApprove,
    ToPay,
    All,
}

/// What a list is narrowed to.
#[derive(Clone, Debug)]
pub(in crate::payments) struct Filter {
    pub(in crate::payments) view: View,
    /// Words of a name or a title, or a finance reference.
    pub(in crate::payments) text: Option<String>,
    /// The number within a reference of ours.
    pub(in crate::payments) number: Option<i32>,
    pub(in crate::payments) state: Option<PaymentState>,
    pub(in crate::payments) event: Option<EventId>,
    pub(in crate::payments) overdue: bool,
    pub(in crate::payments) paid_from: Option<NaiveDate>,
    pub(in crate::payments) paid_until: Option<NaiveDate>,
}

impl Filter {
    /// The state that the view or the filter asks for.
    fn state(&self) -> Option<PaymentState> {
        match self.view {
            View::ToApprove => Some(PaymentState::Claimed),
            View::ToPay => Some(PaymentState::Approved),
            View::All => self.state,
        }
    }
}

/// A line of the list, and of finance's spreadsheet.
#[derive(Clone, Debug)]
pub(in crate::payments) struct Row {
    pub(in crate::payments) id: PaymentId,
    pub(in crate::payments) number: i32,
    pub(in crate::payments) state: PaymentState,
    pub(in crate::payments) name: String,
    pub(in crate::payments) event_id: EventId,
    pub(in crate::payments) event: String,
    pub(in crate::payments) starts_at: DateTime<Utc>,
    pub(in crate::payments) kind: RateKind,
    pub(in crate::payments) quarters: i16,
    pub(in crate::payments) rate_pence: Pence,
    pub(in crate::payments) fee_pence: Pence,
    pub(in crate::payments) takes_fee: bool,
    pub(in crate::payments) expenses: i32,
    pub(in crate::payments) offered_at: DateTime<Utc>,
    pub(in crate::payments) claimed_at: Option<DateTime<Utc>>,
    pub(in crate::payments) claimed_pence: Option<Pence>,
    pub(in crate::payments) approved_at: Option<DateTime<Utc>>,
    pub(in crate::payments) paid_on: Option<NaiveDate>,
    pub(in crate::payments) finance_reference: Option<String>,
    pub(in crate::payments) is_overdue: bool,
}

impl Row {
    pub(in crate::payments) fn reference(&self) -> String {
        reference(self.number)
    }

    /// What the expenses that are entered come to.
    pub(in crate::payments) fn expenses(&self) -> Pence {
        Pence::from(self.expenses)
    }

    /// The payment itself, where they take it.
    pub(in crate::payments) fn fee(&self) -> Pence {
        if self.takes_fee { self.fee_pence } else { Pence::default() }
    }
}

/// Rows of a page.
pub(in crate::payments) const PAGE: u8 = 50;
/// Rows of a spreadsheet at most.
const MOST_EXPORTED: i64 = 20_000;

/// What a list shows: from the payments to the conditions.
macro_rules! found {
    ($row:ident, $select:literal, $tail:literal, $filter:expr, $today:expr, $($argument:expr),*) => {
        sqlx::query_as!(
            $row,
            $select +
            r#" from payments p
               join events e on e.id = p.event_id
               join associates a on a.id = p.associate_id
               where ($1::payment_state is null or p.state = $1)
                 and ($2::text is null or strpos(a.name_search, search_text($2)) > 0
                      or strpos(search_text(e.title), search_text($2)) > 0
                      or strpos(lower(p.finance_reference), lower($2)) > 0
                      or p.number = $3)
                 and ($4::uuid is null or p.event_id = $4)
                 and (not $5 or payment_is_overdue(p, $6))
                 and ($7::date is null or p.paid_on >= $7)
                 and ($8::date is null or p.paid_on <= $8) "# + $tail,
            $filter.state() as Option<PaymentState>,
            $filter.text,
            $filter.number,
            $filter.event as Option<EventId>,
            $filter.overdue,
            $today,
            $filter.paid_from,
            $filter.paid_until,
            $($argument),*
        )
    };
}

/// Payments that match; one more than a page.
pub(in crate::payments) async fn list(
    db: &mut PgConnection,
    filter: &Filter,
    cursor: Cursor<PaymentId>,
    today: NaiveDate,
) -> sqlx::Result<Vec<Row>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    };
    rows(db, filter, (at, backwards), i64::from(PAGE) + 1, today).await
}

/// All of them, as a spreadsheet has them; at most 20,000.
pub(in crate::payments) async fn list_export(
    db: &mut PgConnection,
    filter: &Filter,
    today: NaiveDate,
) -> sqlx::Result<Vec<Row>> {
    rows(db, filter, (None, false), MOST_EXPORTED, today).await
}

async fn rows(
    db: &mut PgConnection,
    filter: &Filter,
    (at, backwards): (Option<PaymentId>, bool),
    limit: i64,
    today: NaiveDate,
) -> sqlx::Result<Vec<Row>> {
    found!(
        Row,
        r#"select p.id, p.number, p.state, a.given_name || ' ' || a.family_name as "name!", p.event_id,
                  e.title as event, e.starts_at, p.kind, p.quarters, p.rate_pence, p.fee_pence, p.takes_fee,
                  (select coalesce(sum(x.pence), 0) from payment_expenses x
                   where x.payment_id = p.id)::integer as "expenses!",
                  p.offered_at, p.claimed_at, p.claimed_pence, p.approved_at, p.paid_on, p.finance_reference,
                  payment_is_overdue(p, $6) as "is_overdue!""#,
        "and ($9::uuid is null or case
              when $10 then (payment_rank(p, $11, $6), p.id) > (
                  select payment_rank(c, $11, $6), c.id from payments c where c.id = $9)
              else (payment_rank(p, $11, $6), p.id) < (
                  select payment_rank(c, $11, $6), c.id from payments c where c.id = $9) end)
         order by case when $10 then payment_rank(p, $11, $6) end, case when $10 then p.id end,
                  payment_rank(p, $11, $6) desc, p.id desc
         limit $12",
        filter,
        today,
        at as Option<PaymentId>,
        backwards,
        filter.view != View::All,
        limit
    )
    .fetch_all(db)
    .await
}

struct Count {
    count: i64,
}

/// How many match, counted to 1,001.
pub(in crate::payments) async fn count(db: &mut PgConnection, filter: &Filter, today: NaiveDate) -> sqlx::Result<i64> {
    let counted =
        found!(Count, r#"select count(*) as "count!" from (select 1 as one"#, "limit 1001) counted", filter, today,);
    Ok(counted.fetch_one(db).await?.count)
}

/// How long it took from a claim to its payment.
pub(in crate::payments) struct DaysToPay {
    pub(in crate::payments) payments: i64,
    pub(in crate::payments) median: Option<f64>,
    pub(in crate::payments) longest: Option<i32>,
    pub(in crate::payments) longest_id: Option<PaymentId>,
}

/// Of all that was paid from one day to another.
pub(in crate::payments) async fn days_to_pay(
    db: &mut PgConnection,
    from: NaiveDate,
    until: NaiveDate,
) -> sqlx::Result<DaysToPay> {
    sqlx::query_as!(
        DaysToPay,
        r#"with paid as (
               select p.id, p.paid_on - (p.claimed_at at time zone 'Europe/London')::date as days
               from payments p
               where p.state = 'paid' and p.paid_on >= $1 and p.paid_on <= $2)
           select count(*) as "payments!", percentile_cont(0.5) within group (order by days) as median,
                  max(days) as longest,
                  (select id from paid order by days desc, id limit 1) as "longest_id: PaymentId"
           from paid"#,
        from,
        until
    )
    .fetch_one(db)
    .await
}

/// What waits for the team.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    pub(crate) to_approve: i64,
    /// Of these, how many have waited too long.
    pub(crate) late: i64,
    pub(crate) to_pay: i64,
    /// Of these, how many have waited too long since they were claimed.
    pub(crate) overdue: i64,
    /// The days after which it is too long.
    pub(crate) overdue_days: i16,
}

/// Counts what waits.
pub(crate) async fn count_work(db: &mut PgConnection, today: NaiveDate) -> sqlx::Result<Work> {
    sqlx::query_as!(
        Work,
        r#"select count(*) filter (where p.state = 'claimed') as "to_approve!",
                  count(*) filter (where p.state = 'claimed' and payment_is_overdue(p, $1)) as "late!",
                  count(*) filter (where p.state = 'approved') as "to_pay!",
                  count(*) filter (where p.state = 'approved' and payment_is_overdue(p, $1)) as "overdue!",
                  (select overdue_days from payment_settings) as "overdue_days!"
           from payments p
           where p.state in ('claimed', 'approved')"#,
        today
    )
    .fetch_one(db)
    .await
}

/// How many offers and returned claims wait for someone's answer.
pub(crate) async fn count_to_answer(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from payments
           where associate_id = $1 and state in ('offered', 'sent_back')"#,
        associate as AssociateId
    )
    .fetch_one(db)
    .await
}
