//! Forms about signing in and accounts.

use serde::{Deserialize, Serialize};

use super::passwords::parse_new_password;
use super::store::Account;
use crate::access::AccountRole;
use crate::kernel::{Choice, EmailAddress, Invalid, Text};
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInForm {
    pub(crate) email: String,
    pub(crate) password: String,
    /// Where they were going.
    pub(crate) next: String,
    /// What they had typed when they found themselves signed out.
    pub(crate) kept: String,
}

impl SignInForm {
    pub(super) fn parse(&self) -> Result<(EmailAddress, String), FormErrors> {
        let mut errors = FormErrors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        let password = errors.keep("password", present_password(&self.password));
        match (email, password) {
            (Some(email), Some(password)) => Ok((email, password)),
            _ => Err(errors),
        }
    }
}

fn present_password(raw: &str) -> Result<String, Invalid> {
    match raw.chars().count() {
        0 => Err(Invalid::new("Enter your password")),
        1..=128 => Ok(raw.to_owned()),
        _ => Err(Invalid::new("Enter a password of 128 characters or fewer")),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LinkForm {
    pub(crate) email: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PasswordForm {
    pub(crate) current_password: String,
    pub(crate) new_password: String,
}

impl PasswordForm {
    pub(super) fn parse(&self) -> Result<String, FormErrors> {
        let mut errors = FormErrors::default();
        errors.keep("new_password", parse_new_password(&self.new_password)).ok_or(errors)
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AccountForm {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
    /// "yes" when it may not sign in.
    pub(crate) disabled: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl From<&Account> for AccountForm {
    fn from(account: &Account) -> Self {
        let form = Self {
            name: account.name.clone(),
            email: account.email.to_string(),
            role: account.role.code().to_owned(),
            disabled: if account.disabled_at.is_some() { "yes".to_owned() } else { String::new() },
            opened: String::new(),
        };
        Self { opened: opened(&form), ..form }
    }
}

/// An account as an administrator wants it.
pub(super) struct AccountValues {
    pub(super) name: Text<200>,
    pub(super) email: EmailAddress,
    pub(super) role: AccountRole,
    pub(super) disabled: bool,
}

impl AccountForm {
    pub(super) fn parse(&self) -> Result<AccountValues, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.keep("name", Text::parse_line("their name", &self.name));
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        let role = AccountRole::from_code(&self.role).ok_or_else(|| Invalid::new("Choose what the account is for"));
        let role = errors.keep("role", role);
        match (name, email, role) {
            (Some(name), Some(email), Some(role)) => {
                Ok(AccountValues { name, email, role, disabled: self.disabled == "yes" })
            }
            _ => Err(errors),
        }
    }
}
