//! The program `copse`: reads the command line and hands over.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use copse::Config;
use copse::commands::{self, AccountAction, DemoNetwork, ImportArguments};

/// Keeps the register of a community-of-practice network.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve Copse; this list is its whole configuration, which can also stand in a file `.env`.
    Serve {
        #[command(flatten)]
        config: Config,
        /// Fill an empty database with the demonstration network first.
        #[arg(long)]
        demo: bool,
    },
    /// Bring the schema of the database up to date.
    Migrate(Config),
    /// Fill an empty database with the demonstration network.
    Demo {
        #[command(flatten)]
        config: Config,
        #[command(flatten)]
        wanted: DemoNetwork,
    },
    /// Create, reset or list the accounts of those who run Copse.
    Account {
        #[command(flatten)]
        config: Config,
        #[command(subcommand)]
        action: AccountAction,
    },
    /// Bring a list from a spreadsheet into the register: a dry run, and with --commit the import.
    Import {
        #[command(flatten)]
        config: Config,
        #[command(flatten)]
        arguments: ImportArguments,
    },
    /// Read the spreadsheet on standard input, under limits, and tell what it holds. Copse starts itself so.
    #[command(hide = true)]
    ReadSpreadsheet {
        /// The ending of its name.
        #[arg(long, default_value = "")]
        called: String,
    },
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    // The reason is left out, since it repeats the line, which may hold a password.
    if dotenvy::dotenv().is_err_and(|error| !error.not_found()) {
        anyhow::bail!("The file .env cannot be read, or has a line that is not KEY=value");
    }
    let arguments = Arguments::parse();
    if let Command::ReadSpreadsheet { called } = arguments.command {
        // Without the threads of a runtime, which would count as memory.
        return Ok(copse::read_from_standard_input(&called));
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match arguments.command {
            Command::Serve { config, demo } => commands::serve(config, demo).await,
            Command::Migrate(config) => commands::migrate(config).await,
            Command::Demo { config, wanted } => commands::demo(config, wanted).await,
            Command::Account { config, action } => commands::account(config, action).await,
            Command::Import { config, arguments } => {
                let is_done = commands::import(config, arguments).await?;
                return Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            // Above.
            Command::ReadSpreadsheet { .. } => Ok(()),
        }?;
        Ok(ExitCode::SUCCESS)
    })
}
