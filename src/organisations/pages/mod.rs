//! Pages about organisations.

pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod index;
pub(crate) mod new;
pub(crate) mod show;

use askama::Template;

use super::forms::OrganisationForm;
use super::model::{Organisation, OrganisationKind};
use crate::error::Violates;
use crate::kernel::County;
use crate::web::{FormErrors, Layout, Opt};

/// The form, for a new organisation and for one that changes.
#[derive(Template)]
#[template(path = "organisations/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    /// The one being changed; none for a new one.
    organisation: Option<Organisation>,
    form: OrganisationForm,
    errors: FormErrors,
}

impl FormPage {
    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<OrganisationKind>(&self.form.kind)
    }

    fn counties(&self) -> Vec<Opt> {
        Opt::choices::<County>(&self.form.county)
    }
}

/// The database's refusal in the words of the form.
fn refusal(error: &sqlx::Error) -> Option<FormErrors> {
    let taken = [
        ("organisations_name_key", "name", "Another organisation has this name already"),
        ("organisations_ods_code_key", "ods_code", "Another organisation has this ODS code already"),
        ("organisation_aliases_key", "aliases", "Another organisation is known by one of these names already"),
    ];
    taken.iter().find(|(key, ..)| error.violates(key)).map(|(_, field, message)| FormErrors::one(field, *message))
}
