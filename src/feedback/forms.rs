//! The form people answer with, and the one the team asks with.

use serde::{Deserialize, Serialize};

use super::model::{MOST_OPTIONS, MOST_QUESTIONS, Question, QuestionKind, STEPS, Said};
use crate::kernel::{Choice, Invalid, Text};
use crate::web::{FormErrors, opened};

/// The form's field of each answer, in the order of the questions.
pub(super) const ANSWERS: [&str; MOST_QUESTIONS] =
    ["answer_1", "answer_2", "answer_3", "answer_4", "answer_5", "answer_6"];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AnswersForm {
    pub(crate) answer_1: String,
    pub(crate) answer_2: String,
    pub(crate) answer_3: String,
    pub(crate) answer_4: String,
    pub(crate) answer_5: String,
    pub(crate) answer_6: String,
    /// Which questions they answer.
    pub(crate) asked: String,
}

impl AnswersForm {
    pub(super) fn answers(&self) -> [&str; MOST_QUESTIONS] {
        [&self.answer_1, &self.answer_2, &self.answer_3, &self.answer_4, &self.answer_5, &self.answer_6]
    }

    /// What is said, with the position of its question. None of them has to be answered, but one.
    pub(super) fn parse(&self, questions: &[Question]) -> Result<Vec<(i16, Said)>, FormErrors> {
        let mut errors = FormErrors::default();
        let mut said = Vec::new();
        for (((question, field), raw), position) in questions.iter().zip(ANSWERS).zip(self.answers()).zip(1..) {
            let answer = errors.optional(field, raw, |raw| parse_answer(question, raw));
            said.extend(answer.flatten().map(|answer| (position, answer)));
        }
        if errors.is_empty() && said.is_empty() {
            errors.add(ANSWERS[0], "Answer at least one of the questions");
        }
        if errors.is_empty() { Ok(said) } else { Err(errors) }
    }
}

fn parse_answer(question: &Question, raw: &str) -> Result<Said, Invalid> {
    if question.kind == QuestionKind::Words {
        return Text::parse("your answer", raw).map(Said::Words);
    }
    let most = i16::try_from(question.choices().len()).unwrap_or_default();
    let choice = raw.parse().ok().filter(|choice| (1..=most).contains(choice));
    choice.map(Said::Choice).ok_or_else(|| Invalid::new("Choose one of the answers"))
}

macro_rules! questions_form {
    ($($wording:ident $kind:ident $options:ident;)+) => {
        /// What an event asks, as it is typed.
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub(crate) struct QuestionsForm {
            $(
                pub(crate) $wording: String,
                pub(crate) $kind: String,
                /// One choice a line.
                pub(crate) $options: String,
            )+
            /// What it held when it was opened.
            #[serde(skip_serializing)]
            pub(crate) opened: String,
        }

        /// The fields of each question.
        pub(super) const FIELDS: [[&str; 3]; MOST_QUESTIONS] =
            [$([stringify!($wording), stringify!($kind), stringify!($options)]),+];

        impl QuestionsForm {
            /// What was typed for each question.
            pub(super) fn typed(&self) -> [[&str; 3]; MOST_QUESTIONS] {
                [$([&self.$wording, &self.$kind, &self.$options]),+]
            }

            fn slots(&mut self) -> [[&mut String; 3]; MOST_QUESTIONS] {
                [$([&mut self.$wording, &mut self.$kind, &mut self.$options]),+]
            }
        }
    };
}

questions_form! {
    wording_1 kind_1 options_1;
    wording_2 kind_2 options_2;
    wording_3 kind_3 options_3;
    wording_4 kind_4 options_4;
    wording_5 kind_5 options_5;
    wording_6 kind_6 options_6;
}

impl QuestionsForm {
    pub(super) fn of(questions: &[Question]) -> Self {
        let mut form = Self::default();
        for ([wording, kind, options], question) in form.slots().into_iter().zip(questions) {
            wording.clone_from(&question.wording);
            question.kind.code().clone_into(kind);
            *options = question.options.join("\n");
        }
        Self { opened: opened(&form), ..form }
    }

    /// The questions that are typed, without gaps.
    pub(super) fn parse(&self) -> Result<Vec<Question>, FormErrors> {
        let mut errors = FormErrors::default();
        let mut questions = Vec::new();
        for (fields, typed) in FIELDS.into_iter().zip(self.typed()) {
            if typed[0].trim().is_empty() && typed[2].trim().is_empty() {
                continue;
            }
            questions.extend(parse_question(fields, typed, &mut errors));
        }
        if errors.is_empty() && questions.is_empty() {
            errors.add(FIELDS[0][0], "Ask at least one question");
        }
        if errors.is_empty() { Ok(questions) } else { Err(errors) }
    }
}

fn parse_question(fields: [&'static str; 3], typed: [&str; 3], errors: &mut FormErrors) -> Option<Question> {
    let wording = errors.keep(fields[0], Text::<300>::parse_line("the question", typed[0]));
    let kind = QuestionKind::from_code(typed[1]).ok_or_else(|| Invalid::new("Choose how it is answered"));
    let kind = errors.keep(fields[1], kind)?;
    let options = errors.keep(fields[2], parse_options(kind, typed[2]))?;
    Some(Question { kind, wording: wording?.into_string(), options })
}

fn parse_options(kind: QuestionKind, raw: &str) -> Result<Vec<String>, Invalid> {
    let lines: Vec<&str> = raw.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut apart = lines.clone();
    apart.sort_unstable();
    apart.dedup();
    let why = match kind {
        QuestionKind::YesNo | QuestionKind::Words => return Ok(Vec::new()),
        QuestionKind::Scale if lines.len() != STEPS => "Enter five steps, one a line, from little to much",
        QuestionKind::Choice if !(2..=MOST_OPTIONS).contains(&lines.len()) => "Enter two to eight choices, one a line",
        _ if apart.len() < lines.len() => "Enter each choice once",
        _ if lines.iter().any(|line| line.chars().count() > 100) => "Enter choices of at most 100 characters",
        _ => return Ok(lines.into_iter().map(str::to_owned).collect()),
    };
    Err(Invalid::new(why))
}

#[cfg(test)]
mod tests {
    use super::{AnswersForm, QuestionsForm};
    use crate::feedback::model::{Said, usual};

    #[test]
    fn questions_survive_their_form() {
        assert_eq!(QuestionsForm::of(&usual()).parse().expect("questions"), usual());
    }

    #[test]
    fn empty_questions_are_left_out_and_mistakes_are_told() {
        let mut form = QuestionsForm::of(&usual());
        form.wording_2.clear();
        assert_eq!(form.parse().expect("questions").len(), 3);
        form.options_1 = "Bad\nGood".to_owned();
        form.wording_6 = "Which?".to_owned();
        let errors = form.parse().expect_err("mistakes");
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["options_1", "kind_6"]);
        assert!(QuestionsForm::default().parse().is_err());
    }

    #[test]
    fn one_answer_will_do_and_none_will_not() {
        let form = AnswersForm { answer_1: "4".to_owned(), ..AnswersForm::default() };
        assert_eq!(form.parse(&usual()).expect("answers"), [(1, Said::Choice(4))]);
        assert!(AnswersForm::default().parse(&usual()).is_err());
        for wrong in ["0", "6", "-1", "x"] {
            let form = AnswersForm { answer_1: wrong.to_owned(), answer_3: "All".to_owned(), ..AnswersForm::default() };
            assert!(form.parse(&usual()).expect_err("a mistake").get("answer_1").is_some(), "{wrong}");
        }
    }
}
