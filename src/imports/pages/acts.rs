//! The buttons of an import: a new dry run, writing it, stopping that, throwing it away.

use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::imports::forms::Seen;
use crate::imports::model::ImportState;
use crate::imports::store::{self, Marked};
use crate::imports::{jobs, paths};
use crate::kernel::ImportId;
use crate::web::{Form, Layout};

/// Plans again, with the register as it stands now.
pub(crate) async fn plan(path: paths::DryRun, app: App, layout: Layout, Form(seen): Form<Seen>) -> Result<Response> {
    begin(&app, layout, path.import, (ImportState::Planned, ImportState::Planning), &seen).await
}

/// Writes what the dry run says, or refuses.
pub(crate) async fn commit(path: paths::Commit, app: App, layout: Layout, Form(seen): Form<Seen>) -> Result<Response> {
    begin(&app, layout, path.import, (ImportState::Planned, ImportState::Committing), &seen).await
}

/// Gives the work to the worker, and shows how far it is.
pub(super) async fn begin(
    app: &App,
    layout: Layout,
    import: ImportId,
    (from, to): (ImportState, ImportState),
    seen: &Seen,
) -> Result<Response> {
    let show = paths::Show { import };
    let mut tx = app.db.begin().await?;
    store::find(&mut tx, import).await?.or_404()?;
    let marked = Marked { from: &[from], to, version: seen.version(), reading: None };
    if !store::start(&mut tx, import, &marked, &layout.by()).await? {
        return Ok(layout.unchanged(show, "Nothing was done: this import has changed since you looked at it"));
    }
    tx.commit().await?;
    jobs::soon(app).await;
    Ok(Redirect::to(&show.to_string()).into_response())
}

/// Stops the work on it, of which nothing stands then.
pub(crate) async fn stop(path: paths::Stopping, app: App, layout: Layout) -> Result<Response> {
    let show = paths::Show { import: path.import };
    let mut tx = app.db.begin().await?;
    store::find(&mut tx, path.import).await?.or_404()?;
    let by = layout.by();
    if !store::stop(&mut tx, path.import, &format!("{} stopped this, and nothing of it was done.", by.name)).await? {
        return Ok(layout.unchanged(show, "It was done before it could be stopped"));
    }
    audit::record(&mut tx, &by, Entry::new("Stopped the work on a list", Subject::Import(path.import))).await?;
    tx.commit().await?;
    Ok(layout.redirect(show, "Stopped. Nothing of it was done"))
}

/// Throws an upload away that was never written.
pub(crate) async fn delete(path: paths::Deletion, app: App, layout: Layout) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    store::find(&mut tx, path.import).await?.or_404()?;
    if !store::delete(&mut tx, path.import).await? {
        return Ok(layout
            .unchanged(paths::Show { import: path.import }, "It is being worked on, or was imported, so it stays"));
    }
    audit::record(&mut tx, &layout.by(), Entry::new("Threw a list away", Subject::Import(path.import))).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Index, "The list is thrown away. Nothing of it was imported"))
}
