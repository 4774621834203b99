//! Privacy: notices, the consent ledger, what is held and why.

mod model;

pub(crate) use model::{ConsentPurpose, LawfulBasis};
