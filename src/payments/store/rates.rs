//! Rates and settings in the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::PaymentRateId;
use crate::payments::model::Rate;
use crate::payments::money::Pence;
use crate::payments::words::RateKind;

macro_rules! select_rate {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Rate,
            r#"select r.id, r.kind, r.pence, r.valid_from, r.added_at,
                      exists (select from payments p where p.rate_id = r.id or p.mile_rate_id = r.id) as "is_used!"
               from payment_rates r "# + $tail,
            $($argument),*
        )
    };
}

/// All rates, kind by kind, the latest first.
pub(in crate::payments) async fn list_rates(db: &mut PgConnection) -> sqlx::Result<Vec<Rate>> {
    select_rate!("order by r.kind, r.valid_from desc",).fetch_all(db).await
}

/// The same for whoever offers by them: nobody changes one meanwhile.
pub(in crate::payments) async fn list_rates_for_share(db: &mut PgConnection) -> sqlx::Result<Vec<Rate>> {
    select_rate!("order by r.kind, r.valid_from desc for share of r",).fetch_all(db).await
}

/// The rate as it stands now; nothing is offered by it until the transaction ends.
pub(in crate::payments) async fn find_rate_for_update(
    db: &mut PgConnection,
    id: PaymentRateId,
) -> sqlx::Result<Option<Rate>> {
    // First the lock and then the reading, which would not see what was offered while it waited.
    sqlx::query_scalar!(
        r#"select id as "id: PaymentRateId" from payment_rates where id = $1 for update"#,
        id as PaymentRateId
    )
    .fetch_optional(&mut *db)
    .await?;
    select_rate!("where r.id = $1", id as PaymentRateId).fetch_optional(db).await
}

/// # Errors
/// `payment_rates_from` when a rate of this kind begins on that day already, `payment_rates_pkey` when this very one
/// was written before.
pub(in crate::payments) async fn insert_rate(
    db: &mut PgConnection,
    id: PaymentRateId,
    (kind, pence, valid_from): (RateKind, Pence, NaiveDate),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into payment_rates (id, kind, pence, valid_from, added_at) values ($1, $2, $3, $4, $5)",
        id as PaymentRateId,
        kind as RateKind,
        pence as Pence,
        valid_from,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// # Errors
/// `payment_rates_from` when another rate of the kind begins on that day.
pub(in crate::payments) async fn update_rate(
    db: &mut PgConnection,
    id: PaymentRateId,
    pence: Pence,
    valid_from: NaiveDate,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update payment_rates set pence = $2, valid_from = $3 where id = $1",
        id as PaymentRateId,
        pence as Pence,
        valid_from
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::payments) async fn delete_rate(db: &mut PgConnection, id: PaymentRateId) -> sqlx::Result<()> {
    sqlx::query!("delete from payment_rates where id = $1", id as PaymentRateId).execute(db).await?;
    Ok(())
}

/// What all payments go by.
#[derive(Clone, Debug, serde::Serialize)]
pub(in crate::payments) struct Settings {
    pub(in crate::payments) overdue_days: i16,
    pub(in crate::payments) finance_contact: Option<String>,
}

pub(in crate::payments) async fn find_settings(db: &mut PgConnection) -> sqlx::Result<Settings> {
    sqlx::query_as!(Settings, "select overdue_days, finance_contact from payment_settings").fetch_one(db).await
}

pub(in crate::payments) async fn find_settings_for_update(db: &mut PgConnection) -> sqlx::Result<Settings> {
    sqlx::query_as!(Settings, "select overdue_days, finance_contact from payment_settings for update")
        .fetch_one(db)
        .await
}

pub(in crate::payments) async fn update_settings(db: &mut PgConnection, settings: &Settings) -> sqlx::Result<()> {
    sqlx::query!(
        "update payment_settings set overdue_days = $1, finance_contact = $2",
        settings.overdue_days,
        settings.finance_contact
    )
    .execute(db)
    .await?;
    Ok(())
}
