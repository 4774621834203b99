//! The data folder of a private cluster: who owns it, whether it can be reached, and who uses it now.

use std::fs::{self, DirBuilder, DirEntry, File, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, lchown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use nix::libc::O_NOFOLLOW;
use nix::unistd::{Uid, User, geteuid};
use sha2::{Digest as _, Sha256};

/// Where the data go when root runs a checkout that the database user cannot reach.
const SYSTEM_FOLDER: &str = "/var/lib/copse";

/// The longest path of a socket's folder: the system allows 107 bytes, and PostgreSQL appends
/// `/.s.PGSQL.5432.lock`.
const LONGEST_SOCKET_FOLDER: usize = 107 - "/.s.PGSQL.5432.lock".len();

/// A data folder that exists and that the database user can reach.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Whom PostgreSQL runs as, when that is not ourselves: it refuses to run as root.
    pub(super) user: Option<User>,
}

impl Folder {
    /// Makes `path` if need be, for the database user. A folder that is there must be empty or ours already, and
    /// stays whose it is: whoever names `/home` by mistake keeps it.
    pub(super) fn prepare(path: &Path) -> Result<Self> {
        let is_new = make_folder(path).with_context(|| format!("The data folder {} cannot be made", path.display()))?;
        let path = path.canonicalize()?;
        if !is_new {
            refuse_strange(&path)?;
        }
        let user = database_user(&path.join("cluster"))?;
        let folder = Self { path, user };
        if let Some(user) = &folder.user {
            folder.open_to(user, is_new)?;
        } else if fs::metadata(&folder.path)?.uid() != geteuid().as_raw() {
            bail!(
                "The data folder {} belongs to another user; run Copse as that user or as root, or name another \
                 folder in COPSE_DATA",
                folder.path.display()
            );
        }
        Ok(folder)
    }

    /// Hands a new folder to the database user, and sees to it that this user can reach it.
    fn open_to(&self, user: &User, is_new: bool) -> Result<()> {
        let innermost = if is_new { self.path.clone() } else { self.cluster() };
        let Some(closed) = closed_to(user, &innermost) else {
            return if is_new { self.give(&self.path) } else { Ok(()) };
        };
        if is_new {
            fs::remove_dir(&self.path)?;
        }
        bail!(
            "The folder {} is closed to the database user {}, as which PostgreSQL runs when root starts it; \
             choose another COPSE_DATA, for example {SYSTEM_FOLDER}",
            closed.display(),
            user.name
        );
    }

    /// PostgreSQL's own data.
    pub(super) fn cluster(&self) -> PathBuf {
        self.path.join("cluster")
    }

    /// Where a new cluster is made, until it is complete.
    pub(super) fn unfinished_cluster(&self) -> PathBuf {
        self.path.join("cluster.unfinished")
    }

    /// What PostgreSQL says.
    pub(super) fn log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the socket: ours, or a short one where the path would be longer than a socket's may be.
    pub(super) fn socket_folder(&self) -> PathBuf {
        let ours = self.path.join("run");
        if ours.as_os_str().len() <= LONGEST_SOCKET_FOLDER {
            return ours;
        }
        let digest = Sha256::digest(self.path.as_os_str().as_encoded_bytes());
        let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        PathBuf::from("/tmp").join(format!("copse-{name}"))
    }

    /// Makes the folder of a new cluster and hands it over: the folder above may be somebody else's.
    pub(super) fn make_unfinished_cluster(&self) -> Result<()> {
        let folder = self.unfinished_cluster();
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        make_folder(&folder)?;
        self.give(&folder)
    }

    /// Makes the empty file for what PostgreSQL says, which is nobody else's to read. Whoever owns the folder may have put
    /// a link in its place: root must not follow it to a file that is not theirs.
    pub(super) fn make_log(&self) -> Result<File> {
        let mut options = File::options();
        let log = options.create(true).write(true).mode(0o600).custom_flags(O_NOFOLLOW).open(self.log())?;
        log.set_len(0)?;
        self.give(&self.log())?;
        Ok(log)
    }

    /// Makes the folder of the socket. One in `/tmp` may have been put there by somebody else: refuse it then.
    pub(super) fn make_socket_folder(&self) -> Result<()> {
        let folder = self.socket_folder();
        make_folder(&folder)?;
        let found = fs::symlink_metadata(&folder)?;
        let ours = [geteuid().as_raw(), self.user_id()];
        if !found.is_dir() || !ours.contains(&found.uid()) {
            bail!("The folder {} for the database's socket belongs to somebody else", folder.display());
        }
        self.give(&folder)
    }

    /// Hands a file or folder to the database user.
    pub(super) fn give(&self, path: &Path) -> Result<()> {
        let Some(user) = &self.user else { return Ok(()) };
        lchown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))
            .with_context(|| format!("{} cannot be given to the user {}", path.display(), user.name))
    }

    /// The names of the users of this machine who may connect: ourselves and whom PostgreSQL runs as.
    pub(super) fn users(&self) -> Result<Vec<String>> {
        let me = User::from_uid(geteuid())?.context("The user who runs Copse has no name in the system's list")?;
        let mut names = vec![me.name];
        names.extend(self.user.iter().map(|user| user.name.clone()));
        Ok(names)
    }

    /// Takes the folder for this process, and waits a moment for a short command that is about to end.
    /// `None`: another process uses it. The system frees the lock when a process ends, however it ends.
    pub(super) async fn lock(&self, patience: Duration) -> Result<Option<File>> {
        let path = self.path.join("copse.lock");
        let open = || {
            File::options().create(true).truncate(false).write(true).mode(0o600).custom_flags(O_NOFOLLOW).open(&path)
        };
        let file = open().with_context(|| format!("{} cannot be written", path.display()))?;
        let until = tokio::time::Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(file)),
                Err(fs::TryLockError::WouldBlock) if tokio::time::Instant::now() >= until => return Ok(None),
                Err(fs::TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(50)).await,
                Err(fs::TryLockError::Error(error)) => return Err(error.into()),
            }
        }
    }

    fn user_id(&self) -> u32 {
        self.user.as_ref().map_or_else(|| geteuid().as_raw(), |user| user.uid.as_raw())
    }
}

/// The folder to use when none was named: `data` in the checkout, unless root runs it there and the database
/// user could not reach it.
pub(super) fn default_folder() -> Result<PathBuf> {
    let here = std::env::current_dir()?.join("data");
    if let Some(user) = database_user(&here.join("cluster"))?
        && let Some(closed) = closed_to(&user, &here)
    {
        tracing::info!(
            "data are kept in {SYSTEM_FOLDER}, since {} is closed to the database user {}",
            closed.display(),
            user.name
        );
        return Ok(PathBuf::from(SYSTEM_FOLDER));
    }
    Ok(here)
}

/// Whom PostgreSQL runs as when root starts it: the owner of existing data, else `postgres`, else `nobody`.
fn database_user(cluster: &Path) -> Result<Option<User>> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    if let Ok(found) = fs::metadata(cluster)
        && found.uid() != 0
        && let Some(owner) = User::from_uid(Uid::from_raw(found.uid()))?
    {
        return Ok(Some(owner));
    }
    for name in ["postgres", "nobody"] {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(user));
        }
    }
    bail!(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody to run it as"
    )
}

/// The first folder above `path` that `user` may not enter.
fn closed_to(user: &User, path: &Path) -> Option<PathBuf> {
    let open =
        |found: &Metadata| found.mode() & 0o001 != 0 || (found.uid() == user.uid.as_raw() && found.mode() & 0o100 != 0);
    let above = path.ancestors().skip(1);
    above.filter(|folder| fs::metadata(folder).is_ok_and(|found| !open(&found))).last().map(Path::to_path_buf)
}

/// Makes a folder, and those above it, that only its owner may enter; `false` when it was there already. Existing
/// ones are left as they are.
fn make_folder(path: &Path) -> io::Result<bool> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        other => other.map(|()| true),
    }
}

/// Refuses a folder in which there are other things than ours.
fn refuse_strange(path: &Path) -> Result<()> {
    // Both are made before anything else is; what a new file system has in it is nobody's.
    let ours = ["copse.lock", "cluster"].iter().any(|name| path.join(name).exists());
    let names = fs::read_dir(path).with_context(|| format!("The data folder {} cannot be read", path.display()))?;
    let is_strange = |name: io::Result<DirEntry>| name.is_ok_and(|name| name.file_name() != "lost+found");
    if !ours && names.into_iter().any(is_strange) {
        bail!(
            "The folder {} holds other things than Copse's data; name a new or an empty folder in COPSE_DATA",
            path.display()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn at(path: &str) -> Folder {
        Folder { path: PathBuf::from(path), user: None }
    }

    #[test]
    fn a_socket_in_a_deep_folder_gets_a_short_name_of_its_own() {
        let deep = format!("/srv/{}", "a".repeat(120));
        assert_eq!(at("/srv/copse").socket_folder(), Path::new("/srv/copse/run"));
        let short = at(&deep).socket_folder();
        assert!(short.as_os_str().len() <= LONGEST_SOCKET_FOLDER, "{}", short.display());
        assert_ne!(short, at(&format!("{deep}b")).socket_folder());
    }

    #[tokio::test]
    async fn a_folder_is_used_by_one_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let folder = at(&place.path().to_string_lossy());
        let first = folder.lock(Duration::ZERO).await.unwrap();
        assert!(first.is_some());
        assert!(folder.lock(Duration::from_millis(80)).await.unwrap().is_none());
        drop(first);
        assert!(folder.lock(Duration::ZERO).await.unwrap().is_some());
    }

    #[test]
    fn a_closed_parent_is_found() {
        let place = tempfile::tempdir().unwrap();
        let nobody = User::from_name("nobody").unwrap().unwrap();
        let inner = place.path().join("a/data");
        make_folder(&inner).unwrap();
        assert_eq!(closed_to(&nobody, &inner), None);
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(closed_to(&nobody, &inner).as_deref(), Some(place.path()));
    }

    #[test]
    fn a_folder_with_other_things_in_it_is_refused_and_stays_whose_it_is() {
        let place = tempfile::tempdir().unwrap();
        let home = place.path().join("home");
        fs::create_dir_all(home.join("mary")).unwrap();
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let said = Folder::prepare(&home).unwrap_err().to_string();
        assert!(said.contains("holds other things than Copse's data"), "{said}");
        assert_eq!(fs::metadata(&home).unwrap().uid(), geteuid().as_raw());
        fs::write(home.join("copse.lock"), "").unwrap();
        Folder::prepare(&home).expect("a folder that is ours already");
    }

    #[tokio::test]
    async fn a_link_in_the_folder_leads_nobody_out_of_it() {
        let place = tempfile::tempdir().unwrap();
        let (other, folder) = (place.path().join("other"), at(&place.path().to_string_lossy()));
        fs::write(&other, "somebody's").unwrap();
        for name in ["postgres.log", "copse.lock"] {
            std::os::unix::fs::symlink(&other, place.path().join(name)).unwrap();
        }
        assert!(folder.make_log().is_err());
        assert!(folder.lock(Duration::ZERO).await.is_err());
        assert_eq!(fs::read_to_string(&other).unwrap(), "somebody's");
    }

    #[test]
    fn a_new_folder_is_the_database_users_and_an_empty_one_stays_whose_it_is() {
        let place = tempfile::tempdir().unwrap();
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let empty = place.path().join("empty");
        fs::create_dir_all(empty.join("lost+found")).unwrap();
        Folder::prepare(&empty).unwrap();
        assert_eq!(fs::metadata(&empty).unwrap().uid(), geteuid().as_raw());
        let new = Folder::prepare(&place.path().join("new")).unwrap();
        assert_eq!(fs::metadata(new.path()).unwrap().uid(), new.user_id());
    }
}
