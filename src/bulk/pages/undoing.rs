//! Undoing it.

use axum::response::Response;

use super::counted;
use crate::app::App;
use crate::bulk::doing::undo;
use crate::bulk::paths;
use crate::error::Result;
use crate::web::Layout;

pub(crate) async fn post(path: paths::Undoing, app: App, layout: Layout) -> Result<Response> {
    let to = paths::Show { act: path.act };
    let mut tx = app.db.begin().await?;
    match undo(&mut tx, path.act, &layout.by()).await? {
        Some(people) => {
            tx.commit().await?;
            let count = counted(i64::try_from(people).unwrap_or_default());
            Ok(layout.redirect(to, format!("Undone for {count}. What was changed since stays as it is")))
        }
        None => Ok(layout.unchanged(to, "This cannot be undone, or was undone already. Nothing was changed")),
    }
}
