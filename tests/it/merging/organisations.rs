//! Two organisations that are one.

use uuid::Uuid;

use super::{count, look, run};
use crate::harness::{TESS, TestApp};
use crate::memberships::associate;

pub(super) async fn add(app: &TestApp, name: &str, code: Option<&str>, alias: &str) -> Uuid {
    let id = Uuid::now_v7();
    sqlx::query(
        "insert into organisations (id, name, kind, ods_code, created_at) values ($1, $2, 'third_sector', $3, $4)",
    )
    .bind(id)
    .bind(name)
    .bind(code)
    .bind(app.now())
    .execute(app.db())
    .await
    .expect("an organisation");
    sqlx::query("insert into organisation_aliases values ($1, $2)")
        .bind(id)
        .bind(alias)
        .execute(app.db())
        .await
        .expect("a name");
    id
}

#[tokio::test]
async fn two_organisations_are_put_together_and_taken_apart() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let one = add(&app, "Framework Housing Association", Some("8HA"), "Framework").await;
    let other = add(&app, "Framework Housing Assocation", None, "FHA").await;
    let mary = associate(&app, "Mary", "carer").await;
    let works = format!(
        "insert into affiliations (id, associate_id, organisation_id, starts_on) values (gen_random_uuid(), $1, '{other}', $2::timestamptz::date)"
    );
    run(&app, &works, mary).await;
    look(&app).await;
    let pair = tess.get("/organisations/duplicates").await.shows("Similar names").follow("Framework Housing").await;
    // Somebody gives it a code before the button is pressed.
    let code = "update organisations set ods_code = '8HB', version = version + 1 where id = $1 and $2::timestamptz is not null";
    run(&app, code, other).await;
    let pair = tess.get(pair.path()).await;
    let before = super::identity::dump(&app).await;
    let path = pair.path().replace("duplicates", "merge");
    let kept_first = path.starts_with(&format!("/organisations/{one}"));
    let side = |is_one: bool| if is_one == kept_first { "one" } else { "other" };
    let form = pair.form(&path).set("keep", side(true)).set("name", side(true)).set("ods_code", side(false));
    let merged = form.submit().await;
    merged.redirects_to(&format!("/organisations/{one}"));
    let record = merged.follow_redirect().await;
    record.shows("Framework Housing Assocation").shows("FHA").shows("8HB").shows("Mary Person");
    tess.get(&format!("/organisations/{other}")).await.redirects_to(&format!("/organisations/{one}"));
    tess.get(&format!("/organisations/{other}/history")).await.redirects_to(&format!("/organisations/{one}/history"));
    assert_eq!(tess.get("/organisations").await.select("tbody tr").len(), 1);
    assert_eq!(count(&app, "select count(*) from affiliations where organisation_id = $1", one).await, 1);
    let merge = record.follow("What happened").await;
    merge
        .shows("1 affiliation")
        .press("Take them apart")
        .await
        .follow_redirect()
        .await
        .shows("Both organisations are back");
    tess.get(&format!("/organisations/{other}")).await.status(200).shows("FHA").shows("Mary Person").shows("8HB");
    super::identity::same(&before, &super::identity::dump(&app).await);

    let again = tess.get(&format!("/organisations/{one}/duplicates/{other}")).await;
    let refusal = again.form(&format!("/organisations/{one}/duplicates/{other}/refusal"));
    refusal.set("reason", "Two branches").submit().await.follow_redirect().await.shows("stay two organisations");
    look(&app).await;
    tess.get("/organisations/duplicates").await.shows("Found to be two").shows("Nothing to decide");
}

#[tokio::test]
async fn a_name_that_is_taken_meanwhile_is_not_taken_back() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let (one, other) = (add(&app, "The Hub", None, "Hub").await, add(&app, "The Hubb", None, "Hubb").await);
    let page = tess.get(&format!("/organisations/{one}/duplicates/{other}")).await;
    let merged = page.form(&format!("/organisations/{one}/merge/{other}")).submit().await.follow_redirect().await;
    // Somebody drops the name, and somebody else takes it.
    sqlx::query("delete from organisation_aliases where alias = 'Hubb'").execute(app.db()).await.expect("a change");
    add(&app, "Another", None, "Hubb").await;
    merged
        .follow("What happened")
        .await
        .press("Take them apart")
        .await
        .follow_redirect()
        .await
        .shows("Another organisation has one");
    tess.get(&format!("/organisations/{other}")).await.redirects_to(&format!("/organisations/{one}"));
}
