//! The server's process: how it is made, run and recognised.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use nix::unistd::Pid;
use tokio::process::Command;

use super::binaries::Programs;
use super::cluster::Durability;
use super::folder::Folder;

/// The one role of a private cluster.
pub(super) const ROLE: &str = "copse";
/// Runs a cluster that must not outlive us: our end of the pipe closes when we end, however we end. Then the
/// server is stopped at once and its folder removed if one is named. A plain shell does this without `unsafe`.
const LIFELINE: &str = r#"folder=$1; shift; exec 3<&0
"$@" & server=$!
{ read -r _ <&3; kill -QUIT "$server"; } & wait "$server"; result=$?
if [ -n "$folder" ]; then rm -rf -- "$folder"; fi
exit "$result""#;

/// The command that runs the server; a fast one with its lifeline, and with the folder to remove at its end.
pub(super) fn command(folder: &Folder, programs: &Programs, durability: Durability, remove: Option<&Path>) -> Command {
    let server = programs.path("postgres");
    let mut command = match durability {
        Durability::Safe => run_as(folder, &server),
        Durability::Fast => {
            let mut shell = run_as(folder, Path::new("/bin/sh"));
            shell.args(["-c", LIFELINE, "lifeline"]).arg(remove.unwrap_or(Path::new(""))).arg(&server);
            shell.stdin(Stdio::piped());
            shell
        }
    };
    command.arg("-D").arg(folder.cluster());
    for setting in settings(durability) {
        command.args(["-c", setting]);
    }
    command.arg("-c").arg(format!("unix_socket_directories={}", folder.socket_folder().display()));
    command
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
pub(super) async fn initialise(folder: &Folder, programs: &Programs) -> Result<()> {
    tracing::info!("first start: making a private PostgreSQL {} in {}", programs.major, folder.path().display());
    folder.make_unfinished_cluster()?;
    let unfinished = folder.unfinished_cluster();
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
pub(super) fn write_access_rules(folder: &Folder, cluster: &Path) -> Result<()> {
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

/// Whether this system shows its processes as files, which all but Linux do not.
pub(super) fn has_proc() -> bool {
    Path::new("/proc/self/cwd").exists()
}

/// Whether the process is one of PostgreSQL's for this cluster: all of them work in its folder.
pub(super) fn works_in(process: Pid, cluster: &Path) -> bool {
    fs::read_link(format!("/proc/{process}/cwd")).is_ok_and(|folder| folder == cluster)
}

pub(super) fn working_in(cluster: &Path) -> Vec<Pid> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.map(Pid::from_raw).filter(|process| works_in(*process, cluster)).collect()
}
