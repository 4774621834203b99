//! The addresses of this part. Some stand under a project or an Associate, whose people they are about.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{AssociateId, MembershipId};

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}", rejection(Error))]
pub(crate) struct Project {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/members", rejection(Error))]
pub(crate) struct Members {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/join", rejection(Error))]
pub(crate) struct Join {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/ending", rejection(Error))]
pub(crate) struct ProjectEnding {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/requests")]
pub(crate) struct Requests;

#[derive(TypedPath, Deserialize)]
#[typed_path("/requests.csv")]
pub(crate) struct RequestsCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/requests.xlsx")]
pub(crate) struct RequestsXlsx;

#[derive(TypedPath, Deserialize)]
#[typed_path("/unplaced")]
pub(crate) struct Unplaced;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/memberships/new", rejection(Error))]
pub(crate) struct New {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/memberships/{membership}", rejection(Error))]
pub(crate) struct Show {
    pub(crate) membership: MembershipId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/memberships/{membership}/edit", rejection(Error))]
pub(crate) struct Edit {
    pub(crate) membership: MembershipId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/memberships/{membership}/decision", rejection(Error))]
pub(crate) struct Decision {
    pub(crate) membership: MembershipId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/memberships/{membership}/ending", rejection(Error))]
pub(crate) struct Ending {
    pub(crate) membership: MembershipId,
}
