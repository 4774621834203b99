//! Configuration: every key in one place, read once from the environment, the command line or `.env`.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::Uri;
use axum::http::uri::{Authority, Scheme};

/// How this Copse is set up. `copse serve --help` prints this list.
#[derive(Clone, clap::Args)]
pub struct Config {
    /// Where the private database cluster and its log live, when no DATABASE_URL is set.
    /// [default: data in the working folder; /var/lib/copse when root runs Copse in a folder closed to others]
    #[arg(long, env = "COPSE_DATA")]
    pub data: Option<PathBuf>,

    /// Use this PostgreSQL database (15 or later) and start no private cluster.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Folder with the PostgreSQL programs `initdb` and `postgres`. [default: the newest installed]
    #[arg(long, env = "COPSE_PG_BIN")]
    pub pg_bin: Option<PathBuf>,

    /// Largest number of database connections this process opens: at least 2, for people and for the outbox.
    #[arg(long, env = "COPSE_DATABASE_CONNECTIONS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=1000))]
    pub database_connections: u32,

    /// Address and port to serve on.
    #[arg(long, env = "COPSE_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Seconds to go on serving after a request to stop, while /readyz already tells the load balancer.
    #[arg(long, env = "COPSE_DRAIN_SECONDS", default_value_t = 0)]
    pub drain_seconds: u64,

    /// The address people reach Copse at, used in mails. Session cookies are Secure when it begins with https.
    /// [default: http:// and the listen address]
    #[arg(long, env = "COPSE_BASE_URL", value_parser = base_url)]
    pub base_url: Option<String>,

    /// Outgoing mail server, for example smtps://user:password@mail.example.org. Without one, mails are kept
    /// and an administrator reads them at /admin/mail.
    #[arg(long, env = "COPSE_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,

    /// Sender of all mails.
    #[arg(long, env = "COPSE_MAIL_FROM", default_value = "Copse <no-reply@copse.example.org>")]
    pub mail_from: String,

    /// Email address at which people reach the engagement team, shown on the page About. Without it that page says
    /// to answer a letter.
    #[arg(long, env = "COPSE_CONTACT")]
    pub contact: Option<String>,

    /// Number of reverse proxies in front of Copse whose X-Forwarded-For entry is believed.
    #[arg(long, env = "COPSE_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,

    /// Secret that a monitoring system sends as a bearer token to read /metrics. Without it only this machine may.
    #[arg(long, env = "COPSE_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,

    /// The program that Copse starts to read a spreadsheet in. [default: itself]
    #[arg(long, env = "COPSE_PROGRAM", hide = true)]
    pub program: Option<PathBuf>,

    /// What to log, for example info,copse=debug.
    #[arg(long, env = "COPSE_LOG", default_value = "info,sqlx=warn")]
    pub log: String,

    /// Write the log as one JSON object a line.
    #[arg(long, env = "COPSE_LOG_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    pub log_json: bool,
}

impl Config {
    /// The database to use instead of a private cluster. An empty value, as `.env` files have it, is none.
    #[must_use]
    pub fn database_url(&self) -> Option<&str> {
        self.database_url.as_deref().map(str::trim).filter(|url| !url.is_empty())
    }

    /// The public address without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        let given = self.base_url.clone().filter(|url| !url.is_empty());
        given.unwrap_or_else(|| format!("http://{}", self.listen)).trim_end_matches('/').to_owned()
    }

    /// Whether people reach Copse over https, so that cookies can be kept to it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url().starts_with("https://")
    }
}

/// An address that pages and mails can lead to: mails begin with it, and requests for another host are refused. An
/// empty one, as `.env` files have it, is none.
fn base_url(given: &str) -> Result<String, &'static str> {
    const WANTED: &str = "give the address people reach Copse at, http:// or https:// and a host with nothing after it, \
                          like https://copse.example.org";
    let given = given.trim();
    if given.is_empty() {
        return Ok(String::new());
    }
    let url: Uri = given.parse().map_err(|_| WANTED)?;
    let is_web = url.scheme() == Some(&Scheme::HTTP) || url.scheme() == Some(&Scheme::HTTPS);
    let ends_at_host = matches!(url.path(), "" | "/") && !given.contains(['?', '#', '@']);
    if is_web && ends_at_host && url.authority().is_some_and(is_host) { Ok(given.to_owned()) } else { Err(WANTED) }
}

/// Whether it is a host, with a port or without.
fn is_host(authority: &Authority) -> bool {
    let has_port = authority.as_str() != authority.host();
    !authority.host().is_empty() && has_port == authority.port_u16().is_some()
}

impl std::fmt::Debug for Config {
    /// Without the secrets, so that no log can ever hold one.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let secret = |given: &Option<String>| if given.is_some() { "given" } else { "none" };
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("database_url", &secret(&self.database_url))
            .field("listen", &self.listen)
            .field("base_url", &self.base_url)
            .field("smtp_url", &secret(&self.smtp_url))
            .field("metrics_token", &secret(&self.metrics_token))
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Config, base_url};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    #[test]
    fn copse_does_not_start_with_too_few_connections() {
        let with = |connections: &str| Line::try_parse_from(["copse", "--database-connections", connections]);
        assert_eq!(with("2").ok().map(|line| line.config.database_connections), Some(2));
        for wrong in ["0", "1", "-1", "many"] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_address_of_copse_is_one_that_mails_can_lead_to() {
        for good in ["https://copse.example.org", "http://127.0.0.1:3000/", "http://[::1]:3000", "http://copse:80", ""]
        {
            assert_eq!(base_url(good).as_deref(), Ok(good));
        }
        for bad in [
            "not a url",
            "copse.example.org",
            "ftp://x",
            "http://x/path",
            "http://",
            "http://:80",
            "http://x:y",
            "http://a@x",
            "http://x/?q",
            "http://x#a",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }
}
