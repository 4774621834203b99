//! What someone says when they register, and what they agree to by it.

use crate::associates::Profile;
use crate::kernel::{AssociateId, EmailAddress, EventId, ProjectId, Text};
use crate::privacy::Consent;

/// A registration without mistakes.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) id: AssociateId,
    pub(crate) email: EmailAddress,
    pub(crate) profile: Profile,
    /// Where they work or belong, as they wrote it.
    pub(crate) organisation: Option<Text<200>>,
    pub(crate) wishes: Vec<Wish>,
    pub(crate) wants_help_choosing: bool,
    /// The event they came for: they get a place, or a place in line, when they confirm.
    pub(crate) event: Option<EventId>,
}

/// A project someone wants to take part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) project: ProjectId,
    pub(crate) title: String,
    pub(crate) sensitive: bool,
    /// They ticked that the link may be kept although it can say something about health.
    pub(crate) agreed: bool,
}

impl Registration {
    /// Everything they agree to. A link that reveals health and was not agreed to is not refused: it
    /// waits, hidden, until they agree on their page.
    pub(crate) fn consents(&self) -> Vec<Consent> {
        let mut consents = vec![Consent::Registration];
        consents.extend(self.profile.topics.iter().copied().map(Consent::Mailings));
        if self.profile.access_needs.is_some() {
            consents.push(Consent::AccessNeeds);
        }
        if self.profile.stakeholder_group.reveals_health() {
            let agreed = self.wishes.iter().filter(|wish| wish.sensitive && wish.agreed);
            consents.extend(
                agreed.map(|wish| Consent::HealthLink { project: wish.project, project_title: wish.title.clone() }),
            );
        }
        consents
    }
}

#[cfg(test)]
mod tests {
    use super::{Registration, Wish};
    use crate::associates::ProfileForm;
    use crate::kernel::{AssociateId, EmailAddress, ProjectId};
    use crate::privacy::ConsentPurpose;

    fn registration(group: &str, wish: Wish) -> Registration {
        let profile = ProfileForm {
            given_name: "Ann".to_owned(),
            family_name: "Lee".to_owned(),
            stakeholder_group: group.to_owned(),
            involvement: "ask_me".to_owned(),
            topics: vec!["networking".to_owned()],
            ..ProfileForm::default()
        };
        Registration {
            id: AssociateId::new(),
            email: EmailAddress::parse("ann@example.org").expect("an address"),
            profile: profile.parse().expect("a profile"),
            organisation: None,
            wishes: vec![wish],
            wants_help_choosing: false,
            event: None,
        }
    }

    fn wish(sensitive: bool, agreed: bool) -> Wish {
        Wish { project: ProjectId::new(), title: "Stroke".to_owned(), sensitive, agreed }
    }

    fn purposes(registration: &Registration) -> Vec<ConsentPurpose> {
        registration.consents().iter().map(crate::privacy::Consent::purpose).collect()
    }

    #[test]
    fn a_carer_agrees_to_a_revealing_link_by_ticking_it() {
        use ConsentPurpose::{HealthLink, Mailings, Registration};
        assert_eq!(purposes(&registration("carer", wish(true, true))), [Registration, Mailings, HealthLink]);
        assert_eq!(purposes(&registration("carer", wish(true, false))), [Registration, Mailings]);
        assert_eq!(purposes(&registration("carer", wish(false, true))), [Registration, Mailings]);
    }

    #[test]
    fn a_link_says_nothing_about_the_health_of_a_commissioner() {
        let purposes = purposes(&registration("commissioner", wish(true, true)));
        assert!(!purposes.contains(&ConsentPurpose::HealthLink));
    }
}
