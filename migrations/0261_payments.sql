-- Payments to public contributors for their part in an event, from the offer to the day it is paid, and the expenses
-- claimed with them. Amounts are pence.
create type payment_state as enum ('offered', 'declined', 'claimed', 'sent_back', 'approved', 'paid', 'taken_back');
create type payment_step as enum (
    'offered', 'declined', 'reopened', 'claimed', 'withdrawn', 'sent_back', 'approved', 'approval_undone', 'paid',
    'payment_undone', 'taken_back');
create type expense_kind as enum ('travel', 'mileage', 'parking', 'care', 'accommodation', 'other');
create type receipt_state as enum ('not_seen', 'seen', 'not_needed');

create table payments (
    id uuid primary key,
    -- What people call it on the phone.
    number integer not null generated always as identity unique,
    event_id uuid not null references events,
    associate_id uuid not null references associates,
    kind payment_kind not null check (kind <> 'mile'),
    -- How many hours or days, in quarters.
    quarters smallint not null check (quarters between 1 and 160),
    -- The rate of the event's day when it was offered, and what came of it: both stay.
    rate_id uuid not null references payment_rates,
    rate_pence integer not null check (rate_pence between 1 and 100000),
    mile_rate_id uuid references payment_rates,
    mile_pence integer check (mile_pence between 1 and 100000),
    fee_pence integer not null check (fee_pence between 1 and 1000000),
    -- Why it is offered to someone who is no service user, carer or member of the public.
    outside_reason text check (length(outside_reason) between 1 and 500),
    state payment_state not null,
    -- Some people claim what it cost them and no payment.
    takes_fee boolean not null default true,
    offered_at timestamptz not null,
    claimed_at timestamptz,
    claimed_pence integer check (claimed_pence between 1 and 10000000),
    approved_at timestamptz,
    paid_on date,
    finance_reference text check (length(finance_reference) between 1 and 60),
    version integer not null default 1,
    constraint payments_one_each unique (event_id, associate_id),
    check ((mile_rate_id is null) = (mile_pence is null)),
    check ((state in ('claimed', 'approved', 'paid')) = (claimed_at is not null)),
    check ((claimed_at is null) = (claimed_pence is null)),
    check ((state in ('approved', 'paid')) = (approved_at is not null)),
    check ((state = 'paid') = (paid_on is not null)),
    check ((state = 'paid') = (finance_reference is not null))
);
create index payments_associate on payments (associate_id, offered_at desc);
create index payments_rate on payments (rate_id);
create index payments_mile_rate on payments (mile_rate_id) where mile_rate_id is not null;
create index payments_state on payments (state, claimed_at, id);
create index payments_paid on payments (paid_on) where paid_on is not null;

create table payment_expenses (
    id uuid primary key,
    payment_id uuid not null references payments,
    kind expense_kind not null,
    what text not null check (length(what) between 1 and 200),
    -- In tenths of a mile; the amount follows from the rate of the payment.
    miles_tenths integer check (miles_tenths between 1 and 20000),
    pence integer not null check (pence between 1 and 200000),
    receipt receipt_state not null,
    check ((kind = 'mileage') = (miles_tenths is not null))
);
create index payment_expenses_payment on payment_expenses (payment_id, id);

-- Every step with who took it, when and why; never changed.
create table payment_steps (
    id uuid primary key,
    payment_id uuid not null references payments,
    step payment_step not null,
    reason text check (length(reason) between 1 and 1000),
    -- How the person told the team, where the team took the step for them.
    told text check (length(told) between 1 and 300),
    -- The version of the notice about benefits that they were shown with it.
    notice smallint check (notice > 0),
    pence integer check (pence > 0),
    taken_by uuid references accounts,
    taken_at timestamptz not null
);
create index payment_steps_payment on payment_steps (payment_id, taken_at, id);
create index payment_steps_taken_by on payment_steps (taken_by) where taken_by is not null;
create trigger payment_steps_append_only before update or delete or truncate on payment_steps
    for each statement execute function refuse_change();

-- Whether a claim has waited for its money longer than the settings allow.
create function payment_is_overdue(p payments, today date) returns boolean
    language sql stable
    return coalesce(
        p.state in ('claimed', 'approved')
        and today - (p.claimed_at at time zone 'Europe/London')::date > (select overdue_days from payment_settings),
        false);

-- The order of the lists, highest first: of a worklist the longest wait, of all the overdue and then the newest offer.
create function payment_rank(p payments, by_wait boolean, today date) returns bigint
    language sql stable
    return case
        when by_wait then - (extract(epoch from coalesce(p.claimed_at, p.offered_at)) * 1000000)::bigint
        else (extract(epoch from p.offered_at) * 1000000)::bigint
            + case when payment_is_overdue(p, today) then 10000000000000000 else 0 end
    end;
