//! One merge: what it did, what the other record said, and taking the two apart.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::Days;

use super::moved_in_words;
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate, StandingRow};
use crate::audit::Event;
use crate::error::{OrNotFound, Result};
use crate::kernel::{AssociateId, display_date, display_date_time, london_date};
use crate::merging::model::{FIELDS, Obstacle, UNDOABLE};
use crate::merging::paths;
use crate::merging::people::{self as merges, said};
use crate::merging::store::{self, Merge};
use crate::people;
use crate::web::{Layout, Notice, Page};

#[derive(Template)]
#[template(path = "merging/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    associate: Associate,
    merge: Merge,
    other_name: String,
    other_said: Vec<(&'static str, String)>,
    moves: Vec<String>,
    aside: Vec<String>,
    standing: Vec<StandingRow>,
    trail: Vec<Event>,
    obstacle: Option<Obstacle>,
}

pub(crate) async fn get(
    path: paths::Show,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<ShowPage>> {
    let mut tx = app.db.begin().await?;
    let (merge, survivor, stub) = find(&mut tx, &path).await?.or_404()?;
    let obstacle = merges::obstacle(&mut tx, &merge, [survivor.into(), stub.into()], &layout.by()).await?;
    let (moves, aside) = moved_in_words(&store::list_moved(&mut tx, merge.id).await?);
    let names = store::names(&mut tx, &[stub]).await?;
    let owner: Vec<uuid::Uuid> =
        merge.other_before["owner_id"].as_str().and_then(|id| id.parse().ok()).into_iter().collect();
    let owners = store::owner_names(&mut tx, &owner).await?;
    let standing = associates::list_standing_changes(&mut tx, stub).await?;
    let trail = people::open_trail(&mut tx, stub).await?;
    tx.rollback().await?;
    let other_said = FIELDS.iter().map(|field| (field.label, said(&merge.other_before, field.key, &owners)));
    let other_said = other_said.filter(|(_, value)| !value.is_empty()).collect();
    Ok(Page::ok(ShowPage {
        layout,
        associate: associate.clone(),
        other_name: names.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        merge,
        other_said,
        moves,
        aside,
        standing,
        trail,
        obstacle,
    }))
}

/// A merge of the record in the address, with the record that stayed and the one that leads to it.
async fn find(
    db: &mut sqlx::PgConnection,
    path: &paths::Show,
) -> sqlx::Result<Option<(Merge, AssociateId, AssociateId)>> {
    let Some(merge) = store::find(db, path.merge).await? else { return Ok(None) };
    let (Some(survivor), Some(stub)) = (merge.survivor_id, merge.stub_id) else { return Ok(None) };
    let is_theirs = [survivor, stub].contains(&path.associate)
        // Its record may have been merged again since.
        || store::list_of_person(db, path.associate).await?.iter().any(|one| one.stub_id == Some(survivor));
    Ok(is_theirs.then_some((merge, survivor, stub)))
}

impl ShowPage {
    fn when(&self) -> String {
        by(display_date_time(self.merge.merged_at), self.merge.merged_by.as_deref())
    }

    fn undone(&self) -> Option<String> {
        Some(by(display_date_time(self.merge.undone_at?), self.merge.undone_by.as_deref()))
    }

    /// The last day on which it can be undone.
    fn until(&self) -> String {
        display_date(london_date(self.merge.merged_at) + Days::new(UNDOABLE.num_days().unsigned_abs()))
    }

    fn undo_path(&self) -> String {
        paths::Undoing { associate: self.associate.id, merge: self.merge.id }.to_string()
    }

    fn at(&self, event: &Event) -> String {
        display_date_time(event.at)
    }

    fn stood(&self, row: &StandingRow) -> String {
        by(format!("{}, {}", row.standing, display_date(london_date(row.at))), row.by.as_deref())
    }
}

fn by(what: String, who: Option<&str>) -> String {
    match who {
        Some(who) => format!("{what} by {who}"),
        None => what,
    }
}

/// Takes the two apart.
pub(crate) async fn undo(path: paths::Undoing, app: App, layout: Layout, _: Editing<Associate>) -> Result<Response> {
    let show = paths::Show { associate: path.associate, merge: path.merge };
    let mut tx = app.db.begin().await?;
    let (merge, ..) = find(&mut tx, &show).await?.or_404()?;
    let undone = match merges::undo(&mut tx, &merge, &layout.by()).await? {
        Ok(undone) => undone,
        Err(obstacle) => return Ok(layout.unchanged(show, obstacle.words())),
    };
    let without = store::events_of(&mut tx, &undone.without_place).await?;
    tx.commit().await?;

    let mut words = "Taken apart. Both records are back, and what has happened since stays with this one".to_owned();
    if !without.is_empty() {
        words.push_str(&format!(
            ". The places are taken by now, so one of them waits for a place at: {}",
            without.join(", ")
        ));
    }
    if undone.lost > 0 {
        words.push_str(&format!(
            ". {} could not be put back: something else has taken their place since",
            rows(undone.lost)
        ));
    }
    let notice = Notice::new(words).with_link(format!("/associates/{}", undone.other), "The other record");
    Ok(layout.redirect(format!("/associates/{}", undone.kept), notice).into_response())
}

fn rows(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}
