//! The form of an output.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{NewOutput, Output, OutputKind};
use crate::kernel::{Choice, EventId, Invalid, ProjectId, Text, clean, parse_date};
use crate::projects::typed;
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OutputForm {
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) about: String,
    pub(crate) link: String,
    pub(crate) made_on: String,
    pub(crate) events: Vec<String>,
    /// One more event.
    pub(crate) event: String,
    pub(crate) projects: Vec<String>,
    pub(crate) published: String,
    /// The identity a new one gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl OutputForm {
    pub(super) fn of(output: &Output) -> Self {
        let form = Self {
            title: output.title.clone(),
            kind: output.kind.code().to_owned(),
            about: output.about.clone(),
            link: output.link.clone().unwrap_or_default(),
            made_on: typed(output.made_on),
            events: output.events.iter().map(ToString::to_string).collect(),
            projects: output.projects.iter().map(ToString::to_string).collect(),
            published: if output.is_published { "yes".to_owned() } else { String::new() },
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    pub(super) fn parse(&self, today: NaiveDate) -> Result<NewOutput, FormErrors> {
        let mut errors = FormErrors::default();
        let title = errors.keep("title", Text::parse_line("what it is called", &self.title));
        let kind = OutputKind::from_code(&self.kind).ok_or_else(|| Invalid::new("Choose what sort of thing it is"));
        let kind = errors.keep("kind", kind);
        let about = errors.keep("about", Text::parse("what it is", &self.about));
        let link = errors.optional("link", &self.link, parse_link);
        let made_on = errors.keep("made_on", made_on(&self.made_on, today));
        let events = errors.keep("events", self.events());
        let projects = errors.keep("projects", self.projects());
        if let (Some([]), Some([])) = (events.as_deref(), projects.as_deref()) {
            errors.add("projects", "Choose at least one event or project it came from");
        }
        match (title, kind, about, link, made_on, events, projects) {
            (Some(title), Some(kind), Some(about), Some(link), Some(made_on), Some(events), Some(projects))
                if errors.is_empty() =>
            {
                let is_published = self.published == "yes";
                Ok(NewOutput { title, kind, about, link, made_on, is_published, events, projects })
            }
            _ => Err(errors),
        }
    }

    /// The events that are chosen, and the one that is added.
    fn events(&self) -> Result<Vec<EventId>, Invalid> {
        let typed = self.events.iter().chain(Some(&self.event).filter(|id| !id.is_empty()));
        let ids: Result<Vec<EventId>, _> = typed.map(|id| id.parse()).collect();
        let mut ids = ids.map_err(|_| Invalid::new("Choose events from the list"))?;
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    fn projects(&self) -> Result<Vec<ProjectId>, Invalid> {
        let ids: Result<Vec<ProjectId>, _> = self.projects.iter().map(|id| id.parse()).collect();
        let mut ids = ids.map_err(|_| Invalid::new("Choose projects from the list"))?;
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}

fn made_on(raw: &str, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    let day = parse_date("the day it was ready", raw)?;
    if day > today { Err(Invalid::new("Enter today or a day before")) } else { Ok(day) }
}

/// An address of the web, of at most 500 characters.
fn parse_link(raw: &str) -> Result<String, Invalid> {
    let text = clean(raw);
    let uri: Option<axum::http::Uri> = text.parse().ok();
    let is_web = uri.as_ref().is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| host.contains('.'))
    });
    if is_web && text.len() <= 500 && (text.starts_with("http://") || text.starts_with("https://")) {
        return Ok(text);
    }
    Err(Invalid::new("Enter a link that begins with https://, like https://example.org/toolkit"))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{OutputForm, parse_link};
    use crate::kernel::{EventId, ProjectId};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 4).expect("a date")
    }

    #[test]
    fn links_lead_to_the_web() {
        assert!(parse_link("https://example.org/a?b=c#d").is_ok());
        for wrong in ["javascript:alert(1)", "ftp://example.org", "//example.org", "example.org", "https://localhost"] {
            assert!(parse_link(wrong).is_err(), "{wrong}");
        }
        assert!(parse_link(&format!("https://example.org/{}", "a".repeat(500))).is_err());
    }

    #[test]
    fn it_came_of_something_and_one_event_or_project_counts_once() {
        let form = OutputForm {
            title: "A toolkit".to_owned(),
            kind: "toolkit".to_owned(),
            about: "What to ask.".to_owned(),
            made_on: "4/6/2026".to_owned(),
            ..OutputForm::default()
        };
        assert!(form.parse(today()).expect_err("a mistake").get("projects").is_some());
        let event = EventId::new().to_string();
        let form = OutputForm { events: vec![event.clone()], event, ..form };
        assert_eq!(form.parse(today()).expect("an output").events.len(), 1);
        let project = ProjectId::new().to_string();
        let form = OutputForm { projects: vec![project.clone(), project], ..form };
        assert_eq!(form.parse(today()).expect("an output").projects.len(), 1);
        let form = OutputForm { made_on: "5/6/2026".to_owned(), ..form };
        assert!(form.parse(today()).expect_err("a mistake").get("made_on").is_some());
    }
}
