//! What an answer should hold, so that a change on the way shows. Blobs need none: their address is their content.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// Header with the SHA-256 of a document before it is compressed, as `sha-256=:…:` (the field `Unencoded-Digest` that the
/// HTTP working group adds to RFC 9530).
pub const DIGEST_HEADER: &str = "unencoded-digest";

/// The value of [`DIGEST_HEADER`] for a document.
#[must_use]
pub fn digest(document: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(&Sha256::digest(document)))
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn the_value_is_that_of_rfc_9530() {
        // Appendix B of the RFC.
        let document = b"{\"hello\": \"world\"}\n";
        assert_eq!(
            digest(document),
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
        );
    }
}
