//! The form with which people register.

use serde::Deserialize;

use super::model::{Registration, Wish};
use crate::associates::{Profile, ProfileForm};
use crate::kernel::{AssociateId, EmailAddress, EventId, Invalid, Text};
use crate::projects::Project;
use crate::web::FormErrors;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RegistrationForm {
    #[serde(flatten)]
    pub(crate) profile: ProfileForm,
    pub(crate) organisation: String,
    /// Which of those that followed an organisation that has ended, once that was asked.
    pub(crate) successor: String,
    /// The slugs of the projects that were ticked.
    pub(crate) projects: Vec<String>,
    /// The slugs of those whose link may be kept although it can say something about health.
    pub(crate) health: Vec<String>,
    /// "yes" when the team is to suggest projects.
    pub(crate) help: String,
    /// "yes" when what was written about access needs may be kept.
    pub(crate) access_consent: String,
    /// "yes" when they agree to the notice.
    pub(crate) consent: String,
    /// The version of the notice they saw.
    pub(crate) notice: String,
    /// The event they came for.
    pub(crate) event: String,
    /// The identity they get: sending the form twice registers once.
    pub(crate) id: String,
}

/// The fields in the order of the page, which is the order of the summary of errors.
const ORDER: [&str; 16] = [
    "given_name",
    "family_name",
    "email",
    "stakeholder_group",
    "organisation",
    "county",
    "postcode_district",
    "projects",
    "involvement",
    "topics",
    "access_needs",
    "access_consent",
    "phone",
    "themes",
    "interests",
    "consent",
];

impl RegistrationForm {
    /// The empty form, with the project ticked, or for the event, that the visitor came from.
    pub(super) fn empty(project: &str, event: Option<EventId>, notice: i32) -> Self {
        Self {
            event: event.map(|event| event.to_string()).unwrap_or_default(),
            projects: if project.is_empty() { Vec::new() } else { vec![project.to_owned()] },
            notice: notice.to_string(),
            id: AssociateId::new().to_string(),
            ..Self::default()
        }
    }

    /// The registration, or every mistake at once. `offered` are the projects that can be joined today,
    /// `notice` is the version in force.
    pub(super) fn parse(&self, offered: &[Project], notice: i32) -> Result<Registration, FormErrors> {
        let mut errors = FormErrors::default();
        let profile = self.profile_only().parse();
        if let Err(found) = &profile {
            for (field, message) in found.iter() {
                errors.add(field, message);
            }
        }
        let email = if self.profile.email.is_empty() { errors.keep("email", EmailAddress::parse("")) } else { None };
        let email = email.or_else(|| profile.as_ref().ok().and_then(|profile| profile.email.clone()));
        let organisation = errors
            .optional("organisation", &self.organisation, |raw| Text::parse_line("the name of your organisation", raw));
        let wishes = errors.keep("projects", self.wishes(offered));
        errors.keep("county", self.place());
        errors.keep("access_consent", self.access());
        errors.keep("consent", self.agreement(notice));
        self.finish(profile.ok(), email, organisation, wishes)
            .filter(|_| errors.is_empty())
            .ok_or_else(|| sorted(&errors))
    }

    fn finish(
        &self,
        profile: Option<Profile>,
        email: Option<EmailAddress>,
        organisation: Option<Option<Text<200>>>,
        wishes: Option<Vec<Wish>>,
    ) -> Option<Registration> {
        Some(Registration {
            id: self.id.parse().unwrap_or_else(|_| AssociateId::new()),
            email: email?,
            profile: profile?,
            organisation: organisation?,
            wishes: wishes?,
            // Whoever comes for an event alone hears from the team about projects.
            wants_help_choosing: self.wants_help() || self.projects.is_empty(),
            event: self.event.parse().ok(),
        })
    }

    /// What is not asked here is not taken, whatever was sent.
    fn profile_only(&self) -> ProfileForm {
        ProfileForm {
            phone: String::new(),
            themes: Vec::new(),
            interests: String::new(),
            offers: String::new(),
            asks: String::new(),
            ..self.profile.clone()
        }
    }

    fn wishes(&self, offered: &[Project]) -> Result<Vec<Wish>, Invalid> {
        if self.projects.is_empty() && !self.wants_help() && self.event.parse::<EventId>().is_err() {
            return Err(Invalid::new("Choose at least one project, or “Help me choose”"));
        }
        let chosen = |project: &&Project| self.projects.contains(&project.slug);
        let wishes: Vec<Wish> = offered
            .iter()
            .filter(chosen)
            .map(|project| Wish {
                project: project.id,
                title: project.title.clone(),
                sensitive: project.sensitive,
                agreed: self.health.contains(&project.slug),
            })
            .collect();
        let is_all = self.projects.iter().all(|slug| offered.iter().any(|project| project.slug == *slug));
        if is_all {
            Ok(wishes)
        } else {
            Err(Invalid::new("One of the projects takes no new members any more. Look at your choice again"))
        }
    }

    fn place(&self) -> Result<(), Invalid> {
        if self.profile.county.is_empty() && self.profile.postcode_district.is_empty() {
            return Err(Invalid::new("Choose your county, or enter the first part of your postcode"));
        }
        Ok(())
    }

    fn access(&self) -> Result<(), Invalid> {
        if !self.profile.access_needs.is_empty() && self.access_consent != "yes" {
            return Err(Invalid::new("Tick the box so that we may keep what you wrote, or leave the text empty"));
        }
        Ok(())
    }

    fn agreement(&self, notice: i32) -> Result<(), Invalid> {
        if self.consent != "yes" {
            return Err(Invalid::new("To register, agree that we keep these details"));
        }
        if self.notice != notice.to_string() {
            return Err(Invalid::new("Our privacy notice has just changed. Read the new one, then agree to it"));
        }
        Ok(())
    }

    fn wants_help(&self) -> bool {
        self.help == "yes"
    }
}

fn sorted(errors: &FormErrors) -> FormErrors {
    let mut sorted = FormErrors::default();
    for field in ORDER {
        if let Some(message) = errors.get(field) {
            sorted.add(field, message);
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::RegistrationForm;
    use crate::associates::ProfileForm;
    use crate::kernel::{EventId, ProjectId, ThemeId};
    use crate::projects::{Project, ProjectStage};
    use crate::web::FormErrors;

    fn stroke() -> Project {
        Project {
            id: ProjectId::new(),
            slug: "stroke".to_owned(),
            title: "Stroke".to_owned(),
            theme_id: ThemeId::new(),
            theme_name: "Stroke rehabilitation".to_owned(),
            summary: "A study".to_owned(),
            starts_on: NaiveDate::default(),
            ends_on: None,
            stage: ProjectStage::Running,
            isrctn: None,
            sensitive: true,
            recruiting: true,
            version: 1,
        }
    }

    fn filled() -> RegistrationForm {
        RegistrationForm {
            profile: ProfileForm {
                given_name: "Ann".to_owned(),
                family_name: "Lee".to_owned(),
                email: "ann@example.org".to_owned(),
                stakeholder_group: "carer".to_owned(),
                county: "derbyshire".to_owned(),
                involvement: "ask_me".to_owned(),
                ..ProfileForm::default()
            },
            consent: "yes".to_owned(),
            ..RegistrationForm::empty("stroke", None, 3)
        }
    }

    fn fields(errors: &FormErrors) -> Vec<&'static str> {
        errors.iter().map(|(field, _)| field).collect()
    }

    fn mistakes(form: &RegistrationForm) -> Vec<&'static str> {
        fields(&form.parse(&[stroke()], 3).expect_err("mistakes"))
    }

    #[test]
    fn whoever_comes_for_an_event_need_choose_no_project() {
        let open = [stroke()];
        let form = RegistrationForm { projects: Vec::new(), event: EventId::new().to_string(), ..filled() };
        let registration = form.parse(&open, 3).expect("a registration");
        assert!(registration.event.is_some() && registration.wants_help_choosing);
        let form = RegistrationForm { event: "nonsense".to_owned(), ..form };
        assert!(form.parse(&open, 3).is_err());
    }

    #[test]
    fn reports_every_mistake_in_the_order_of_the_page() {
        let form = RegistrationForm { organisation: "x".repeat(201), ..RegistrationForm::empty("", None, 3) };
        assert_eq!(
            mistakes(&form),
            [
                "given_name",
                "family_name",
                "email",
                "stakeholder_group",
                "organisation",
                "county",
                "projects",
                "involvement",
                "consent"
            ]
        );
    }

    #[test]
    fn takes_a_project_or_the_wish_for_help() {
        let registration = filled().parse(&[stroke()], 3).expect("a registration");
        assert_eq!((registration.wishes.len(), registration.wants_help_choosing), (1, false));
        let form = RegistrationForm { projects: vec![], help: "yes".to_owned(), ..filled() };
        let registration = form.parse(&[stroke()], 3).expect("a registration");
        assert_eq!((registration.wishes.len(), registration.wants_help_choosing), (0, true));
    }

    #[test]
    fn refuses_a_project_that_closed_meanwhile() {
        assert_eq!(fields(&filled().parse(&[], 3).expect_err("a mistake")), ["projects"]);
    }

    #[test]
    fn asks_again_when_the_notice_changed_meanwhile() {
        assert_eq!(fields(&filled().parse(&[stroke()], 4).expect_err("a mistake")), ["consent"]);
    }

    #[test]
    fn keeps_access_needs_only_by_agreement() {
        let mut form = filled();
        form.profile.access_needs = "A hearing loop".to_owned();
        assert_eq!(mistakes(&form), ["access_consent"]);
        form.access_consent = "yes".to_owned();
        assert!(form.parse(&[stroke()], 3).is_ok());
    }

    #[test]
    fn takes_nothing_that_is_not_asked() {
        let mut form = filled();
        form.profile.offers = "smuggled".to_owned();
        assert_eq!(form.parse(&[stroke()], 3).map(|registration| registration.profile.offers).ok(), Some(None));
    }

    #[test]
    fn reads_one_and_several_boxes() {
        let one: RegistrationForm =
            serde_html_form::from_str("given_name=Ann&projects=a&topics=networking").expect("a form");
        assert_eq!((one.projects.len(), one.profile.topics.len()), (1, 1));
        let two: RegistrationForm =
            serde_html_form::from_str("projects=a&projects=b&health=a&health=b").expect("a form");
        assert_eq!((two.projects.len(), two.health.len()), (2, 2));
    }
}
