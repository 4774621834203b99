//! Mails as their readers have them.

use super::app::TestApp;

/// A mail of the outbox.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Mail {
    pub(crate) id: uuid::Uuid,
    pub(crate) subject: String,
    pub(crate) body_text: String,
    pub(crate) body_html: String,
    pub(crate) state: String,
    #[sqlx(skip)]
    base_url: String,
}

impl Mail {
    /// The link in it, as a path of ours.
    #[track_caller]
    pub(crate) fn link(&self) -> String {
        let words = self.body_text.split_whitespace();
        let link = words.filter_map(|word| word.strip_prefix(&self.base_url)).find(|path| path.starts_with('/'));
        link.unwrap_or_else(|| panic!("no link in {:?}: {}", self.subject, self.body_text)).to_owned()
    }
}

pub(super) async fn to(app: &TestApp, address: &str) -> Vec<Mail> {
    let mails = sqlx::query_as::<_, Mail>(
        "select id, subject, body_text, body_html, state::text from mails where recipient = $1 order by created_at, id",
    );
    let mut mails = mails.bind(address).fetch_all(app.db()).await.expect("the outbox answers");
    for mail in &mut mails {
        mail.base_url = app.app.config.base_url();
    }
    mails
}
