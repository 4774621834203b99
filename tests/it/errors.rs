//! Answers that are errors, and the headers that every answer has.

use crate::harness::TestApp;

#[tokio::test]
async fn an_address_of_nothing_gets_a_page_that_says_so() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/nothing-here").await;
    page.status(404);
}
