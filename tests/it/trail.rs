//! The trail as people read it: names, where it keeps ids.

use uuid::Uuid;

use crate::harness::{ADA, Page, TESS, TestApp};
use crate::memberships::associate;
use crate::projects::add_project;

/// Whether an id stands somewhere in the text.
fn has_id(page: &Page) -> bool {
    page.text().split(|c: char| !c.is_ascii_hexdigit() && c != '-').any(|word| Uuid::parse_str(word).is_ok())
}

#[tokio::test]
async fn histories_tell_themes_hosts_and_owners_by_their_names() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let host = tess.get("/organisations/new").await.form("/organisations");
    host.set("name", "Derby Hospitals").set("kind", "nhs_trust").submit().await.status(303);
    let id = associate(&app, "Mary", "health_professional").await;

    let record = format!("/associates/{id}");
    let edit = tess.get(&format!("{record}/edit")).await;
    let theme = edit.select("input[name=themes]")[0].attribute("value").expect("a theme").to_owned();
    edit.form(&record).check("themes", &theme).set("owner", TESS.name).submit().await.status(303);
    let link = format!("{record}/memberships/new");
    let form = tess.get(&format!("{link}?project=home-visits&reason=Asked+by+phone")).await.form(&link);
    let form = form.set("role", "diffusion_fellow").set("host", "Derby Hospitals").set("days_a_week", "2");
    form.submit().await.status(303);

    let of_person = tess.get(&format!("{record}/history")).await;
    of_person.shows("Stroke rehabilitation").shows(TESS.name).shows("Derby Hospitals");
    let of_project = tess.get("/projects/home-visits/history").await;
    of_project.shows("theme: Stroke rehabilitation").shows("host: Derby Hospitals");
    let all = app.sign_in_as(ADA).await.get("/admin/audit").await;
    all.shows("Stroke rehabilitation").shows("Derby Hospitals");
    let own = app.session_of("mary@example.org").await.get("/me/data").await;
    own.shows("themes: Stroke rehabilitation").shows("host: Derby Hospitals");
    for page in [of_person, of_project, all, own] {
        assert!(!has_id(&page), "{}: {}", page.path(), page.text());
    }
}
