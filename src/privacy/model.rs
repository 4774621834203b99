//! What people agree to, and the words they agree to it in.

use crate::kernel::choices;

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
