//! Pages about someone's standing.

pub(crate) mod leaving;
pub(crate) mod standing;
