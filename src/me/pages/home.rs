//! My page.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};

use crate::access::Actor;
use crate::app::App;
use crate::associates::{self, ActKind, Affiliation, Associate, Standing};
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::feedback::{self, Waiting};
use crate::intentions::{self, Intention};
use crate::invitations::{self, Unanswered};
use crate::kernel::{DeclaredInvolvement, EmailAddress, display_date, london_date};
use crate::me::model::Part;
use crate::me::pages::own_for_update;
use crate::me::{paths, store};
use crate::memberships::{self, MembershipState};
use crate::payments;
use crate::privacy::Consent;
use crate::sign_ups::{self, OwnEvent};
use crate::thanks;
use crate::web::{Layout, Page};

/// So many of the events to come are on the page; all are on their own.
const NEXT_EVENTS: usize = 3;

/// What an Associate sees.
#[derive(Template)]
#[template(path = "me/home.html")]
pub(crate) struct HomePage {
    layout: Layout,
    me: Associate,
    parts: Vec<Part>,
    affiliations: Vec<Affiliation>,
    /// The latest event first.
    events: Vec<OwnEvent>,
    /// Offers of payments, and claims sent back, that wait for their answer.
    payments_to_answer: i64,
    /// Events that wait for their feedback.
    waiting: Vec<Waiting>,
    /// What they said they would do.
    intentions: Vec<Intention>,
    /// What they were thanked for.
    thanks: Vec<thanks::Own>,
    /// Events they are invited to and have not answered.
    invited: Vec<Unanswered>,
}

impl HomePage {
    /// What they take part in and everyone concerned may see.
    fn active(&self) -> Vec<&Part> {
        self.parts.iter().filter(|part| is(part, MembershipState::Active)).collect()
    }

    /// What they have asked for.
    fn requested(&self) -> Vec<&Part> {
        self.parts.iter().filter(|part| is(part, MembershipState::Requested)).collect()
    }

    /// Links that wait for their explicit agreement.
    fn hidden(&self) -> Vec<&Part> {
        self.parts.iter().filter(|part| part.membership.awaits_consent).collect()
    }

    /// Requests that were declined in the last month: an answer is not something to search for.
    fn answered(&self) -> Vec<&Part> {
        self.parts.iter().filter(|part| self.is_news(part)).collect()
    }

    /// The next events at which they have a place, are offered one or wait for one.
    fn coming(&self) -> Vec<&OwnEvent> {
        let now = self.layout.now();
        self.events.iter().rev().filter(|one| one.is_coming(now)).take(NEXT_EVENTS).collect()
    }

    /// "All 5 coming events and 12 past ones".
    fn all_events(&self) -> String {
        let now = self.layout.now();
        let count = |is: fn(&OwnEvent, DateTime<Utc>) -> bool| self.events.iter().filter(|one| is(one, now)).count();
        match (count(OwnEvent::is_coming), count(OwnEvent::is_past)) {
            (0, 0) => String::new(),
            (coming, 0) => format!("All my events: {coming} to come"),
            (coming, past) => format!("All my events: {coming} to come, {past} past"),
        }
    }

    fn earlier(&self) -> Vec<&Part> {
        self.parts.iter().filter(|part| !part.membership.is_open() && !self.is_news(part)).collect()
    }

    fn is_news(&self, part: &Part) -> bool {
        let decided = part.membership.decided_at.filter(|_| part.membership.state == MembershipState::Declined);
        decided.is_some_and(|at| self.layout.now() - at < TimeDelta::days(30))
    }

    fn thanked_on(&self, one: &thanks::Own) -> String {
        display_date(london_date(one.thanked_at))
    }

    fn wording(&self, part: &Part) -> String {
        let (project, project_title) = (part.membership.project_id, part.membership.project_title.clone());
        Consent::HealthLink { project, project_title }.wording()
    }

    /// Where they work or belong today.
    fn belongs_to(&self) -> String {
        let today = self.layout.today();
        let now = self.affiliations.iter().filter(|one| one.ends_on.is_none_or(|last_day| today <= last_day));
        let names = now.map(Affiliation::in_words);
        names.collect::<Vec<_>>().join("; ")
    }

    fn place(&self) -> String {
        let county = self.me.county.map(|county| county.to_string());
        [county, self.me.postcode_district.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The day their break ends.
    fn back_on(&self) -> Option<String> {
        self.me.paused_until.map(display_date)
    }

    fn meaning(&self) -> &'static str {
        DeclaredInvolvement::meaning(self.me.involvement)
    }
}

fn is(part: &Part, state: MembershipState) -> bool {
    part.membership.state == state && !part.membership.awaits_consent
}

/// What a worker of the team sees who is no Associate.
#[derive(Template)]
#[template(path = "me/account.html")]
pub(crate) struct AccountPage {
    layout: Layout,
    me: Actor,
    email: Option<EmailAddress>,
}

pub(crate) async fn get(_: paths::Home, app: App, layout: Layout, actor: Actor) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let Some(id) = actor.associate else {
        let email = store::find_sign_in_address(&mut db, actor.account).await?;
        return Ok(Page::ok(AccountPage { layout, me: actor, email }).into_response());
    };
    let me = super::own(&mut db, &actor).await?;
    let memberships = memberships::list_for_associate(&mut db, id).await?;
    let parts = memberships.into_iter().map(|membership| Part::of(membership, layout.today())).collect();
    let affiliations = associates::list_affiliations(&mut db, id).await?;
    let events = sign_ups::list_own(&mut db, id).await?;
    let invited = invitations::list_unanswered(&mut db, id, layout.now()).await?;
    let payments_to_answer = payments::count_to_answer(&mut db, id).await?;
    let waiting = feedback::list_waiting(&mut db, id, layout.now()).await?;
    let intentions = intentions::list_of(&mut db, id, None).await?;
    let thanks = thanks::list_own(&mut db, id).await?;
    drop(db);
    let page =
        HomePage { layout, me, parts, affiliations, events, invited, payments_to_answer, waiting, intentions, thanks };
    Ok(Page::ok(page).into_response())
}

/// "My details are right": an own act, since it tells that they are still there.
pub(crate) async fn confirm(_: paths::Confirmation, app: App, layout: Layout, actor: Actor) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let me = own_for_update(&mut tx, &actor).await?;
    associates::record_act(&mut tx, me.id, ActKind::ProfileConfirmed, None, by.at).await?;
    audit::record(&mut tx, &by, Entry::new("Confirmed their details", Subject::Associate(me.id))).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Home, "Thank you. Your details are up to date"))
}
