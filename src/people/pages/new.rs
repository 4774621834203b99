//! Adding an Associate on their behalf.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{ProfileOptions, give_account, letters, sources};
use crate::app::App;
use crate::associates::{self, Profile, Similar, Standing};
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::{Result, Violates};
use crate::kernel::{AssociateId, Choice};
use crate::organisations::Ended;
use crate::people::forms::{AddForm, Addition};
use crate::people::paths;
use crate::people::store::{self, Offered};
use crate::privacy::{self, Answer, Consent, PrivacyNotice};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page};

#[derive(Template)]
#[template(path = "people/new.html")]
pub(crate) struct NewPage {
    layout: Layout,
    form: AddForm,
    errors: FormErrors,
    /// People who may be the same; the team decides.
    similar: Vec<Similar>,
    options: ProfileOptions,
    organisations: Vec<Opt>,
    owners: Vec<Opt>,
    sources: Vec<Opt>,
    /// The organisation, if it had ended when they started there.
    ended: Option<Ended>,
}

impl NewPage {
    fn of(layout: Layout, form: AddForm, errors: FormErrors, similar: Vec<Similar>, offered: &Offered) -> Self {
        Self {
            options: ProfileOptions::of(&form.profile, &offered.interests),
            organisations: Offered::options(&offered.organisations, &form.organisation),
            owners: Offered::options(&offered.workers, &form.owner),
            sources: sources(&form.source),
            layout,
            form,
            errors,
            similar,
            ended: None,
        }
    }
}

pub(crate) async fn get(_: paths::New, app: App, layout: Layout) -> Result<Page<NewPage>> {
    let offered = store::list_offered(&mut *app.db.acquire().await?).await?;
    let owner = layout.actor().map(|actor| actor.account.to_string()).unwrap_or_default();
    let form = AddForm { id: AssociateId::new().to_string(), owner, ..AddForm::default() };
    Ok(Page::ok(NewPage::of(layout, form, FormErrors::default(), Vec::new(), &offered)))
}

pub(crate) async fn post(_: paths::Index, app: App, layout: Layout, Form(form): Form<AddForm>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let offered = store::list_offered(&mut db).await?;
    let (addition, notice) = match decide(&mut db, &form, &layout, &offered).await? {
        Ok(decided) => decided,
        Err(Objections { errors, similar, ended }) => {
            let page = NewPage { ended, ..NewPage::of(layout, form, errors, similar, &offered) };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    drop(db);
    let (id, by) = (form.id.parse().unwrap_or_else(|_| AssociateId::new()), layout.by());

    let mut tx = app.db.begin().await?;
    let id = match associates::find(&mut tx, id).await? {
        // They went back and typed somebody else.
        Some(made) if made.name() != addition.profile.name() => AssociateId::new(),
        _ => id,
    };
    match associates::insert(&mut tx, id, &addition.profile, Standing::Active, false, &by).await {
        // The same form sent twice: the first time did it.
        Err(error) if error.violates("associates_pkey") => return Ok(added(&layout, id, &addition.profile)),
        other => other?,
    }
    complete(&mut tx, id, &addition, &notice, &by).await?;
    if let Err(error) = welcome(&mut tx, &app, id, &addition, &by).await {
        if !error.violates("accounts_email_key") {
            return Err(error.into());
        }
        let errors = FormErrors::one("email", "Someone is using this address at this very moment. Save again");
        return Ok(Page::unprocessable(NewPage::of(layout, form, errors, Vec::new(), &offered)).into_response());
    }
    let entry = Entry::new("Added an Associate", Subject::Associate(id)).made(&addition.profile);
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(added(&layout, id, &addition.profile))
}

fn added(layout: &Layout, id: AssociateId, profile: &Profile) -> Response {
    let next = format!("/associates/{id}/memberships/new");
    let notice = Notice::new(format!("{} added. They are in no project yet.", profile.name()));
    layout.redirect(paths::Show { associate: id }, notice.with_link(next, "Link to a project"))
}

/// Why the form comes back: mistakes, people who may be the same, an organisation that has ended.
#[derive(Default)]
struct Objections {
    errors: FormErrors,
    similar: Vec<Similar>,
    ended: Option<Ended>,
}

impl From<FormErrors> for Objections {
    fn from(errors: FormErrors) -> Self {
        Self { errors, ..Self::default() }
    }
}

/// What is to be written, unless there is something to say about it first. Look-alikes stop nobody for good.
async fn decide(
    db: &mut PgConnection,
    form: &AddForm,
    layout: &Layout,
    offered: &Offered,
) -> Result<std::result::Result<(Addition, PrivacyNotice), Objections>> {
    let mut addition = match form.parse(layout.today()) {
        Ok(addition) => addition,
        Err(errors) => return Ok(Err(errors.into())),
    };
    let known = |pairs: &[(String, String)], value: &str| value.is_empty() || pairs.iter().any(|(id, _)| id == value);
    let mut errors = FormErrors::default();
    if !known(&offered.workers, &form.owner) {
        errors.add("owner", "Choose someone of the team");
    }
    if !known(&offered.organisations, &form.organisation) {
        errors.add("organisation", "Choose an organisation from the list, or write its name");
    }
    let notice = privacy::current_notice(db).await?;
    if notice.is_none() {
        errors.add(
            "",
            "No privacy notice is published yet, so nobody can agree to it. Ask an administrator to publish one",
        );
    }
    let Some(notice) = notice.filter(|_| errors.is_empty()) else { return Ok(Err(errors.into())) };
    if let Some(affiliation) = addition.affiliation {
        addition.affiliation = match associates::placed(db, affiliation, &form.successor).await? {
            Ok(placed) => Some(placed),
            Err(ended) => {
                let errors = FormErrors::one("successor", ended.message());
                return Ok(Err(Objections { errors, ended: Some(ended), ..Objections::default() }));
            }
        };
    }
    if form.confirmed != "yes" {
        let belonging = addition.affiliation.as_ref().map(|one| &one.belonging);
        let similar = associates::list_similar(db, &addition.profile, belonging, layout.today()).await?;
        // The person this very form made is not a look-alike: it was sent twice.
        if !similar.is_empty() && !similar.iter().any(|one| one.id.to_string() == form.id) {
            return Ok(Err(Objections { errors, similar, ..Objections::default() }));
        }
    }
    Ok(Ok((addition, notice)))
}

/// Owner, affiliation and the rows of the consent ledger.
async fn complete(
    db: &mut PgConnection,
    id: AssociateId,
    addition: &Addition,
    notice: &PrivacyNotice,
    by: &By,
) -> sqlx::Result<()> {
    associates::set_owner(db, id, addition.owner).await?;
    if let Some(affiliation) = &addition.affiliation {
        associates::insert_affiliation(db, id, affiliation).await?;
    }
    let profile = &addition.profile;
    let mut agreed = vec![Consent::Registration];
    agreed.extend(profile.topics.iter().map(|topic| Consent::Mailings(*topic)));
    agreed.extend(profile.access_needs.as_ref().map(|_| Consent::AccessNeeds));
    for consent in &agreed {
        privacy::record_agreement(db, id, &Answer::now(consent, true, &addition.source), notice, by).await?;
    }
    Ok(())
}

/// Whoever has an address is told, and can sign in: by an account of their own, unless the address has one.
async fn welcome(db: &mut PgConnection, app: &App, id: AssociateId, addition: &Addition, by: &By) -> sqlx::Result<()> {
    let Some(address) = &addition.profile.email else { return Ok(()) };
    let can_sign_in = give_account(db, id, &addition.profile.name(), address, by).await?;
    let letter = letters::added(app, id, address, addition, can_sign_in, by);
    email::enqueue(db, &letter, by.at).await
}
