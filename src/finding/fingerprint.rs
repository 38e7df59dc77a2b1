//! The identity of a finding across edits.

use sha2::{Digest, Sha256};
use std::fmt;

/// A hash of what makes a finding the one it is: its rule and the content it is about, not where
/// that stands. Of a key it holds only a hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a rule's finding about `parts`, in this order.
    pub fn new(rule: &str, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in std::iter::once(&rule).chain(parts) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Self(bytes)
    }

    /// The fingerprint of the `n`th (from 1) finding that would otherwise have this one.
    pub fn nth(self, n: usize) -> Self {
        Self::new(&self.to_string(), &[&n.to_string()])
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
