//! The accessibility statement.

use askama::Template;

use crate::privacy::paths;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "privacy/accessibility.html")]
pub(crate) struct AccessibilityPage {
    layout: Layout,
}

pub(crate) async fn get(_: paths::Accessibility, layout: Layout) -> Page<AccessibilityPage> {
    Page::ok(AccessibilityPage { layout })
}
