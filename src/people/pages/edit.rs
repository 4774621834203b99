//! Changing an Associate's details.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{ProfileOptions, give_account, letters, sources};
use crate::access::Editing;
use crate::accounts;
use crate::app::App;
use crate::associates::{self, Associate, Profile, ProfileForm};
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::{AccountId, AssociateId, Choice, County, DeclaredInvolvement, EmailAddress, StakeholderGroup};
use crate::people::forms::{Changes, EditForm};
use crate::people::paths;
use crate::people::store::{self, Offered};
use crate::privacy::{self, Answer, Consent};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "people/edit.html")]
pub(crate) struct EditPage {
    layout: Layout,
    associate: Associate,
    form: EditForm,
    errors: FormErrors,
    options: ProfileOptions,
    owners: Vec<Opt>,
    sources: Vec<Opt>,
}

impl EditPage {
    fn of(layout: Layout, associate: Associate, form: EditForm, errors: FormErrors, offered: &Offered) -> Self {
        Self {
            options: ProfileOptions::of(&form.profile, &offered.interests),
            owners: Offered::options(&offered.workers, &form.owner),
            sources: sources(&form.source),
            layout,
            associate,
            form,
            errors,
        }
    }
}

pub(crate) async fn get(
    _: paths::Edit,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
) -> Result<Page<EditPage>> {
    let mut db = app.db.acquire().await?;
    let themes = associates::list_themes(&mut db, associate.id).await?;
    let offered = store::list_offered(&mut db).await?;
    let form = EditForm::of(&associate, &themes);
    Ok(Page::ok(EditPage::of(layout, associate.clone(), form, FormErrors::default(), &offered)))
}

pub(crate) async fn post(
    _: paths::Show,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<EditForm>,
) -> Result<Response> {
    let (id, by, mut tx) = (associate.id, layout.by(), app.db.begin().await?);
    // The row is held, so what is compared and what is replaced are the same.
    let now = associates::find_for_update(&mut tx, id).await?.or_404()?;
    let before = described(&mut tx, &now).await?;
    let offered = store::list_offered(&mut tx).await?;
    let merged = merge(&form.opened, &EditForm::of(&now, &before.themes), &form)?;
    if merged.clashes() {
        return Ok(clash(layout, &now, merged, &offered));
    }
    let form = merged.form;
    let again = |layout: Layout, form: EditForm, errors: FormErrors| {
        Page::unprocessable(EditPage::of(layout, associate.clone(), form, errors, &offered)).into_response()
    };
    let changes = match form.parse(&before) {
        Ok(changes) => changes,
        Err(errors) => return Ok(again(layout, form, errors)),
    };
    if let Some(errors) = objections(&mut tx, &now, &changes, &offered).await? {
        return Ok(again(layout, form, errors));
    }

    associates::update_profile(&mut tx, id, &changes.profile, now.version).await?;
    associates::set_owner(&mut tx, id, changes.owner).await?;
    record_topics(&mut tx, id, &before, &changes, &by).await?;
    match follow_account(&mut tx, &app, &now, &changes.profile, &by).await {
        Err(error) if error.violates("accounts_email_key") => return Ok(again(layout, form, taken())),
        other => other?,
    }
    let entry = Entry::new("Changed the details", Subject::Associate(id))
        .changed(&state(&before, now.owner_id), &state(&changes.profile, changes.owner));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Show { associate: id }, "Changes saved"))
}

/// The details as they stand, in the shape the audit trail compares.
async fn described(db: &mut PgConnection, associate: &Associate) -> Result<Profile> {
    let themes = associates::list_themes(db, associate.id).await?;
    let form = ProfileForm::of(associate, &themes);
    form.parse().map_err(|_| anyhow::anyhow!("a record that its own form refuses").into())
}

#[derive(serde::Serialize)]
struct State<'a> {
    #[serde(flatten)]
    profile: &'a Profile,
    owner: Option<AccountId>,
}

fn state(profile: &Profile, owner: Option<AccountId>) -> State<'_> {
    State { profile, owner }
}

fn taken() -> FormErrors {
    FormErrors::one("email", "Another account signs in with this address. Use another address, or leave it as it was")
}

/// What only the database knows to be wrong.
async fn objections(
    db: &mut PgConnection,
    now: &Associate,
    changes: &Changes,
    offered: &Offered,
) -> Result<Option<FormErrors>> {
    let owner = changes.owner.map(|id| id.to_string());
    let stays = changes.owner == now.owner_id;
    if let Some(owner) = owner
        && !stays
        && !offered.workers.iter().any(|(id, _)| *id == owner)
    {
        return Ok(Some(FormErrors::one("owner", "Choose someone of the team")));
    }
    if changes.source.is_some() && privacy::current_notice(db).await?.is_none() {
        let message = "No privacy notice is published yet, so nobody can agree to topics. Ask an administrator";
        return Ok(Some(FormErrors::one("topics", message)));
    }
    Ok(None)
}

/// Topics someone agreed to, or no longer wants, go into the ledger with how they told us.
async fn record_topics(
    db: &mut PgConnection,
    id: AssociateId,
    before: &Profile,
    changes: &Changes,
    by: &By,
) -> Result<()> {
    let Some(source) = &changes.source else { return Ok(()) };
    let notice = privacy::notice_known_to(db, id).await?;
    let (old, new) = (&before.topics, &changes.profile.topics);
    let given = new.iter().filter(|topic| !old.contains(topic)).map(|topic| (topic, true));
    let withdrawn = old.iter().filter(|topic| !new.contains(topic)).map(|topic| (topic, false));
    for (topic, agreed) in given.chain(withdrawn) {
        let consent = Consent::Mailings(*topic);
        let answer = Answer::now(&consent, agreed, source);
        privacy::record_agreement(db, id, &answer, &notice, by).await?;
    }
    Ok(())
}

/// The account follows the record: its name, and the address it signs in with. Who had no address before
/// gets an account, unless the address has one.
async fn follow_account(
    db: &mut PgConnection,
    app: &App,
    before: &Associate,
    profile: &Profile,
    by: &By,
) -> sqlx::Result<()> {
    let (id, name) = (before.id, profile.name());
    if name != before.name() {
        accounts::rename(db, id, &name).await?;
    }
    if profile.email == before.email {
        return Ok(());
    }
    match &profile.email {
        Some(address) => move_account(db, id, &name, address, by).await?,
        None => close_account(db, id, by).await?,
    }
    if let Some(old) = &before.email {
        let letter = letters::address_changed(app, id, before.version, old, profile, by);
        email::enqueue(db, &letter, by.at).await?;
    }
    Ok(())
}

async fn move_account(
    db: &mut PgConnection,
    id: AssociateId,
    name: &str,
    address: &EmailAddress,
    by: &By,
) -> sqlx::Result<()> {
    if let Some(account) = accounts::find_by_associate(db, id).await? {
        // Who works for the team proves a new address themselves: no colleague takes over their rights.
        if account.has_rights_over_others() {
            return Ok(());
        }
        accounts::change_email(db, account.id, address).await?;
        return accounts::close_ways_in(db, account.id, None, by.at).await;
    }
    give_account(db, id, name, address, by).await.map(|_| ())
}

/// Without an address nobody signs in: whoever reads mail at the old one has no way in any more. Who works for the
/// team keeps theirs.
async fn close_account(db: &mut PgConnection, id: AssociateId, by: &By) -> sqlx::Result<()> {
    let account = accounts::find_by_associate(db, id).await?;
    let Some(account) = account.filter(|account| !account.has_rights_over_others()) else { return Ok(()) };
    accounts::take_address_away(db, account.id).await?;
    accounts::close_ways_in(db, account.id, None, by.at).await
}

/// Someone else was faster, and changed the same.
fn clash(layout: Layout, now: &Associate, merged: Merged<EditForm>, offered: &Offered) -> Response {
    let value = |field: &str, value: &str| match field {
        "county" => County::label_of(value),
        "stakeholder_group" => StakeholderGroup::label_of(value),
        "involvement" => DeclaredInvolvement::label_of(value),
        "owner" => Offered::label(&offered.workers, value).to_owned(),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "Someone else changed this record meanwhile",
        caption: &now.name(),
        fields: &[
            ("given_name", "First name"),
            ("family_name", "Last name"),
            ("email", "Email address"),
            ("phone", "Phone"),
            ("postcode_district", "First part of the postcode"),
            ("county", "County"),
            ("stakeholder_group", "Group"),
            ("involvement", "Declared involvement"),
            ("interests", "Interests"),
            ("offers", "Offers"),
            ("asks", "Asks"),
            ("owner", "Owner"),
        ],
        value: &value,
    };
    let show = paths::Show { associate: now.id };
    conflict(layout, &words, (&show, &show), merged)
}
