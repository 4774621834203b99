//! Taking decisions back: the period at the successor goes, and the one before is as it was.

use axum::response::Response;
use serde_json::json;

use crate::access::Editing;
use crate::app::App;
use crate::associates;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::organisations::{self, Organisation};
use crate::succession::forms::UndoForm;
use crate::succession::model::UNDONE_WITHIN;
use crate::succession::pages::people;
use crate::succession::paths;
use crate::succession::store::{self, Decision};
use crate::web::{Form, Layout};

pub(crate) async fn post(
    _: paths::Undoing,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Form(form): Form<UndoForm>,
) -> Result<Response> {
    let (id, by, chosen) = (organisation.id, layout.by(), form.chosen());
    let to = paths::Worklist { organisation: id };
    let mut tx = app.db.begin().await?;
    organisations::hold(&mut tx, id).await?;
    let decisions = store::list_decisions(&mut tx, id).await?;
    let who: Vec<_> = decisions.iter().filter(|one| chosen.contains(&one.id)).map(|one| one.associate_id).collect();
    associates::hold(&mut tx, &who).await?;
    // What was waited for may have changed what a decision wrote.
    let mut decisions = store::list_decisions(&mut tx, id).await?;
    decisions.retain(|one| chosen.contains(&one.id));
    let can_be = |one: &Decision| one.is_untouched && by.at <= one.decided_at + UNDONE_WITHIN;
    let kept = decisions.iter().filter(|one| !can_be(one)).count();
    decisions.retain(can_be);
    if decisions.is_empty() {
        return Ok(layout.unchanged(
            to,
            "None of these can be undone: select some of the last 30 days that nobody has changed since",
        ));
    }
    let before: Vec<_> = decisions.iter().map(|one| (one.affiliation_id, one.ended_on_before)).collect();
    associates::set_last_days(&mut tx, &before).await?;
    let new: Vec<_> = decisions.iter().filter_map(|one| one.new_affiliation_id).collect();
    let ids: Vec<_> = decisions.iter().map(|one| one.id).collect();
    store::mark_undone(&mut tx, &ids, by.at).await?;
    associates::delete_affiliations(&mut tx, &new).await?;
    let parts: Vec<Entry> = decisions
        .iter()
        .map(|one| {
            let (before, after) =
                (json!({ "organisation": one.successor }), json!({ "organisation": organisation.name }));
            let act = "A decision about their organisation’s end was undone";
            Entry::new(act, Subject::Associate(one.associate_id)).changed(&before, &after)
        })
        .collect();
    let whole = Entry::new("Undid where people went", Subject::Organisation(id));
    audit::record_together(&mut tx, &by, whole.made(&json!({ "people": decisions.len() })), &parts).await?;
    tx.commit().await?;
    let rest = if kept > 0 {
        format!(" {} stay as they are: changed since, or too long ago.", people(kept))
    } else {
        String::new()
    };
    Ok(layout.redirect(to, format!("Undone for {}, who are to be placed again.{rest}", people(decisions.len()))))
}
