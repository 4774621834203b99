//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{EventId, ExpenseId, PaymentId, PaymentRateId};

macro_rules! plain {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path)]
        pub(crate) struct $name;
    )+};
}

plain! {
    Index "/payments";
    Export "/payments/export";
    Csv "/payments.csv";
    Xlsx "/payments.xlsx";
    Own "/me/payments";
    Rates "/admin/payment-rates";
    Settings "/admin/payment-settings";
}

macro_rules! of_an_event {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) event: EventId,
        }
    )+};
}

of_an_event! {
    Event "/events/{event}/payments";
    Confirmation "/events/{event}/payments/confirmation";
    SomeoneElse "/events/{event}/payments/new";
}

macro_rules! of_a_payment {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) payment: PaymentId,
        }
    )+};
}

of_a_payment! {
    Show "/payments/{payment}";
    Claim "/payments/{payment}/claim";
    Withdrawal "/payments/{payment}/withdrawal";
    Refusal "/payments/{payment}/refusal";
    Reopening "/payments/{payment}/reopening";
    Expenses "/payments/{payment}/expenses";
    NewExpense "/payments/{payment}/expenses/new";
    Approval "/payments/{payment}/approval";
    Return "/payments/{payment}/return";
    Correction "/payments/{payment}/correction";
    Paying "/payments/{payment}/paying";
    TakingBack "/payments/{payment}/taking-back";
    Receipts "/payments/{payment}/receipts";
}

macro_rules! of_an_expense {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) payment: PaymentId,
            pub(crate) expense: ExpenseId,
        }
    )+};
}

of_an_expense! {
    Expense "/payments/{payment}/expenses/{expense}";
    ExpenseRemoval "/payments/{payment}/expenses/{expense}/removal";
}

macro_rules! of_a_rate {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) rate: PaymentRateId,
        }
    )+};
}

of_a_rate! {
    Rate "/admin/payment-rates/{rate}";
    RateRemoval "/admin/payment-rates/{rate}/removal";
}
