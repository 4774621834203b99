//! What is asked after an event, who may answer and when, and what may be told of the answers.

use chrono::{DateTime, TimeDelta, Utc};

use crate::events::{Event, EventState};
use crate::kernel::{Text, choices};
use crate::web::chart::{Bar, BarChart};
use crate::web::suppression::Reader;

choices! {
    /// How a question is answered.
    pub(crate) enum QuestionKind as "feedback_kind" {
        Scale = "scale", "A scale of five";
        YesNo = "yes_no", "Yes or no";
        Choice = "choice", "One of several choices";
        Words = "words", "In their own words";
    }
}

/// The most questions of one event.
pub(super) const MOST_QUESTIONS: usize = 6;
/// The most choices of one question.
pub(super) const MOST_OPTIONS: usize = 8;
/// So many steps has a scale.
pub(super) const STEPS: usize = 5;
/// So many people's answers are shown together.
pub(super) const TOGETHER: i32 = 5;
/// So long after the event it can be given.
const OPEN_FOR: TimeDelta = TimeDelta::days(60);

/// Something people are asked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Question {
    pub(crate) kind: QuestionKind,
    pub(crate) wording: String,
    /// What one chooses from; none of yes and no, which go without saying.
    pub(crate) options: Vec<String>,
}

impl Question {
    fn new(kind: QuestionKind, wording: &str, options: &[&str]) -> Self {
        Self { kind, wording: wording.to_owned(), options: options.iter().map(|one| (*one).to_owned()).collect() }
    }

    /// What one chooses from, in order; none where people write.
    pub(crate) fn choices(&self) -> Vec<&str> {
        match self.kind {
            QuestionKind::YesNo => vec!["Yes", "No"],
            _ => self.options.iter().map(String::as_str).collect(),
        }
    }
}

/// What is asked unless the team changes it.
pub(crate) fn usual() -> Vec<Question> {
    use QuestionKind::{Scale, Words, YesNo};
    vec![
        Question::new(
            Scale,
            "How useful was it for you?",
            &["Not useful", "A little useful", "Fairly useful", "Useful", "Very useful"],
        ),
        Question::new(YesNo, "Did you meet somebody from another group or organisation whom you did not know?", &[]),
        Question::new(Words, "What was best?", &[]),
        Question::new(Words, "What would you change?", &[]),
    ]
}

/// Names a set of questions, so that answers are never taken for those to other questions.
pub(super) fn fingerprint(questions: &[Question]) -> String {
    let text = serde_json::to_string(questions).unwrap_or_default();
    crate::accounts::digest(&text).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// What someone says to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The choice with this number, from 1.
    Choice(i16),
    Words(Text<2000>),
}

/// Whether it took place, or is there to take place: neither a draft nor cancelled.
fn is_held(event: &Event) -> bool {
    matches!(event.state, EventState::Open | EventState::Closed | EventState::Done)
}

/// Whether it is over, and was not cancelled.
pub(crate) fn has_taken_place(event: &Event, now: DateTime<Utc>) -> bool {
    is_held(event) && event.is_over(now)
}

/// Until when people can answer.
pub(super) fn closes_at(event: &Event) -> DateTime<Utc> {
    event.ends_at + OPEN_FOR
}

/// Whether people can answer now.
pub(crate) fn is_open(event: &Event, now: DateTime<Utc>) -> bool {
    has_taken_place(event, now) && now < closes_at(event)
}

/// How someone stands to an event that is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// They came, or had a place and nobody has noted whether they came.
    pub(crate) was_there: bool,
    /// They have given feedback.
    pub(crate) has_given: bool,
}

/// Why someone cannot answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    NotYet,
    Closed,
    Cancelled,
    WasNotThere,
    Given,
}

/// Checks whether someone may answer now.
///
/// # Errors
/// Why not.
pub(super) fn may_answer(event: &Event, part: Part, now: DateTime<Utc>) -> Result<(), Obstacle> {
    match part {
        _ if !is_held(event) => Err(Obstacle::Cancelled),
        _ if !event.is_over(now) => Err(Obstacle::NotYet),
        Part { has_given: true, .. } => Err(Obstacle::Given),
        Part { was_there: false, .. } => Err(Obstacle::WasNotThere),
        _ if !is_open(event, now) => Err(Obstacle::Closed),
        _ => Ok(()),
    }
}

/// How many of the people who answered may be shown: full fives, also in the end, since whoever looks before and after
/// would otherwise read what one person said. Leads get one picture, when nobody can answer any more: two would tell
/// how the five between them answered.
pub(super) fn shown_of(answers: i32, is_closed: bool, reader: Reader) -> i32 {
    match reader {
        Reader::Outside if !is_closed => 0,
        _ => answers - answers % TOGETHER,
    }
}

/// A question with what was said to it.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) question: Question,
    /// How often each choice was taken, in their order.
    pub(super) counts: Vec<u32>,
    /// Own words, in an order that tells nothing.
    pub(super) words: Vec<String>,
}

impl Answered {
    /// How many answered this question.
    pub(super) fn sum(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The mean of a scale from 1 to 5; none of another question, nor of one that nobody answered.
    pub(super) fn mean(&self) -> Option<f64> {
        if self.question.kind != QuestionKind::Scale || self.sum() == 0 {
            return None;
        }
        let points: f64 = (1_u32..).zip(&self.counts).map(|(step, count)| f64::from(step * count)).sum();
        Some(points / f64::from(self.sum()))
    }

    /// The counts as this reader may see them; none where they would give someone away.
    pub(super) fn chart(&self, reader: Reader) -> Option<BarChart> {
        let shown = reader.breakdown(&self.counts)?;
        let bar = |(label, value): (&str, _)| Bar { label: label.to_owned(), value, href: None };
        Some(BarChart {
            title: "Answers".to_owned(),
            of: "Choice".to_owned(),
            rows: self.question.choices().into_iter().zip(shown).map(bar).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Answered, MOST_QUESTIONS, Question, QuestionKind, fingerprint, shown_of, usual};
    use crate::web::suppression::Reader;

    #[test]
    fn the_usual_questions_are_few_and_differ_from_others() {
        let usual = usual();
        assert!(usual.len() <= MOST_QUESTIONS);
        assert_eq!(usual[1].choices(), ["Yes", "No"]);
        let mut others = usual.clone();
        others[0].options[0] = "Useless".to_owned();
        assert_ne!(fingerprint(&usual), fingerprint(&others));
    }

    #[test]
    fn full_fives_are_shown_and_to_leads_when_it_is_over() {
        for (answers, shown) in [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10)] {
            assert_eq!(shown_of(answers, false, Reader::Team), shown);
            assert_eq!(shown_of(answers, true, Reader::Team), shown);
            assert_eq!(shown_of(answers, false, Reader::Outside), 0);
            assert_eq!(shown_of(answers, true, Reader::Outside), shown);
        }
    }

    #[test]
    fn a_scale_has_a_mean_and_a_choice_has_none() {
        let of = |kind, counts: &[u32]| Answered {
            question: Question::new(kind, "How?", &["1", "2", "3", "4", "5"]),
            counts: counts.to_vec(),
            words: vec![],
        };
        let mean = of(QuestionKind::Scale, &[1, 0, 0, 0, 3]).mean().expect("a mean");
        assert!((mean - 4.0).abs() < 1e-12);
        assert_eq!(of(QuestionKind::Choice, &[1, 2, 0, 0, 0]).mean(), None);
        assert_eq!(of(QuestionKind::Scale, &[0; 5]).mean(), None);
    }

    #[test]
    fn small_counts_are_not_told_outside_the_team() {
        let answered = Answered {
            question: Question::new(QuestionKind::YesNo, "Did you?", &[]),
            counts: vec![9, 1],
            words: vec![],
        };
        assert!(answered.chart(Reader::Outside).is_none());
        assert_eq!(answered.chart(Reader::Team).expect("a chart").rows.len(), 2);
    }
}
