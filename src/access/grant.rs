//! A record as a handler's argument: who holds a `Viewing<T>` or an `Editing<T>` has been allowed to.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::Method;
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

    /// Whether it only leads on to another record, with which it was put together.
    fn is_stub(&self) -> bool {
        false
    }

    /// The name of the record that stands for this one today, if it was put together with another.
    fn moved_to(_db: &mut PgConnection, _name: &str) -> impl Future<Output = sqlx::Result<Option<String>>> + Send {
        async { Ok(None) }
    }

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
        let Some(record) = find::<T>(parts, app).await? else {
            return Err(elsewhere::<T>(parts, app).await?.unwrap_or(Error::NotFound));
        };
        let SignedIn(actor) = SignedIn::of(&parts.extensions);
        let (actor, facts) = (actor.as_deref(), record.facts());
        if record.is_stub() && allows(actor, Action::View, facts.clone()) {
            return Err(elsewhere::<T>(parts, app).await?.unwrap_or(Error::NotFound));
        }
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

/// The same page of the record that this one was put together with. A form for it changes nothing: it shows what no
/// longer stands.
async fn elsewhere<T: Protected>(parts: &mut Parts, app: &App) -> Result<Option<Error>, Error> {
    let Some(name) = name_of::<T>(parts, app).await? else { return Ok(None) };
    let Some(now) = T::moved_to(&mut *app.db.acquire().await?, &name).await? else { return Ok(None) };
    if now == name {
        return Ok(None);
    }
    if parts.method != Method::GET {
        return Ok(Some(Error::Forbidden(
            "Nothing was changed: this record has been put together with another. Open its address to see the one that stays.",
        )));
    }
    let path = parts.uri.path().split('/').map(|part| if part == name { now.as_str() } else { part });
    let path = path.collect::<Vec<_>>().join("/");
    Ok(Some(Error::Moved(match parts.uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    })))
}

async fn find<T: Protected>(parts: &mut Parts, app: &App) -> Result<Option<T>, Error> {
    let Some(name) = name_of::<T>(parts, app).await? else { return Ok(None) };
    let mut db = app.db.acquire().await?;
    Ok(T::load(&mut db, &name).await?)
}

/// The part of the address that names the record.
async fn name_of<T: Protected>(parts: &mut Parts, app: &App) -> Result<Option<String>, Error> {
    let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Error::NotFound)?;
    // PostgreSQL refuses a NUL in a text, so nothing has such a name.
    let found = params.iter().find(|(param, name)| *param == T::PARAM && !name.contains('\0'));
    Ok(found.map(|(_, name)| name.to_owned()))
}
