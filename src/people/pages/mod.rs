//! Pages about people.

pub(crate) mod affiliation;
pub(crate) mod agreement;
pub(crate) mod edit;
pub(crate) mod history;
pub(crate) mod index;
pub(crate) mod letters;
pub(crate) mod moved;
pub(crate) mod new;
pub(crate) mod panel;
pub(crate) mod sensitive;
pub(crate) mod show;

use sqlx::PgConnection;

use super::forms::SOURCES;
use crate::accounts;
use crate::associates::ProfileForm;
use crate::audit::By;
use crate::kernel::{AssociateId, County, DeclaredInvolvement, EmailAddress, StakeholderGroup, Topic};
use crate::web::Opt;

/// What the form of a person offers to choose from.
pub(crate) struct ProfileOptions {
    pub(crate) groups: Vec<Opt>,
    pub(crate) counties: Vec<Opt>,
    pub(crate) involvements: Vec<Opt>,
    pub(crate) topics: Vec<Opt>,
    pub(crate) themes: Vec<Opt>,
}

impl ProfileOptions {
    /// `themes` are pairs of id and name.
    fn of(form: &ProfileForm, themes: &[(String, String)]) -> Self {
        Self {
            groups: Opt::choices::<StakeholderGroup>(&form.stakeholder_group),
            counties: Opt::choices::<County>(&form.county),
            involvements: Opt::choices::<DeclaredInvolvement>(&form.involvement),
            topics: Opt::choices_many::<Topic>(&form.topics),
            themes: Opt::list_many(themes.iter().map(|(id, name)| (id, name.as_str())), &form.themes),
        }
    }
}

/// Lets someone ask for a link to sign in, unless the address belongs to an account already; false then.
///
/// # Errors
/// `accounts_email_key` when another made one at this very moment.
async fn give_account(
    db: &mut PgConnection,
    id: AssociateId,
    name: &str,
    email: &EmailAddress,
    by: &By,
) -> sqlx::Result<bool> {
    if accounts::find_by_email(db, email).await?.is_some() {
        return Ok(false);
    }
    accounts::make_for_associate(db, id, email, name, by).await?;
    Ok(true)
}

/// The ways someone can have told us what they agree to.
pub(crate) fn sources(selected: &str) -> Vec<Opt> {
    Opt::list(SOURCES, selected)
}
