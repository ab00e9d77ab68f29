//! Content-addressed blobs.

use crate::BlobRef;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::io::Read;
use thiserror::Error;

/// Largest blob once unpacked, in bytes: four times the reference data of Poland. A larger one is an attack or a fault.
pub const MAX_UNPACKED: u64 = 64 << 20;

/// Why bytes are not the blob they should be.
#[derive(Debug, Error)]
pub enum BlobError {
    /// Cut, changed or replaced on the way.
    #[error("the content does not match its address")]
    Hash,
    /// Packed by another program, or larger than [`MAX_UNPACKED`].
    #[error("the content cannot be unpacked: {0}")]
    Format(#[from] std::io::Error),
    /// Not the expected document.
    #[error("the content is not the expected document: {0}")]
    Json(#[from] serde_json::Error),
    /// Not the expected table.
    #[error("the content is not the expected table: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A row breaks the rules of the domain.
    #[error("a row is invalid: {0}")]
    Row(String),
}

/// The address of bytes.
#[must_use]
pub fn address(bytes: &[u8]) -> BlobRef {
    let hash = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    BlobRef {
        hash,
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
    }
}

/// Checks bytes against their address.
///
/// # Errors
/// [`BlobError::Hash`].
pub fn verify(bytes: &[u8], expected: &BlobRef) -> Result<(), BlobError> {
    if address(bytes) == *expected {
        Ok(())
    } else {
        Err(BlobError::Hash)
    }
}

/// A document as zstd JSON.
///
/// # Errors
/// When it cannot be serialised.
pub fn pack<T: Serialize>(document: &T) -> Result<Vec<u8>, BlobError> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 6)?;
    serde_json::to_writer(&mut encoder, document)?;
    Ok(encoder.finish()?)
}

/// The document of a zstd JSON blob.
///
/// # Errors
/// When it is too large, not zstd or not the document.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BlobError> {
    let mut json = Vec::new();
    zstd::Decoder::new(bytes)?.take(MAX_UNPACKED).read_to_end(&mut json)?;
    Ok(serde_json::from_slice(&json)?)
}

#[cfg(test)]
mod tests {
    use super::{BlobError, address, pack, unpack, verify};

    #[test]
    fn documents_come_back_and_changed_ones_do_not() {
        let bytes = pack(&vec!["Łódź"; 1000]).unwrap();
        let at = address(&bytes);
        verify(&bytes, &at).unwrap();
        assert_eq!(unpack::<Vec<String>>(&bytes).unwrap().len(), 1000);
        let cut = &bytes[..bytes.len() - 1];
        assert!(matches!(verify(cut, &at), Err(BlobError::Hash)));
        assert!(unpack::<Vec<String>>(cut).is_err());
        assert!(unpack::<Vec<String>>(b"<html>").is_err());
    }
}
