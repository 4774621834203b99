//! All organisations that have ended, with how many of their people are still to be placed.

use askama::Template;

use crate::app::App;
use crate::error::Result;
use crate::succession::paths;
use crate::succession::store::{self, OverviewRow};
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "succession/overview.html")]
pub(crate) struct OverviewPage {
    layout: Layout,
    rows: Vec<OverviewRow>,
}

pub(crate) async fn get(_: paths::Overview, app: App, layout: Layout) -> Result<Page<OverviewPage>> {
    let rows = store::list_ended(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(OverviewPage { layout, rows }))
}

impl OverviewPage {
    fn counted(&self) -> String {
        match self.rows.iter().map(|row| row.unplaced).sum::<i64>() {
            0 => String::new(),
            1 => "1 person to place".to_owned(),
            count => format!("{count} people to place"),
        }
    }
}
