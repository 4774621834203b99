//! Finding people, organisations and projects by what somebody remembers of them.

use super::*;

#[tokio::test]
async fn people_are_found_despite_accents_errors_and_by_their_organisation() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let organisation = tess.get("/organisations/new").await.form("/organisations");
    let organisation = organisation.set("name", "Riverside Aphasia Circle").set("kind", "other").set("aliases", "RAXC");
    organisation.submit().await.status(303);
    let form = new_person(&tess, "Zoë", "Quillfeather").await;
    form.set("email", "zq@elsewhere.example.org").set("organisation_text", "raxc").submit().await.status(303);
    let asked = [
        "zoe quillfeather",
        "QUILLFEATHER zoë",
        "Quilfeather",
        "quillfaether",
        "zq@elsewhere",
        "raxc",
        "riverside aphasai",
    ];
    for words in asked {
        let form = tess.get("/associates").await.form("form[role=search][action='/associates']");
        let page = form.set("q", words).submit().await;
        assert_eq!(names(&page), ["Zoë Quillfeather"], "searching {words:?}");
    }
    for words in ["%", "_", "\\", "'", "zzzyx", "quill%feather\u{0}"] {
        let page = tess.get(&format!("/associates?q={}", urlencoded(words))).await;
        page.status(200);
    }
    tess.get("/search?q=raxc").await.shows("Zoë Quillfeather").shows("Riverside Aphasia Circle");
    tess.get("/search?q=quillfaether").await.shows("Zoë Quillfeather");
    tess.get("/search?q=").await.status(200);
    let page = tess.get("/search?q=zzzyx").await;
    page.shows("Nothing found");
}

#[tokio::test]
async fn who_sounds_alike_is_found_and_who_fits_best_comes_first() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let organisation = tess.get("/organisations/new").await.form("/organisations");
    organisation.set("name", "Vixmith and Daughters").set("kind", "other").submit().await.status(303);
    for (given, family, organisation) in [
        ("Ada", "Brown", "Vixmith and Daughters"),
        ("Bea", "Goldvixmith", ""),
        ("Cat", "Vyxmyth", ""),
        ("Vixmith", "Dorn", ""),
        ("Kathryn", "Vixmithson", ""),
        ("Steven", "Rethink", ""),
    ] {
        let form = new_person(&tess, given, family).await.set("organisation_text", organisation);
        form.submit().await.status(303);
    }
    let found = async |words: &str| -> Vec<String> {
        let page = tess.get(&format!("/search?q={}", urlencoded(words))).await;
        page.select("main li > a[href^='/associates/']").into_iter().map(|person| person.text).collect()
    };
    let vixmiths = ["Vixmith Dorn", "Kathryn Vixmithson", "Bea Goldvixmith", "Cat Vyxmyth", "Ada Brown"];
    assert_eq!(found("vixmith").await, vixmiths);
    assert_eq!(found("vixmith  dorn").await[0], "Vixmith Dorn");
    assert_eq!(found("Catherine Vixmithson").await, ["Kathryn Vixmithson"]);
    assert_eq!(found("stephen retihnk").await, ["Steven Rethink"]);
    let page = tess.get("/associates?q=vyxmyth").await;
    assert_eq!(names(&page), ["Ada Brown", "Vixmith Dorn", "Cat Vyxmyth"], "the list stays in the order of the names");
}

#[tokio::test]
async fn an_organisation_comes_first_by_any_of_its_names() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    for (name, aliases) in [("Carers of Rethink", ""), ("Mental Illness Fellowship", "Rethink"), ("Rethinking", "")] {
        let form = tess.get("/organisations/new").await.form("/organisations");
        form.set("name", name).set("kind", "other").set("aliases", aliases).submit().await.status(303);
    }
    let found = async |words: &str| -> Vec<String> {
        let page = tess.get(&format!("/search?q={words}")).await;
        page.select("main li > a[href^='/organisations/']").into_iter().map(|one| one.text).collect()
    };
    assert_eq!(found("rethink").await, ["Mental Illness Fellowship", "Carers of Rethink", "Rethinking"]);
    assert_eq!(found("retihnk").await[..2], ["Carers of Rethink", "Mental Illness Fellowship"]);
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn the_search_box_finds_events_and_a_record_tells_those_someone_signed_up_for() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = crate::events::open(&tess, &[("series", "Lunchtime talks")]).await;
    let (mary, session) = crate::events::people(&app, "Mary", "carer", 1).await.remove(0);
    let record = format!("/associates/{mary}");
    tess.get(&record).await.shows("Has not signed up for any event");
    crate::events::sign_up(&session, &event).await.shows("You have a place");
    for words in ["getting%20home", "lunchtime"] {
        let found = tess.get(&format!("/search?q={words}")).await;
        let links = found.select(&format!("main a[href='{event}']"));
        assert_eq!(links.len(), 1, "{words}: {}", found.excerpt());
    }
    tess.get("/search?q=%25").await.shows_not("Getting home");
    let page = tess.get(&record).await;
    page.shows("Getting home after a stroke")
        .shows("Has a place")
        .shows("Saturday 20 June 2026")
        .shows_not("Past events");
    page.follow("The registration").await.status(200);
    app.advance(chrono::TimeDelta::days(20));
    app.sign_in_as(TESS).await.get(&record).await.shows("Past events (1)");
}
