//! The forms of joining, answering, linking, changing and ending.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Answer, DaysAWeek, Fellowship, MembershipRole, Part, Terms, first_day, in_project, last_day};
use super::store::Membership;
use crate::kernel::{Choice, DeclaredInvolvement, Invalid, OrganisationId, Text, parse_date};
use crate::projects::typed;
use crate::web::{FormErrors, opened};

/// Asking to join.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct JoinForm {
    pub(crate) involvement: String,
    pub(crate) reason: String,
    /// Explicit consent to a link that reveals something about health.
    pub(crate) health_consent: String,
    /// The identity the request gets: sending the form twice makes one.
    pub(crate) id: String,
}

/// What someone asks for.
pub(super) struct Asked {
    pub(super) involvement: DeclaredInvolvement,
    pub(super) reason: Option<Text<500>>,
}

impl JoinForm {
    pub(super) fn parse(&self, needs_consent: bool) -> Result<Asked, FormErrors> {
        let mut errors = FormErrors::default();
        let involvement = errors.keep("involvement", involvement(&self.involvement));
        let reason = errors.optional("reason", &self.reason, |raw| Text::parse("what you write", raw));
        if needs_consent && self.health_consent != "yes" {
            errors.add("health_consent", "Tick the box if you agree. We cannot record this link without your consent");
        }
        match (involvement, reason) {
            (Some(involvement), Some(reason)) if errors.is_empty() => Ok(Asked { involvement, reason }),
            _ => Err(errors),
        }
    }
}

fn involvement(raw: &str) -> Result<DeclaredInvolvement, Invalid> {
    DeclaredInvolvement::from_code(raw).ok_or_else(|| Invalid::new("Choose how you want to take part"))
}

/// The answer to a request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecisionForm {
    pub(crate) answer: String,
    pub(crate) reason: String,
    /// Which of the sentences to begin with is to be put in; then nothing is sent yet.
    pub(crate) begin: String,
}

impl DecisionForm {
    /// The form with a sentence added to the reason.
    pub(super) fn with_sentence(&self, sentence: &str) -> Self {
        let typed = self.reason.trim_end();
        let gap = if typed.is_empty() { "" } else { " " };
        Self { answer: "decline".to_owned(), reason: format!("{typed}{gap}{sentence}"), begin: String::new() }
    }

    pub(super) fn parse(&self) -> Result<Answer, FormErrors> {
        match self.answer.as_str() {
            "accept" => Ok(Answer::Accept),
            "decline" => Text::parse("a kind reason. They will read it", &self.reason)
                .map(Answer::Decline)
                .map_err(|invalid| FormErrors::one("reason", invalid.message())),
            _ => Err(FormErrors::one("answer", "Choose whether to accept or decline")),
        }
    }
}

/// The fields that say which part someone takes.
#[derive(Clone, Debug, Default)]
pub(super) struct RawPart<'a> {
    pub(super) role: &'a str,
    pub(super) host: &'a str,
    pub(super) days_a_week: &'a str,
}

impl RawPart<'_> {
    /// The part, with a fellowship for a Diffusion Fellow and without for everyone else.
    fn parse(&self, errors: &mut FormErrors) -> Option<Part> {
        let role = MembershipRole::from_code(self.role).ok_or_else(|| Invalid::new("Choose a role"));
        let role = errors.keep("role", role)?;
        if role != MembershipRole::DiffusionFellow {
            let only = "Leave this empty: only a Diffusion Fellow has it";
            for (field, raw) in [("host", self.host), ("days_a_week", self.days_a_week)] {
                if !raw.is_empty() {
                    errors.add(field, only);
                }
            }
            return Some(Part { role, fellowship: None });
        }
        let host = self.host.parse::<OrganisationId>();
        let host = errors.keep("host", host.map_err(|_| Invalid::new("Choose the organisation that hosts them")));
        let days_a_week = errors.keep("days_a_week", DaysAWeek::parse(self.days_a_week));
        Some(Part { role, fellowship: Some(Fellowship { host: host?, days_a_week: days_a_week? }) })
    }
}

/// Linking someone to a project; also filled in from the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LinkForm {
    /// The slug of the project.
    pub(crate) project: String,
    pub(crate) role: String,
    pub(crate) starts_on: String,
    pub(crate) reason: String,
    pub(crate) host: String,
    pub(crate) days_a_week: String,
    /// The identity the membership gets.
    pub(crate) id: String,
}

/// How someone is to be linked.
pub(super) struct Linked {
    pub(super) part: Part,
    pub(super) starts_on: NaiveDate,
    pub(super) reason: Text<500>,
}

impl LinkForm {
    /// `project_starts`: when the chosen project begins, if there is one.
    pub(super) fn parse(&self, project_starts: Option<NaiveDate>, today: NaiveDate) -> Result<Linked, FormErrors> {
        let mut errors = FormErrors::default();
        if project_starts.is_none() {
            errors.add("project", "Choose a project");
        }
        let raw = RawPart { role: &self.role, host: &self.host, days_a_week: &self.days_a_week };
        let part = raw.parse(&mut errors);
        let starts_on = parse_date("the date it begins", &self.starts_on)
            .and_then(|day| first_day(day, today))
            .and_then(|day| in_project(day, project_starts.unwrap_or(day), today));
        let starts_on = errors.keep("starts_on", starts_on);
        let reason = errors.keep("reason", Text::parse("why you link them", &self.reason));
        match (part, starts_on, reason) {
            (Some(part), Some(starts_on), Some(reason)) if errors.is_empty() => Ok(Linked { part, starts_on, reason }),
            _ => Err(errors),
        }
    }
}

/// Changing a membership.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EditForm {
    pub(crate) role: String,
    pub(crate) involvement: String,
    pub(crate) host: String,
    pub(crate) days_a_week: String,
    /// From when a new role, host or number of days holds.
    pub(crate) from: String,
    pub(crate) reason: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl EditForm {
    pub(super) fn of(membership: &Membership, today: NaiveDate) -> Self {
        let form = Self {
            role: membership.role.code().to_owned(),
            involvement: membership.involvement.code().to_owned(),
            host: membership.host_organisation_id.map(|id| id.to_string()).unwrap_or_default(),
            days_a_week: membership.days_a_week.map(|days| days.normalize().to_string()).unwrap_or_default(),
            from: typed(today),
            reason: String::new(),
            opened: String::new(),
        };
        Self { opened: opened(&form), ..form }
    }

    /// The terms, and the day they hold from.
    pub(super) fn parse(
        &self,
        started: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(Terms, NaiveDate, Option<Text<500>>), FormErrors> {
        let mut errors = FormErrors::default();
        let raw = RawPart { role: &self.role, host: &self.host, days_a_week: &self.days_a_week };
        let part = raw.parse(&mut errors);
        let involvement = errors.keep("involvement", involvement(&self.involvement));
        let from = parse_date("the date the change holds from", &self.from).and_then(|day| first_day(day, today));
        let from = errors.keep("from", from);
        if let (Some(from), Some(started)) = (from, started)
            && from < started
        {
            errors.add("from", "Enter a date that is not before this membership began");
        }
        let reason = errors.optional("reason", &self.reason, |raw| Text::parse("the reason", raw));
        match (part, involvement, from, reason) {
            (Some(part), Some(involvement), Some(from), Some(reason)) if errors.is_empty() => {
                Ok((Terms { part, involvement }, from, reason))
            }
            _ => Err(errors),
        }
    }
}

/// Ending a membership, or leaving.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EndingForm {
    pub(crate) ends_on: String,
    pub(crate) reason: String,
}

impl EndingForm {
    /// The last day and the reason. People who leave need give neither.
    pub(super) fn parse(
        &self,
        is_own: bool,
        started: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(NaiveDate, Text<500>), FormErrors> {
        let mut errors = FormErrors::default();
        let day = if is_own && self.ends_on.is_empty() {
            Ok(today)
        } else {
            parse_date("the last day", &self.ends_on).and_then(|day| last_day(day, started, today))
        };
        let day = errors.keep("ends_on", day);
        let reason = if is_own && self.reason.is_empty() { "Left the project" } else { self.reason.as_str() };
        let reason = errors.keep("reason", Text::parse("why it ends", reason));
        match (day, reason) {
            (Some(day), Some(reason)) => Ok((day, reason)),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DecisionForm, EndingForm, JoinForm, LinkForm};
    use crate::kernel::OrganisationId;
    use crate::memberships::model::Answer;

    fn fields<T>(parsed: Result<T, crate::web::FormErrors>) -> Vec<&'static str> {
        parsed.map_or_else(|errors| errors.iter().map(|(field, _)| field).collect(), |_| Vec::new())
    }

    #[test]
    fn health_consent_is_asked_for_only_where_it_is_needed() {
        let form = JoinForm { involvement: "ask_me".to_owned(), ..JoinForm::default() };
        assert!(form.parse(false).is_ok());
        assert_eq!(fields(form.parse(true)), ["health_consent"]);
        assert!(JoinForm { health_consent: "yes".to_owned(), ..form }.parse(true).is_ok());
    }

    #[test]
    fn a_decline_needs_a_reason_and_an_acceptance_does_not() {
        let form = |answer: &str, reason: &str| DecisionForm {
            answer: answer.to_owned(),
            reason: reason.to_owned(),
            begin: String::new(),
        };
        assert_eq!(form("accept", "").parse().ok(), Some(Answer::Accept));
        assert_eq!(fields(form("decline", " ").parse()), ["reason"]);
        assert_eq!(fields(form("", "").parse()), ["answer"]);
        assert!(form("decline", "Thank you, but we are full.").parse().is_ok());
    }

    #[test]
    fn only_a_diffusion_fellow_has_a_host_and_days() {
        let today = "2026-03-01".parse().expect("a date");
        let begun = Some(today);
        let member = LinkForm {
            project: "stak".to_owned(),
            role: "member".to_owned(),
            starts_on: "1/3/2026".to_owned(),
            reason: "Asked by phone".to_owned(),
            ..LinkForm::default()
        };
        assert!(member.parse(begun, today).is_ok());
        assert_eq!(
            fields(LinkForm { days_a_week: "2".to_owned(), ..member.clone() }.parse(begun, today)),
            ["days_a_week"]
        );
        let fellow = LinkForm { role: "diffusion_fellow".to_owned(), ..member };
        assert_eq!(fields(fellow.parse(begun, today)), ["host", "days_a_week"]);
        let host = OrganisationId::new().to_string();
        assert!(LinkForm { host, days_a_week: "1.5".to_owned(), ..fellow }.parse(begun, today).is_ok());
    }

    #[test]
    fn whoever_leaves_need_not_say_why() {
        let today = "2026-03-01".parse().expect("a date");
        assert!(EndingForm::default().parse(true, None, today).is_ok());
        assert_eq!(fields(EndingForm::default().parse(false, None, today)), ["ends_on", "reason"]);
    }
}
