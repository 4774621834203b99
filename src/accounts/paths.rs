//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{AccountId, SessionId};

#[derive(TypedPath, Deserialize)]
#[typed_path("/sign-in")]
pub(crate) struct SignIn;

#[derive(TypedPath, Deserialize)]
#[typed_path("/sign-out")]
pub(crate) struct SignOut;

#[derive(TypedPath, Deserialize)]
#[typed_path("/sign-in-links/new")]
pub(crate) struct NewLink;

#[derive(TypedPath, Deserialize)]
#[typed_path("/sign-in-links")]
pub(crate) struct Links;

#[derive(TypedPath, Deserialize)]
#[typed_path("/sign-in-links/sent")]
pub(crate) struct LinkSent;

#[derive(TypedPath, Deserialize)]
#[typed_path("/sign-in-links/{token}", rejection(Error))]
pub(crate) struct Link {
    pub(crate) token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/sign-in-links/{token}/renewal", rejection(Error))]
pub(crate) struct LinkRenewal {
    pub(crate) token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/sessions")]
pub(crate) struct Sessions;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/sessions/{session}/ending", rejection(Error))]
pub(crate) struct SessionEnding {
    pub(crate) session: SessionId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/sessions/endings")]
pub(crate) struct OtherSessionsEnding;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/password")]
pub(crate) struct Password;

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/accounts")]
pub(crate) struct Accounts;

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/accounts/new")]
pub(crate) struct NewAccount;

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/accounts/{account}", rejection(Error))]
pub(crate) struct Account {
    pub(crate) account: AccountId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/accounts/{account}/edit", rejection(Error))]
pub(crate) struct EditAccount {
    pub(crate) account: AccountId,
}
