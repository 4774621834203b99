//! Finding the PostgreSQL programs that are installed on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// The oldest PostgreSQL that Copse runs on.
pub(super) const OLDEST: u32 = 15;

/// The PostgreSQL programs of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Programs {
    folder: PathBuf,
    /// The major version, for example 15.
    pub(super) major: u32,
}

impl Programs {
    /// The path of one program, for example `initdb`.
    #[must_use]
    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }
}

/// The programs to use: those in `given`, else those of the version `wanted` by existing data, else the
/// newest installed.
///
/// # Errors
/// When there are none, or none that Copse can use; the sentence says what to do.
pub(super) fn find(given: Option<&Path>, wanted: Option<u32>) -> Result<Programs> {
    let programs = match given {
        Some(folder) => {
            inspect(folder).with_context(|| format!("COPSE_PG_BIN is {}, which cannot be used", folder.display()))?
        }
        None => choose(installed(), wanted).context(
            "The PostgreSQL server programs are missing; install them (Debian and Ubuntu: apt install postgresql), \
             name their folder in COPSE_PG_BIN, or set DATABASE_URL to use a database that runs elsewhere",
        )?,
    };
    if programs.major < OLDEST {
        bail!(
            "PostgreSQL {} in {} is too old for Copse, which needs {OLDEST} or later",
            programs.major,
            programs.folder.display()
        );
    }
    if let Some(wanted) = wanted
        && wanted != programs.major
    {
        bail!(
            "The data were written by PostgreSQL {wanted}, and the programs in {} are of version {}: install \
             PostgreSQL {wanted}, or carry the data over as docs/deploy.md describes",
            programs.folder.display(),
            programs.major
        );
    }
    Ok(programs)
}

/// The version that the data need if it is there, else the newest.
fn choose(mut installed: Vec<Programs>, wanted: Option<u32>) -> Option<Programs> {
    installed.sort_by_key(|programs| std::cmp::Reverse((Some(programs.major) == wanted, programs.major)));
    installed.into_iter().next()
}

/// Everything installed in the usual places: Debian and Ubuntu, Red Hat, Homebrew, and the search path.
fn installed() -> Vec<Programs> {
    let beneath = |parent: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        entries.map(|entry| entry.path().join("bin")).collect()
    };
    let mut folders = beneath("/usr/lib/postgresql");
    folders.extend(beneath("/usr").into_iter().filter(|path| path.to_string_lossy().contains("/pgsql-")));
    folders.extend(beneath("/opt/homebrew/opt").into_iter().filter(|path| path.to_string_lossy().contains("postgres")));
    let search_path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&search_path).filter_map(|folder| real_folder(&folder)));
    folders.into_iter().filter_map(|folder| inspect(&folder).ok()).collect()
}

/// Where `initdb` on the search path really is, since the other programs are beside the real one.
fn real_folder(folder: &Path) -> Option<PathBuf> {
    Some(folder.join("initdb").canonicalize().ok()?.parent()?.to_path_buf())
}

/// The programs in `folder`, if both that we need are there and run.
fn inspect(folder: &Path) -> Result<Programs> {
    for program in ["initdb", "postgres"] {
        if !folder.join(program).is_file() {
            bail!("there is no program {program} in it");
        }
    }
    let said = Command::new(folder.join("postgres")).arg("--version").output().context("postgres does not run")?;
    let said = String::from_utf8_lossy(&said.stdout);
    let major = major(&said).context("postgres does not tell its version")?;
    Ok(Programs { folder: folder.to_path_buf(), major })
}

/// The major version in a line such as `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)`.
fn major(said: &str) -> Option<u32> {
    let version = said.split_once("(PostgreSQL) ")?.1;
    let digits = version.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_postgres_says() {
        assert_eq!(major("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("something else 15\n"), None);
    }

    #[test]
    fn existing_data_choose_the_version_and_otherwise_the_newest_wins() {
        let of = |major| Programs { folder: PathBuf::new(), major };
        assert_eq!(choose(vec![of(15), of(17), of(16)], None), Some(of(17)));
        assert_eq!(choose(vec![of(15), of(17), of(16)], Some(15)), Some(of(15)));
        assert_eq!(choose(vec![], Some(15)), None);
    }

    #[test]
    fn a_folder_without_the_programs_is_told_apart_by_name() {
        let said = format!("{:#}", find(Some(Path::new("/etc")), None).unwrap_err());
        assert!(said.contains("/etc") && said.contains("initdb"), "{said}");
    }
}
