//! The administrator's landing: what there is to set and to watch.

use askama::Template;

use crate::app::App;
use crate::dashboards::paths;
use crate::dashboards::store::{self, MailCount};
use crate::error::Result;
use crate::privacy;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "dashboards/admin.html")]
pub(crate) struct AdminPage {
    layout: Layout,
    mails: Vec<MailCount>,
    /// Nobody can register before there is a privacy notice.
    is_closed: bool,
}

pub(crate) async fn get(_: paths::Admin, app: App, layout: Layout) -> Result<Page<AdminPage>> {
    let mut db = app.db.acquire().await?;
    let mails = store::mail_counts(&mut db).await?;
    let is_closed = privacy::current_notice(&mut db).await?.is_none();
    Ok(Page::ok(AdminPage { layout, mails, is_closed }))
}
