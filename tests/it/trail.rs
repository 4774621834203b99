//! The trail as people read it: names, where it keeps ids.

use uuid::Uuid;

use crate::harness::{ADA, Page, TESS, TestApp};
use crate::memberships::{associate, link};
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

#[tokio::test]
async fn the_history_of_a_project_says_whom_it_is_about() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", true).await;
    let (mary, john) = (associate(&app, "Mary", "health_professional").await, associate(&app, "John", "carer").await);
    for person in [mary, john] {
        link(&tess, person, "home-visits", &[]).await.follow_redirect().await.shows("Linked to Home visits");
    }
    let history = tess.get("/projects/home-visits/history").await;
    // What waits for John's consent is not told together with his name.
    history.shows("About Mary Person").shows_not("John");
    history.follow("Mary Person").await.status(200);
    assert_eq!(
        history.select("main .moj-timeline__item").iter().filter(|item| item.text.contains("Linked")).count(),
        1
    );
}

#[tokio::test]
async fn the_projects_of_the_demonstration_have_their_history() {
    let app = TestApp::filled().await;
    let history = app.sign_in_as(TESS).await.get("/projects/home-visits-after-stroke/history").await;
    for act in ["Asked to join the project", "Accepted a request to join", "Linked to the project", "role: Member"] {
        history.shows(act);
    }
    let strange = "select count(*) from audit_events
        where act in ('Linked to a project', 'Asked to join a project') or (act like '%join%' and subject_kind <> 'project')";
    assert_eq!(sqlx::query_scalar::<_, i64>(strange).fetch_one(app.db()).await.expect("a count"), 0);
}
