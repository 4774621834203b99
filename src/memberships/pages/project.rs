//! One project: what it is about, and how the person who reads it stands to it.

use askama::Template;

use crate::access::{Action, Facts, Viewing, events_visible_to};
use crate::app::App;
use crate::error::Result;
use crate::kernel::{Choice, DeclaredInvolvement, display_date};
use crate::memberships::store::{self, ComingEvent, OwnMembership};
use crate::memberships::{MembershipState, paths};
use crate::projects::{Project, ProjectStage, Tab, tabs};
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "projects/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    project: Project,
    /// The reader's own memberships of this project, past ones too.
    own: Vec<OwnMembership>,
    /// The next events that the reader may see.
    events: Vec<ComingEvent>,
    /// Links that wait for a consent; told to the team only.
    waiting_for_consent: i64,
}

impl ShowPage {
    fn tabs(&self) -> Vec<Tab> {
        tabs(&self.layout, &self.project, "About")
    }

    fn may_edit(&self) -> bool {
        self.layout.may(Action::Edit, Facts::Project { id: self.project.id })
    }

    fn can_start(&self) -> bool {
        self.project.stage == ProjectStage::Planned
    }

    fn can_end(&self) -> bool {
        self.project.stage != ProjectStage::Ended
    }

    fn can_be_joined(&self) -> bool {
        self.project.can_be_joined(self.layout.today())
    }

    fn open(&self) -> impl Iterator<Item = &OwnMembership> {
        self.own.iter().filter(|membership| membership.is_open())
    }

    fn past(&self) -> impl Iterator<Item = &OwnMembership> {
        self.own.iter().filter(|membership| !membership.is_open())
    }

    fn is_visitor(&self) -> bool {
        self.layout.person.is_none()
    }

    fn is_associate(&self) -> bool {
        self.layout.actor().is_some_and(|actor| actor.associate.is_some())
    }

    /// "You are a Diffusion Fellow since 4 June 2026".
    fn sentence(&self, membership: &OwnMembership) -> String {
        let role = membership.role.in_words();
        let asked = display_date(crate::kernel::london_date(membership.requested_at));
        match (membership.state, membership.starts_on) {
            (MembershipState::Requested, _) => {
                format!("You asked to join on {asked}. We answer within three working days.")
            }
            (_, Some(day)) if day > self.layout.today() => {
                format!("You take part as {role} from {}.", display_date(day))
            }
            (_, Some(day)) => format!("You take part as {role} since {}.", display_date(day)),
            (_, None) => format!("You take part as {role}."),
        }
    }

    fn period(&self, membership: &OwnMembership) -> String {
        match (membership.starts_on, membership.ends_on) {
            (Some(start), Some(end)) => {
                format!("{}, {} to {}", membership.role, display_date(start), display_date(end))
            }
            _ if membership.is_withdrawn() => "You withdrew a request".to_owned(),
            _ => "A request was declined".to_owned(),
        }
    }
}

pub(crate) async fn get(
    _: paths::Project,
    app: App,
    layout: Layout,
    project: Viewing<Project>,
) -> Result<Page<ShowPage>> {
    let mut db = app.db.acquire().await?;
    let mut own = match layout.actor().and_then(|actor| actor.associate) {
        Some(associate) => store::list_for_associate(&mut db, associate).await?,
        None => Vec::new(),
    };
    own.retain(|membership| membership.project_id == project.id);
    let events =
        store::list_coming_events(&mut db, &events_visible_to(layout.actor()), project.id, layout.now()).await?;
    let waiting_for_consent = if layout.may(Action::Edit, Facts::Project { id: project.id }) {
        store::totals(&mut db, project.id).await?.waiting_for_consent
    } else {
        0
    };
    drop(db);
    Ok(Page::ok(ShowPage { layout, project: project.clone(), own, events, waiting_for_consent }))
}
