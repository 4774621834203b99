//! What public contributors were offered and paid, from the attendances that are there. Decided by the digits of who
//! came to what, so that it is the same every time.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// Rates from the beginning on, and one to come; then what was offered by them.
pub(in crate::demo) async fn write_payments(
    db: &mut PgConnection,
    founded: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    rates(db, founded, now).await?;
    offers(db, now).await?;
    asha(db, now).await?;
    expenses(db).await?;
    totals(db).await?;
    steps(db).await?;
    told(db).await
}

async fn rates(db: &mut PgConnection, founded: NaiveDate, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into payment_rates (id, kind, pence, valid_from, added_at)
         select md5('rate' || kind || valid_from)::uuid, kind::payment_kind, pence, valid_from,
                least(valid_from::timestamptz - interval '30 days', $2::timestamptz - interval '2 days')
         from (values ('hour', 2000, 0), ('half_day', 6000, 0), ('day', 12000, 0), ('mile', 45, 0),
                      ('hour', 2250, 2), ('half_day', 6750, 2), ('day', 13500, 2),
                      ('hour', 2500, 4), ('half_day', 7500, 4), ('day', 15000, 4)) as known (kind, pence, years)
         cross join lateral (select ($1::date + make_interval(years => years))::date as valid_from) began
         union all
         select md5('rate to come')::uuid, 'hour', 2600, ($2::timestamptz)::date + 60, $2::timestamptz - interval '2 days'",
        founded,
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("update payment_settings set finance_contact = 'payments office, 0115 496 0123'").execute(db).await?;
    Ok(())
}

/// Most of those who came for themselves were offered something, and most of that is paid by now. Of the events of the
/// last months some wait: the first in `turn` for too long, others to be approved, to be paid, to be changed.
async fn offers(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "with came as (
             select e.id as event_id, t.associate_id, e.starts_at, e.ends_at, h.bytes,
                    case when e.ends_at between $1::timestamptz - interval '150 days' and $1::timestamptz - interval '45 days'
                         then row_number() over (partition by e.ends_at between $1::timestamptz - interval '150 days'
                                                                            and $1::timestamptz - interval '45 days'
                                                 order by h.bytes) end as turn
             from attendances t
             join events e on e.id = t.event_id and e.state = 'done'
             join associates a on a.id = t.associate_id and a.stakeholder_group in ('service_user', 'carer', 'public')
             cross join lateral (select decode(md5(t.event_id::text || t.associate_id::text), 'hex') as bytes) h
             where t.state = 'attended'),
         judged as (
             select came.*, w.kind, w.quarters, ends_at + interval '18 hours' as offered_at, claim.at as claimed_at,
                    claim.at + make_interval(days => 1 + b.three % 6, hours => 3) as approved_at,
                    claim.at::date + 7 + b.three % 6 + b.one % 18 as paid_on, b.two,
                    case when turn is not null and turn <= 2 then 'approved' when turn = 5 then 'sent_back'
                         when turn <= 7 then 'claimed' when turn <= 9 then 'approved' when turn = 10 then 'declined'
                         when turn = 11 then 'offered' when b.two < 26 then 'declined' when b.one >= 244 then 'offered'
                         else 'paid' end as intended
             from came
             cross join lateral (select get_byte(bytes, 0) as one, get_byte(bytes, 1) as two, get_byte(bytes, 2) as three,
                                        extract(epoch from ends_at - starts_at) / 900 as quarters) b
             cross join lateral (select case when b.quarters <= 12 then 'hour' when b.quarters <= 18 then 'half_day'
                                             else 'day' end::payment_kind as kind,
                                        (case when b.quarters <= 12 then greatest(b.quarters, 4) else 4 end)::smallint as quarters) w
             cross join lateral (select case when turn <= 2 then $1::timestamptz - make_interval(days => 33 + b.two % 9)
                                             when turn <= 9 then $1::timestamptz - make_interval(days => 9 + b.two % 12)
                                             else ends_at + make_interval(days => 1 + b.two % 9, hours => 20) end as at) claim),
         standing as (
             select judged.*, case when intended in ('paid', 'approved') and approved_at >= $1 and claimed_at < $1 then 'claimed'
                                   when intended in ('paid', 'approved', 'claimed') and claimed_at >= $1 then 'offered'
                                   when intended = 'paid' and paid_on > $1::date then 'approved'
                                   else intended end::payment_state as state
             from judged)
         insert into payments
             (id, event_id, associate_id, kind, quarters, rate_id, rate_pence, mile_rate_id, mile_pence, fee_pence, state,
              offered_at, claimed_at, claimed_pence, approved_at, paid_on, finance_reference)
         select md5('payment' || s.event_id || s.associate_id)::uuid, s.event_id, s.associate_id, s.kind, s.quarters, r.id,
                r.pence, m.id, m.pence, r.pence * s.quarters / 4, s.state, s.offered_at,
                case when s.state in ('claimed', 'approved', 'paid') then s.claimed_at end,
                case when s.state in ('claimed', 'approved', 'paid') then r.pence * s.quarters / 4 end,
                case when s.state in ('approved', 'paid') then s.approved_at end,
                case when s.state = 'paid' then s.paid_on end,
                case when s.state = 'paid' then 'BACS ' || to_char(s.paid_on, 'YYYY-MM') || '-' || (100 + s.two) end
         from standing s
         join payment_rates r on r.kind = s.kind and r.valid_from = (
             select max(x.valid_from) from payment_rates x where x.kind = s.kind and x.valid_from <= s.starts_at::date)
         join payment_rates m on m.kind = 'mile'
         where s.offered_at < $1
         order by s.ends_at, s.associate_id",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// An offer that waits for Asha, who can be signed in as: with a reason, since she is a health professional.
async fn asha(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into payments
             (id, event_id, associate_id, kind, quarters, rate_id, rate_pence, mile_rate_id, mile_pence, fee_pence,
              outside_reason, state, offered_at)
         select md5('payment for asha')::uuid, e.id, a.associate_id, 'hour', 8, r.id, r.pence, m.id, m.pence, r.pence * 2,
                'Prepared the questions with us on a day off', 'offered', $1::timestamptz - interval '2 days'
         from accounts a
         cross join lateral (select id, starts_at from events
                             where state = 'done' and ends_at < $1::timestamptz - interval '3 days'
                             order by ends_at desc, id limit 1) e
         join payment_rates r on r.kind = 'hour' and r.valid_from = (
             select max(x.valid_from) from payment_rates x where x.kind = 'hour' and x.valid_from <= e.starts_at::date)
         join payment_rates m on m.kind = 'mile'
         where a.email = 'asha@copse.example.org'
         on conflict do nothing",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What it cost them: a bus, miles, a place to park, somebody to look after somebody.
async fn expenses(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into payment_expenses (id, payment_id, kind, what, miles_tenths, pence, receipt)
         select md5('expense' || x.kind || p.id)::uuid, p.id, x.kind::expense_kind, x.what,
                case when x.kind = 'mileage' then x.amount end,
                case when x.kind = 'mileage' then round(x.amount * p.mile_pence / 10.0) else x.amount end::integer,
                case when x.kind = 'mileage' then 'not_needed' when p.state = 'claimed' and b.one > 90 then 'not_seen'
                     else 'seen' end::receipt_state
         from payments p
         cross join lateral (select decode(md5('spent' || p.id), 'hex') as bytes) h
         cross join lateral (select get_byte(h.bytes, 0) as one, get_byte(h.bytes, 1) as two, get_byte(h.bytes, 2) as three) b
         cross join lateral (values
             ('travel', 'Bus there and back', 360 + b.two * 5, b.one < 120),
             ('mileage', 'From home and back', 40 + b.two * 2, b.one >= 120 and b.one < 215),
             ('parking', 'Car park for the day', 300 + b.three % 8 * 50, b.one >= 120 and b.one < 165),
             ('care', 'Someone to stay at home meanwhile', 2400 + b.three % 6 * 400, b.three < 22)
         ) x (kind, what, amount, is_spent)
         where x.is_spent and p.state in ('claimed', 'approved', 'paid')"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A few claim only what it cost them.
async fn totals(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "update payments p
         set takes_fee = not only_expenses,
             claimed_pence = case when only_expenses then 0 else p.fee_pence end + spent.pence
         from (select x.payment_id, sum(x.pence)::integer as pence,
                      get_byte(decode(md5(x.payment_id::text), 'hex'), 3) < 14 as only_expenses
               from payment_expenses x group by x.payment_id) spent
         where spent.payment_id = p.id"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who took which step when: Tess offers, they answer, Joanne approves, Samir hears from finance.
async fn steps(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into payment_steps (id, payment_id, step, reason, notice, pence, taken_by, taken_at)
         select md5('step' || s.step || p.id)::uuid, p.id, s.step::payment_step, s.reason, s.notice, s.pence,
                coalesce(w.id, own.id), s.taken_at
         from payments p
         join associates a on a.id = p.associate_id
         left join accounts own on own.associate_id = p.associate_id
         cross join lateral (values
             ('offered', 'tess', case when a.email is not null then 1 end, p.fee_pence, p.offered_at, null, true),
             ('declined', '', null, null, p.offered_at + interval '31 hours', null, p.state = 'declined'),
             ('claimed', '', 1, coalesce(p.claimed_pence, p.fee_pence),
              coalesce(p.claimed_at, p.offered_at + interval '3 days'), null,
              p.claimed_at is not null or p.state = 'sent_back'),
             ('sent_back', 'joanne', null, null, p.offered_at + interval '5 days',
              'Thank you. Which bus did you take, and do you still have the ticket?', p.state = 'sent_back'),
             ('approved', 'joanne', null, p.claimed_pence, p.approved_at, null, p.approved_at is not null),
             ('paid', 'samir', null, p.claimed_pence, greatest(p.paid_on + interval '11 hours', p.approved_at),
              'Finance’s reference: ' || p.finance_reference, p.paid_on is not null)
         ) s (step, who, notice, pence, taken_at, reason, was_taken)
         left join accounts w on w.email = s.who || '@copse.example.org'
         where s.was_taken"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The trail knows of each step, too.
async fn told(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_events (id, at, actor_id, actor_name, act, subject_kind, subject_id, associate_id, after)
         select md5('told' || s.id)::uuid, s.taken_at, s.taken_by,
                coalesce(w.name, 'Copse'),
                case s.step when 'offered' then 'Offered a payment' when 'declined' then 'Declined a payment'
                            when 'claimed' then 'Claimed a payment' when 'sent_back' then 'Sent a claim back' when 'approved' then 'Approved a claim'
                            else 'Recorded that a claim was paid' end,
                'payment', p.id, p.associate_id,
                case when s.pence is not null
                     then jsonb_build_object('amount', '£' || to_char(s.pence / 100.0, 'FM999,990.00')) end
         from payment_steps s
         join payments p on p.id = s.payment_id
         left join accounts w on w.id = s.taken_by"
    )
    .execute(db)
    .await?;
    Ok(())
}
