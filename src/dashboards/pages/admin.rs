//! The administrator's landing: what there is to set and to watch.

use askama::Template;

use crate::app::App;
use crate::dashboards::paths;
use crate::dashboards::store::{self, MailCount};
use crate::error::Result;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "dashboards/admin.html")]
pub(crate) struct AdminPage {
    layout: Layout,
    mails: Vec<MailCount>,
}

pub(crate) async fn get(_: paths::Admin, app: App, layout: Layout) -> Result<Page<AdminPage>> {
    let mails = store::mail_counts(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(AdminPage { layout, mails }))
}
