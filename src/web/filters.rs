//! How templates write dates: `{{ day|date }}`, `{{ moment|date_time }}`. A page that uses them says
//! `use crate::web::filters;`.

use askama::{Result, Values};
use chrono::{DateTime, NaiveDate, Utc};

use crate::kernel::{display_date, display_date_time, london_date};

/// "4 June 2026".
#[askama::filter_fn]
pub(crate) fn date(day: &NaiveDate, _: &dyn Values) -> Result<String> {
    Ok(display_date(*day))
}

/// "4 June 2026, 2:30pm", in London.
#[askama::filter_fn]
pub(crate) fn date_time(moment: &DateTime<Utc>, _: &dyn Values) -> Result<String> {
    Ok(display_date_time(*moment))
}

/// The date of a moment in London: "4 June 2026".
#[askama::filter_fn]
pub(crate) fn date_of(moment: &DateTime<Utc>, _: &dyn Values) -> Result<String> {
    Ok(display_date(london_date(*moment)))
}
