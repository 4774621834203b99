//! The administrator's page of who has rights over other people's data.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::{AccountRole, Actor};
use crate::accounts::forms::{AccountForm, AccountValues};
use crate::accounts::store::{self, Account, NewAccount};
use crate::accounts::{LinkPurpose, NewLink, issue, paths};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::email::{self, Letter};
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::{AccountId, Choice};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

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
    form: AccountForm,
    errors: FormErrors,
}

impl FormPage {
    /// An Associate's account is made by registering, so a new one is always the team's.
    fn roles(&self) -> Vec<Opt> {
        let is_associate = self.account.as_ref().is_some_and(|account| account.associate_id.is_some());
        let roles = AccountRole::ALL.iter().filter(|role| is_associate || **role != AccountRole::Associate);
        Opt::list(roles.map(|role| (role.code(), role.label())), &self.form.role)
    }
}

pub(crate) async fn new(_: paths::NewAccount, layout: Layout) -> Page<FormPage> {
    let form = AccountForm { role: AccountRole::Team.code().to_owned(), ..AccountForm::default() };
    Page::ok(FormPage { layout, account: None, form, errors: FormErrors::default() })
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
            return Ok(Page::unprocessable(FormPage { layout, account: None, form, errors }).into_response());
        }
        Err(errors) => return Ok(Page::unprocessable(FormPage { layout, account: None, form, errors }).into_response()),
    };
    let (id, by) = (AccountId::new(), layout.by());
    let account =
        NewAccount { id, email: &values.email, name: values.name.as_str(), role: values.role, associate: None };

    let mut tx = app.db.begin().await?;
    match store::insert(&mut tx, &account, by.at).await {
        Err(error) if error.violates("accounts_email_key") => {
            let errors = FormErrors::one(
                "email",
                "This address has an account already. Find it in the list to change what it is for",
            );
            return Ok(Page::unprocessable(FormPage { layout, account: None, form, errors }).into_response());
        }
        other => other?,
    }
    let link =
        NewLink { purpose: LinkPurpose::SignIn, email: values.email.clone(), account: Some(id), associate: None };
    let token = issue(&mut tx, &link, by.at).await?;
    email::enqueue(&mut tx, &welcome_letter(&app, &values, &token), by.at).await?;
    let made = serde_json::json!({ "name": values.name, "email": values.email, "role": values.role });
    audit::record(&mut tx, &by, Entry::new("Made an account", Subject::Account(id)).made(&made)).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Accounts, "Account made. A link to sign in is on its way to them"))
}

fn welcome_letter(app: &App, values: &AccountValues, token: &str) -> Letter {
    let href = format!("{}{}", app.config.base_url(), paths::Link { token: token.to_owned() });
    Letter {
        kind: "account made",
        key: format!("account:{}", &token[..16]),
        to: values.email.clone(),
        subject: "Your account with Copse".to_owned(),
        greeting: values.name.to_string(),
        paragraphs: vec![
            "An administrator made an account for you. The link signs you in once, in the next 30 minutes.".to_owned(),
            "After that you can choose a password, or ask for a new link on the sign-in page whenever you need one."
                .to_owned(),
        ],
        action: Some(("Sign in".to_owned(), href)),
        secret: true,
    }
}

pub(crate) async fn edit(path: paths::EditAccount, app: App, layout: Layout) -> Result<Page<FormPage>> {
    let account = store::find(&mut *app.db.acquire().await?, path.account).await?.or_404()?;
    let form = AccountForm {
        name: account.name.clone(),
        email: account.email.to_string(),
        role: account.role.code().to_owned(),
        disabled: if account.disabled_at.is_some() { "yes".to_owned() } else { String::new() },
    };
    Ok(Page::ok(FormPage { layout, account: Some(account), form, errors: FormErrors::default() }))
}

pub(crate) async fn update(
    path: paths::Account,
    app: App,
    layout: Layout,
    me: Actor,
    Form(form): Form<AccountForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let account = store::find(&mut tx, path.account).await?.or_404()?;
    let others = store::count_administrators(&mut tx).await? - i64::from(account.role == AccountRole::Administrator);
    // The address is proved by its owner, so it is not changed here.
    let form = AccountForm { email: account.email.to_string(), ..form };
    let values = match form.parse().and_then(|values| allowed(&account, values, others, &me)) {
        Ok(values) => values,
        Err(errors) => {
            return Ok(Page::unprocessable(FormPage { layout, account: Some(account), form, errors }).into_response());
        }
    };
    let disabled_at = values.disabled.then(|| account.disabled_at.unwrap_or(layout.now()));
    store::update_rights(&mut tx, account.id, values.name.as_str(), values.role, disabled_at).await?;
    if values.disabled {
        store::end_sessions(&mut tx, account.id, None).await?;
    }
    let state = |name: &str, role: AccountRole, disabled: bool| serde_json::json!({ "name": name, "role": role, "disabled": disabled });
    let entry = Entry::new("Changed an account", Subject::Account(account.id)).changed(
        &state(&account.name, account.role, account.disabled_at.is_some()),
        &state(values.name.as_str(), values.role, values.disabled),
    );
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Accounts, "Account changed"))
}

/// Nobody takes their own rights away, and one administrator always stays.
fn allowed(
    account: &Account,
    values: AccountValues,
    other_administrators: i64,
    me: &Actor,
) -> Result<AccountValues, FormErrors> {
    let stays = values.role == AccountRole::Administrator && !values.disabled;
    if me.account == account.id && !stays {
        return Err(FormErrors::one("role", "You cannot take your own rights away. Ask another administrator"));
    }
    if account.role == AccountRole::Administrator && !stays && other_administrators == 0 {
        return Err(FormErrors::one("role", "This is the only administrator. Make another one first"));
    }
    if values.role == AccountRole::Associate && account.associate_id.is_none() {
        return Err(FormErrors::one("role", "This account belongs to no Associate"));
    }
    Ok(values)
}
