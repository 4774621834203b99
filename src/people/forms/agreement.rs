//! What someone told the team they agree to, or no longer do.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{parse_source, past_date};
use crate::associates::Associate;
use crate::kernel::{Choice, Invalid, Topic};
use crate::people::store::SensitiveProject;
use crate::privacy::Consent;
use crate::web::{FormErrors, Opt};

/// What can be agreed to, with the words to be read out, by the value that the form sends.
pub(crate) struct Offer(Vec<(String, Consent)>);

impl Offer {
    /// A link says something about the health of some groups only. All projects that could are offered to those, so
    /// that the page tells nothing of links there are.
    pub(crate) fn of(associate: &Associate, projects: &[SensitiveProject]) -> Self {
        let mut all = vec![("registration".to_owned(), Consent::Registration)];
        all.extend(Topic::ALL.iter().map(|topic| (format!("mailings:{}", topic.code()), Consent::Mailings(*topic))));
        all.push(("access_needs".to_owned(), Consent::AccessNeeds));
        if associate.stakeholder_group.reveals_health() {
            let links = projects.iter().map(|project| {
                let consent = Consent::HealthLink { project: project.id, project_title: project.title.clone() };
                (format!("health_link:{}", project.slug), consent)
            });
            all.extend(links);
        }
        Self(all)
    }

    pub(crate) fn options(&self, selected: &str) -> Vec<Opt> {
        let option = |(value, consent): &(String, Consent)| {
            let about = match consent {
                Consent::Mailings(topic) => format!(": {}", topic.label().to_lowercase()),
                Consent::HealthLink { project_title, .. } => format!(": {project_title}"),
                Consent::Registration | Consent::AccessNeeds => String::new(),
            };
            let option = Opt::new(value, format!("{}{about}", consent.purpose()));
            Opt { selected: value == selected, ..option.with_hint(format!("“{}”", consent.wording())) }
        };
        self.0.iter().map(option).collect()
    }

    fn find(&self, value: &str) -> Result<Consent, Invalid> {
        let found = self.0.iter().find(|(known, _)| known == value).map(|(_, consent)| consent.clone());
        found.ok_or_else(|| Invalid::new("Choose what they told you about"))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AgreementForm {
    pub(crate) agreement: String,
    /// "yes" or "no".
    pub(crate) answer: String,
    pub(crate) said_on: String,
    pub(crate) source: String,
    pub(crate) source_note: String,
}

/// What they said, when and how.
pub(crate) struct Told {
    pub(crate) consent: Consent,
    pub(crate) given: bool,
    pub(crate) said_on: NaiveDate,
    pub(crate) source: String,
}

impl AgreementForm {
    pub(crate) fn parse(&self, offer: &Offer, today: NaiveDate) -> Result<Told, FormErrors> {
        let mut errors = FormErrors::default();
        let consent = errors.keep("agreement", offer.find(&self.agreement));
        let given = match self.answer.as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(Invalid::new("Choose whether they agree")),
        };
        let given = errors.keep("answer", given);
        if let (Some(Consent::Registration), Some(false)) = (&consent, given) {
            errors.add(
                "answer",
                "To take this agreement back is to leave the network. Use “Pause or leave” on their record",
            );
        }
        let said_on = errors.keep("said_on", past_date("the day they told you", &self.said_on, today));
        let source = errors.keep("source", parse_source(&self.source, &self.source_note));
        let told = || Some(Told { consent: consent?, given: given?, said_on: said_on?, source: source? });
        told().filter(|_| errors.is_empty()).ok_or(errors)
    }
}

#[cfg(test)]
mod tests {
    use super::{AgreementForm, Offer};
    use crate::kernel::{ProjectId, Topic};
    use crate::privacy::Consent;

    fn offer() -> Offer {
        let link = Consent::HealthLink { project: ProjectId::new(), project_title: "Stroke".to_owned() };
        Offer(vec![
            ("registration".to_owned(), Consent::Registration),
            ("mailings:networking".to_owned(), Consent::Mailings(Topic::Networking)),
            ("health_link:stroke".to_owned(), link),
        ])
    }

    fn form(agreement: &str, answer: &str, said_on: &str) -> AgreementForm {
        AgreementForm {
            agreement: agreement.to_owned(),
            answer: answer.to_owned(),
            said_on: said_on.to_owned(),
            source: "phone".to_owned(),
            source_note: "to Tess".to_owned(),
        }
    }

    #[test]
    fn says_what_was_told_when_and_how() {
        let today = "2026-03-02".parse().expect("a date");
        let told = form("health_link:stroke", "yes", "1/3/2026").parse(&offer(), today).expect("no mistakes");
        assert!(told.given && matches!(told.consent, Consent::HealthLink { .. }));
        assert_eq!(
            (told.said_on.to_string().as_str(), told.source.as_str()),
            ("2026-03-01", "told us by phone: to Tess")
        );
    }

    #[test]
    fn every_mistake_stands_beside_its_field() {
        let today = "2026-03-02".parse().expect("a date");
        let refused = |form: AgreementForm, field: &str| {
            form.parse(&offer(), today).err().is_some_and(|errors| errors.get(field).is_some())
        };
        assert!(refused(form("health_link:other", "yes", "1/3/2026"), "agreement"));
        assert!(refused(form("registration", "perhaps", "1/3/2026"), "answer"));
        assert!(refused(form("registration", "no", "1/3/2026"), "answer"), "that is leaving");
        assert!(refused(form("registration", "yes", "3/3/2026"), "said_on"), "tomorrow");
        let unsourced = AgreementForm { source: String::new(), ..form("registration", "yes", "1/3/2026") };
        assert!(refused(unsourced, "source"));
    }

    #[test]
    fn the_words_to_read_out_stand_beside_each_choice() {
        let options = offer().options("mailings:networking");
        let networking = options.iter().find(|option| option.selected).expect("the chosen one");
        assert_eq!(networking.label, "Hearing about a topic: networking");
        assert_eq!(networking.hint.as_deref(), Some("“Send me news about: networking.”"));
    }
}
