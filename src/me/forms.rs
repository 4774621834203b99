//! Forms on My page.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::associates::{Affiliation, Associate, Belonging, Move, NewAffiliation, Profile, ProfileForm};
use crate::kernel::{
    Choice, DeclaredInvolvement, EmailAddress, Invalid, Text, ThemeId, Topic, display_date, parse_date,
};
use crate::privacy::{Consent, ConsentPurpose};
use crate::web::{FormErrors, opened};

/// What someone changes about themselves.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DetailsForm {
    #[serde(flatten)]
    pub(crate) profile: ProfileForm,
    /// "yes" when what was written about access needs may be kept.
    pub(crate) access_consent: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl DetailsForm {
    pub(super) fn of(associate: &Associate, themes: &[ThemeId]) -> Self {
        let form = Self {
            profile: ProfileForm::of(associate, themes),
            access_consent: if associate.access_needs.is_some() { "yes".to_owned() } else { String::new() },
            opened: String::new(),
        };
        Self { opened: opened(&form), ..form }
    }

    /// With their address, how they take part and what they hear about, which are not asked here and so stay as they
    /// are whatever was sent.
    pub(super) fn with_what_stays(self, associate: &Associate) -> Self {
        let ProfileForm { email, topics, involvement, .. } = ProfileForm::of(associate, &[]);
        Self { profile: ProfileForm { email, topics, involvement, ..self.profile }, ..self }
    }

    /// The profile as they want it.
    pub(super) fn parse(&self) -> Result<Profile, FormErrors> {
        let profile = self.profile.parse();
        let mut errors = profile.as_ref().err().cloned().unwrap_or_default();
        if !self.profile.access_needs.is_empty() && self.access_consent != "yes" {
            errors.add("access_consent", "Tick the box so that we may keep what you wrote, or leave the text empty");
        }
        profile.ok().filter(|_| errors.is_empty()).ok_or(errors)
    }
}

/// The address someone wants us to use from now on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddressForm {
    pub(crate) email: String,
    /// The one they have now, if they have one.
    pub(crate) password: String,
}

impl AddressForm {
    pub(super) fn parse(&self, now: Option<&EmailAddress>) -> Result<EmailAddress, FormErrors> {
        let mut errors = FormErrors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        if email.is_some() && email.as_ref() == now {
            errors.add("email", "We use this address already. Enter another one");
        }
        email.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

/// Where someone works or belongs from now on, and what has ended.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PostForm {
    pub(crate) organisation: String,
    /// Which of those that followed an organisation that has ended, once that was asked.
    pub(crate) successor: String,
    pub(crate) job_title: String,
    pub(crate) starts_on: String,
    /// The affiliations that have ended.
    pub(crate) closes: Vec<String>,
}

impl PostForm {
    /// What has ended did so the day before the new post, or today when there is none.
    pub(super) fn parse(&self, open: &[Affiliation], today: NaiveDate) -> Result<Move, FormErrors> {
        let mut errors = FormErrors::default();
        let written =
            errors.optional("organisation", &self.organisation, |raw| Text::parse_line("the organisation", raw));
        let job_title = errors.optional("job_title", &self.job_title, |raw| Text::parse_line("the job title", raw));
        let is_new = !self.organisation.trim().is_empty();
        let starts_on = if is_new {
            errors.keep("starts_on", parse_date("the date you started there", &self.starts_on))
        } else {
            Some(today)
        };
        let closing: Vec<&Affiliation> = open.iter().filter(|one| self.closes.contains(&one.id.to_string())).collect();
        let says_more = !self.job_title.is_empty() || !self.starts_on.is_empty();
        if !is_new && says_more {
            errors.add("organisation", "Enter the organisation, too");
        } else if !is_new && open.is_empty() {
            errors.add("organisation", "Enter where you work or belong");
        } else if !is_new && closing.is_empty() {
            errors.add("organisation", "Enter where you work or belong now, or tick what has ended");
        }
        let last_day = starts_on.map(|day| if is_new { day - Days::new(1) } else { day });
        if let Some(late) = closing.iter().find(|one| last_day.is_some_and(|last_day| one.starts_on > last_day)) {
            let message = format!("You started at {} on {}", late.organisation, display_date(late.starts_on));
            errors.add("starts_on", format!("{message}. Enter a later date, or leave that one unticked"));
        }
        let (Some(written), Some(job_title), Some(starts_on), Some(last_day), true) =
            (written, job_title, starts_on, last_day, errors.is_empty())
        else {
            return Err(errors);
        };
        let begins = written.map(|text| {
            let belonging = Belonging::Written(text);
            NewAffiliation { belonging, job_title, starts_on, ends_on: None }
        });
        Ok(Move { begins, ends: closing.into_iter().map(|one| (one.id, last_day)).collect() })
    }
}

/// What someone wants to hear about, and how they want to take part.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PreferencesForm {
    pub(crate) topics: Vec<String>,
    pub(crate) involvement: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl PreferencesForm {
    pub(super) fn of(associate: &Associate) -> Self {
        let form = Self {
            topics: associate.topics.iter().map(|topic| topic.code().to_owned()).collect(),
            involvement: associate.involvement.code().to_owned(),
            opened: String::new(),
        };
        Self { opened: opened(&form), ..form }
    }

    pub(super) fn parse(&self) -> Result<(Vec<Topic>, DeclaredInvolvement), FormErrors> {
        let involvement = DeclaredInvolvement::from_code(&self.involvement)
            .ok_or_else(|| FormErrors::one("involvement", "Choose how you would like to be involved"))?;
        let is_chosen = |topic: &Topic| self.topics.iter().any(|code| code == topic.code());
        Ok((Topic::ALL.iter().copied().filter(is_chosen).collect(), involvement))
    }
}

/// Which topics are new and which are gone.
pub(super) fn changed_topics(before: &[Topic], after: &[Topic]) -> Vec<(Topic, bool)> {
    let is_in = |list: &[Topic], topic: Topic| list.contains(&topic);
    let changed = Topic::ALL.iter().copied().filter(|topic| is_in(before, *topic) != is_in(after, *topic));
    changed.map(|topic| (topic, is_in(after, topic))).collect()
}

/// One agreement given or taken back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ConsentForm {
    pub(crate) purpose: String,
    pub(crate) topic: String,
    pub(crate) project: String,
    /// "give" or "withdraw".
    pub(crate) answer: String,
}

impl ConsentForm {
    /// Whether this is what the form is about.
    pub(super) fn is_about(&self, consent: &Consent) -> bool {
        ConsentPurpose::from_code(&self.purpose) == Some(consent.purpose())
            && match consent {
                Consent::Mailings(topic) => topic.code() == self.topic,
                Consent::HealthLink { project, .. } => project.to_string() == self.project,
                Consent::Registration | Consent::AccessNeeds => true,
            }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PauseForm {
    pub(crate) until: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LeavingForm {
    /// Why, if they care to say.
    pub(crate) reason: String,
}

/// Agreeing to a notice, or coming back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AgreementForm {
    pub(crate) consent: String,
    /// The version of the notice they saw; empty when they come from a form that was stopped for it.
    pub(crate) notice: String,
    /// What they had typed into that form.
    pub(crate) kept: String,
}

impl AgreementForm {
    pub(super) fn parse(&self, notice: i32) -> Result<(), Invalid> {
        if self.consent != "yes" {
            return Err(Invalid::new("Tick the box if you agree. If you do not, you can leave the network below"));
        }
        if self.notice != notice.to_string() {
            return Err(Invalid::new("The notice has just changed again. Read the new one, then agree to it"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{AgreementForm, ConsentForm, PreferencesForm, changed_topics};
    use crate::kernel::{ProjectId, Topic};
    use crate::privacy::Consent;

    #[test]
    fn each_topic_that_changes_is_one_row() {
        let before = [Topic::Networking, Topic::AreasOfInterest];
        let after = [Topic::Networking, Topic::ConferencesAndSeminars];
        assert_eq!(
            changed_topics(&before, &after),
            [(Topic::AreasOfInterest, false), (Topic::ConferencesAndSeminars, true)]
        );
        assert!(changed_topics(&before, &before).is_empty());
    }

    #[test]
    fn preferences_need_an_involvement_and_no_topic() {
        assert!(PreferencesForm::default().parse().is_err());
        let form = PreferencesForm {
            involvement: "ask_me".to_owned(),
            topics: vec!["gossip".to_owned()],
            ..PreferencesForm::default()
        };
        assert_eq!(form.parse().map(|(topics, _)| topics.len()).ok(), Some(0));
    }

    #[test]
    fn a_button_is_about_one_agreement() {
        let project = ProjectId::new();
        let form =
            ConsentForm { purpose: "health_link".to_owned(), project: project.to_string(), ..ConsentForm::default() };
        let link = |project| Consent::HealthLink { project, project_title: String::new() };
        assert!(form.is_about(&link(project)));
        assert!(!form.is_about(&link(ProjectId::new())) && !form.is_about(&Consent::Registration));
    }

    #[test]
    fn nobody_agrees_to_a_notice_they_did_not_see() {
        let form = AgreementForm { consent: "yes".to_owned(), notice: "2".to_owned(), kept: String::new() };
        assert!(form.parse(2).is_ok() && form.parse(3).is_err());
        assert!(AgreementForm { consent: String::new(), ..form }.parse(2).is_err());
    }
}
