//! How we speak HTTP.

pub(crate) mod assets;
pub(crate) mod chart;
pub(crate) mod fields;
#[cfg(test)]
mod gallery;
