//! Lists whose rows have gone meanwhile.

use crate::harness::{ADA, TestApp};

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
    ];
    for list in lists {
        let join = if list.contains('?') { '&' } else { '?' };
        for key in ["after", "before"] {
            ada.get(&format!("{list}{join}{key}={GONE}")).await.redirects_to(list);
        }
        ada.get(list).await.status(200);
    }
}
