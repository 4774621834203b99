//! The register of organisations.

use crate::harness::{Client, Page, TESS, TestApp};

async fn add(client: &Client, name: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = client.get("/organisations/new").await.form("/organisations").set("name", name).set("kind", "other");
    for (field, value) in fields {
        form = form.set(field, value);
    }
    form.submit().await
}

#[tokio::test]
async fn the_team_adds_an_organisation_and_finds_it_again() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/organisations").await;
    let form = page.follow("Add an organisation").await.form("/organisations");
    let form =
        form.set("name", "Nottingham University Hospitals").set("kind", "NHS trust").set("county", "Nottinghamshire");
    let page = form.set("ods_code", "rx1").set("aliases", "QMC\nCity Hospital").submit().await.follow_redirect().await;
    assert!(page.heading().ends_with("Nottingham University Hospitals"), "{}", page.heading());
    page.shows("Organisation added").shows("RX1").shows("City Hospital, QMC");

    for words in ["nottingham univ", "qmc", "RX1", "Nottinghm University Hospitals"] {
        let form = tess.get("/organisations").await.form("form[role=search][action='/organisations']");
        form.set("q", words).submit().await.status(200).shows("Nottingham University Hospitals");
    }
    // Where one picks an organisation, its other names and its code stand with it, with or without JavaScript.
    let option = "Nottingham University Hospitals (City Hospital, QMC, RX1)";
    for address in ["/associates", "/associates/new"] {
        let options = tess.get(address).await.select("select[name=organisation] option");
        assert!(options.iter().any(|one| one.text == option), "{address}: {options:?}");
    }
    let none = tess.get("/organisations?q=zebra").await;
    none.shows("No organisation matches");
}

#[tokio::test]
async fn filters_narrow_the_list_and_unknown_ones_do_not_break_it() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add(&tess, "Carers Federation", &[("kind", "third_sector"), ("county", "nottinghamshire")]).await.status(303);
    add(&tess, "University of Lincoln", &[("kind", "university"), ("county", "lincolnshire")]).await.status(303);
    tess.get("/organisations?kind=university").await.shows("University of Lincoln").shows_not("Carers Federation");
    tess.get("/organisations?county=nottinghamshire").await.shows("Carers Federation").shows_not("of Lincoln");
    let page = tess.get("/organisations?kind=spaceship&county=%00&after=x&unknown=1").await;
    page.status(200).shows("University of Lincoln").shows("Carers Federation");
}

#[tokio::test]
async fn a_long_list_is_paged_forth_and_back_without_gaps() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    sqlx::query(
        "insert into organisations (id, name, kind, created_at)
         select gen_random_uuid(), 'Practice ' || lpad(n::text, 3, '0'), 'gp_practice', $1 from generate_series(1, 120) n",
    )
    .bind(app.now())
    .execute(app.db())
    .await
    .expect("organisations");
    let names = |page: &Page| page.select("tbody tr th").into_iter().map(|row| row.text).collect::<Vec<_>>();
    let mut page = tess.get("/organisations").await;
    let (mut seen, mut pages) = (names(&page), 1);
    while page.select("a[rel=next]").len() == 1 {
        page = tess.get(page.select("a[rel=next]")[0].attribute("href").expect("an address")).await;
        seen.extend(names(&page));
        pages += 1;
    }
    let expected: Vec<String> = (1..=120).map(|number| format!("Practice {number:03}")).collect();
    assert_eq!(seen, expected);
    assert!(pages > 1);
    let before = tess.get(page.select("a[rel=prev]")[0].attribute("href").expect("an address")).await;
    assert_eq!(names(&before).last(), expected.iter().rev().nth(names(&page).len()));
}

#[tokio::test]
async fn mistakes_are_said_all_at_once_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let form = tess.get("/organisations/new").await.form("/organisations");
    let page = form.set("ods_code", "no code!").set("aliases", "One\nTwo").submit().await;
    page.status(422)
        .has_error("name", "Enter the name of the organisation")
        .has_error("kind", "Choose what sort of organisation it is")
        .has_error("ods_code", "Enter an ODS code");
    assert_eq!(page.form("/organisations").value("aliases"), "One\r\nTwo");
    assert_eq!(page.form("/organisations").value("ods_code"), "no code!");
}

#[tokio::test]
async fn a_name_is_given_once_whatever_its_case_and_accents() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add(&tess, "Café Society", &[("ods_code", "ABC"), ("aliases", "The Caf")]).await.status(303);
    add(&tess, "CAFE SOCIETY", &[]).await.status(422).has_error("name", "Another organisation has this name");
    add(&tess, "Other", &[("ods_code", "abc")])
        .await
        .status(422)
        .has_error("ods_code", "Another organisation has this");
    add(&tess, "Other", &[("aliases", "the caf")])
        .await
        .status(422)
        .has_error("aliases", "Another organisation is known");
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_organisation() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/organisations/new").await;
    let fill = || page.form("/organisations").set("name", "Framework").set("kind", "third_sector");
    let (first, second) = tokio::join!(fill().submit(), fill().submit());
    assert_eq!((first.code, first.location()), (second.code, second.location()));
    assert_eq!(tess.get("/organisations").await.select("tbody tr").len(), 1);
}

#[tokio::test]
async fn someone_elses_change_is_never_overwritten_unseen() {
    let app = TestApp::start().await;
    let (tess, ada) = (app.sign_in_as(TESS).await, app.sign_in_as(crate::harness::ADA).await);
    let show = add(&tess, "Rethink", &[]).await.follow_redirect().await;
    let (mine, theirs) = (show.follow("Edit").await, ada.get(show.path()).await.follow("Edit").await);
    theirs.form(show.path()).set("county", "derbyshire").submit().await.redirects_to(show.path());

    let mine = mine.form(show.path()).set("name", "Rethink Mental Illness");
    let page = mine.clone().set("county", "nottinghamshire").submit().await;
    page.status(409).shows("Someone else changed this").shows("What stands now: Derbyshire");
    mine.submit().await.redirects_to(show.path());
    tess.get(show.path()).await.shows("Rethink Mental Illness").shows("Derbyshire");
}

#[tokio::test]
async fn the_history_says_who_changed_what() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let show = add(&tess, "Mind", &[]).await.follow_redirect().await;
    let form = show.follow("Edit").await.form(show.path());
    form.set("name", "Nottinghamshire Mind").submit().await.status(303);
    let history = tess.get(show.path()).await.follow("History").await;
    history
        .shows("Added an organisation")
        .shows("Changed the organisation")
        .shows("Nottinghamshire Mind")
        .shows(TESS.name);
}

#[tokio::test]
async fn people_are_counted_once_and_only_while_they_belong() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/organisations").await;
    let rows = page.select("tbody tr");
    assert!(rows.len() > 20, "{}", rows.len());
    let row =
        rows.iter().find(|row| row.html.contains("/associates?organisation=")).expect("someone belongs somewhere");
    assert!(!row.text.is_empty());
}
