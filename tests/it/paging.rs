//! Lists whose rows have gone meanwhile, and those whose address holds what means nothing.

use crate::harness::{ADA, LEO, TestApp};

/// Comes after every row, and before none.
const GONE: &str = "ffffffff-ffff-7fff-bfff-ffffffffffff";

#[tokio::test]
async fn a_page_that_was_emptied_leads_back_to_the_start_of_its_list() {
    let app = TestApp::filled().await;
    let ada = app.sign_in_as(ADA).await;
    let lists = [
        "/associates?county=derbyshire",
        "/organisations?q=university",
        "/projects/home-visits-after-stroke/members?group=carer",
        "/requests",
        "/unplaced",
        "/payments?view=all",
        "/admin/mail?state=kept",
        "/admin/audit",
        "/events?kind=seminar",
        "/projects/home-visits-after-stroke/events?show=past",
    ];
    for list in lists {
        let join = if list.contains('?') { '&' } else { '?' };
        for key in ["after", "before"] {
            ada.get(&format!("{list}{join}{key}={GONE}")).await.redirects_to(list);
        }
        ada.get(list).await.status(200);
    }
}

#[tokio::test]
async fn what_an_address_says_and_nobody_understands_is_said_above_the_list() {
    let app = TestApp::filled().await;
    let ada = app.sign_in_as(ADA).await;
    let (one, two) = ("“frog”, which we do not understand", "“frog” and “toad”, which we do not understand");
    for (list, words) in [
        ("/events?kind=frog&state=toad", two),
        ("/events?held=frog&view=toad", two),
        ("/events?view=month&month=frog", one),
        ("/associates?group=frog&sort=toad", two),
        ("/associates?attended=frog", one),
        ("/organisations?kind=frog", one),
        ("/projects?open=frog", one),
        ("/projects/home-visits-after-stroke/members?role=frog&county=toad", two),
        ("/projects/home-visits-after-stroke/events?show=frog", one),
    ] {
        let page = ada.get(list).await;
        let notes = page.status(200).select(".copse-note").into_iter().filter(|note| note.text.contains("understand"));
        let notes: Vec<String> = notes.map(|note| note.text).collect();
        assert_eq!(notes.len(), 1, "{list}: {notes:?}");
        // In the order of the list's filters.
        let turned = words.replace("“frog” and “toad”", "“toad” and “frog”");
        assert!(notes[0].contains(words) || notes[0].contains(&turned), "{list}: {notes:?}");
    }
    for list in ["/events?kind=seminar&view=past", "/associates?group=carer&sort=name&status=all", "/events?q=frog"] {
        ada.get(list).await.shows_not("we do not understand");
    }
    // What is not a lead's to filter by is not understood or misunderstood for them.
    let leo = app.sign_in_as(LEO).await;
    leo.get("/projects/home-visits-after-stroke/members?group=frog").await.shows_not("we do not understand");
}
