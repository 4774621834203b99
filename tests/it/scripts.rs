//! The scripts on a machine unlike this one: its programs are those of the system, but for some of our own.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

/// A machine with an old Node.js, without PostgreSQL and without a browser.
struct Machine {
    place: tempfile::TempDir,
}

impl Machine {
    /// Its packages answer to `apt-cache policy` with these lines of a shell's `case`.
    fn offering(packages: &str) -> Self {
        let machine = Self { place: tempfile::tempdir().expect("a folder") };
        let is_ours = |name: &str| ["node", "sudo", "apt-get", "apt-cache"].contains(&name);
        for entry in fs::read_dir("/usr/bin").expect("programs").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !is_ours(&name) && !name.contains("chrom") && !name.contains("initdb") {
                symlink(entry.path(), machine.place.path().join(name)).expect("a program");
            }
        }
        machine.program("node", "echo v12.22.9");
        machine.program("sudo", "exec \"$@\"");
        machine.program("apt-get", &format!("echo \"$@\" >> {}/asked", machine.place.path().display()));
        machine.program("apt-cache", &format!("case \"$2\" in {packages} esac"));
        machine
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.place.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a program");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program that runs");
    }

    /// What the script says when it refuses.
    fn refused(&self, browser: Option<&str>) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("script/bootstrap");
        let mut command = Command::new(script);
        command.arg("--tests").env("PATH", self.place.path()).env("COPSE_PG_BIN", self.place.path());
        command.env_remove("DATABASE_URL").env_remove("CHROMIUM");
        if let Some(name) = browser {
            command.env("CHROMIUM", self.place.path().join(name));
        }
        let output = command.output().expect("the script runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{said}");
        let asked = fs::read_to_string(self.place.path().join("asked")).unwrap_or_default();
        assert!(!asked.contains("install"), "{asked}");
        said
    }
}

#[test]
fn bootstrap_says_where_else_to_get_what_ubuntu_lacks_and_installs_nothing() {
    let machine = Machine::offering(
        "postgresql) echo '  Candidate: 14+238' ;;
         nodejs) echo '  Candidate: 12.22.9~dfsg-1ubuntu3.6' ;;
         chromium) echo '  Candidate: 2:1snap1-0ubuntu2' ;;",
    );
    let said = machine.refused(None);
    for sentence in [
        "PostgreSQL 15 or later is needed, and this system has 14",
        "Node.js 18 or later is needed, and this system has 12",
        "Chromium only as a snap",
    ] {
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
}

#[test]
fn bootstrap_does_not_take_a_snap_for_a_browser() {
    let machine = Machine::offering("*) echo '  Candidate: (none)' ;;");
    machine.program("chromium-browser", "exec /snap/bin/chromium \"$@\"");
    assert!(machine.refused(None).contains("Chromium only as a snap"));
    let said = machine.refused(Some("chromium-browser"));
    assert!(said.contains("which CHROMIUM names, is no Chromium that can run the tests"), "{said}");
}
