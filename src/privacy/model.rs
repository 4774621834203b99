//! What people agree to, and the words they agree to it in.

use chrono::{DateTime, Utc};

use super::notice_text::{Block, blocks};
use crate::kernel::{Choice, PrivacyNoticeId, ProjectId, Text, Topic, choices, display_date, london_date};

choices! {
    /// What a consent is for.
    pub(crate) enum ConsentPurpose as "consent_purpose" {
        Registration = "registration", "Being in the register";
        Mailings = "mailings", "Hearing about a topic";
        HealthLink = "health_link", "A link that says something about health";
        AccessNeeds = "access_needs", "Keeping access needs";
    }
}

choices! {
    /// On what ground of the law something is kept.
    pub(crate) enum LawfulBasis as "lawful_basis" {
        Consent = "consent", "Consent";
        PublicTask = "public_task", "Public task";
        ExplicitConsent = "explicit_consent", "Explicit consent";
    }
}

/// A published version of the privacy notice. It never changes; a new one takes its place.
#[derive(Clone, Debug)]
pub(crate) struct PrivacyNotice {
    pub(crate) id: PrivacyNoticeId,
    pub(crate) version: i32,
    pub(crate) title: String,
    /// Plain text: paragraphs apart by an empty line, a line beginning with `# ` is a heading, `- ` a list item.
    pub(crate) body: String,
    /// What changed since the version before.
    pub(crate) summary_of_changes: String,
    pub(crate) published_at: DateTime<Utc>,
}

impl PrivacyNotice {
    /// The text in the pieces a template writes.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        blocks(&self.body)
    }

    /// "4 June 2026".
    pub(crate) fn published_on(&self) -> String {
        display_date(london_date(self.published_at))
    }
}

/// A notice that is about to be published.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) title: Text<200>,
    pub(crate) summary_of_changes: Text<1000>,
    pub(crate) body: Text<40000>,
}

/// One thing a person agrees to, or no longer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    Registration,
    Mailings(Topic),
    HealthLink { project: ProjectId, project_title: String },
    AccessNeeds,
}

impl Consent {
    pub(crate) fn purpose(&self) -> ConsentPurpose {
        match self {
            Self::Registration => ConsentPurpose::Registration,
            Self::Mailings(_) => ConsentPurpose::Mailings,
            Self::HealthLink { .. } => ConsentPurpose::HealthLink,
            Self::AccessNeeds => ConsentPurpose::AccessNeeds,
        }
    }

    /// The topic or the project that it is about, where it is about one.
    pub(crate) fn about(&self) -> (Option<Topic>, Option<ProjectId>) {
        match self {
            Self::Mailings(topic) => (Some(*topic), None),
            Self::HealthLink { project, .. } => (None, Some(*project)),
            Self::Registration | Self::AccessNeeds => (None, None),
        }
    }

    /// Health and access needs are special categories (UK GDPR Article 9): explicit consent.
    pub(crate) fn basis(&self) -> LawfulBasis {
        match self {
            Self::Registration | Self::Mailings(_) => LawfulBasis::Consent,
            Self::HealthLink { .. } | Self::AccessNeeds => LawfulBasis::ExplicitConsent,
        }
    }

    /// The words on the page, which the ledger keeps.
    pub(crate) fn wording(&self) -> String {
        match self {
            Self::Registration => {
                "I agree that the network keeps these details about me and uses them as the privacy notice says."
                    .to_owned()
            }
            Self::Mailings(topic) => format!("Send me news about: {}.", topic.label().to_lowercase()),
            Self::HealthLink { project_title, .. } => format!(
                "I agree that the network records my link to “{project_title}”. I know that this may say something about my \
                 health or the health of someone I care for."
            ),
            Self::AccessNeeds => {
                "I agree that the network keeps what I wrote about my access needs, to make events work for me."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Consent, LawfulBasis};
    use crate::kernel::{ProjectId, Topic};

    #[test]
    fn what_says_something_about_health_needs_explicit_consent() {
        let link = Consent::HealthLink { project: ProjectId::new(), project_title: "Stroke".to_owned() };
        assert_eq!(link.basis(), LawfulBasis::ExplicitConsent);
        assert_eq!(Consent::AccessNeeds.basis(), LawfulBasis::ExplicitConsent);
        assert_eq!(Consent::Mailings(Topic::Networking).basis(), LawfulBasis::Consent);
        assert!(link.wording().contains("“Stroke”"));
    }
}
