//! Whoever may be the same as one person: as the job found, or as somebody looks for them.

use askama::Template;
use serde::Deserialize;

use super::listed;
use crate::access::Editing;
use crate::app::App;
use crate::associates::Associate;
use crate::error::Result;
use crate::merging::paths;
use crate::merging::store::{self, Pair};
use crate::people;
use crate::web::{Layout, Page, Query};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Search {
    q: String,
}

#[derive(Template)]
#[template(path = "merging/of_person.html")]
pub(crate) struct OfPersonPage {
    layout: Layout,
    associate: Associate,
    pairs: Vec<Pair>,
    found: Vec<people::Row>,
    search: Search,
}

pub(crate) async fn get(
    _: paths::OfPerson,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Query(search): Query<Search>,
) -> Result<Page<OfPersonPage>> {
    let mut db = app.db.acquire().await?;
    let pairs = store::list_of(&mut db, associate.id).await?;
    let text: String = search.q.chars().take(100).collect();
    let mut found = match text.trim() {
        "" => Vec::new(),
        text => people::list_found(&mut db, text, layout.today()).await?,
    };
    drop(db);
    found.retain(|row| row.id != associate.id);
    Ok(Page::ok(OfPersonPage { layout, associate: associate.clone(), pairs, found, search }))
}

impl OfPersonPage {
    fn here(&self) -> String {
        paths::OfPerson { associate: self.associate.id }.to_string()
    }

    /// The other one of a pair: address of both side by side, and name.
    fn other(&self, pair: &Pair) -> (String, String) {
        let (other, name) =
            if pair.one == self.associate.id { (pair.other, &pair.other_name) } else { (pair.one, &pair.one_name) };
        (paths::Compare { associate: self.associate.id, other }.to_string(), name.clone())
    }

    fn speaks_for(&self, pair: &Pair) -> String {
        listed(&pair.reasons)
    }

    fn speaks_against(&self, pair: &Pair) -> String {
        listed(&pair.against)
    }
}
