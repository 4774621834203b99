//! Doing it.

use axum::response::Response;

use super::counted;
use crate::app::App;
use crate::bulk::doing::{Outcome, carry_out};
use crate::bulk::forms::DoForm;
use crate::bulk::paths;
use crate::error::Result;
use crate::web::{Form, Layout};

pub(crate) async fn post(path: paths::Doing, app: App, layout: Layout, Form(form): Form<DoForm>) -> Result<Response> {
    let to = paths::Show { act: path.act };
    let mut tx = app.db.begin().await?;
    let outcome = carry_out(&mut tx, &app.config, path.act, (&form.seen, &form.what), &layout.by()).await?;
    Ok(match outcome {
        Outcome::Done(people) => {
            tx.commit().await?;
            layout.redirect(to, format!("Done for {}", counted(i64::try_from(people).unwrap_or_default())))
        }
        // What was settled on the way is given up with the transaction.
        Outcome::Before => layout.unchanged(to, "This was done already. Nothing was changed"),
        Outcome::Nobody => layout.unchanged(to, "Nothing is done: nobody is left to do it with"),
        Outcome::Changed => {
            layout.unchanged(to, "Nothing is done: something has changed since you looked. These are the numbers now")
        }
    })
}
