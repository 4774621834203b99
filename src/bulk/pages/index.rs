//! The acts there were, and choosing people for another.

use askama::Template;
use axum::response::Response;
use sqlx::PgConnection;

use super::counted;
use crate::app::App;
use crate::audit::By;
use crate::bulk::forms::{ChooseForm, Whom};
use crate::bulk::model::{Act, MOST};
use crate::bulk::paths;
use crate::bulk::store::{self, NewAct};
use crate::error::Result;
use crate::kernel::{AssociateId, BulkActId, display_date_time};
use crate::people::{self, Panel};
use crate::web::{Form, Layout, Page};

#[derive(Template)]
#[template(path = "bulk/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    acts: Vec<Act>,
}

impl IndexPage {
    /// "Done 4 June 2026, 2:30pm by Tess Team, undone since".
    fn state(&self, act: &Act) -> String {
        match (act.done_at, &act.done_by) {
            (Some(at), Some(by)) => {
                let undone = if act.undone_at.is_some() { ", undone since" } else { "" };
                format!("Done {} by {by}{undone}", display_date_time(at))
            }
            _ => format!("Not done yet; prepared {} by {}", display_date_time(act.made_at), act.made_by),
        }
    }

    fn counted(&self, act: &Act) -> String {
        counted(if act.done_at.is_some() { act.done } else { act.people })
    }
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout) -> Result<Page<IndexPage>> {
    let acts = store::list(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(IndexPage { layout, acts }))
}

/// Freezes whom the team chose in the register.
pub(crate) async fn post(_: paths::Index, app: App, layout: Layout, Form(form): Form<ChooseForm>) -> Result<Response> {
    let back = form.choices.address();
    let whom = match form.whom() {
        Ok(whom) => whom,
        Err(why) => return Ok(layout.unchanged(back, why)),
    };
    let mut tx = app.db.begin().await?;
    let panel = Panel::load(&mut tx, &layout, form.choices.with_short_search(), "/associates").await?;
    let found = found(&mut tx, &layout, &panel, &whom).await?;
    if i64::try_from(found.len()).is_ok_and(|count| count > MOST) {
        return Ok(layout.unchanged(back, format!("Choose at most {MOST} people at a time. Set one more filter")));
    }
    if found.is_empty() {
        return Ok(layout.unchanged(back, "Nobody matches, so there is nobody to do anything with"));
    }
    let (chosen, for_trail) = match &whom {
        Whom::Picked(_) => ("Selected one by one".to_owned(), "Selected one by one".to_owned()),
        Whom::Everyone => everyone(&panel),
        Whom::Found => (panel.in_words(), panel.in_words_for_trail()),
    };
    let address = panel.choices.address();
    // An address full of what nobody understands leads nowhere.
    let found_at = Some(address.as_str()).filter(|at| whom == Whom::Found && at.len() <= 8000);
    let id = form.id.parse().unwrap_or_else(|_| BulkActId::new());
    let new = NewAct { id, chosen: &chosen, chosen_for_trail: &for_trail, found_at };
    let id = freeze(&mut tx, new, &found, &layout.by()).await?;
    tx.commit().await?;
    let count = counted(i64::try_from(found.len()).unwrap_or(MOST));
    Ok(layout.redirect(paths::Show { act: id }, format!("{count} chosen. Nothing is done yet")))
}

/// The same form sent twice is one act. Sent again with others ticked, after going back to it, it is another.
async fn freeze(db: &mut PgConnection, new: NewAct<'_>, found: &[AssociateId], by: &By) -> sqlx::Result<BulkActId> {
    if store::freeze(db, &new, found, by).await? || store::is_of(db, new.id, found).await? {
        return Ok(new.id);
    }
    let another = NewAct { id: BulkActId::new(), ..new };
    store::freeze(db, &another, found, by).await?;
    Ok(another.id)
}

/// Everyone, of the standing that is asked for.
fn everyone(panel: &Panel) -> (String, String) {
    let standing = panel.in_words();
    let words = if standing.is_empty() { "Everyone".to_owned() } else { format!("Everyone. {standing}") };
    (words.clone(), words)
}

async fn found(db: &mut PgConnection, layout: &Layout, panel: &Panel, whom: &Whom) -> sqlx::Result<Vec<AssociateId>> {
    match whom {
        Whom::Picked(picked) => Ok(picked.clone()),
        Whom::Found | Whom::Everyone => people::list_matching(db, &panel.choices.filter(), MOST, layout.today()).await,
    }
}
