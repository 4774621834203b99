//! Pausing until a date, and coming back.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate, Standing, StandingRow};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{display_date, london_date};
use crate::people::sources;
use crate::privacy::{self, Answer, Consent};
use crate::standing::forms::StandingForm;
use crate::standing::paths;
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page};

#[derive(Template)]
#[template(path = "standing/standing.html")]
pub(crate) struct StandingPage {
    layout: Layout,
    associate: Associate,
    changes: Vec<StandingRow>,
    form: StandingForm,
    errors: FormErrors,
    sources: Vec<Opt>,
}

impl StandingPage {
    fn of(
        layout: Layout,
        associate: Associate,
        changes: Vec<StandingRow>,
        form: StandingForm,
        errors: FormErrors,
    ) -> Self {
        let sources = sources(&form.source);
        Self { layout, associate, changes, form, errors, sources }
    }

    fn is_active(&self) -> bool {
        self.associate.standing == Standing::Active
    }

    fn has_left(&self) -> bool {
        self.associate.standing == Standing::Left
    }

    fn can_come_back(&self) -> bool {
        matches!(self.associate.standing, Standing::Paused | Standing::Left)
    }

    /// "Active", "Paused until 4 June 2026".
    fn now(&self) -> String {
        words(self.associate.standing, self.associate.paused_until)
    }

    fn was(&self, change: &StandingRow) -> String {
        words(change.standing, change.paused_until)
    }

    fn date(&self, change: &StandingRow) -> String {
        display_date(london_date(change.at))
    }

    fn iso(&self, change: &StandingRow) -> String {
        london_date(change.at).to_string()
    }
}

fn words(standing: Standing, until: Option<chrono::NaiveDate>) -> String {
    match until {
        Some(until) => format!("{standing} until {}", display_date(until)),
        None => standing.to_string(),
    }
}

pub(crate) async fn get(
    _: paths::Standing,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<StandingPage>> {
    let changes = associates::list_standing_changes(&mut *app.db.acquire().await?, associate.id).await?;
    let (form, errors) = (StandingForm::default(), FormErrors::default());
    Ok(Page::ok(StandingPage::of(layout, associate.clone(), changes, form, errors)))
}

pub(crate) async fn post(
    _: paths::Standing,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<StandingForm>,
) -> Result<Response> {
    let (id, by, mut tx) = (associate.id, layout.by(), app.db.begin().await?);
    let now = associates::find_for_update(&mut tx, id).await?.or_404()?;
    let (change, source) = match form.parse(now.standing, layout.today()) {
        Ok(decided) => decided,
        Err(errors) => {
            let changes = associates::list_standing_changes(&mut tx, id).await?;
            let page = StandingPage::of(layout, now, changes, form, errors);
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    associates::change_standing(&mut tx, id, &change, &by).await?;
    // Leaving took their agreement back; nobody is in the register without one.
    if let Some(source) = source {
        let notice = privacy::notice_in_force(&mut tx).await?;
        let answer = Answer::now(&Consent::Registration, true, &source);
        privacy::record_agreement(&mut tx, id, &answer, &notice, &by).await?;
    }
    let act = if change.to == Standing::Paused { "Paused" } else { "Brought back" };
    let entry = Entry::new(act, Subject::Associate(id)).changed(&now.standing_now(), &change);
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Record { associate: id }, told(&now, change.paused_until)))
}

/// What the banner says, with the next step: who left is in no project.
fn told(before: &Associate, paused_until: Option<chrono::NaiveDate>) -> Notice {
    let name = before.name();
    match (before.standing, paused_until) {
        (_, Some(until)) => Notice::new(format!("{name} is paused until {}", display_date(until))),
        (Standing::Left, None) => {
            let next = format!("/associates/{}/memberships/new", before.id);
            Notice::new(format!("{name} is back, and in no project yet.")).with_link(next, "Link to a project")
        }
        _ => Notice::new(format!("{name} is active again")),
    }
}
