//! What the network is, in plain words.

use askama::Template;

use crate::registration::paths;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "registration/about.html")]
pub(crate) struct AboutPage {
    layout: Layout,
}

pub(crate) async fn get(_: paths::About, layout: Layout) -> Page<AboutPage> {
    Page::ok(AboutPage { layout })
}
