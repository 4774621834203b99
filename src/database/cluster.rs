//! A PostgreSQL cluster of our own: the installed programs, a folder, a Unix socket; no password and no TCP port.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::process::{Child, ChildStdin};
use tokio::time::{Instant, sleep};

use super::binaries::{self, Programs};
use super::folder::Folder;
use super::server::{self, ROLE};

/// How long a start may take: after a crash, PostgreSQL first brings its files in order.
const LONGEST_START: Duration = Duration::from_secs(120);
/// How long a stop may take before it is forced.
const LONGEST_STOP: Duration = Duration::from_secs(30);

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
            server::initialise(&cluster.folder, &programs).await?;
        }
        cluster.prepare_start().await?;
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
    async fn prepare_start(&self) -> Result<()> {
        self.wait_for_orphans().await?;
        self.remove_traces()?;
        server::write_access_rules(&self.folder, &self.folder.cluster())?;
        self.folder.make_socket_folder()?;
        let log = self.folder.log();
        if log.exists() {
            fs::rename(&log, log.with_extension("log.before"))?;
        }
        Ok(())
    }

    /// When the server itself was killed, its helpers notice and end; until then the files are theirs.
    async fn wait_for_orphans(&self) -> Result<()> {
        let until = Instant::now() + LONGEST_STOP;
        while !server::working_in(&self.folder.cluster()).is_empty() {
            if Instant::now() > until {
                bail!("A PostgreSQL that nobody leads still uses {}", self.folder.cluster().display());
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Removes the files that say which process the server is. PostgreSQL would believe them when, after a
    /// restart of the machine, a stranger has that number, and refuse to start.
    fn remove_traces(&self) -> Result<()> {
        // Elsewhere we cannot see who works in the folder, and PostgreSQL has to decide.
        if !server::has_proc() {
            return Ok(());
        }
        let socket = self.folder.socket_folder();
        let traces = [self.folder.cluster().join("postmaster.pid"), socket.join(".s.PGSQL.5432.lock")];
        for trace in traces.iter().filter(|trace| trace.exists()) {
            fs::remove_file(trace)?;
        }
        Ok(())
    }

    fn spawn(&mut self, programs: &Programs, durability: Durability, remove: Option<&Path>) -> Result<()> {
        let log = self.folder.make_log()?;
        let mut command = server::command(&self.folder, programs, durability, remove);
        command.stdout(log.try_clone()?).stderr(log);
        let mut child = command.spawn().context("The PostgreSQL server program does not run")?;
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
        let process = Pid::from_raw(number);
        let ours = if server::has_proc() { server::works_in(process, &cluster) } else { kill(process, None).is_ok() };
        ours.then_some(process)
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
        let reason = said.lines().rev().find_map(|line| line.split_once("FATAL:").or(line.split_once("PANIC:")));
        format!("{} (more in {})", reason.map_or("it gave no reason", |(_, words)| words.trim()), log.display())
    }
}

impl Drop for PrivateCluster {
    /// Stops a server that nobody stopped, for example when a start is broken off.
    fn drop(&mut self) {
        self.interrupt();
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A folder that the database user may enter, whoever runs the tests.
    fn open_folder() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
        place
    }

    #[tokio::test]
    async fn a_folder_has_one_master_whom_others_visit_and_keeps_its_data() {
        // As systemd or a container makes it: there already, and not the database user's.
        let place = open_folder();
        let dir = place.path().join("data");
        fs::create_dir(&dir).unwrap();
        let first = PrivateCluster::start(&dir, None, Durability::Fast).await.unwrap();
        first.create_database("kept", None).await.unwrap();

        let said = PrivateCluster::start(&dir, None, Durability::Fast).await.unwrap_err().to_string();
        assert!(said.contains("Another Copse uses the data"), "{said}");
        let visit = PrivateCluster::start_or_visit(&dir, None).await.unwrap();
        visit.create_database("copied", Some("kept")).await.unwrap();
        visit.stop().await.unwrap();
        assert!(first.answers().await.unwrap());
        first.stop().await.unwrap();

        // As after a restart of the machine: the number in the file is a stranger's, here our own.
        let pid_file = dir.canonicalize().unwrap().join("cluster/postmaster.pid");
        fs::write(pid_file, format!("{}\n", std::process::id())).unwrap();
        let second = PrivateCluster::start(&dir, None, Durability::Fast).await.unwrap();
        PgConnection::connect_with(&second.connect_options("copied")).await.unwrap().close().await.unwrap();
        second.stop().await.unwrap();
    }

    #[tokio::test]
    async fn data_of_another_version_are_left_alone() {
        let place = open_folder();
        fs::create_dir_all(place.path().join("data/cluster")).unwrap();
        fs::write(place.path().join("data/cluster/PG_VERSION"), "9\n").unwrap();
        let started = PrivateCluster::start(&place.path().join("data"), None, Durability::Fast).await;
        let said = started.unwrap_err().to_string();
        assert!(said.contains("written by PostgreSQL 9"), "{said}");
    }

    #[tokio::test]
    async fn a_temporary_cluster_leaves_nothing() {
        let cluster = PrivateCluster::temporary().await.unwrap();
        let dir = cluster.folder.path().to_path_buf();
        assert!(dir.exists());
        cluster.stop().await.unwrap();
        assert!(!dir.exists());
    }
}
