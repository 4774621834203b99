//! What Copse says while it runs; `docs/logging.md` has the rules.

use std::io::{IsTerminal as _, stderr};

use anyhow::{Result, anyhow};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::Config;

/// Sends the log to standard error, as text or as one JSON object a line.
///
/// # Errors
/// When the filter cannot be read.
pub(crate) fn start(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|_| anyhow!("COPSE_LOG is \"{}\", which is no filter such as info,copse=debug", config.log))?;
    let log = fmt().with_env_filter(filter).with_writer(stderr);
    if config.log_json {
        log.json().flatten_event(true).with_current_span(true).with_span_list(false).init();
    } else {
        log.with_ansi(stderr().is_terminal()).with_target(false).init();
    }
    log_panics_without_their_words();
    Ok(())
}

/// The message of a panic can hold what a value contained: a name, an address. Where it happened is enough.
fn log_panics_without_their_words() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}
