//! Pseudonyms: HMAC-SHA-256 (RFC 2104) of a value under the bank's key, cut to 96 bits.
//!
//! The same value has the same pseudonym in every column, so that tables can still be joined; without the key nobody
//! finds the value by trying all keys of customers. The key is never written anywhere.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::text::hex;

/// Bytes that a key has to have.
const LEAST: usize = 32;
const BLOCK: usize = 64;
/// Hexadecimal digits of a pseudonym.
const DIGITS: usize = 24;

/// The key of pseudonyms.
pub(super) struct Key([u8; BLOCK]);

impl Key {
    /// Reads a key file; the end of its last line does not belong to it.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|cause| Error::file("read the key", path, cause))?;
        let bytes = bytes.trim_ascii_end();
        if bytes.len() < LEAST {
            let length = bytes.len();
            let message = format!("a key for pseudonyms has at least {LEAST} bytes, this one has {length}");
            return Err(Error::usage(message));
        }
        Ok(Self::of(bytes))
    }

    fn of(bytes: &[u8]) -> Self {
        let hashed = Sha256::digest(bytes);
        let key = if bytes.len() > BLOCK { &hashed[..] } else { bytes };
        let mut block = [0; BLOCK];
        block.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
        Self(block)
    }

    /// The pseudonym of a value.
    pub fn pseudonym(&self, value: &str) -> String {
        let mut text = hex(&self.mac(value.as_bytes()));
        text.truncate(DIGITS);
        text.insert(0, 'P');
        text
    }

    fn mac(&self, message: &[u8]) -> [u8; 32] {
        let inner = Sha256::new().chain_update(self.0.map(|byte| byte ^ 0x36)).chain_update(message);
        let outer = Sha256::new().chain_update(self.0.map(|byte| byte ^ 0x5c));
        outer.chain_update(inner.finalize()).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test cases 2 and 6.
    #[test]
    fn the_code_is_that_of_the_standard() {
        let mac = |key: &[u8], text: &[u8]| hex(&Key::of(key).mac(text));
        assert_eq!(
            mac(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            mac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
