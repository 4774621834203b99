//! How people found an event.

use askama::Template;

use crate::access::{Action, Protected, Viewing};
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::events::{Event, EventTab, event_tabs};
use crate::feedback::model::{Answered, Question, closes_at, has_taken_place, is_open, shown_of};
use crate::feedback::store::EventFeedback;
use crate::feedback::{paths, store};
use crate::kernel::{display_date, london_date};
use crate::web::chart::BarChart;
use crate::web::suppression::Reader;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "feedback/results.html")]
pub(crate) struct ResultsPage {
    layout: Layout,
    event: Event,
    questions: Vec<Question>,
    /// How many have answered.
    answers: i32,
    /// How many of them are shown.
    shown: i32,
    attended: i64,
    /// How many people said what they will do differently, for the team.
    intentions: i64,
    /// None while too few have answered.
    answered: Vec<Answered>,
    reader: Reader,
}

impl ResultsPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Feedback")
    }

    fn is_team(&self) -> bool {
        self.reader == Reader::Team
    }

    fn has_taken_place(&self) -> bool {
        has_taken_place(&self.event, self.layout.now())
    }

    fn is_open(&self) -> bool {
        is_open(&self.event, self.layout.now())
    }

    fn until(&self) -> String {
        display_date(london_date(closes_at(&self.event)))
    }

    /// Whether it is known of how many: people may answer before it is noted who came.
    fn tells_share(&self) -> bool {
        self.attended > 0 && i64::from(self.answers) <= self.attended
    }

    /// "12 of 33".
    fn of_attended(&self) -> String {
        format!("{} of {}", self.answers, self.attended)
    }

    /// "36 % of those who came."
    fn rate(&self) -> String {
        if self.attended == 0 {
            return "It is not noted yet who came.".to_owned();
        }
        if !self.tells_share() {
            return format!("More than the {} who are noted as having come.", self.attended);
        }
        #[expect(clippy::cast_precision_loss, reason = "people at one event")]
        let rate = 100.0 * f64::from(self.answers) / self.attended as f64;
        format!("{rate:.0} % of those who came.")
    }

    /// The counts as the reader may see them; none where they would give someone away.
    fn chart(&self, answered: &Answered) -> Option<BarChart> {
        answered.chart(self.reader)
    }

    fn mean(&self, answered: &Answered) -> Option<String> {
        answered.mean().filter(|_| self.is_team()).map(|mean| format!("{mean:.1}"))
    }

    /// How many more are not shown yet.
    fn held_back(&self) -> i32 {
        self.answers - self.shown
    }
}

pub(crate) async fn get(
    _: paths::Results,
    app: App,
    layout: Layout,
    feedback: Viewing<EventFeedback>,
) -> Result<Page<ResultsPage>> {
    let event = feedback.0.clone();
    let reader = if layout.may(Action::Edit, event.facts()) { Reader::Team } else { Reader::Outside };
    let now = layout.now();
    // A lead comes for the answers; before there can be any there is no page.
    (reader == Reader::Team || has_taken_place(&event, now)).then_some(()).or_404()?;
    let mut db = app.db.acquire().await?;
    let questions = store::list_questions(&mut db, event.id).await?;
    let answers = store::count_answers(&mut db, event.id).await?;
    let is_closed = has_taken_place(&event, now) && !is_open(&event, now);
    let shown = shown_of(answers, is_closed, reader);
    let answered = match shown {
        0 => Vec::new(),
        _ => store::list_answered(&mut db, event.id).await?,
    };
    let attended = store::count_attended(&mut db, event.id).await?;
    let intentions = store::count_intentions(&mut db, event.id).await?;
    drop(db);
    Ok(Page::ok(ResultsPage { layout, event, questions, answers, shown, attended, intentions, answered, reader }))
}
