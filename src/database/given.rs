//! A database that somebody else runs, named by `DATABASE_URL`; its password is never repeated.

use std::str::FromStr as _;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

use super::binaries::OLDEST;

/// Reads the address and tries it.
pub(super) async fn connect_options(url: &str) -> Result<PgConnectOptions> {
    let options = parse(url)?;
    let attempt = PgConnection::connect_with(&options);
    let connection = match tokio::time::timeout(Duration::from_secs(10), attempt).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => return Err(explain(&error, &options)),
        Err(_) => bail!("No PostgreSQL answers at {} within ten seconds; check DATABASE_URL", place(&options)),
    };
    let version = connection.server_version_num().unwrap_or_default() / 10_000;
    connection.close().await?;
    if version < OLDEST {
        bail!("The PostgreSQL at {} is version {version}; Copse needs {OLDEST} or later", place(&options));
    }
    Ok(options)
}

/// The parser's own words are left out: they can hold parts of the address, and so of the password.
fn parse(url: &str) -> Result<PgConnectOptions> {
    let wrong = || {
        anyhow!(
            "DATABASE_URL is not the address of a PostgreSQL database, such as postgres://copse:password@host:5432/copse"
        )
    };
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")).ok_or_else(wrong)?;
    // A password with a bare / ? or # in it ends the address too early, and its rest would pass for a port or a
    // name that our sentences repeat.
    if rest.split_once(['/', '?', '#']).is_some_and(|(_, after)| after.contains('@')) {
        bail!(
            "DATABASE_URL has a character in its password that must be written with a percent sign, such as %2F for /"
        );
    }
    PgConnectOptions::from_str(url).map_err(|_| wrong())
}

fn explain(error: &sqlx::Error, options: &PgConnectOptions) -> anyhow::Error {
    let place = place(options);
    let user = options.get_username();
    match error {
        sqlx::Error::Io(reason) => anyhow!("No PostgreSQL answers at {place} ({reason}); check DATABASE_URL"),
        sqlx::Error::Tls(_) => anyhow!("The PostgreSQL at {place} offers no secure connection that can be trusted"),
        sqlx::Error::Database(refusal) => match refusal.code().as_deref() {
            Some("28P01") => anyhow!("The PostgreSQL at {place} refuses the password of {user} in DATABASE_URL"),
            Some("28000") => {
                anyhow!("The PostgreSQL at {place} does not let the user {user} in: {}", refusal.message())
            }
            Some("3D000") => {
                let name = options.get_database().unwrap_or(user);
                anyhow!("The PostgreSQL at {place} has no database {name}; create it, or correct DATABASE_URL")
            }
            _ => anyhow!("The PostgreSQL at {place} refuses the connection: {}", refusal.message()),
        },
        _ => anyhow!("What answers at {place} is not a PostgreSQL that Copse understands; check DATABASE_URL"),
    }
}

fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn wrong_addresses_get_one_sentence_without_the_password() {
        let cases = [
            ("mysql://copse:hunter2@localhost/copse", "is not the address"),
            ("postgres://copse:hunter2@local host:x/copse", "is not the address"),
            ("postgres://copse:4242/hunter2@127.0.0.1:1/copse", "with a percent sign"),
            ("hunter2", "is not the address"),
            ("postgres://copse:hunter2@127.0.0.1:1/copse", "No PostgreSQL answers at 127.0.0.1:1"),
        ];
        for (url, expected) in cases {
            let said = format!("{:#}", connect_options(url).await.unwrap_err());
            assert!(said.contains(expected), "{said}");
            assert!(!said.contains("hunter2") && !said.contains("4242") && !said.contains('\n'), "{said}");
        }
    }

    #[tokio::test]
    async fn a_missing_database_is_told_by_name() {
        let cluster = crate::database::PrivateCluster::temporary().await.unwrap();
        let options = cluster.connect_options("elsewhere");
        let error = PgConnection::connect_with(&options).await.unwrap_err();
        assert!(explain(&error, &options).to_string().contains("has no database elsewhere"));
        cluster.stop().await.unwrap();
    }
}
