//! A PostgreSQL cluster of our own: the installed programs, a folder, a Unix socket; no password and no TCP port.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::{Instant, sleep};

use super::binaries::{self, Programs};
use super::folder::Folder;

/// The one role of a private cluster.
const ROLE: &str = "copse";
/// How long a start may take: after a crash, PostgreSQL first brings its files in order.
const LONGEST_START: Duration = Duration::from_secs(120);
/// How long a stop may take before it is forced.
const LONGEST_STOP: Duration = Duration::from_secs(30);

/// Runs a cluster that must not outlive us: our end of the pipe closes when we end, however we end. Then the
/// server is stopped at once and its folder removed if one is named. A plain shell does this without `unsafe`.
const LIFELINE: &str = r#"folder=$1; shift; exec 3<&0
"$@" & server=$!
{ read -r _ <&3; kill -QUIT "$server"; } & wait "$server"; result=$?
if [ -n "$folder" ]; then rm -rf -- "$folder"; fi
exit "$result""#;

/// What a cluster promises when the machine fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// What was acknowledged survives.
    Safe,
    /// Nothing survives, and the cluster ends with this process: for tests.
    Fast,
}

/// A PostgreSQL cluster that belongs to this Copse alone.
#[derive(Debug)]
pub struct PrivateCluster {
    folder: Folder,
    /// The server, when we started it; `None` when it was running already.
    child: Option<Child>,
    lifeline: Option<ChildStdin>,
    /// Held while the cluster is ours; `None` when another process has it and we only visit.
    lock: Option<File>,
}

impl PrivateCluster {
    /// Starts the cluster in `dir`, which is made when there is none; takes up one that a crash left running.
    ///
    /// # Errors
    /// When another process has the folder, PostgreSQL is missing, too old or of another version than the data,
    /// or it does not start. Each is one sentence.
    pub async fn start(dir: &Path, pg_bin: Option<&Path>, durability: Durability) -> Result<Self> {
        let folder = Folder::prepare(dir)?;
        match folder.lock(Duration::from_secs(3)).await? {
            Some(lock) => Self::take(folder, lock, pg_bin, durability, None).await,
            None => bail!(
                "Another Copse uses the data in {}; stop it first, or name another folder in COPSE_DATA",
                folder.path().display()
            ),
        }
    }

    /// Like [`start`](Self::start), but when another process has the cluster, visits it and leaves it running.
    ///
    /// # Errors
    /// As for [`start`](Self::start), except that a folder in use is none.
    pub async fn start_or_visit(dir: &Path, pg_bin: Option<&Path>) -> Result<Self> {
        let folder = Folder::prepare(dir)?;
        if let Some(lock) = folder.lock(Duration::ZERO).await? {
            return Self::take(folder, lock, pg_bin, Durability::Safe, None).await;
        }
        let cluster = Self { folder, child: None, lifeline: None, lock: None };
        let until = Instant::now() + Duration::from_secs(30);
        while !cluster.answers().await? {
            if Instant::now() > until {
                bail!("Another Copse uses the data in {}, but its database does not answer", dir.display());
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(cluster)
    }

    /// A fast cluster in a new folder of its own, both of which end with this process: for tests.
    ///
    /// # Errors
    /// As for [`start`](Self::start).
    pub async fn temporary() -> Result<Self> {
        let dir = std::env::temp_dir().join(format!("copse-{}", uuid::Uuid::new_v4().simple()));
        let folder = Folder::prepare(&dir)?;
        let lock = folder.lock(Duration::ZERO).await?.context("a new folder is in use")?;
        Self::take(folder, lock, None, Durability::Fast, Some(&dir)).await
    }

    /// How to connect to a database of this cluster.
    #[must_use]
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.folder.socket_folder())
            .port(5432)
            .username(ROLE)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    /// Creates a database unless it is there; with `template`, as a copy of that one.
    ///
    /// # Errors
    /// When PostgreSQL refuses, for example because someone is connected to the template.
    pub async fn create_database(&self, name: &str, template: Option<&str>) -> Result<()> {
        let mut connection = PgConnection::connect_with(&self.connect_options("postgres")).await?;
        let exists = sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(name);
        if !exists.fetch_one(&mut connection).await? {
            let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let from = template.map(|template| format!(" template {}", quoted(template))).unwrap_or_default();
            let create = AssertSqlSafe(format!("create database {}{from}", quoted(name)));
            sqlx::raw_sql(create).execute(&mut connection).await?;
        }
        connection.close().await?;
        Ok(())
    }

    /// Stops the cluster, if it is ours, after what is written is safe.
    ///
    /// # Errors
    /// When it does not stop even when forced.
    pub async fn stop(mut self) -> Result<()> {
        if self.lock.is_none() {
            return Ok(());
        }
        self.interrupt();
        self.lifeline.take();
        if self.ended_within(LONGEST_STOP).await? {
            return Ok(());
        }
        tracing::warn!("PostgreSQL does not stop; it is stopped by force and will repair itself at the next start");
        self.signal(Signal::SIGQUIT);
        if !self.ended_within(LONGEST_STOP).await? {
            bail!("PostgreSQL in {} does not stop", self.folder.path().display());
        }
        Ok(())
    }

    /// Tells PostgreSQL to stop, without waiting for it. Does nothing to a cluster that is not ours.
    pub fn interrupt(&self) {
        self.signal(Signal::SIGINT);
    }

    async fn take(
        folder: Folder,
        lock: File,
        pg_bin: Option<&Path>,
        durability: Durability,
        remove: Option<&Path>,
    ) -> Result<Self> {
        let mut cluster = Self { folder, child: None, lifeline: None, lock: Some(lock) };
        if cluster.postmaster().is_some() {
            tracing::info!("taking up the PostgreSQL that was left running in {}", cluster.folder.path().display());
            if cluster.wait_until_ready().await? {
                return Ok(cluster);
            }
        }
        let programs = binaries::find(pg_bin, cluster.data_version()?)?;
        if !cluster.folder.cluster().exists() {
            initialise(&cluster.folder, &programs).await?;
        }
        cluster.prepare_start()?;
        cluster.spawn(&programs, durability, remove)?;
        if !cluster.wait_until_ready().await? {
            bail!("PostgreSQL stopped while it was starting: {}", cluster.last_words());
        }
        Ok(cluster)
    }

    /// The version of PostgreSQL that wrote the data, if there are any.
    fn data_version(&self) -> Result<Option<u32>> {
        let cluster = self.folder.cluster();
        if !cluster.exists() {
            return Ok(None);
        }
        let path = cluster.join("PG_VERSION");
        let version = fs::read_to_string(&path)
            .with_context(|| format!("{} holds no data of PostgreSQL that we can read", cluster.display()))?;
        Ok(Some(version.trim().parse().with_context(|| format!("{} is damaged", path.display()))?))
    }

    /// Who may connect, the folder of the socket, and no trace of a server that is gone.
    fn prepare_start(&self) -> Result<()> {
        let pid_file = self.folder.cluster().join("postmaster.pid");
        if pid_file.exists() && self.postmaster().is_none() {
            // The process of that number, if there is one, is not our server: after a restart of the machine
            // numbers are given anew, and PostgreSQL would refuse to start because of a stranger.
            fs::remove_file(&pid_file)?;
        }
        write_access_rules(&self.folder, &self.folder.cluster())?;
        self.folder.make_socket_folder()?;
        let log = self.folder.log();
        if log.exists() {
            fs::rename(&log, log.with_extension("log.before"))?;
        }
        Ok(())
    }

    fn spawn(&mut self, programs: &Programs, durability: Durability, remove: Option<&Path>) -> Result<()> {
        let log = File::create(self.folder.log())?;
        self.folder.give(&self.folder.log())?;
        let server = programs.path("postgres");
        let mut command = match durability {
            Durability::Safe => run_as(&self.folder, &server),
            Durability::Fast => {
                let mut shell = run_as(&self.folder, Path::new("/bin/sh"));
                shell.args(["-c", LIFELINE, "lifeline"]).arg(remove.unwrap_or(Path::new(""))).arg(&server);
                shell.stdin(Stdio::piped());
                shell
            }
        };
        command.arg("-D").arg(self.folder.cluster());
        for setting in settings(durability) {
            command.args(["-c", setting]);
        }
        command.arg("-c").arg(format!("unix_socket_directories={}", self.folder.socket_folder().display()));
        command.stdout(log.try_clone()?).stderr(log);
        let mut child = command.spawn().with_context(|| format!("{} does not run", server.display()))?;
        self.lifeline = child.stdin.take();
        self.child = Some(child);
        Ok(())
    }

    /// Waits until the server answers; `false` when it is gone instead.
    async fn wait_until_ready(&mut self) -> Result<bool> {
        let started = Instant::now();
        let mut patience = Duration::from_secs(10);
        while !self.answers().await? {
            if self.is_gone()? {
                return Ok(false);
            }
            if started.elapsed() > LONGEST_START {
                bail!("PostgreSQL does not become ready; see {}", self.folder.log().display());
            }
            if started.elapsed() > patience {
                tracing::info!("still waiting for PostgreSQL, which may be repairing its files after a crash");
                patience += Duration::from_secs(10);
            }
            sleep(Duration::from_millis(15)).await;
        }
        Ok(true)
    }

    /// Whether the server takes connections; an error when it refuses ours.
    async fn answers(&self) -> Result<bool> {
        match PgConnection::connect_with(&self.connect_options("postgres")).await {
            Ok(connection) => {
                connection.close().await?;
                Ok(true)
            }
            Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code.starts_with("28")) => {
                bail!("The PostgreSQL in {} belongs to another user of this machine", self.folder.path().display())
            }
            Err(_) => Ok(false),
        }
    }

    /// Whether there is no server any more.
    fn is_gone(&mut self) -> Result<bool> {
        match &mut self.child {
            Some(child) => Ok(child.try_wait()?.is_some()),
            None => Ok(self.postmaster().is_none()),
        }
    }

    async fn ended_within(&mut self, patience: Duration) -> Result<bool> {
        let until = Instant::now() + patience;
        while !self.is_gone()? {
            if Instant::now() > until {
                return Ok(false);
            }
            sleep(Duration::from_millis(10)).await;
        }
        self.child = None;
        Ok(true)
    }

    /// The process of the server, if it is really the one of this folder: numbers of processes are used again.
    fn postmaster(&self) -> Option<Pid> {
        let cluster = self.folder.cluster();
        let written = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let number: i32 = written.lines().next()?.trim().parse().ok()?;
        let ours = if Path::new("/proc/self/cwd").exists() {
            fs::read_link(format!("/proc/{number}/cwd")).is_ok_and(|folder| folder == cluster)
        } else {
            kill(Pid::from_raw(number), None).is_ok()
        };
        ours.then(|| Pid::from_raw(number))
    }

    fn signal(&self, signal: Signal) {
        if self.lock.is_some()
            && let Some(server) = self.postmaster()
        {
            // A server that has just ended by itself is no error.
            let _ = kill(server, signal);
        }
    }

    fn last_words(&self) -> String {
        let log = self.folder.log();
        let said = fs::read_to_string(&log).unwrap_or_default();
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        format!("{last} (more in {})", log.display())
    }
}

impl Drop for PrivateCluster {
    /// Stops a server that nobody stopped, for example when a start is broken off.
    fn drop(&mut self) {
        self.interrupt();
    }
}

/// A program that runs as the database user, in a process group of its own: Ctrl-C in a terminal goes to the
/// whole group of the foreground, and the database must stop after us, not with us.
fn run_as(folder: &Folder, program: &Path) -> Command {
    let mut command = Command::new(program);
    if let Some(user) = &folder.user {
        // This also drops the supplementary groups.
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    // The settings of whoever starts us (PGPORT, PGDATA, LANG) must not leak into the server.
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
    command.current_dir("/").stdin(Stdio::null()).process_group(0);
    command
}

/// Makes a new cluster. It gets its name only when it is complete, so that a crash half way leaves none.
async fn initialise(folder: &Folder, programs: &Programs) -> Result<()> {
    tracing::info!("first start: making a private PostgreSQL {} in {}", programs.major, folder.path().display());
    let unfinished = folder.unfinished_cluster();
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    let mut initdb = run_as(folder, &programs.path("initdb"));
    initdb.arg("-D").arg(&unfinished).args(["-U", ROLE, "-E", "UTF8", "--auth-local=peer", "--auth-host=reject"]);
    // Names are sorted as people in England expect, whatever the machine's language.
    initdb.args(["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-GB", "--no-instructions"]);
    let done = initdb.kill_on_drop(true).output().await.context("initdb does not run")?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        bail!("PostgreSQL could not make its files: {}", said.trim().lines().next_back().unwrap_or("no reason given"));
    }
    fs::rename(&unfinished, folder.cluster())?;
    Ok(())
}

/// Nobody but the users of this machine who run Copse may connect, and they need no password.
fn write_access_rules(folder: &Folder, cluster: &Path) -> Result<()> {
    let map: String = folder.users()?.iter().map(|user| format!("copse \"{user}\" {ROLE}\n")).collect();
    for (name, content) in [("pg_hba.conf", "local all all peer map=copse\n"), ("pg_ident.conf", &map)] {
        let path = cluster.join(name);
        fs::write(&path, content).with_context(|| format!("{} cannot be written", path.display()))?;
        folder.give(&path)?;
    }
    Ok(())
}

fn settings(durability: Durability) -> Vec<&'static str> {
    let mut settings = vec![
        "listen_addresses=",
        "port=5432",
        "unix_socket_permissions=0700",
        "max_connections=200",
        // Errors go to Copse, which logs them without the values; here they would keep names and addresses.
        "log_min_messages=log",
        "log_error_verbosity=terse",
        "log_checkpoints=off",
    ];
    if durability == Durability::Fast {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]);
    }
    settings
}
