//! The forms that describe a project and a theme.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Description, Isrctn, NewProject, Project, ProjectStage, Theme, ThemeDescription};
use crate::kernel::{Invalid, Slug, Text, ThemeId, parse_date};
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ProjectForm {
    pub(crate) title: String,
    #[serde(skip_serializing)]
    pub(crate) slug: String,
    pub(crate) theme: String,
    pub(crate) summary: String,
    pub(crate) starts_on: String,
    pub(crate) ends_on: String,
    pub(crate) isrctn: String,
    pub(crate) sensitive: String,
    pub(crate) recruiting: String,
    /// The identity a new project gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

/// A date as a form shows it.
pub(crate) fn typed(date: NaiveDate) -> String {
    date.format("%-d/%-m/%Y").to_string()
}

fn ticked(yes: bool) -> String {
    if yes { "yes".to_owned() } else { String::new() }
}

impl From<&Project> for ProjectForm {
    fn from(project: &Project) -> Self {
        let form = Self {
            title: project.title.clone(),
            slug: project.slug.clone(),
            theme: project.theme_id.to_string(),
            summary: project.summary.clone(),
            starts_on: typed(project.starts_on),
            ends_on: project.ends_on.map(typed).unwrap_or_default(),
            isrctn: project.isrctn.clone().unwrap_or_default(),
            sensitive: ticked(project.sensitive),
            recruiting: ticked(project.recruiting),
            id: project.id.to_string(),
            opened: String::new(),
        };
        Self { opened: opened(&form), ..form }
    }
}

impl ProjectForm {
    /// What the team says of a project that is there already.
    pub(super) fn parse(&self) -> Result<Description, FormErrors> {
        let mut errors = FormErrors::default();
        match self.describe(&mut errors) {
            Some(description) if errors.is_empty() => Ok(description),
            _ => Err(errors),
        }
    }

    /// The same of a project that has ended: its form has no dates, so they stay as they are.
    pub(super) fn parse_for(&self, project: &Project) -> Result<Description, FormErrors> {
        if project.stage != ProjectStage::Ended {
            return self.parse();
        }
        let kept = Self::from(project);
        Self { starts_on: kept.starts_on, ends_on: kept.ends_on, recruiting: String::new(), ..self.clone() }.parse()
    }

    /// A project to be registered. Without an address of its own it gets the one its title suggests.
    pub(super) fn parse_new(&self) -> Result<NewProject, FormErrors> {
        let mut errors = FormErrors::default();
        let description = self.describe(&mut errors);
        let typed = if self.slug.is_empty() { Slug::suggest(&self.title) } else { self.slug.clone() };
        // Without a title there is no suggestion; the missing title is error enough.
        let slug = if typed.is_empty() && self.slug.is_empty() && errors.get("title").is_some() {
            None
        } else {
            errors.keep("slug", Slug::parse(&typed))
        };
        match (description, slug) {
            (Some(description), Some(slug)) if errors.is_empty() => Ok(NewProject { slug, description }),
            _ => Err(errors),
        }
    }

    fn describe(&self, errors: &mut FormErrors) -> Option<Description> {
        let title = errors.keep("title", Text::parse_line("the title of the project", &self.title));
        let theme_id = self.theme.parse::<ThemeId>().map_err(|_| Invalid::new("Choose the theme it belongs to"));
        let theme_id = errors.keep("theme", theme_id);
        let summary = errors.keep("summary", Text::parse("a summary in plain language", &self.summary));
        let starts_on = errors.keep("starts_on", parse_date("the date it starts", &self.starts_on));
        let ends_on = errors.optional("ends_on", &self.ends_on, |raw| parse_date("the last day", raw));
        let isrctn = errors.optional("isrctn", &self.isrctn, Isrctn::parse);
        if let (Some(start), Some(Some(end))) = (starts_on, ends_on)
            && end < start
        {
            errors.add("ends_on", "Enter a last day that is not before the date it starts");
        }
        Some(Description {
            title: title?,
            theme_id: theme_id?,
            summary: summary?,
            starts_on: starts_on?,
            ends_on: ends_on?,
            isrctn: isrctn?,
            sensitive: self.sensitive == "yes",
            recruiting: self.recruiting == "yes",
        })
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ThemeForm {
    pub(crate) name: String,
    pub(crate) summary: String,
    /// The identity a new theme gets.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl From<&Theme> for ThemeForm {
    fn from(theme: &Theme) -> Self {
        let form = Self {
            name: theme.name.clone(),
            summary: theme.summary.clone(),
            id: theme.id.to_string(),
            opened: String::new(),
        };
        Self { opened: opened(&form), ..form }
    }
}

impl ThemeForm {
    pub(super) fn parse(&self) -> Result<ThemeDescription, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.keep("name", Text::parse_line("the name of the theme", &self.name));
        let summary = errors.keep("summary", Text::parse("a sentence about the theme", &self.summary));
        match (name, summary) {
            (Some(name), Some(summary)) => Ok(ThemeDescription { name, summary }),
            _ => Err(errors),
        }
    }

    /// The address a new theme gets: what its name suggests.
    pub(super) fn slug(&self) -> Result<Slug, FormErrors> {
        Slug::parse(&Slug::suggest(&self.name))
            .map_err(|_| FormErrors::one("name", "Enter a name with letters from A to Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::{ProjectForm, ThemeForm};
    use crate::kernel::ThemeId;

    fn filled() -> ProjectForm {
        ProjectForm {
            title: "Home visits after stroke".to_owned(),
            theme: ThemeId::new().to_string(),
            summary: "Does a visit before discharge help?".to_owned(),
            starts_on: "1/3/2026".to_owned(),
            ..ProjectForm::default()
        }
    }

    fn mistakes(form: &ProjectForm) -> Vec<&'static str> {
        form.parse_new().map_or_else(|errors| errors.iter().map(|(field, _)| field).collect(), |_| Vec::new())
    }

    #[test]
    fn a_title_gives_the_address_when_none_is_typed() {
        let project = filled().parse_new().expect("a project");
        assert_eq!(project.slug.as_str(), "home-visits-after-stroke");
        let project = ProjectForm { slug: "visits".to_owned(), ..filled() }.parse_new().expect("a project");
        assert_eq!(project.slug.as_str(), "visits");
    }

    #[test]
    fn reports_every_mistake_at_once() {
        assert_eq!(mistakes(&ProjectForm::default()), ["title", "theme", "summary", "starts_on"]);
        let form = ProjectForm { ends_on: "28/2/2026".to_owned(), isrctn: "12".to_owned(), ..filled() };
        assert_eq!(mistakes(&form), ["isrctn", "ends_on"]);
        assert_eq!(mistakes(&ProjectForm { slug: "Not an address".to_owned(), ..filled() }), ["slug"]);
        assert_eq!(mistakes(&ProjectForm { title: "卒中".to_owned(), ..filled() }), ["slug"]);
    }

    #[test]
    fn a_theme_needs_a_name_and_a_sentence() {
        assert!(ThemeForm::default().parse().is_err());
        let form = ThemeForm { name: "Primary care".to_owned(), summary: "GPs".to_owned(), ..ThemeForm::default() };
        assert_eq!(form.slug().expect("a slug").as_str(), "primary-care");
    }
}
