//! The administrator's page of who has rights over other people's data.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use crate::access::{AccountRole, Actor};
use crate::accounts::forms::{AccountForm, AccountValues};
use crate::accounts::making::make;
use crate::accounts::store::{self, Account, NewAccount, Rights};
use crate::accounts::{IssuedLink, LinkPurpose, NewLink, issue, letter_key, paths};
use crate::app::App;
use crate::audit::{self, By, Entry, Event, Subject};
use crate::email::{self, Letter};
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::{AccountId, Choice};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, conflict, filters, merge};

#[derive(Template)]
#[template(path = "accounts/admin/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    accounts: Vec<Account>,
}

pub(crate) async fn index(_: paths::Accounts, app: App, layout: Layout) -> Result<Page<IndexPage>> {
    let accounts = store::list_privileged(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(IndexPage { layout, accounts }))
}

#[derive(Template)]
#[template(path = "accounts/admin/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    /// The account being changed; none for a new one.
    account: Option<Account>,
    /// What happened to it.
    events: Vec<Event>,
    form: AccountForm,
    errors: FormErrors,
}

impl FormPage {
    /// The form of a new account.
    fn fresh(layout: Layout, form: AccountForm, errors: FormErrors) -> Self {
        Self { layout, account: None, events: Vec::new(), form, errors }
    }

    /// The form of an account, as it was typed.
    fn again(layout: Layout, account: Account, form: AccountForm, errors: FormErrors) -> Self {
        Self { layout, account: Some(account), events: Vec::new(), form, errors }
    }

    /// An Associate's account is made by registering, so a new one is always the team's.
    fn roles(&self) -> Vec<Opt> {
        let is_associate = self.account.as_ref().is_some_and(|account| account.associate_id.is_some());
        let roles = AccountRole::ALL.iter().filter(|role| is_associate || **role != AccountRole::Associate);
        Opt::list(roles.map(|role| (role.code(), role.label())), &self.form.role)
    }
}

pub(crate) async fn new(_: paths::NewAccount, layout: Layout) -> Page<FormPage> {
    let form = AccountForm { role: AccountRole::Team.code().to_owned(), ..AccountForm::default() };
    Page::ok(FormPage::fresh(layout, form, FormErrors::default()))
}

pub(crate) async fn create(
    _: paths::Accounts,
    app: App,
    layout: Layout,
    Form(form): Form<AccountForm>,
) -> Result<Response> {
    let values = match form.parse() {
        Ok(values) if values.role != AccountRole::Associate => values,
        Ok(_) => {
            let errors = FormErrors::one("role", "Choose the engagement team or administrator");
            return Ok(Page::unprocessable(FormPage::fresh(layout, form, errors)).into_response());
        }
        Err(errors) => return Ok(Page::unprocessable(FormPage::fresh(layout, form, errors)).into_response()),
    };
    let (id, by) = (AccountId::new(), layout.by());
    let account =
        NewAccount { id, email: &values.email, name: values.name.as_str(), role: values.role, associate: None };

    let mut tx = app.db.begin().await?;
    match make(&mut tx, &account, &by).await {
        Err(error) if error.violates("accounts_email_key") => {
            let errors = FormErrors::one(
                "email",
                "This address has an account already. Find it in the list to change what it is for",
            );
            return Ok(Page::unprocessable(FormPage::fresh(layout, form, errors)).into_response());
        }
        other => other?,
    }
    let link =
        NewLink { purpose: LinkPurpose::SignIn, email: values.email.clone(), account: Some(id), associate: None };
    let issued = issue(&mut tx, &link, by.at).await?;
    email::enqueue(&mut tx, &welcome_letter(&app, &values, &issued), by.at).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Accounts, "Account made. A link to sign in is on its way to them"))
}

fn welcome_letter(app: &App, values: &AccountValues, link: &IssuedLink) -> Letter {
    let href = format!("{}{}", app.config.base_url(), paths::Link { token: link.token.clone() });
    Letter {
        kind: "account made",
        key: letter_key("account", &link.token),
        to: values.email.clone(),
        subject: "Your account with Copse".to_owned(),
        whose: None,
        greeting: Some(values.name.to_string()),
        paragraphs: vec![
            "An administrator made an account for you. The link signs you in once, in the next 30 minutes.".to_owned(),
            "After that you can choose a password, or ask for a new link on the sign-in page whenever you need one."
                .to_owned(),
        ],
        action: Some(("Sign in".to_owned(), href)),
        secret_until: Some(link.expires_at),
    }
}

pub(crate) async fn edit(path: paths::EditAccount, app: App, layout: Layout) -> Result<Page<FormPage>> {
    let mut db = app.db.acquire().await?;
    let account = store::find(&mut db, path.account).await?.or_404()?;
    let events = audit::for_subject(&mut db, Subject::Account(account.id)).await?;
    let form = AccountForm::from(&account);
    Ok(Page::ok(FormPage { layout, account: Some(account), events, form, errors: FormErrors::default() }))
}

pub(crate) async fn update(
    path: paths::Account,
    app: App,
    layout: Layout,
    me: Actor,
    Form(form): Form<AccountForm>,
) -> Result<Response> {
    let account = store::find(&mut *app.db.acquire().await?, path.account).await?.or_404()?;
    // The address is proved by its owner, and an Associate's name stands on their record: neither is changed here.
    let name = if account.associate_id.is_some() { account.name.clone() } else { form.name };
    let form = AccountForm { name, email: account.email.to_string(), ..form };
    let merged = merge(&form.opened, &AccountForm::from(&account), &form)?;
    if merged.clashes() {
        return Ok(clash(layout, &account, merged));
    }
    let form = merged.form;
    let values = match form.parse().and_then(|values| allowed(&account, values, &me)) {
        Ok(values) => values,
        Err(errors) => return Ok(Page::unprocessable(FormPage::again(layout, account, form, errors)).into_response()),
    };

    let mut tx = app.db.begin().await?;
    if takes_administrator_away(&account, &values) && store::lock_other_administrators(&mut tx, account.id).await? == 0
    {
        drop(tx);
        let errors = FormErrors::one("role", "This is the only administrator. Make another one first");
        return Ok(Page::unprocessable(FormPage::again(layout, account, form, errors)).into_response());
    }
    if !write(&mut tx, &account, &values, &layout.by()).await? {
        drop(tx);
        let account = store::find(&mut *app.db.acquire().await?, path.account).await?.or_404()?;
        let merged = merge(&form.opened, &AccountForm::from(&account), &form)?;
        return Ok(clash(layout, &account, merged));
    }
    tx.commit().await?;
    Ok(layout.redirect(paths::Accounts, "Account changed"))
}

/// Writes the change with its entry in the trail; false when someone else was faster. Other rights are for new
/// sessions only: one that was stolen must not grow with them, nor an Associate's month outlast them.
async fn write(db: &mut PgConnection, account: &Account, values: &AccountValues, by: &By) -> sqlx::Result<bool> {
    let disabled_at = values.disabled.then(|| account.disabled_at.unwrap_or(by.at));
    let rights = Rights { name: values.name.as_str(), role: values.role, disabled_at };
    if !store::update_rights(db, account, &rights).await? {
        return Ok(false);
    }
    if values.disabled || values.role != account.role {
        store::end_sessions(db, account.id, None).await?;
    }
    if values.disabled {
        store::close_links(db, account.id, by.at).await?;
    }
    let state = |name: &str, role: AccountRole, disabled: bool| serde_json::json!({ "name": name, "role": role, "disabled": disabled });
    let entry = Entry::new("Changed an account", Subject::Account(account.id)).changed(
        &state(&account.name, account.role, account.disabled_at.is_some()),
        &state(values.name.as_str(), values.role, values.disabled),
    );
    audit::record(db, by, entry).await?;
    Ok(true)
}

/// Someone else was faster, and changed the same.
fn clash(layout: Layout, now: &Account, merged: Merged<AccountForm>) -> Response {
    let value = |field: &str, value: &str| match field {
        "role" => AccountRole::label_of(value),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "Someone else changed this account meanwhile",
        caption: &now.name,
        fields: &[("name", "Name"), ("role", "What is the account for?"), ("disabled", "May not sign in any more")],
        value: &value,
    };
    conflict(layout, &words, (paths::Account { account: now.id }, paths::Accounts), merged)
}

/// Whether an administrator who can sign in now is none any more.
fn takes_administrator_away(account: &Account, values: &AccountValues) -> bool {
    let is_one = account.role == AccountRole::Administrator && account.disabled_at.is_none();
    is_one && (values.role != AccountRole::Administrator || values.disabled)
}

/// Nobody takes their own rights away.
fn allowed(account: &Account, values: AccountValues, me: &Actor) -> Result<AccountValues, FormErrors> {
    if me.account == account.id && takes_administrator_away(account, &values) {
        return Err(FormErrors::one("role", "You cannot take your own rights away. Ask another administrator"));
    }
    if values.role == AccountRole::Associate && account.associate_id.is_none() {
        return Err(FormErrors::one("role", "This account belongs to no Associate"));
    }
    Ok(values)
}
