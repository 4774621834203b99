//! What people say when they sign up.

use serde::{Deserialize, Serialize};

use crate::events::Question;
use crate::kernel::{Invalid, QuestionId, Text};
use crate::web::FormErrors;

/// The form's field of each answer, in the order of the questions.
pub(super) const ANSWERS: [&str; 5] = ["answer_1", "answer_2", "answer_3", "answer_4", "answer_5"];

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SignUpForm {
    pub(crate) access_needs: String,
    pub(crate) supporter: String,
    pub(crate) answer_1: String,
    pub(crate) answer_2: String,
    pub(crate) answer_3: String,
    pub(crate) answer_4: String,
    pub(crate) answer_5: String,
    /// On behalf of whom; only the team's form has it.
    #[serde(skip_serializing)]
    pub(crate) associate: String,
    /// The identity a new registration gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

/// A sign-up without mistakes.
#[derive(Clone, Debug)]
pub(crate) struct SignUp {
    pub(super) access_needs: Option<Text<1000>>,
    pub(super) supporter: Option<Text<200>>,
    pub(super) answers: Vec<(QuestionId, Text<1000>)>,
}

impl SignUp {
    /// The same with what they need as their record has it, where nothing was said about it.
    pub(crate) fn or_needing(self, on_record: Option<&str>) -> Self {
        let on_record = on_record.and_then(|needs| Text::parse("your needs", needs).ok());
        Self { access_needs: self.access_needs.or(on_record), ..self }
    }
}

impl SignUpForm {
    pub(super) fn answers(&self) -> [&str; 5] {
        [&self.answer_1, &self.answer_2, &self.answer_3, &self.answer_4, &self.answer_5]
    }

    /// With these answers in its fields.
    pub(super) fn with_answers(self, answers: impl IntoIterator<Item = String>) -> Self {
        let mut answers = answers.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        Self { answer_1: next(), answer_2: next(), answer_3: next(), answer_4: next(), answer_5: next(), ..self }
    }

    pub(crate) fn parse(&self, questions: &[Question]) -> Result<SignUp, FormErrors> {
        let mut errors = FormErrors::default();
        let access_needs =
            errors.optional("access_needs", &self.access_needs, |raw| Text::parse("what you need to take part", raw));
        let supporter =
            errors.optional("supporter", &self.supporter, |raw| Text::parse_line("who comes with you", raw));
        let mut answers = Vec::new();
        for ((question, field), raw) in questions.iter().zip(ANSWERS).zip(self.answers()) {
            let answer = if question.required && raw.trim().is_empty() {
                errors.keep(field, Err(Invalid::new(format!("Answer the question “{}”", question.wording)))).map(Some)
            } else {
                errors.optional(field, raw, |raw| Text::parse("your answer", raw))
            };
            answers.extend(answer.flatten().map(|answer| (question.id, answer)));
        }
        match (access_needs, supporter) {
            (Some(access_needs), Some(supporter)) if errors.is_empty() => {
                Ok(SignUp { access_needs, supporter, answers })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SignUpForm;
    use crate::events::Question;
    use crate::kernel::QuestionId;

    #[test]
    fn a_question_that_must_be_answered_is() {
        let question =
            |wording: &str, required| Question { id: QuestionId::new(), wording: wording.to_owned(), required };
        let questions = [question("Which table?", true), question("Parking?", false)];
        let errors = SignUpForm::default().parse(&questions).expect_err("a mistake");
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["answer_1"]);
        let form =
            SignUpForm { answer_1: "The third".to_owned(), answer_4: "unasked".to_owned(), ..SignUpForm::default() };
        let sign_up = form.parse(&questions).expect("a sign-up");
        assert_eq!(sign_up.answers.len(), 1);
        assert_eq!(sign_up.answers[0].0, questions[0].id);
    }
}
