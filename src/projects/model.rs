//! What a theme and a project are, and when a project can be joined.

use chrono::NaiveDate;

use crate::kernel::{Invalid, ProjectId, Slug, Text, ThemeId, choices, clean, display_date};

choices! {
    /// How far a project has come.
    pub(crate) enum ProjectStage as "project_stage" {
        Planned = "planned", "Planned";
        Running = "running", "Running";
        Ended = "ended", "Ended";
    }
}

/// A research area; groups projects.
#[derive(Clone, Debug)]
pub(crate) struct Theme {
    pub(crate) id: ThemeId,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) version: i32,
}

/// What the team says of a theme; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct ThemeDescription {
    pub(crate) name: Text<100>,
    pub(crate) summary: Text<1000>,
}

/// An implementation research project.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) id: ProjectId,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) theme_id: ThemeId,
    pub(crate) theme_name: String,
    /// Plain language, for someone who has never heard of the study.
    pub(crate) summary: String,
    pub(crate) starts_on: NaiveDate,
    /// Last day: planned, or of an ended project the day it ended.
    pub(crate) ends_on: Option<NaiveDate>,
    pub(crate) stage: ProjectStage,
    pub(crate) isrctn: Option<String>,
    /// A service user's or carer's link to it reveals something about their health.
    pub(crate) sensitive: bool,
    pub(crate) recruiting: bool,
    pub(crate) version: i32,
}

impl Project {
    /// Whether someone can join it on this day: it takes members and has not ended (rule 2).
    pub(crate) fn can_be_joined(&self, today: NaiveDate) -> bool {
        self.recruiting && !self.is_over(today)
    }

    /// Whether it has ended, or its last day has passed and nobody has ended it yet.
    pub(crate) fn is_over(&self, today: NaiveDate) -> bool {
        self.stage == ProjectStage::Ended || self.ends_on.is_some_and(|last_day| last_day < today)
    }

    /// Whether it has begun and goes on: only then can it lack anybody.
    pub(crate) fn is_running(&self, today: NaiveDate) -> bool {
        self.stage == ProjectStage::Running && !self.is_over(today)
    }

    /// Its last day has passed, but its memberships still run: the team should end it.
    pub(crate) fn is_overdue(&self, today: NaiveDate) -> bool {
        self.stage != ProjectStage::Ended && self.is_over(today)
    }

    /// Where it stands, in the words of the public page: "Starts on 4 June 2026".
    pub(crate) fn state(&self, today: NaiveDate) -> String {
        match self.ends_on {
            Some(day) if self.is_over(today) => format!("Ended on {}", display_date(day)),
            None if self.is_over(today) => "Ended".to_owned(),
            _ if self.stage == ProjectStage::Planned && self.starts_on > today => {
                format!("Starts on {}", display_date(self.starts_on))
            }
            _ if self.stage == ProjectStage::Planned => "Starting soon".to_owned(),
            _ if self.recruiting => "Open to new members".to_owned(),
            _ => "Running, not taking new members".to_owned(),
        }
    }

    /// The colour that repeats the state.
    pub(crate) fn state_colour(&self, today: NaiveDate) -> &'static str {
        match self.stage {
            _ if self.is_over(today) => "grey",
            ProjectStage::Planned => "yellow",
            _ if self.recruiting => "green",
            _ => "teal",
        }
    }

    /// When it runs, in words: "1 May 2026 to 30 April 2028".
    pub(crate) fn dates(&self, today: NaiveDate) -> String {
        let start = display_date(self.starts_on);
        match self.ends_on {
            Some(end) => format!("{start} to {}", display_date(end)),
            None if self.starts_on > today => format!("From {start}"),
            None => format!("Since {start}"),
        }
    }

    /// The beginning of the summary, for a card: whole sentences, or whole words where the first one is long;
    /// at most 180 characters.
    pub(crate) fn teaser(&self) -> String {
        let first = self.summary.lines().next().unwrap_or_default();
        if first.chars().count() <= 180 {
            return first.to_owned();
        }
        let cut: String = first.chars().take(180).collect();
        match cut.rsplit_once(". ") {
            Some((sentences, _)) if sentences.chars().count() >= 60 => format!("{sentences}."),
            _ => {
                let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
                format!("{}…", words.trim_end_matches([',', '.', ';', ':']))
            }
        }
    }

    /// The summary, paragraph by paragraph.
    pub(crate) fn paragraphs(&self) -> Vec<&str> {
        self.summary.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).collect()
    }

    /// Its page.
    pub(crate) fn href(&self) -> String {
        format!("/projects/{}", self.slug)
    }
}

/// What the team says of a project; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Description {
    pub(crate) title: Text<200>,
    pub(crate) theme_id: ThemeId,
    pub(crate) summary: Text<4000>,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_on: Option<NaiveDate>,
    pub(crate) isrctn: Option<Isrctn>,
    pub(crate) sensitive: bool,
    pub(crate) recruiting: bool,
}

/// A project to be registered.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct NewProject {
    pub(crate) slug: Slug,
    #[serde(flatten)]
    pub(crate) description: Description,
}

impl Description {
    /// A project that begins later is planned; one that has begun runs.
    pub(crate) fn first_stage(&self, today: NaiveDate) -> ProjectStage {
        if self.starts_on > today { ProjectStage::Planned } else { ProjectStage::Running }
    }
}

/// How a project ends; only [`Ending::decide`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Ending {
    pub(crate) ends_on: NaiveDate,
    pub(crate) reason: Text<500>,
}

impl Ending {
    /// Decides whether a project can be ended as of a day. Today or earlier, since its memberships end
    /// with it; a last day to come is set by changing the project.
    ///
    /// # Errors
    /// It has ended already, or the day is in the future or before the project began.
    pub(crate) fn decide(
        project: &Project,
        ends_on: NaiveDate,
        reason: Text<500>,
        today: NaiveDate,
    ) -> Result<Self, Invalid> {
        if project.stage == ProjectStage::Ended {
            return Err(Invalid::new("This project has ended already"));
        }
        if ends_on > today {
            return Err(Invalid::new(
                "Enter today or a date in the past. To set a last day in the future, change the project",
            ));
        }
        if ends_on < project.starts_on.min(today) {
            let start = display_date(project.starts_on);
            return Err(Invalid::new(format!("Enter a date on or after the day it started, {start}")));
        }
        Ok(Self { ends_on, reason })
    }
}

/// The number of the public register of studies: `ISRCTN12650001`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Isrctn(String);

impl Isrctn {
    /// Parses what was typed, with or without the letters.
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let text: String = clean(raw).to_ascii_uppercase().chars().filter(|c| !c.is_whitespace()).collect();
        let digits = text.strip_prefix("ISRCTN").unwrap_or(&text);
        if digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(format!("ISRCTN{digits}")));
        }
        Err(Invalid::new("Enter an ISRCTN number of 8 digits, like ISRCTN12650001"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Ending, Isrctn, Project, ProjectStage};
    use crate::kernel::{ProjectId, Text, ThemeId};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn project(stage: ProjectStage, starts_on: &str, ends_on: Option<&str>) -> Project {
        Project {
            id: ProjectId::new(),
            slug: "home-visits".to_owned(),
            title: "Home visits".to_owned(),
            theme_id: ThemeId::new(),
            theme_name: "Stroke".to_owned(),
            summary: "Visits".to_owned(),
            starts_on: date(starts_on),
            ends_on: ends_on.map(date),
            stage,
            isrctn: None,
            sensitive: false,
            recruiting: true,
            version: 1,
        }
    }

    fn end(project: &Project, on: &str) -> Result<Ending, String> {
        let reason = Text::parse("why", "The study is complete").expect("a reason");
        Ending::decide(project, date(on), reason, date("2026-03-01")).map_err(|invalid| invalid.message().to_owned())
    }

    #[test]
    fn nobody_joins_a_project_whose_last_day_has_passed() {
        let running = project(ProjectStage::Running, "2025-01-01", Some("2026-03-01"));
        assert!(running.can_be_joined(date("2026-03-01")));
        assert!(!running.can_be_joined(date("2026-03-02")));
        assert!(running.is_overdue(date("2026-03-02")));
        assert!(running.is_running(date("2026-03-01")) && !running.is_running(date("2026-03-02")));
        assert!(!project(ProjectStage::Planned, "2026-06-04", None).is_running(date("2026-03-01")));
        let ended = project(ProjectStage::Ended, "2025-01-01", Some("2026-03-01"));
        assert!(!ended.can_be_joined(date("2026-03-01")) && !ended.is_overdue(date("2026-03-02")));
    }

    #[test]
    fn says_where_it_stands_in_words() {
        let today = date("2026-03-01");
        for (stage, start, end, words) in [
            (ProjectStage::Running, "2025-01-01", None, "Open to new members"),
            (ProjectStage::Planned, "2026-06-04", None, "Starts on 4 June 2026"),
            (ProjectStage::Planned, "2026-02-04", None, "Starting soon"),
            (ProjectStage::Ended, "2025-01-01", Some("2026-02-28"), "Ended on 28 February 2026"),
            (ProjectStage::Running, "2025-01-01", Some("2026-02-28"), "Ended on 28 February 2026"),
        ] {
            assert_eq!(project(stage, start, end).state(today), words);
        }
    }

    #[test]
    fn a_card_shows_whole_sentences() {
        let with = |summary: &str| Project {
            summary: summary.to_owned(),
            ..project(ProjectStage::Running, "2025-01-01", None)
        };
        assert_eq!(with("Short.\n\nMore.").teaser(), "Short.");
        let sentence = "This is a sentence of about seventy characters, all in plain language.";
        assert_eq!(with(&[sentence; 4].join(" ")).teaser(), [sentence; 2].join(" "));
        let long = with(&"word ".repeat(60)).teaser();
        assert!(long.ends_with("word…") && long.chars().count() <= 181);
    }

    #[test]
    fn ends_today_or_in_the_past_and_only_once() {
        let running = project(ProjectStage::Running, "2025-01-01", None);
        assert!(end(&running, "2026-03-01").is_ok() && end(&running, "2025-01-01").is_ok());
        assert!(end(&running, "2026-03-02").is_err() && end(&running, "2024-12-31").is_err());
        assert!(end(&project(ProjectStage::Ended, "2025-01-01", Some("2026-01-01")), "2026-02-01").is_err());
        assert!(end(&project(ProjectStage::Planned, "2026-06-01", None), "2026-03-01").is_ok(), "never begun");
    }

    #[test]
    fn reads_isrctn_numbers_as_people_write_them() {
        for text in ["ISRCTN12650001", "isrctn 12650001", "12650001"] {
            assert_eq!(Isrctn::parse(text).map(|n| n.as_str().to_owned()).as_deref(), Ok("ISRCTN12650001"));
        }
        assert!(Isrctn::parse("ISRCTN1265").is_err() && Isrctn::parse("NCT12650001").is_err());
    }
}
