//! The coverage targets: the one thing this part writes.

use sqlx::PgConnection;

use crate::dashboards::coverage::Target;
use crate::kernel::StakeholderGroup;

/// The targets in the order of the groups.
pub(in crate::dashboards) async fn list_targets(db: &mut PgConnection) -> sqlx::Result<Vec<Target>> {
    sqlx::query_as!(Target, "select stakeholder_group, target from coverage_targets order by stakeholder_group")
        .fetch_all(db)
        .await
}

/// The targets, which nobody else changes until the transaction ends: two people who save at the same moment
/// follow each other, and the second is told.
pub(in crate::dashboards) async fn list_targets_for_update(db: &mut PgConnection) -> sqlx::Result<Vec<Target>> {
    sqlx::query!("lock table coverage_targets in share row exclusive mode").execute(&mut *db).await?;
    list_targets(db).await
}

/// Puts these targets in place of all others.
pub(in crate::dashboards) async fn replace_targets(db: &mut PgConnection, targets: &[Target]) -> sqlx::Result<()> {
    sqlx::query!("delete from coverage_targets").execute(&mut *db).await?;
    let (groups, numbers): (Vec<StakeholderGroup>, Vec<i32>) =
        targets.iter().map(|target| (target.stakeholder_group, target.target)).unzip();
    sqlx::query!(
        "insert into coverage_targets (stakeholder_group, target) select * from unnest($1::stakeholder_group[], $2::integer[])",
        groups.as_slice() as &[StakeholderGroup],
        &numbers
    )
    .execute(db)
    .await?;
    Ok(())
}
