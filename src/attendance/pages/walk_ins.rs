//! Someone comes without a place: three fields, and a look whether the register knows them.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{hold, obstacle};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate, Profile, Similar, Standing};
use crate::attendance::forms::WalkInForm;
use crate::attendance::model::AttendanceState;
use crate::attendance::noting::note;
use crate::attendance::paths;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::events::Event;
use crate::kernel::{AccountId, AssociateId, StakeholderGroup};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page};

#[derive(Template)]
#[template(path = "attendance/walk_in.html")]
pub(crate) struct WalkInPage {
    layout: Layout,
    event: Event,
    form: WalkInForm,
    errors: FormErrors,
    /// Who of the register it may be; the team decides.
    similar: Vec<Similar>,
    obstacle: Option<String>,
}

impl WalkInPage {
    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.form.group)
    }
}

pub(crate) async fn get(_: paths::NewWalkIn, layout: Layout, event: Editing<Event>) -> Result<Page<WalkInPage>> {
    let form = WalkInForm { id: AssociateId::new().to_string(), ..WalkInForm::default() };
    let (errors, similar, obstacle) = (FormErrors::default(), Vec::new(), obstacle(&event, layout.now()));
    Ok(Page::ok(WalkInPage { layout, event: event.clone(), form, errors, similar, obstacle }))
}

pub(crate) async fn post(
    path: paths::WalkIns,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<WalkInForm>,
) -> Result<Response> {
    let to = paths::Roll { event: path.event };
    if let Some(why) = obstacle(&event, layout.now()) {
        return Ok(layout.unchanged(to, format!("Nothing changed. {why}")));
    }
    let arrival = match decide(&mut *app.db.acquire().await?, &form, &layout).await? {
        Ok(arrival) => arrival,
        Err((errors, similar)) => {
            let page = WalkInPage { layout, event: event.clone(), form, errors, similar, obstacle: None };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let owner = layout.actor().map(|actor| actor.account);

    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, &event).await?;
    let (id, notice) = match &arrival {
        Arrival::Known(person) => (person.id, Notice::new(format!("{} is here", person.name()))),
        Arrival::New(profile) => {
            let id = form.id.parse().unwrap_or_else(|_| AssociateId::new());
            let id = add(&mut tx, id, profile, owner, &layout.by()).await?;
            (id, about_newcomer(id, profile))
        }
    };
    note(&mut tx, &now, id, Some(AttendanceState::Attended), &layout.by()).await?;
    tx.commit().await?;

    Ok(layout.redirect(to, notice))
}

/// Who stands at the door.
enum Arrival {
    Known(Box<Associate>),
    New(Box<Profile>),
}

/// Why the form comes back: mistakes, or people it may be.
type Objections = (FormErrors, Vec<Similar>);

async fn decide(
    db: &mut PgConnection,
    form: &WalkInForm,
    layout: &Layout,
) -> Result<std::result::Result<Arrival, Objections>> {
    if !form.person.is_empty() {
        let person = associates::find(db, form.person.parse().ok().or_404()?).await?;
        // Whoever has not confirmed their registration is nobody's to know.
        let person = person.filter(|person| Standing::SEEN.contains(&person.standing)).or_404()?;
        return Ok(Ok(Arrival::Known(Box::new(person))));
    }
    let profile = match form.parse() {
        Ok(profile) => profile,
        Err(errors) => return Ok(Err((errors, Vec::new()))),
    };
    if form.confirmed != "new" {
        let similar = associates::list_similar(db, &profile, None, layout.today()).await?;
        // The person this very form made is not a look-alike: it was sent twice.
        if !similar.is_empty() && !similar.iter().any(|one| one.id.to_string() == form.id) {
            return Ok(Err((FormErrors::default(), similar)));
        }
    }
    Ok(Ok(Arrival::New(Box::new(profile))))
}

/// Puts someone into the register as the team does on its own page: active, in no project yet. Nothing goes into the
/// consent ledger, since nobody has asked them; whoever noted them follows it up.
async fn add(
    db: &mut PgConnection,
    id: AssociateId,
    profile: &Profile,
    owner: Option<AccountId>,
    by: &By,
) -> Result<AssociateId> {
    let id = match associates::find(db, id).await? {
        Some(made) if made.name() == profile.name() => return Ok(id),
        // They went back and typed somebody else.
        Some(_) => AssociateId::new(),
        None => id,
    };
    match associates::insert(db, id, profile, Standing::Active, false, by).await {
        // The same form sent twice at once: the other one does it.
        Err(error) if error.violates("associates_pkey") => return Err(crate::error::Error::Busy(1)),
        other => other?,
    }
    associates::set_owner(db, id, owner).await?;
    let entry = Entry::new("Added an Associate who came to an event", Subject::Associate(id)).made(profile);
    audit::record(db, by, entry).await?;
    Ok(id)
}

fn about_newcomer(id: AssociateId, profile: &Profile) -> Notice {
    let words = format!(
        "{} is here and new in the register, in no project yet. Tell them what we keep, and ask whether they agree.",
        profile.name()
    );
    Notice::new(words).with_link(format!("/associates/{id}/agreements/new"), "Record what they say")
}
