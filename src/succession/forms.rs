//! Recording that an organisation ended, and deciding where its people go.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::model::{Outcome, Step};
use crate::kernel::{AffiliationId, Choice, Invalid, OrganisationId, SuccessionDecisionId, Text, parse_date};
use crate::organisations::{Organisation, Related};
use crate::projects::typed;
use crate::web::FormErrors;

/// The most organisations that can follow one.
const MOST_SUCCESSORS: usize = 20;

/// That an organisation ended, and what follows it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EndingForm {
    pub(crate) ends_on: String,
    /// "followed" or "closed".
    pub(crate) how: String,
    /// Those of the register that were ticked.
    pub(crate) successors: Vec<String>,
    /// Names of others, one on each line.
    pub(crate) others: String,
    /// "yes" when names that nobody knows are to be added.
    pub(crate) add: String,
    pub(crate) why: String,
    /// "yes" when everybody goes on to the one that follows.
    pub(crate) everyone: String,
}

/// The same, parsed; the names are still to be looked up.
pub(super) struct Ending {
    pub(super) last_day: NaiveDate,
    pub(super) why: Option<Text<500>>,
    pub(super) successors: Vec<OrganisationId>,
    pub(super) names: Vec<Text<200>>,
    pub(super) adds: bool,
    pub(super) everyone: bool,
}

impl Ending {
    /// The day from which its successors are there.
    pub(super) fn first_day_after(&self) -> NaiveDate {
        self.last_day + Days::new(1)
    }
}

impl EndingForm {
    pub(super) fn of(organisation: &Organisation, successors: &[Related]) -> Self {
        let how = match (organisation.ends_on, successors.is_empty()) {
            (None, _) => "",
            (Some(_), true) => "closed",
            (Some(_), false) => "followed",
        };
        Self {
            ends_on: organisation.ends_on.map(typed).unwrap_or_default(),
            how: how.to_owned(),
            successors: successors.iter().map(|one| one.id.to_string()).collect(),
            why: organisation.ended_why.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    pub(super) fn parse(&self, organisation: &Organisation) -> Result<Ending, FormErrors> {
        let mut errors = FormErrors::default();
        let last_day = errors.keep("ends_on", parse_date("its last day", &self.ends_on));
        if let (Some(last), Some(first)) = (last_day, organisation.starts_on)
            && last < first
        {
            errors.add("ends_on", "Enter a last day that is not before its first");
        }
        let why = errors.optional("why", &self.why, |raw| Text::parse("why it ended", raw));
        let is_followed = match self.how.as_str() {
            "followed" => Some(true),
            "closed" => Some(false),
            _ => {
                errors.add("how", "Choose whether anything follows it");
                None
            }
        };
        let ticked: Vec<OrganisationId> = self.successors.iter().filter_map(|id| id.parse().ok()).collect();
        let names = errors.keep("others", names(&self.others));
        let followers = ticked.len() + names.as_ref().map_or(0, Vec::len);
        match is_followed {
            Some(true) if followers == 0 => errors.add("others", "Tick what follows it, or write its name"),
            Some(true) if followers > MOST_SUCCESSORS => errors.add("others", "Enter 20 organisations or fewer"),
            Some(false) if followers > 0 => {
                errors.add("how", "You named what follows it. Choose that others follow, or take them out")
            }
            _ => {}
        }
        let everyone = self.everyone == "yes";
        if everyone && followers != 1 {
            errors.add("everyone", "Everybody can be moved at once only when exactly one organisation follows");
        }
        match (last_day, why, names) {
            (Some(last_day), Some(why), Some(names)) if errors.is_empty() => {
                Ok(Ending { last_day, why, successors: ticked, names, adds: self.add == "yes", everyone })
            }
            _ => Err(errors),
        }
    }
}

fn names(raw: &str) -> Result<Vec<Text<200>>, Invalid> {
    let lines = raw.lines().filter(|line| !line.trim().is_empty()).take(MOST_SUCCESSORS + 1);
    lines.map(|line| Text::parse_line("a name", line)).collect()
}

/// What is decided of the people that were selected.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecisionForm {
    /// Their periods there.
    pub(crate) people: Vec<String>,
    pub(crate) choice: String,
    pub(crate) successor: String,
    pub(crate) day: String,
    pub(crate) job_title: String,
    pub(crate) note: String,
}

impl DecisionForm {
    pub(super) fn chosen(&self) -> Vec<AffiliationId> {
        self.people.iter().filter_map(|id| id.parse().ok()).collect()
    }

    /// `end` is the last day of the organisation, `successors` what follows it.
    pub(super) fn parse(&self, end: NaiveDate, successors: &[Related]) -> Result<Step, FormErrors> {
        let mut errors = FormErrors::default();
        if self.people.is_empty() {
            errors.add("people", "Select the people it is about");
        }
        let outcome = Outcome::from_code(&self.choice).ok_or_else(|| Invalid::new("Choose what happens to them"));
        let Some(outcome) = errors.keep("choice", outcome) else { return Err(errors) };
        let day = errors.optional("day", &self.day, |raw| parse_date("the day", raw));
        let note = |errors: &mut FormErrors, what: &str| errors.keep("note", Text::parse(what, &self.note));
        let step = match outcome {
            Outcome::Rehomed => {
                let known = successors.iter().find(|one| one.id.to_string() == self.successor);
                let known = known.ok_or_else(|| Invalid::new("Choose where they go on"));
                let successor = errors.keep("successor", known);
                let job_title =
                    errors.optional("job_title", &self.job_title, |raw| Text::parse_line("the job title", raw));
                let from = day.map(|day| day.unwrap_or(end + Days::new(1)));
                match (successor, from, job_title) {
                    (Some(to), Some(from), Some(job_title)) => Some(Step::Rehome { successor: to.id, from, job_title }),
                    _ => None,
                }
            }
            Outcome::Left => {
                let reason = note(&mut errors, "why they went on to none of them");
                day.zip(reason).map(|(day, reason)| Step::Leave { last_day: day.unwrap_or(end), reason })
            }
            Outcome::Later => note(&mut errors, "what you wait for").map(|note| Step::Later { note }),
        };
        step.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

/// Decisions to be taken back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct UndoForm {
    pub(crate) decisions: Vec<String>,
}

impl UndoForm {
    pub(super) fn chosen(&self) -> Vec<SuccessionDecisionId> {
        self.decisions.iter().filter_map(|id| id.parse().ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{DecisionForm, EndingForm};
    use crate::kernel::OrganisationId;
    use crate::organisations::{Organisation, OrganisationKind, Related};
    use crate::succession::model::Step;

    fn organisation() -> Organisation {
        Organisation {
            id: OrganisationId::new(),
            name: "NHS Derby City".to_owned(),
            kind: OrganisationKind::NhsCommissioner,
            county: None,
            ods_code: None,
            aliases: Vec::new(),
            starts_on: None,
            ends_on: None,
            ended_why: None,
            version: 1,
        }
    }

    fn fields<T>(parsed: Result<T, crate::web::FormErrors>) -> Vec<&'static str> {
        parsed.map_or_else(|errors| errors.iter().map(|(field, _)| field).collect(), |_| Vec::new())
    }

    #[test]
    fn what_follows_is_said_expressly() {
        let form = EndingForm { ends_on: "31/3/2013".to_owned(), ..EndingForm::default() };
        assert_eq!(fields(form.parse(&organisation())), ["how"]);
        let closed = EndingForm { how: "closed".to_owned(), ..form.clone() };
        assert!(closed.parse(&organisation()).is_ok());
        assert_eq!(fields(EndingForm { others: "A\nB".to_owned(), ..closed }.parse(&organisation())), ["how"]);
        let followed = EndingForm { how: "followed".to_owned(), ..form };
        assert_eq!(fields(followed.parse(&organisation())), ["others"]);
        let two = EndingForm { others: "A\n\nB".to_owned(), everyone: "yes".to_owned(), ..followed };
        assert_eq!(fields(two.parse(&organisation())), ["everyone"]);
        let one = EndingForm { others: "A".to_owned(), ..two };
        assert!(one.parse(&organisation()).is_ok_and(|ending| ending.everyone && ending.names.len() == 1));
    }

    #[test]
    fn each_choice_asks_for_what_it_needs() {
        let end = "2013-03-31".parse().expect("a date");
        let to = Related { id: OrganisationId::new(), name: "A".to_owned(), ends_on: None };
        let form = DecisionForm { people: vec!["x".to_owned()], ..DecisionForm::default() };
        assert_eq!(fields(form.parse(end, std::slice::from_ref(&to))), ["choice"]);
        for (choice, field) in [("rehomed", "successor"), ("left", "note"), ("later", "note")] {
            let form = DecisionForm { choice: choice.to_owned(), ..form.clone() };
            assert_eq!(fields(form.parse(end, std::slice::from_ref(&to))), [field]);
        }
        let form = DecisionForm { choice: "rehomed".to_owned(), successor: to.id.to_string(), ..form };
        let step = form.parse(end, &[to]).expect("a step");
        assert!(matches!(step, Step::Rehome { from, .. } if from.to_string() == "2013-04-01"));
    }
}
