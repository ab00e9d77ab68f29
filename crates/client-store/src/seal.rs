//! Sealing of personal data at rest: AES-256-GCM with a key in a file of its own.
//!
//! It keeps people's data out of backups, searches and support copies of the database file. It does not protect from
//! somebody who may read the whole data folder of this user.

use crate::LocalError;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use uuid::Uuid;

const KEY_LEN: usize = 32;

/// The key of one `local.db`.
pub(crate) struct Seal {
    key: LessSafeKey,
    random: SystemRandom,
}

impl Seal {
    /// Reads the key file, making it first when there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, LocalError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(path)?,
            Err(error) => return Err(error.into()),
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| LocalError::Key)?;
        Ok(Self {
            key: LessSafeKey::new(key),
            random: SystemRandom::new(),
        })
    }

    fn create(path: &Path) -> Result<Vec<u8>, LocalError> {
        let mut key = vec![0; KEY_LEN];
        SystemRandom::new().fill(&mut key).map_err(|_| LocalError::Key)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(&key)?;
        file.sync_all()?;
        Ok(key)
    }

    /// Seals `plain`; it opens again only for the same row.
    pub(crate) fn seal(&self, row: Uuid, mut plain: Vec<u8>) -> Result<Vec<u8>, LocalError> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| LocalError::Key)?;
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(row.as_bytes()),
                &mut plain,
            )
            .map_err(|_| LocalError::Key)?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut plain);
        Ok(sealed)
    }

    /// Opens what [`Seal::seal`] made for this row.
    pub(crate) fn open_row(&self, row: Uuid, sealed: &[u8]) -> Result<Vec<u8>, LocalError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(LocalError::Damaged)?;
        let mut body = body.to_vec();
        let plain = self
            .key
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(row.as_bytes()),
                &mut body,
            )
            .map_err(|_| LocalError::Key)?;
        Ok(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::Seal;
    use crate::LocalError;
    use uuid::Uuid;

    #[test]
    fn opens_only_with_its_key_and_row() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.key"), folder.path().join("b.key"));
        let (row, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = Seal::open(&a).unwrap().seal(row, b"Kanarek".to_vec()).unwrap();
        assert!(!sealed.windows(7).any(|w| w == b"Kanarek"));
        assert_eq!(Seal::open(&a).unwrap().open_row(row, &sealed).unwrap(), b"Kanarek");
        assert!(matches!(
            Seal::open(&a).unwrap().open_row(other, &sealed),
            Err(LocalError::Key)
        ));
        assert!(matches!(
            Seal::open(&b).unwrap().open_row(row, &sealed),
            Err(LocalError::Key)
        ));
        assert!(matches!(
            Seal::open(&a).unwrap().open_row(row, b"short"),
            Err(LocalError::Damaged)
        ));
        std::fs::write(&b, b"not a key").unwrap();
        assert!(matches!(Seal::open(&b), Err(LocalError::Key)));
    }
}
