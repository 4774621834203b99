//! The form that publishes a notice.

use serde::Deserialize;

use super::model::{Draft, PrivacyNotice};
use crate::kernel::{PrivacyNoticeId, Text};
use crate::web::FormErrors;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoticeForm {
    pub(crate) title: String,
    pub(crate) summary_of_changes: String,
    pub(crate) body: String,
    /// The identity the notice gets: sending the form twice publishes one.
    pub(crate) id: String,
    /// The number it gets; refused when another has taken it meanwhile.
    pub(crate) version: String,
    /// What the button says: "publish" or "edit"; anything else shows the preview.
    pub(crate) step: String,
}

/// The text an administrator starts from when there is none yet.
const FIRST: &str = include_str!("first_notice.txt");

impl NoticeForm {
    /// The form for the version after this one, or for the first.
    pub(super) fn after(current: Option<&PrivacyNotice>) -> Self {
        let id = PrivacyNoticeId::new().to_string();
        let form = match current {
            Some(notice) => Self {
                title: notice.title.clone(),
                body: notice.body.clone(),
                version: (notice.version + 1).to_string(),
                ..Self::default()
            },
            None => Self {
                title: "How we use information about you".to_owned(),
                body: FIRST.trim().to_owned(),
                summary_of_changes: "This is the first version.".to_owned(),
                version: "1".to_owned(),
                ..Self::default()
            },
        };
        Self { id, ..form }
    }

    pub(super) fn parse(&self) -> Result<Draft, FormErrors> {
        let mut errors = FormErrors::default();
        let title = errors.keep("title", Text::parse_line("a title", &self.title));
        let summary_of_changes = errors.keep(
            "summary_of_changes",
            Text::parse("what has changed, in a sentence or two", &self.summary_of_changes),
        );
        let body = errors.keep("body", Text::parse("the text of the notice", &self.body));
        match (title, summary_of_changes, body) {
            (Some(title), Some(summary_of_changes), Some(body)) => Ok(Draft { title, summary_of_changes, body }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NoticeForm;

    #[test]
    fn the_first_notice_is_ready_to_publish() {
        let form = NoticeForm::after(None);
        assert_eq!(form.version, "1");
        assert!(form.parse().is_ok());
    }

    #[test]
    fn a_new_version_must_say_what_changed() {
        let form = NoticeForm { summary_of_changes: String::new(), ..NoticeForm::after(None) };
        let errors = form.parse().expect_err("a mistake");
        assert!(errors.get("summary_of_changes").is_some());
    }
}
