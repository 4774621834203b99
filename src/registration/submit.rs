//! What happens when the form is sent. From outside it is the same whoever the address belongs to.

use std::net::IpAddr;

use chrono::TimeDelta;
use sqlx::PgConnection;

use super::model::Registration;
use super::{letters, store};
use crate::accounts::{self, Account, IssuedLink, Limit, LinkPurpose, NewLink, hold, issue};
use crate::app::App;
use crate::associates::{self, NewAffiliation, Standing};
use crate::audit::{self, By, Entry, Subject};
use crate::email::{self, Letter};
use crate::error::{Result, Violates};
use crate::kernel::{AssociateId, EmailAddress, ProjectId};
use crate::privacy::{self, Answer, PrivacyNotice};

const SOURCE: &str = "Registration form";

/// Counts the attempt, finds out whether the address is known, and writes the letter that fits.
pub(super) async fn submit(
    app: &App,
    address: Option<IpAddr>,
    (registration, belonging): (&Registration, Option<NewAffiliation>),
    notice: &PrivacyNotice,
    by: &By,
) -> Result<()> {
    let (to, name) = (&registration.email, registration.profile.name());
    hold(&mut *app.db.acquire().await?, &limits(address, to), by.at).await?;
    let mut tx = app.db.begin().await?;
    let account = accounts::find_by_email(&mut tx, to).await?;
    if let Some((account, holder)) = account.and_then(|account| account.associate_id.map(|holder| (account, holder))) {
        let occasion = registration.id.to_string();
        let letter = if store::is_called(&mut tx, holder, &name).await? {
            already_registered(app, to, Some(account), &occasion)
        } else {
            letters::address_taken(app, to, holder, &occasion)
        };
        email::enqueue(&mut tx, &letter, by.at).await?;
    } else if let Some(known) = store::find_registered(&mut tx, to, &name).await? {
        let letter = if known.has_this_name {
            letters::already_in_register(app, to, &known, &new_link(&mut tx, known.id, to, by).await?)
        } else {
            letters::address_taken(app, to, known.id, &registration.id.to_string())
        };
        email::enqueue(&mut tx, &letter, by.at).await?;
    } else {
        let id = match associates::find(&mut tx, registration.id).await? {
            // The same form sent twice: the first time did it.
            Some(sent) if sent.email.as_ref() == Some(to) => return Ok(()),
            // They went back and corrected the address.
            Some(_) => AssociateId::new(),
            None => registration.id,
        };
        match write(&mut tx, id, (registration, belonging.as_ref()), notice, by).await {
            // Sent twice in the same moment.
            Err(error) if error.violates("associates_pkey") => return Ok(()),
            other => other?,
        }
        send_confirmation(&mut tx, app, id, to, by).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// In an hour sixty from one machine, six with one address, a thousand overall: room for a hall full of people
/// on one line, not for a program that tries addresses.
fn limits(address: Option<IpAddr>, email: &EmailAddress) -> Vec<Limit> {
    let hour = TimeDelta::hours(1);
    let machine = Limit::from_machine("register", address, 60, hour);
    machine
        .into_iter()
        .chain([Limit::new(format!("register {email}"), 6, hour), Limit::new("register", 1000, hour)])
        .collect()
}

fn already_registered(app: &App, to: &EmailAddress, account: Option<Account>, occasion: &str) -> Letter {
    let (whose, name) = account.map(|account| (account.associate_id, account.name)).unzip();
    letters::already_registered(app, to, whose.flatten(), name, occasion)
}

/// Writes the person as pending, with what they agreed to and wish for. Two registrations with one address
/// stay apart: each link confirms what was typed with it, so nobody can slip a person other details.
async fn write(
    db: &mut PgConnection,
    id: AssociateId,
    (registration, belonging): (&Registration, Option<&NewAffiliation>),
    notice: &PrivacyNotice,
    by: &By,
) -> sqlx::Result<()> {
    associates::insert(db, id, &registration.profile, Standing::Pending, registration.wants_help_choosing, by).await?;
    // No details in the trail, which is never altered: an unconfirmed registration vanishes whole.
    audit::record(db, by, Entry::new("Registered", Subject::Associate(id))).await?;
    if let Some(belonging) = belonging {
        associates::insert_affiliation(db, id, belonging).await?;
    }
    for consent in registration.consents() {
        privacy::record_agreement(db, id, &Answer::now(&consent, true, SOURCE), notice, by).await?;
    }
    let projects: Vec<ProjectId> = registration.wishes.iter().map(|wish| wish.project).collect();
    if let Some(event) = registration.event {
        store::insert_event_wish(db, id, event).await?;
    }
    store::insert_wishes(db, id, &projects).await
}

/// Mails a fresh link that confirms a registration.
pub(super) async fn send_confirmation(
    db: &mut PgConnection,
    app: &App,
    associate: AssociateId,
    to: &EmailAddress,
    by: &By,
) -> Result<()> {
    let link = new_link(db, associate, to, by).await?;
    email::enqueue(db, &letters::confirm(app, associate, to, &link), by.at).await?;
    Ok(())
}

async fn new_link(db: &mut PgConnection, associate: AssociateId, to: &EmailAddress, by: &By) -> Result<IssuedLink> {
    let link = NewLink {
        purpose: LinkPurpose::ConfirmRegistration,
        email: to.clone(),
        account: None,
        associate: Some(associate),
    };
    Ok(issue(db, &link, by.at).await?)
}

/// A new link to the address the old one went to, if there is still something to confirm.
pub(super) async fn renew(
    app: &App,
    address: Option<IpAddr>,
    associate: AssociateId,
    to: &EmailAddress,
    by: &By,
) -> Result<()> {
    hold(&mut *app.db.acquire().await?, &limits(address, to), by.at).await?;
    let mut tx = app.db.begin().await?;
    let waiting = associates::find(&mut tx, associate).await?.filter(|person| person.standing == Standing::Pending);
    if let Some(person) = waiting {
        send_confirmation(&mut tx, app, person.id, to, by).await?;
    } else {
        let account = accounts::find_by_email(&mut tx, to).await?;
        let occasion = format!("{associate}:{}", by.at.timestamp_micros());
        email::enqueue(&mut tx, &already_registered(app, to, account, &occasion), by.at).await?;
    }
    tx.commit().await?;
    Ok(())
}
