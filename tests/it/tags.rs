//! The team's labels on people.

use crate::harness::{ADA, ASHA, LEO, TESS, TestApp};
use crate::memberships::associate;

#[tokio::test]
async fn a_tag_is_added_found_renamed_merged_and_taken_away() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (mary, john) = (associate(&app, "Mary", "carer").await, associate(&app, "John", "carer").await);
    let record = format!("/associates/{mary}");
    let page = tess.get(&record).await;
    page.shows("Mary can read them");
    let add = |name: &'static str| page.form(&format!("{record}/tags")).set("name", name);
    add("Patient panel").submit().await.redirects_to(&format!("{record}#tags"));
    add("patient PANEL").submit().await.follow_redirect().await.shows("has this tag already");
    add("one, two").submit().await.follow_redirect().await.shows("Enter one tag");
    let other = format!("/associates/{john}/tags");
    tess.get(&format!("/associates/{john}")).await.form(&other).set("name", "Panel").submit().await.status(303);

    // Found by it in the register, where it stands beside the name.
    let list = tess.get("/associates/tags").await;
    let found = list.follow("1 with the tag Patient panel").await;
    found.shows("Mary Person").shows_not("John Person").shows("Tag: Patient panel");
    tess.get("/associates?tag=nonsense").await.status(200).shows("which we do not understand");

    let taken = list.follow("Rename Panel").await.form("main form").set("name", "PATIENT panel").submit().await;
    taken.status(422).has_error("name", "Another tag has this name");
    list.follow("Rename Panel").await.form("main form").set("name", "Reads drafts").submit().await.status(303);
    let merging = tess.get("/associates/tags").await.follow("Merge Reads drafts").await;
    merging.form("main form").submit().await.status(422).has_error("into", "Choose the tag");
    merging.form("main form").set("into", "Patient panel").submit().await.redirects_to("/associates/tags");
    tess.get("/associates/tags").await.follow("2 with the tag Patient panel").await.shows("John Person");
    tess.get(&format!("/associates/{john}/history")).await.shows("A tag was merged into another");

    tess.get(&record).await.press("Take away the tag Patient panel").await.status(303);
    tess.get(&record).await.shows("Tag").shows_not("Added by Tess");
    let gone = tess.get("/associates/tags").await.follow("Delete Patient panel").await;
    gone.shows("1 who take part").press("Delete this tag").await.redirects_to("/associates/tags");
    tess.get(&format!("/associates/{john}/history")).await.shows("A tag was deleted").shows("Patient panel");
    let acts: i64 = sqlx::query_scalar("select count(*) from member_acts").fetch_one(app.db()).await.expect("a count");
    assert_eq!(acts, 0, "the team’s labels move no engagement clock");
}

#[tokio::test]
async fn who_has_a_tag_reads_it_and_nobody_else_outside_the_team() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let asha: uuid::Uuid = sqlx::query_scalar("select associate_id from accounts where email = $1")
        .bind(ASHA.email)
        .fetch_one(app.db())
        .await
        .expect("Asha");
    let url = format!("/associates/{asha}/tags");
    let form = tess.get(&format!("/associates/{asha}")).await.form(&url).set("name", "Speaks at fairs");
    form.submit().await.status(303);
    app.sign_in_as(ASHA).await.get("/me/data").await.shows("Labels of the team").shows("Speaks at fairs");
    let leo = app.sign_in_as(LEO).await;
    leo.get("/associates/tags").await.status(403);
    leo.post(&url, &[("name", "x")]).await.status(403);
    leo.get("/projects/home-visits-after-stroke/members").await.status(200).shows_not("Speaks at fairs");
    app.sign_in_as(ADA).await.get("/admin/audit").await.shows("Added a tag");
}
