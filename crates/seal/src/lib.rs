//! Sealing of personal data at rest: AES-256-GCM with a key in a file of its own, and a keyed index for look-up.
//!
//! It keeps people's data out of backups, searches and support copies of a database. It does not protect from somebody
//! who may read the key as well.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use thiserror::Error;

const KEY_LEN: usize = 32;

/// Why something cannot be sealed or opened.
#[derive(Debug, Error)]
pub enum SealError {
    /// The key is damaged or another one than the data were sealed with.
    #[error("the key does not open this")]
    Key,
    /// Not something that was sealed.
    #[error("damaged sealed data")]
    Damaged,
    /// The key file cannot be read or made.
    #[error("the key file: {0}")]
    Io(#[from] io::Error),
}

/// The key of one database.
pub struct Seal {
    key: LessSafeKey,
    index: hmac::Key,
    random: SystemRandom,
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        KEY_LEN
    }
}

impl Seal {
    /// Reads the key file, making it first when there is none. Only its owner may read it.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn open(path: &Path) -> Result<Self, SealError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => create(path)?,
            Err(error) => return Err(error.into()),
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| SealError::Key)?;
        let mut derived = [0; KEY_LEN];
        Salt::new(HKDF_SHA256, b"okienko index")
            .extract(&bytes)
            .expand(&[b"1"], Length)
            .and_then(|okm| okm.fill(&mut derived))
            .map_err(|_| SealError::Key)?;
        Ok(Self {
            key: LessSafeKey::new(key),
            index: hmac::Key::new(hmac::HMAC_SHA256, &derived),
            random: SystemRandom::new(),
        })
    }

    /// Seals `plain`; it opens again only with the same `context`, which names the row.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn seal(&self, context: &[u8], mut plain: Vec<u8>) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| SealError::Key)?;
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut plain)
            .map_err(|_| SealError::Key)?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut plain);
        Ok(sealed)
    }

    /// Opens what [`Seal::seal`] made with this context.
    ///
    /// # Errors
    /// [`SealError::Key`] for another key, another context or changed bytes; [`SealError::Damaged`] for too few of them.
    pub fn unseal(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Damaged)?;
        let mut body = body.to_vec();
        let plain = self
            .key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context), &mut body)
            .map_err(|_| SealError::Key)?;
        Ok(plain.to_vec())
    }

    /// A name under which `text` is found again without storing it: the same text of the same `kind` has the same name,
    /// and without the key nobody can try texts out.
    #[must_use]
    pub fn index(&self, kind: &str, text: &str) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.index);
        context.update(kind.as_bytes());
        context.update(b"\0");
        context.update(text.as_bytes());
        context.sign().as_ref().to_vec()
    }
}

fn create(path: &Path) -> Result<Vec<u8>, SealError> {
    let mut key = vec![0; KEY_LEN];
    SystemRandom::new().fill(&mut key).map_err(|_| SealError::Key)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::{Seal, SealError};

    #[test]
    fn opens_only_with_its_key_and_context() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.key"), folder.path().join("b.key"));
        let sealed = Seal::open(&a).unwrap().seal(b"row 1", b"Kanarek".to_vec()).unwrap();
        assert!(!sealed.windows(7).any(|w| w == b"Kanarek"));
        assert_eq!(Seal::open(&a).unwrap().unseal(b"row 1", &sealed).unwrap(), b"Kanarek");
        let failed =
            |path, context: &[u8], sealed: &[u8]| Seal::open(path).unwrap().unseal(context, sealed).unwrap_err();
        assert!(matches!(failed(&a, b"row 2", &sealed), SealError::Key));
        assert!(matches!(failed(&b, b"row 1", &sealed), SealError::Key));
        assert!(matches!(failed(&a, b"row 1", b"short"), SealError::Damaged));
        std::fs::write(&b, b"not a key").unwrap();
        assert!(matches!(Seal::open(&b), Err(SealError::Key)));
    }

    #[test]
    fn the_index_tells_nothing_without_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.key"), folder.path().join("b.key"));
        let index = |path, kind, text| Seal::open(path).unwrap().index(kind, text);
        assert_eq!(index(&a, "person", "44051401359"), index(&a, "person", "44051401359"));
        assert_ne!(index(&a, "person", "44051401359"), index(&b, "person", "44051401359"));
        assert_ne!(index(&a, "person", "44051401359"), index(&a, "referral", "44051401359"));
    }
}
