//! How templates write dates: `{{ day|date }}`, `{{ moment|date_time }}`. A page that uses them says
//! `use crate::web::filters;`.

#![expect(unreachable_pub, reason = "what askama makes of a filter is public inside a private module")]

use askama::{Result, Values};
use chrono::{DateTime, NaiveDate, Utc};

use crate::kernel::{display_date, display_date_time};

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
