//! Linking someone to a project on their behalf.

use super::{associate, pair, states};
use crate::harness::{TESS, TestApp};
use crate::projects::add_project;

#[tokio::test]
async fn a_form_of_one_record_sent_for_another_links_that_other_person() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let (mary, john) =
        (associate(&app, "Mary", "health_professional").await, associate(&app, "John", "health_professional").await);
    let url = format!("/associates/{mary}/memberships/new");
    let form = tess.get(&format!("{url}?project=home-visits&reason=Asked+by+phone")).await.form(&url);
    let pairs = form.pairs();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    form.submit().await.status(303);
    tess.post(&format!("/associates/{john}/memberships/new"), &pairs).await.status(303);
    for person in [mary, john] {
        assert_eq!(states(&app, person).await, [pair("member", "active")]);
    }
}
