//! The form that plans an event.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::mix::ActivityMix;
use super::model::{Event, EventKind, EventVisibility, Link, NewQuestion, Plan, Question};
use crate::kernel::{
    Choice, Invalid, ProjectId, StakeholderGroup, Text, display_time, london_date, london_moment, london_time,
    parse_date, parse_time,
};
use crate::places::{Kept, Places};
use crate::projects::typed;
use crate::web::{FormErrors, opened};

/// The most questions of one event.
pub(super) const MOST_QUESTIONS: usize = 5;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EventForm {
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) description: String,
    pub(crate) starts_on: String,
    pub(crate) starts_at: String,
    /// Empty: the day it starts.
    pub(crate) ends_on: String,
    pub(crate) ends_at: String,
    pub(crate) place: String,
    pub(crate) access_notes: String,
    pub(crate) link: String,
    pub(crate) visibility: String,
    pub(crate) theme: String,
    pub(crate) projects: Vec<String>,
    pub(crate) host: String,
    pub(crate) series: String,
    pub(crate) capacity: String,
    pub(crate) kept: String,
    pub(crate) kept_for: Vec<String>,
    pub(crate) release_days: String,
    pub(crate) social_interaction: String,
    pub(crate) knowledge_sharing: String,
    pub(crate) knowledge_creation: String,
    pub(crate) identity_building: String,
    /// One question a line; a star in front of those that must be answered.
    pub(crate) questions: String,
    /// The event it is a copy of, whose reminders and questions it takes over.
    #[serde(skip_serializing)]
    pub(crate) copied_from: String,
    /// The identity a new event gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl EventForm {
    /// The form of an event that is there.
    pub(super) fn of(event: &Event, places: &Places, questions: &[Question]) -> Self {
        let mix = event.mix();
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let last_day = london_date(event.ends_at);
        let form = Self {
            title: event.title.clone(),
            kind: event.kind.code().to_owned(),
            description: event.description.clone(),
            starts_on: typed(london_date(event.starts_at)),
            starts_at: display_time(london_time(event.starts_at)),
            ends_on: if last_day == london_date(event.starts_at) { String::new() } else { typed(last_day) },
            ends_at: display_time(london_time(event.ends_at)),
            place: text(&event.place),
            access_notes: text(&event.access_notes),
            link: text(&event.link),
            visibility: event.visibility.code().to_owned(),
            theme: event.theme_id.map(|theme| theme.to_string()).unwrap_or_default(),
            projects: event.projects.iter().map(ToString::to_string).collect(),
            host: event.host_organisation_id.map(|host| host.to_string()).unwrap_or_default(),
            series: text(&event.series),
            id: event.id.to_string(),
            questions: questions.iter().map(in_one_line).collect::<Vec<_>>().join("\n"),
            ..Self::default()
        }
        .with_mix(mix)
        .with_places(places);
        Self { opened: opened(&form), ..form }
    }

    /// With these shares in its fields.
    pub(super) fn with_mix(self, mix: ActivityMix) -> Self {
        Self {
            social_interaction: mix.social_interaction.to_string(),
            knowledge_sharing: mix.knowledge_sharing.to_string(),
            knowledge_creation: mix.knowledge_creation.to_string(),
            identity_building: mix.identity_building.to_string(),
            ..self
        }
    }

    fn with_places(self, places: &Places) -> Self {
        let capacity = places.capacity.map(|capacity| capacity.to_string()).unwrap_or_default();
        let Some(kept) = &places.kept else { return Self { capacity, ..self } };
        Self {
            capacity,
            kept: kept.places.to_string(),
            kept_for: kept.groups.iter().map(|group| group.code().to_owned()).collect(),
            release_days: kept.release_days.to_string(),
            ..self
        }
    }

    /// What is planned.
    pub(super) fn parse(&self) -> Result<Plan, FormErrors> {
        let mut errors = FormErrors::default();
        match self.read(&mut errors) {
            Some(plan) if errors.is_empty() => Ok(plan),
            _ => Err(errors),
        }
    }

    fn read(&self, errors: &mut FormErrors) -> Option<Plan> {
        let title = errors.keep("title", Text::parse_line("the title of the event", &self.title));
        let kind = EventKind::from_code(&self.kind).ok_or_else(|| Invalid::new("Choose what sort of event it is"));
        let kind = errors.keep("kind", kind);
        let description = errors.keep("description", Text::parse("what the event is about", &self.description));
        let period = self.period(errors);
        let place = errors.optional("place", &self.place, |raw| Text::parse("the place", raw));
        let access_notes = errors.optional("access_notes", &self.access_notes, |raw| Text::parse("how to get in", raw));
        let link = errors.optional("link", &self.link, Link::parse);
        let visibility = EventVisibility::from_code(&self.visibility);
        let visibility = visibility.ok_or_else(|| Invalid::new("Choose who may see it"));
        let visibility = errors.keep("visibility", visibility);
        let theme = errors.optional("theme", &self.theme, |raw| from_list(raw, "Choose a theme from the list"));
        let projects = self.projects(errors, visibility);
        let host = errors.optional("host", &self.host, |raw| from_list(raw, "Choose an organisation from the list"));
        let series = errors.optional("series", &self.series, |raw| Text::parse_line("the series", raw));
        let places = self.places(errors);
        let mix = self.mix(errors);
        let questions = errors.keep("questions", parse_questions(&self.questions));
        let (starts_at, ends_at) = period?;
        Some(Plan {
            title: title?,
            kind: kind?,
            description: description?,
            starts_at,
            ends_at,
            place: place?,
            access_notes: access_notes?,
            link: link?,
            visibility: visibility?,
            theme: theme?,
            projects: projects?,
            host: host?,
            series: series?,
            mix: mix?,
            places: places?,
            questions: questions?,
        })
    }

    fn period(&self, errors: &mut FormErrors) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let first = errors.keep("starts_on", parse_date("the day it starts", &self.starts_on));
        let start = errors.keep("starts_at", parse_time("the time it starts", &self.starts_at));
        let last = errors.optional("ends_on", &self.ends_on, |raw| parse_date("the day it ends", raw));
        let end = errors.keep("ends_at", parse_time("the time it ends", &self.ends_at));
        let first: NaiveDate = first?;
        let starts_at = errors.keep("starts_at", london_moment(first, start?));
        let ends_at = errors.keep("ends_at", london_moment(last?.unwrap_or(first), end?));
        let (starts_at, ends_at) = (starts_at?, ends_at?);
        if ends_at <= starts_at {
            errors.add("ends_at", "Enter an end that is after the start");
        } else if ends_at - starts_at > chrono::TimeDelta::days(31) {
            errors.add("ends_on", "Enter an end that is at most 31 days after the start");
        }
        Some((starts_at, ends_at))
    }

    fn projects(&self, errors: &mut FormErrors, visibility: Option<EventVisibility>) -> Option<Vec<ProjectId>> {
        let chosen: Result<Vec<ProjectId>, _> = self.projects.iter().map(|raw| raw.parse()).collect();
        let mut chosen = errors.keep("projects", chosen.map_err(|_| Invalid::new("Choose projects from the list")))?;
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.is_empty() && visibility == Some(EventVisibility::Members) {
            errors.add("projects", "Choose at least one project, since only its members will see the event");
        }
        Some(chosen)
    }

    fn places(&self, errors: &mut FormErrors) -> Option<Places> {
        let capacity = errors.optional("capacity", &self.capacity, |raw| number("how many may come", raw, 1, 100_000));
        let kept = errors.optional("kept", &self.kept, |raw| number("how many places are kept", raw, 0, 100_000));
        let capacity = capacity?;
        let Some(places) = kept?.filter(|places| *places > 0) else { return Some(Places { capacity, kept: None }) };
        if capacity.is_none_or(|capacity| capacity < places) {
            errors.add("kept", "Enter at most as many places as there are altogether");
        }
        let groups: Vec<_> = self.kept_for.iter().filter_map(|code| StakeholderGroup::from_code(code)).collect();
        if groups.is_empty() {
            errors.add("kept_for", "Choose for whom they are kept");
        }
        let days = number("how many days before the event they are released", &self.release_days, 0, 365);
        let days = errors.keep("release_days", days)?;
        let release_days = u16::try_from(days).unwrap_or_default();
        Some(Places { capacity, kept: Some(Kept { places, groups, release_days }) })
    }

    fn mix(&self, errors: &mut FormErrors) -> Option<ActivityMix> {
        let mut share = |field: &'static str, raw: &str| {
            let share = if raw.is_empty() { Ok(0) } else { number("a share", raw, 0, 100) };
            errors.keep(field, share).and_then(|share| u8::try_from(share).ok())
        };
        let social_interaction = share("social_interaction", &self.social_interaction);
        let knowledge_sharing = share("knowledge_sharing", &self.knowledge_sharing);
        let knowledge_creation = share("knowledge_creation", &self.knowledge_creation);
        let identity_building = share("identity_building", &self.identity_building);
        let mix = ActivityMix {
            social_interaction: social_interaction?,
            knowledge_sharing: knowledge_sharing?,
            knowledge_creation: knowledge_creation?,
            identity_building: identity_building?,
        };
        if mix.sum() != 100 {
            errors
                .add("social_interaction", format!("Make the four shares add up to 100. They add up to {}", mix.sum()));
        }
        Some(mix)
    }
}

fn in_one_line(question: &Question) -> String {
    format!("{}{}", if question.required { "* " } else { "" }, question.wording)
}

fn from_list<T: std::str::FromStr>(raw: &str, message: &str) -> Result<T, Invalid> {
    raw.parse().map_err(|_| Invalid::new(message))
}

/// A whole number as a form has it.
///
/// # Errors
/// It is none, or not between `least` and `most`.
pub(crate) fn number(what: &str, raw: &str, least: u32, most: u32) -> Result<u32, Invalid> {
    let number: Option<u32> = raw.trim().replace([',', ' '], "").parse().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| Invalid::new(format!("Enter {what} as a whole number from {least} to {most}")))
}

/// One question a line, without empty lines; a star in front of a line means that it must be answered.
fn parse_questions(raw: &str) -> Result<Vec<NewQuestion>, Invalid> {
    let mut questions: Vec<NewQuestion> = Vec::new();
    for line in raw.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if questions.len() == MOST_QUESTIONS {
            return Err(Invalid::new(format!("Ask at most {MOST_QUESTIONS} questions")));
        }
        let (wording, required) = line.strip_prefix('*').map_or((line, false), |rest| (rest, true));
        questions.push(NewQuestion { wording: Text::parse_line("a question", wording)?, required });
    }
    Ok(questions)
}

/// Why an event is cancelled; the registered people read it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CancellationForm {
    pub(crate) reason: String,
}

impl CancellationForm {
    pub(super) fn parse(&self) -> Result<Text<1000>, FormErrors> {
        Text::parse("why it is cancelled, in words that people will read", &self.reason)
            .map_err(|invalid| FormErrors::one("reason", invalid.message()))
    }
}

#[cfg(test)]
mod tests {
    use super::{EventForm, parse_questions};

    fn filled() -> EventForm {
        EventForm {
            title: "Getting home after a stroke".to_owned(),
            kind: "seminar".to_owned(),
            description: "What helps, and what does not.".to_owned(),
            starts_on: "4/6/2026".to_owned(),
            starts_at: "2pm".to_owned(),
            ends_at: "4:30pm".to_owned(),
            visibility: "public".to_owned(),
            knowledge_sharing: "70".to_owned(),
            social_interaction: "30".to_owned(),
            ..EventForm::default()
        }
    }

    fn mistakes(form: &EventForm) -> Vec<&'static str> {
        form.parse().map_or_else(|errors| errors.iter().map(|(field, _)| field).collect(), |_| Vec::new())
    }

    #[test]
    fn reads_a_plan() {
        let plan = filled().parse().expect("a plan");
        assert_eq!(
            (plan.starts_at.to_rfc3339(), plan.ends_at.to_rfc3339()),
            ("2026-06-04T13:00:00+00:00".to_owned(), "2026-06-04T15:30:00+00:00".to_owned())
        );
        assert_eq!((plan.places.capacity, plan.mix.knowledge_creation), (None, 0));
    }

    #[test]
    fn reports_every_mistake_at_once() {
        assert_eq!(
            mistakes(&EventForm::default()),
            ["title", "kind", "description", "starts_on", "starts_at", "ends_at", "visibility", "social_interaction"]
        );
        let form =
            EventForm { ends_at: "1pm".to_owned(), kept: "8".to_owned(), visibility: "members".to_owned(), ..filled() };
        assert_eq!(mistakes(&form), ["ends_at", "projects", "kept", "kept_for", "release_days"]);
        let form = EventForm { knowledge_sharing: "71".to_owned(), link: "javascript:alert(1)".to_owned(), ..filled() };
        assert_eq!(mistakes(&form), ["link", "social_interaction"]);
    }

    #[test]
    fn keeps_places_for_groups_until_they_are_released() {
        let form = EventForm {
            capacity: "40".to_owned(),
            kept: "8".to_owned(),
            kept_for: vec!["service_user".to_owned(), "third_sector".to_owned()],
            release_days: "7".to_owned(),
            ..filled()
        };
        let kept = form.parse().expect("a plan").places.kept.expect("kept places");
        assert_eq!((kept.places, kept.groups.len(), kept.release_days), (8, 2, 7));
        assert_eq!(mistakes(&EventForm { capacity: "7".to_owned(), ..form }), ["kept"]);
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_refused() {
        let form = EventForm { starts_on: "29/3/2026".to_owned(), starts_at: "1:30am".to_owned(), ..filled() };
        assert_eq!(mistakes(&form), ["starts_at"]);
    }

    #[test]
    fn reads_a_question_a_line() {
        let questions = parse_questions("* Which table?\n\nDo you need parking?\n").expect("questions");
        assert_eq!(questions.iter().map(|question| question.required).collect::<Vec<_>>(), [true, false]);
        assert!(parse_questions("a\nb\nc\nd\ne\nf").is_err());
    }
}
