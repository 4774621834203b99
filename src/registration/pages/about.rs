//! What the network is, in plain words, and how to reach those who run it.

use askama::Template;

use crate::app::App;
use crate::registration::paths;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "registration/about.html")]
pub(crate) struct AboutPage {
    layout: Layout,
    /// The engagement team's address.
    contact: Option<String>,
}

pub(crate) async fn get(_: paths::About, app: App, layout: Layout) -> Page<AboutPage> {
    Page::ok(AboutPage { layout, contact: app.config.contact.clone() })
}
