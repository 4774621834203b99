-- What an hour, a half day, a day and a mile are paid, each from a date on. Nothing here is overwritten once it holds.
create type payment_kind as enum ('hour', 'half_day', 'day', 'mile');

create table payment_rates (
    id uuid primary key,
    kind payment_kind not null,
    pence integer not null check (pence between 1 and 100000),
    valid_from date not null check (valid_from between '1990-01-01' and '2100-12-31'),
    added_at timestamptz not null,
    constraint payment_rates_from unique (kind, valid_from)
);

-- One row: after how many days an unpaid claim is overdue, and whom people give their bank details.
create table payment_settings (
    id boolean primary key default true check (id),
    overdue_days smallint not null check (overdue_days between 1 and 365),
    finance_contact text check (length(finance_contact) between 1 and 300)
);
insert into payment_settings (overdue_days) values (30);
