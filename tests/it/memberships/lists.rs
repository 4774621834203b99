//! What a list of members says of itself.

use crate::harness::{TESS, TestApp};

async fn count(app: &TestApp, condition: &'static str) -> i64 {
    let sql = format!(
        "select count(distinct m.associate_id) from disclosable_memberships m
         join associates a on a.id = m.associate_id and a.standing in ('active', 'paused')
         join projects p on p.id = m.project_id and p.slug = 'home-visits-after-stroke'
         where m.state = 'active' and {condition}"
    );
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(app.db()).await.expect("a count")
}

#[tokio::test]
async fn the_heading_says_which_of_the_members_are_shown() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let (all, plain) = (count(&app, "true").await, count(&app, "m.role = 'member'").await);
    let carers = count(&app, "m.role = 'member' and a.stakeholder_group = 'carer'").await;
    assert!(plain < all && carers < plain);
    let page = tess.get("/projects/home-visits-after-stroke/members").await;
    assert!(page.heading().starts_with(&format!("{all} members")), "{}", page.heading());
    let form = page.form("form.copse-filters__form").set("role", "Member");
    let page = form.submit().await;
    assert!(page.heading().starts_with(&format!("{plain} of {all} members: Members")), "{}", page.heading());
    let page = page.form("form.copse-filters__form").set("group", "Carer").submit().await;
    assert!(page.heading().starts_with(&format!("{carers} of {all} members: Members, Carer")), "{}", page.heading());
    let page = tess.get("/projects/home-visits-after-stroke/members?state=ended").await;
    assert!(page.heading().contains(": Ended"), "{}", page.heading());
}
