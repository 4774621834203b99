//! What people spent, line by line.

use sqlx::PgConnection;

use crate::kernel::{ExpenseId, PaymentId};
use crate::payments::forms::NewExpense;
use crate::payments::model::Expense;
use crate::payments::money::Pence;
use crate::payments::words::{ExpenseKind, ReceiptState};

pub(in crate::payments) async fn list_expenses(db: &mut PgConnection, id: PaymentId) -> sqlx::Result<Vec<Expense>> {
    sqlx::query_as!(
        Expense,
        "select id, kind, what, miles_tenths, pence, receipt from payment_expenses where payment_id = $1 order by id",
        id as PaymentId
    )
    .fetch_all(db)
    .await
}

pub(in crate::payments) async fn find_expense(
    db: &mut PgConnection,
    payment: PaymentId,
    id: ExpenseId,
) -> sqlx::Result<Option<Expense>> {
    sqlx::query_as!(
        Expense,
        "select id, kind, what, miles_tenths, pence, receipt from payment_expenses where payment_id = $1 and id = $2",
        payment as PaymentId,
        id as ExpenseId
    )
    .fetch_optional(db)
    .await
}

pub(in crate::payments) async fn count_expenses(db: &mut PgConnection, id: PaymentId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from payment_expenses where payment_id = $1"#, id as PaymentId)
        .fetch_one(db)
        .await
}

/// Adds a line; false when this very one was written before.
pub(in crate::payments) async fn insert_expense(
    db: &mut PgConnection,
    payment: PaymentId,
    id: ExpenseId,
    expense: &NewExpense,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into payment_expenses (id, payment_id, kind, what, miles_tenths, pence, receipt)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do nothing",
        id as ExpenseId,
        payment as PaymentId,
        expense.kind as ExpenseKind,
        expense.what.as_str(),
        expense.miles_tenths,
        expense.amount as Pence,
        expense.receipt as ReceiptState
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

pub(in crate::payments) async fn update_expense(
    db: &mut PgConnection,
    payment: PaymentId,
    id: ExpenseId,
    expense: &NewExpense,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update payment_expenses set kind = $3, what = $4, miles_tenths = $5, pence = $6, receipt = $7
         where payment_id = $1 and id = $2",
        payment as PaymentId,
        id as ExpenseId,
        expense.kind as ExpenseKind,
        expense.what.as_str(),
        expense.miles_tenths,
        expense.amount as Pence,
        expense.receipt as ReceiptState
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False when it was not there any more.
pub(in crate::payments) async fn delete_expense(
    db: &mut PgConnection,
    payment: PaymentId,
    id: ExpenseId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from payment_expenses where payment_id = $1 and id = $2",
        payment as PaymentId,
        id as ExpenseId
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Takes all lines off a claim.
pub(super) async fn delete_expenses(db: &mut PgConnection, payment: PaymentId) -> sqlx::Result<()> {
    sqlx::query!("delete from payment_expenses where payment_id = $1", payment as PaymentId).execute(db).await?;
    Ok(())
}

/// False when it stood so already.
pub(in crate::payments) async fn set_receipt(
    db: &mut PgConnection,
    payment: PaymentId,
    id: ExpenseId,
    receipt: ReceiptState,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update payment_expenses set receipt = $3 where payment_id = $1 and id = $2 and receipt <> $3",
        payment as PaymentId,
        id as ExpenseId,
        receipt as ReceiptState
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}
