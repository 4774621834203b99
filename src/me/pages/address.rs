//! Asking us to use another address. Whoever has the address has the account, so they prove first who they are,
//! the old address is told, and the new one is used only once a link that was mailed to it has been opened.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use sqlx::PgConnection;

use super::own;
use crate::access::Actor;
use crate::accounts::{self, Limit, LinkPurpose, NewLink, Proof, hold, issue, proof_needed, prove};
use crate::app::App;
use crate::associates::Associate;
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::{Error, Result};
use crate::kernel::EmailAddress;
use crate::me::forms::AddressForm;
use crate::me::{letters, paths};
use crate::web::{Form, FormErrors, Layout, Page, too_many};

#[derive(Template)]
#[template(path = "me/address.html")]
pub(crate) struct AddressPage {
    layout: Layout,
    me: Associate,
    proof: Proof,
    form: AddressForm,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Address, app: App, layout: Layout, actor: Actor) -> Result<Page<AddressPage>> {
    let page = page(&app, layout, &actor, AddressForm::default(), FormErrors::default()).await?;
    Ok(Page::ok(page))
}

async fn page(app: &App, layout: Layout, actor: &Actor, form: AddressForm, errors: FormErrors) -> Result<AddressPage> {
    let mut db = app.db.acquire().await?;
    let me = own(&mut db, actor).await?;
    let (_, proof) = proof_needed(&mut db, app, actor).await?;
    Ok(AddressPage { layout, me, proof, form, errors })
}

pub(crate) async fn post(
    _: paths::Address,
    app: App,
    layout: Layout,
    actor: Actor,
    Form(form): Form<AddressForm>,
) -> Result<Response> {
    let me = own(&mut *app.db.acquire().await?, &actor).await?;
    let wanted = match check(&app, &actor, &me, &form).await {
        Ok(Ok(wanted)) => wanted,
        Ok(Err(errors)) => {
            return Ok(Page::unprocessable(page(&app, layout, &actor, form, errors).await?).into_response());
        }
        Err(Error::TooMany(seconds)) => {
            let errors = FormErrors::one("email", too_many("You have tried this too often", seconds));
            let page = page(&app, layout, &actor, form, errors).await?;
            return Ok(Page::too_many(page, seconds).into_response());
        }
        Err(error) => return Err(error),
    };
    let mut tx = app.db.begin().await?;
    ask_to_confirm(&mut tx, &app, &actor, &me, &wanted, &layout.by()).await?;
    tx.commit().await?;
    let notice = format!("To use {wanted} from now on, open the link we have sent to it");
    Ok(layout.redirect(paths::Home, notice))
}

/// The address they want, if it can be one, they have proved who they are, and they have not asked too often.
async fn check(
    app: &App,
    actor: &Actor,
    me: &Associate,
    form: &AddressForm,
) -> Result<Result<EmailAddress, FormErrors>> {
    let wanted = match form.parse(me.email.as_ref()) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(Err(errors)),
    };
    let (account, proof) = proof_needed(&mut *app.db.acquire().await?, app, actor).await?;
    if let Err((field, message)) = prove(app, &account, proof, ("password", &form.password)).await? {
        return Ok(Err(FormErrors::one(field, message)));
    }
    let day = TimeDelta::days(1);
    let limits =
        [Limit::new(format!("email of {}", actor.account), 10, day), Limit::new(format!("email {wanted}"), 6, day)];
    hold(&mut *app.db.acquire().await?, &limits, app.clock.now()).await?;
    Ok(Ok(wanted))
}

/// Mails a link to the new address and a word to the old one. An address that somebody else signs in with gets a
/// letter that says so; the page does not tell.
async fn ask_to_confirm(
    db: &mut PgConnection,
    app: &App,
    actor: &Actor,
    me: &Associate,
    wanted: &EmailAddress,
    by: &By,
) -> Result<()> {
    let occasion = format!("{}:{}", me.id, by.at.timestamp_micros());
    let owner = accounts::find_by_email(db, wanted).await?.filter(|owner| owner.id != actor.account);
    let letter = if let Some(owner) = owner {
        letters::address_is_taken(app, wanted, owner.associate_id, &occasion)
    } else {
        let link = NewLink {
            purpose: LinkPurpose::ConfirmEmail,
            email: wanted.clone(),
            account: Some(actor.account),
            associate: Some(me.id),
        };
        letters::confirm_address(app, me, wanted, &issue(db, &link, by.at).await?)
    };
    email::enqueue(db, &letter, by.at).await?;
    if let Some(old) = &me.email {
        email::enqueue(db, &letters::address_is_changing(app, me, old, &occasion), by.at).await?;
    }
    audit::record(db, by, Entry::new("Asked to use another address", Subject::Associate(me.id))).await?;
    Ok(())
}
