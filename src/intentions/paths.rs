//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{EventId, IntentionId};

#[derive(TypedPath, Deserialize)]
#[typed_path("/intentions")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/intentions.csv")]
pub(crate) struct Csv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/intentions.xlsx")]
pub(crate) struct Xlsx;

#[derive(TypedPath, Deserialize)]
#[typed_path("/events/{event}/intentions/new", rejection(Error))]
pub(crate) struct Say {
    pub(crate) event: EventId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/my-place/{token}/intentions", rejection(Error))]
pub(crate) struct SayByLink {
    pub(crate) token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/intentions/{intention}", rejection(Error))]
pub(crate) struct Own {
    pub(crate) intention: IntentionId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/intentions/{intention}/deletion", rejection(Error))]
pub(crate) struct Deletion {
    pub(crate) intention: IntentionId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/my-place/{token}/intentions/{intention}", rejection(Error))]
pub(crate) struct OwnByLink {
    pub(crate) token: String,
    pub(crate) intention: IntentionId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/my-place/{token}/intentions/{intention}/deletion", rejection(Error))]
pub(crate) struct DeletionByLink {
    pub(crate) token: String,
    pub(crate) intention: IntentionId,
}
