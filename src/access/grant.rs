//! A record as a handler's argument: who holds a `Viewing<T>` or an `Editing<T>` has been allowed to.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use sqlx::PgConnection;

use super::{Action, Facts, SignedIn, allows};
use crate::app::App;
use crate::error::Error;

/// A record that the policy protects, found by the part of the address that names it.
pub(crate) trait Protected: Sized + Send {
    /// The name of that part: `associate` in `/associates/{associate}`.
    const PARAM: &'static str;

    /// The record with this name, if there is one and the name can be one.
    fn load(db: &mut PgConnection, name: &str) -> impl Future<Output = sqlx::Result<Option<Self>>> + Send;

    /// What the policy needs to know of it.
    fn facts(&self) -> Facts;
}

/// The action a grant stands for.
pub(crate) trait Permission {
    const ACTION: Action;
}

macro_rules! permissions {
    ($($marker:ident => $grant:ident, $doc:literal;)+) => {$(
        pub(crate) struct $marker;
        impl Permission for $marker {
            const ACTION: Action = Action::$marker;
        }
        #[doc = $doc]
        pub(crate) type $grant<T> = Grant<T, $marker>;
    )+};
}

permissions! {
    View => Viewing, "A record this person may see.";
    Edit => Editing, "A record this person may change.";
    SeePeople => SeeingPeople, "A record whose people this person may see.";
    Decide => Deciding, "A request this person may answer.";
    End => Ending, "Something this person may bring to an end.";
}

/// Proof that the policy allowed `P` on the record inside. Made only by the extractor below.
pub(crate) struct Grant<T, P> {
    record: T,
    permission: PhantomData<P>,
}

impl<T, P> Deref for Grant<T, P> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

impl<T: Protected, P: Permission + Send> FromRequestParts<App> for Grant<T, P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let record = find::<T>(parts, app).await?.ok_or(Error::NotFound)?;
        let SignedIn(actor) = SignedIn::of(&parts.extensions);
        let (actor, facts) = (actor.as_deref(), record.facts());
        if allows(actor, P::ACTION, facts.clone()) {
            return Ok(Self { record, permission: PhantomData });
        }
        // What someone may not see does not exist for them; what they see but may not touch is refused.
        Err(if allows(actor, Action::View, facts) {
            Error::Forbidden("You cannot do this here.")
        } else {
            Error::NotFound
        })
    }
}

async fn find<T: Protected>(parts: &mut Parts, app: &App) -> Result<Option<T>, Error> {
    let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
    // PostgreSQL refuses a NUL in a text, so nothing has such a name.
    let Some((_, name)) = params.iter().find(|(param, name)| *param == T::PARAM && !name.contains('\0')) else {
        return Ok(None);
    };
    let mut db = app.db.acquire().await?;
    Ok(T::load(&mut db, name).await?)
}
