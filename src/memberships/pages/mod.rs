//! Pages about taking part.

pub(crate) mod decision;
pub(crate) mod edit;
pub(crate) mod ending;
pub(crate) mod export;
pub(crate) mod join;
pub(crate) mod link;
pub(crate) mod members;
pub(crate) mod project;
pub(crate) mod project_ending;
pub(crate) mod requests;
pub(crate) mod unplaced;

use serde_json::{Value, json};

use super::model::{MembershipRole, Part};
use crate::kernel::Choice;
use crate::organisations;
use crate::projects::Project;
use crate::web::Opt;

/// What the audit trail keeps of a membership: which project and role, in words.
pub(super) fn named(project: &Project, role: MembershipRole) -> Value {
    json!({ "project": project.title, "role": role.label() })
}

/// The same with everything that may change of it.
pub(super) fn described(project: &Project, part: &Part, rest: &Value) -> Value {
    let mut described = named(project, part.role);
    if let (Some(fields), Some(more)) = (described.as_object_mut(), rest.as_object()) {
        fields.extend(more.clone());
        if let Some(fellowship) = part.fellowship {
            fields.insert("host".to_owned(), json!(fellowship.host));
            fields.insert("days_a_week".to_owned(), json!(fellowship.days_a_week));
        }
    }
    described
}

fn hosts(organisations: &[organisations::Named], selected: &str) -> Vec<Opt> {
    Opt::list(organisations.iter().map(|host| (host.id, host.with_other_names.clone())), selected)
}
