//! Configuration: every key in one place, read once from the environment, the command line or `.env`.

use std::net::SocketAddr;
use std::path::PathBuf;

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

    /// Largest number of database connections this process opens.
    #[arg(long, env = "COPSE_DATABASE_CONNECTIONS", default_value_t = 10)]
    pub database_connections: u32,

    /// Address and port to serve on.
    #[arg(long, env = "COPSE_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Seconds to go on serving after a request to stop, while /readyz already tells the load balancer.
    #[arg(long, env = "COPSE_DRAIN_SECONDS", default_value_t = 0)]
    pub drain_seconds: u64,

    /// The address people reach Copse at, used in mails. Session cookies are Secure when it begins with https.
    /// [default: http:// and the listen address]
    #[arg(long, env = "COPSE_BASE_URL")]
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
        let given = self.base_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        given.trim_end_matches('/').to_owned()
    }

    /// Whether people reach Copse over https, so that cookies can be kept to it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url().starts_with("https://")
    }
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
