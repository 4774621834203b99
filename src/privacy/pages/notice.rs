//! The privacy notice in force, and those before it.

use askama::Template;

use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::privacy::model::PrivacyNotice;
use crate::privacy::notice_text::Block;
use crate::privacy::paths;
use crate::privacy::store::{self, NoticeRow};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "privacy/notice.html")]
pub(crate) struct NoticePage {
    layout: Layout,
    /// None before the first is published.
    notice: Option<PrivacyNotice>,
    all: Vec<NoticeRow>,
}

impl NoticePage {
    /// Whether a newer one has taken its place.
    fn is_superseded(&self) -> bool {
        let newest = self.all.first().map(|row| row.version);
        self.notice.as_ref().is_some_and(|notice| Some(notice.version) != newest)
    }
}

pub(crate) async fn current(_: paths::Current, app: App, layout: Layout) -> Result<Page<NoticePage>> {
    let mut db = app.db.acquire().await?;
    let notice = store::current_notice(&mut db).await?;
    let all = store::list_notices(&mut db).await?;
    Ok(Page::ok(NoticePage { layout, notice, all }))
}

pub(crate) async fn version(path: paths::Version, app: App, layout: Layout) -> Result<Page<NoticePage>> {
    let mut db = app.db.acquire().await?;
    let notice = store::find_notice(&mut db, path.version).await?.or_404()?;
    let all = store::list_notices(&mut db).await?;
    Ok(Page::ok(NoticePage { layout, notice: Some(notice), all }))
}
