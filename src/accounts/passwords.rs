//! Passwords: argon2id, never while a database connection is held, and only as many at once as there
//! are cores, since one hash takes 19 MiB and some 20 ms: the cheapest way to exhaust a server.

use std::future::Future;
use std::sync::LazyLock;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until, timeout};

use crate::error::{Error, Result};
use crate::kernel::Invalid;

/// Parameters of OWASP's cheat sheet (19 MiB, t=2, p=1), which are the crate's own.
fn hasher() -> Argon2<'static> {
    Argon2::default()
}

/// A hash no password fits, so that an unknown address takes as long as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody's password").unwrap_or_default());

static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get)));

/// How long a sign-in may wait for its turn before it is asked to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

fn hash(password: &str) -> anyhow::Result<String> {
    hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|error| anyhow::anyhow!("{error}"))
}

fn fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The hash to store, in the PHC string format.
///
/// # Errors
/// Too many are being hashed already.
pub(crate) async fn hash_password(password: String) -> Result<String> {
    let turn = timeout(LONGEST_WAIT, AT_ONCE.acquire()).await.map_err(|_| Error::Busy(5))?;
    let hashed = tokio::task::spawn_blocking(move || hash(&password)).await.map_err(anyhow::Error::from)?;
    drop(turn);
    Ok(hashed?)
}

/// Whether the password fits. Takes as long without a stored hash as with one.
///
/// # Errors
/// Too many are being checked already.
pub(super) async fn verify_password(password: String, stored: Option<String>) -> Result<bool> {
    let turn = timeout(LONGEST_WAIT, AT_ONCE.acquire()).await.map_err(|_| Error::Busy(5))?;
    let checked = tokio::task::spawn_blocking(move || match stored {
        Some(stored) => fits(&password, &stored),
        None => {
            // Takes its time, and answers no whatever was typed.
            let _ = fits(&password, &NOBODY);
            false
        }
    });
    let fits = checked.await.map_err(anyhow::Error::from)?;
    drop(turn);
    Ok(fits)
}

/// Answers no sooner than after `least`, so that the time taken does not tell what was found.
pub(crate) async fn at_least<T>(least: Duration, work: impl Future<Output = T>) -> T {
    let until = Instant::now() + least;
    let result = work.await;
    sleep_until(until).await;
    result
}

/// The thousand-odd passwords tried first by those who guess; those of 12 characters or more among them,
/// and what people make of a site's own name.
const GUESSED_FIRST: [&str; 16] = [
    "password1234",
    "password12345",
    "passwordpassword",
    "123456789012",
    "1234567890123",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdf",
    "iloveyou1234",
    "administrator",
    "administrator1",
    "letmeinletmein",
    "welcome12345",
    "nottingham123",
    "copsecopsecopse",
    "changeme1234",
];

/// A password someone chose: 12 to 128 characters, any, but none that everyone tries first.
///
/// # Errors
/// It is too short, too long or too common.
pub(super) fn parse_new_password(raw: &str) -> Result<String, Invalid> {
    let length = raw.chars().count();
    if !(12..=128).contains(&length) {
        return Err(Invalid::new("Enter a password of 12 to 128 characters. Three random words work well"));
    }
    let lower = raw.to_lowercase();
    let is_one_character = lower.chars().all(|c| lower.starts_with(c));
    if is_one_character || GUESSED_FIRST.contains(&lower.as_str()) {
        return Err(Invalid::new("Choose a password that is harder to guess. Three random words work well"));
    }
    Ok(raw.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{parse_new_password, verify_password};

    #[test]
    fn refuses_what_is_guessed_first() {
        for password in ["short", "Password1234", "aaaaaaaaaaaaaaaa", &"x".repeat(129)] {
            assert!(parse_new_password(password).is_err(), "{password}");
        }
        assert!(parse_new_password("otter lantern hill").is_ok());
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify_password("nobody's password".to_owned(), None).await.expect("checked"));
    }
}
