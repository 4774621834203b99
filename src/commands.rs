//! What the program can be asked to do; `main.rs` only reads the command line.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use indicatif::{ProgressBar, ProgressStyle};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::access::AccountRole;
use crate::accounts::{command_line, hash_password};
use crate::app::App;
use crate::config::Config;
use crate::database::{self, Database, Use};
use crate::kernel::{Choice, Clock};
use crate::serve::{self as server, Draining, StopSignals};
use crate::{demo, imports, logging, router, worker};

/// What to do with the accounts of those who run Copse.
#[derive(Debug, clap::Subcommand)]
pub enum AccountAction {
    /// Create an account, and print a link for its first sign-in.
    Create {
        /// Its e-mail address.
        #[arg(long)]
        email: String,
        /// The name of the person.
        #[arg(long)]
        name: String,
        /// What the person may do.
        #[arg(long, value_enum, default_value_t = AccountKind::Administrator)]
        role: AccountKind,
    },
    /// End all sessions of an account, forget its password, and print a link to sign in with.
    Reset {
        /// Its e-mail address.
        #[arg(long)]
        email: String,
    },
    /// List the accounts of the team and the administrators.
    List,
}

/// Bringing a list into the register.
#[derive(Debug, clap::Args)]
pub struct ImportArguments {
    /// The list: an Excel workbook, OpenDocument or CSV.
    file: PathBuf,
    /// What its rows are. [default: what its headings look like]
    #[arg(long, value_parser = ["people", "organisations", "themes", "projects", "memberships"])]
    kind: Option<String>,
    /// The sheet that is taken. [default: the first that is shown and not empty]
    #[arg(long)]
    sheet: Option<String>,
    /// How the people of the list agreed to be in the register, where no column says it: "by phone", "on paper: sign-up
    /// sheet of the stroke day". Rows that do not say it are rejected.
    #[arg(long)]
    consent: Option<String>,
    /// The day they said so, like 27/3/2026. [default: today]
    #[arg(long)]
    said_on: Option<String>,
    /// The stakeholder group of people whose row says none. Without it such rows are rejected.
    #[arg(long)]
    group: Option<String>,
    /// The e-mail address of the account in whose name it is done: of the team, or an administrator's.
    #[arg(long)]
    by: String,
    /// Write what the dry run says. Without it nothing is written to the register.
    #[arg(long)]
    commit: bool,
}

/// The accounts that are created here; everybody else registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum AccountKind {
    /// Runs the service.
    Administrator,
    /// Runs the network.
    Team,
}

/// The demonstration network that is wanted.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct DemoNetwork {
    /// How many Associates; beyond the usual 700, projects, organisations and events grow with them.
    #[arg(long, default_value_t = demo::ASSOCIATES, value_parser = clap::value_parser!(u32).range(20..=10_000_000))]
    associates: u32,
    /// The same seed makes the same network.
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// The day with which the five years of the network end, such as 2026-11-30; without it, now.
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
}

/// Serves Copse until it is asked to stop; with `with_demo`, fills an empty database first.
///
/// # Errors
/// With one sentence for the person who starts Copse.
pub async fn serve(config: Config, with_demo: bool) -> Result<()> {
    logging::start(&config)?;
    let signals = StopSignals::listen()?;
    tokio::select! {
        done = start_and_serve(config, with_demo, &signals) => done,
        // Everything is dropped where it is. Dropping the private cluster tells it to stop.
        () = signals.twice() => bail!("Stopped at once; what was under way was broken off"),
    }
}

/// Brings the schema of the database up to date.
///
/// # Errors
/// As for [`serve`].
pub async fn migrate(config: Config) -> Result<()> {
    with_database(config, async |_| {
        println!("The database is up to date.");
        Ok(())
    })
    .await
}

/// Fills an empty database with the demonstration network.
///
/// # Errors
/// As for [`serve`], and when the database is not empty.
pub async fn demo(config: Config, wanted: DemoNetwork) -> Result<()> {
    with_database(config, async |app| {
        // Each of its statements does much, and is not worth a line of the log.
        let quiet = app.db.connect_options().as_ref().clone().disable_statement_logging();
        let mut db = quiet.connect().await?;
        let hash = demo_password().await?;
        let until = wanted.as_of.map_or_else(|| app.clock.now(), evening_of);
        let bar = progress_bar();
        let mut progress = |done, whole| {
            bar.set_length(whole);
            bar.set_position(done);
        };
        let made = demo::fill(&mut db, wanted.associates, wanted.seed, until, &hash, &mut progress).await?;
        bar.finish_and_clear();
        db.close().await?;
        println!(
            "The demonstration network is there: {} Associates with {} memberships in {} projects, {} organisations, and {} \
             events with {} registrations.",
            made.associates, made.memberships, made.projects, made.organisations, made.events, made.registrations
        );
        Ok(())
    })
    .await
}

/// A day is over for the network when the office closes.
fn evening_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(17, 0, 0).unwrap_or_default().and_utc()
}

/// Drawn on a terminal only.
fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent} %, {elapsed} so far, about {eta} to go");
    ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Creates, resets or lists the accounts of those who run Copse.
///
/// # Errors
/// As for [`serve`], and when there is already, or not yet, an account with that address.
pub async fn account(config: Config, action: AccountAction) -> Result<()> {
    with_database(config, async |app| manage_accounts(app, action).await).await
}

/// Brings a list into the register, or says what that would do. False when there is nothing to it: the file has no rows
/// that can be told, or the register has changed meanwhile.
///
/// # Errors
/// As for [`serve`], and when the file cannot be read.
pub async fn import(config: Config, arguments: ImportArguments) -> Result<bool> {
    let mut is_done = false;
    with_database(config, async |app| {
        let wanted = imports::Wanted {
            kind: arguments.kind.as_deref(),
            sheet: arguments.sheet.as_deref(),
            consent: arguments.consent.as_deref(),
            said_on: arguments.said_on.as_deref(),
            group: arguments.group.as_deref(),
            by: &arguments.by,
            commits: arguments.commit,
        };
        let report = imports::import(app, &arguments.file, &wanted).await?;
        print!("{}", report.text);
        is_done = report.is_done;
        Ok(())
    })
    .await?;
    Ok(is_done)
}

async fn start_and_serve(config: Config, with_demo: bool, signals: &StopSignals) -> Result<()> {
    // An occupied port is told before a database is started for nothing.
    let socket = server::reserve(config.listen)?;
    let (database, app) = tokio::select! {
        opened = open(config, Use::Alone) => opened?,
        () = signals.once() => return Ok(()),
    };
    if with_demo {
        tokio::select! {
            filled = fill_if_empty(&app) => filled?,
            () = signals.once() => return database.close().await,
        }
    }
    let listener = server::listen(socket, app.config.listen)?;
    welcome(&app, with_demo).await?;
    let (draining, drain_seconds) = (app.draining.clone(), app.config.drain_seconds);
    let (stop_worker, told_to_stop) = watch::channel(false);
    let worker = tokio::spawn(worker::run(app.clone(), told_to_stop));
    server::serve(listener, router(app), asked_to_stop(signals, &draining, drain_seconds)).await?;
    // After the last request that could give it something to do.
    stop_worker.send_replace(true);
    worker.await?;
    database.close().await
}

/// Opens the database, brings it up to date and makes the application around it.
async fn open(config: Config, how: Use) -> Result<(Database, App)> {
    let database = Database::open(&config, how).await?;
    database::migrate(&database.pool).await?;
    let app = App::new(database.pool.clone(), config, Clock::System)?;
    Ok((database, app))
}

/// A short command: everything is opened, used and closed. Interrupted, it stops what it has started.
async fn with_database(config: Config, work: impl AsyncFnOnce(&App) -> Result<()>) -> Result<()> {
    logging::start(&config)?;
    let signals = StopSignals::listen()?;
    let all = async {
        let (database, app) = open(config, Use::Shared).await?;
        let done = work(&app).await;
        database.close().await?;
        done
    };
    tokio::select! {
        done = all => done,
        () = signals.once() => bail!("Stopped before the end"),
    }
}

async fn manage_accounts(app: &App, action: AccountAction) -> Result<()> {
    match action {
        AccountAction::Create { email, name, role } => {
            let role = match role {
                AccountKind::Administrator => AccountRole::Administrator,
                AccountKind::Team => AccountRole::Team,
            };
            println!("{}", sign_in_once(&command_line::create(app, &email, &name, role).await?));
        }
        AccountAction::Reset { email } => println!("{}", sign_in_once(&command_line::reset(app, &email).await?)),
        AccountAction::List => {
            for account in command_line::list(app).await? {
                let state = if account.disabled_at.is_some() { "disabled" } else { "can sign in" };
                println!("{:<40} {:<30} {:<16} {state}", account.email.as_str(), account.name, account.role.label());
            }
        }
    }
    Ok(())
}

fn sign_in_once(link: &str) -> String {
    format!("Sign in with this link, once, within 30 minutes:\n{link}")
}

/// The hash of the password that everyone in the demonstration has.
async fn demo_password() -> Result<String> {
    match hash_password(demo::PASSWORD.to_owned()).await {
        Ok(hash) => Ok(hash),
        Err(_) => bail!("The password of the demonstration could not be hashed"),
    }
}

async fn fill_if_empty(app: &App) -> Result<()> {
    let mut db = app.db.acquire().await?;
    if demo::is_empty(&mut db).await? {
        println!("Filling the empty database with the demonstration network.");
        let hash = demo_password().await?;
        demo::fill(&mut db, demo::ASSOCIATES, demo::SEED, app.clock.now(), &hash, &mut |_, _| {}).await?;
    }
    Ok(())
}

/// Tells the person at the terminal where to go. This is no log.
async fn welcome(app: &App, with_demo: bool) -> Result<()> {
    println!("\nCopse is ready at {}  (Ctrl-C stops it)", app.config.base_url());
    if with_demo {
        println!("\nSign in with the password {} as", demo::PASSWORD);
        for person in demo::cast() {
            println!("  {:<28} {}", person.email, person.role);
        }
        println!("Or register as someone new. No mail leaves this machine unless COPSE_SMTP_URL is set:");
        println!("the administrator reads them at {}/admin/mail", app.config.base_url());
    } else if !command_line::has_administrator(app).await? {
        println!("Nobody can administer it yet. Make the first account with");
        println!("  {} account create --email you@example.org --name \"Your Name\"", this_program(&app.config));
    }
    Ok(())
}

/// How this program is called again for the same database, to be pasted into a shell.
fn this_program(config: &Config) -> String {
    let program = std::env::args().next().unwrap_or_else(|| "copse".to_owned());
    match &config.data {
        Some(data) => format!("COPSE_DATA={} {}", quoted(&data.to_string_lossy()), quoted(&program)),
        None => quoted(&program),
    }
}

/// A word of a shell that stays one word.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Resolves when the server should take no more connections.
async fn asked_to_stop(signals: &StopSignals, draining: &Draining, drain_seconds: u64) {
    signals.once().await;
    tracing::info!("stopping: what is under way is finished first (Ctrl-C again stops at once)");
    draining.begin();
    sleep(Duration::from_secs(drain_seconds)).await;
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_is_to_be_pasted_stays_one_word() {
        assert_eq!(quoted("/opt/copse-1.0/copse"), "/opt/copse-1.0/copse");
        assert_eq!(quoted("/my data/it's"), r"'/my data/it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
