//! Passwords of local accounts: argon2id (RFC 9106).

use crate::problem::Failure;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Shortest password in characters; there is always a second factor (NIST SP 800-63B-4 asks for 8 with one).
pub(super) const SHORTEST: usize = 12;
/// Longest password in characters: nobody's hash takes longer than this.
const LONGEST: usize = 128;
/// Memory in KiB, passes and lanes. OWASP's floor is 19 MiB and two passes.
const COST: (u32, u32, u32) = (64 << 10, 3, 1);
/// Checked for accounts that do not exist, so that they take as long as others: random bytes where a hash would be, so that
/// there is no such password.
const NOBODY: &str =
    "$argon2id$v=19$m=65536,t=3,p=1$iOs/j9g3CYbHe2wBEAwbCg$gUtk9D3/s/AHBnw8zOg2v7WLwu5dS5W5Ln15cb2i948";
/// Hashes at once: each takes the memory above.
const AT_ONCE: usize = 2;

/// Makes and checks hashes, a few at a time, away from the threads that answer.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
}

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("Hasło musi mieć co najmniej {SHORTEST} znaków.")]
    Short,
    /// Too long.
    #[error("Hasło może mieć najwyżej {LONGEST} znaków.")]
    Long,
    /// It holds the name of the account, or one character over and over.
    #[error("Hasło nie może zawierać nazwy konta ani powtarzać jednego znaku.")]
    Guessable,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Whether the password is the one of the hash; with no hash it takes as long and says no.
    pub(super) async fn fits(&self, typed: String, stored: Option<String>) -> Result<bool, Failure> {
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|_| Failure::broken("no turn for a password"))?;
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let fits = spawn_blocking(move || {
            // Until the memory is free again, whether or not anybody still waits for the answer.
            let _turn = turn;
            typed.chars().count() <= LONGEST
                && argon2().is_ok_and(|argon2| argon2.verify_password(typed.as_bytes(), stored.as_str()).is_ok())
        });
        let fits = fits.await.map_err(|_| Failure::broken("a password check failed"))?;
        Ok(known && fits)
    }
}

/// Checks a new password for an account.
pub(super) fn check(login: &str, password: &str) -> Result<(), PasswordError> {
    let length = password.chars().count();
    let mut characters: Vec<char> = password.chars().collect();
    characters.dedup();
    if length < SHORTEST {
        Err(PasswordError::Short)
    } else if length > LONGEST {
        Err(PasswordError::Long)
    } else if characters.len() == 1 || password.to_lowercase().contains(login) {
        Err(PasswordError::Guessable)
    } else {
        Ok(())
    }
}

/// The hash of a password as a PHC string, which names the cost it was made with.
pub(super) fn hash(password: &[u8], salt: &[u8]) -> Result<String, Failure> {
    let hashed = argon2()?.hash_password_with_salt(password, salt);
    Ok(hashed
        .map_err(|_| Failure::broken("a password cannot be hashed"))?
        .to_string())
}

fn argon2() -> Result<Argon2<'static>, Failure> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| Failure::broken("wrong cost of passwords"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::{NOBODY, PasswordError, Passwords, check, hash};
    use argon2::PasswordHash;

    #[test]
    fn x04_a_stored_password_names_argon2id_and_a_cost_above_the_floor() {
        let stored = hash(b"dobre haslo 12", &[7; 16]).ok().unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{stored}");
    }

    #[test]
    fn x04_nobody_takes_as_long_as_somebody() {
        let stored = hash(b"dobre haslo 12", &[7; 16]).ok().unwrap();
        let shape = |text: &str| {
            let hash = PasswordHash::new(text).unwrap();
            (
                hash.algorithm,
                hash.version,
                hash.params.clone(),
                hash.hash.unwrap().len(),
            )
        };
        assert_eq!(shape(NOBODY), shape(&stored));
    }

    #[tokio::test]
    async fn only_the_password_fits() {
        let passwords = Passwords::new();
        let stored = hash("zażółć gęślą".as_bytes(), &[7; 16]).ok();
        let fits = |typed: &str, stored: Option<String>| {
            let (typed, passwords) = (typed.to_owned(), &passwords);
            async move { passwords.fits(typed, stored).await.ok().unwrap() }
        };
        assert!(fits("zażółć gęślą", stored.clone()).await);
        assert!(!fits("zazolc gesla", stored.clone()).await);
        assert!(!fits("", stored.clone()).await);
        assert!(!fits("zażółć gęślą", None).await, "no account");
        assert!(!fits("zażółć gęślą", Some("not a hash".into())).await);
    }

    #[test]
    fn short_and_guessable_passwords_are_refused() {
        assert_eq!(check("anna", "krotkie"), Err(PasswordError::Short));
        assert_eq!(check("anna", &"dlugie".repeat(30)), Err(PasswordError::Long));
        assert_eq!(check("anna", "aaaaaaaaaaaaaaaa"), Err(PasswordError::Guessable));
        assert_eq!(check("anna", "TajneHasloAnna1"), Err(PasswordError::Guessable));
        assert_eq!(check("anna", "zażółć gęślą"), Ok(()));
    }
}
