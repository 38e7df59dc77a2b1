//! A value that must not be shown.

use std::fmt;

/// A key, held so that it cannot be printed by accident: no `Display`, no `Serialize`, and a
/// `Debug` that masks.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Box<str>);

/// What stands between the shown ends of a masked key.
const ELLIPSIS: &str = "…";

impl Secret {
    /// Takes hold of a value.
    pub fn new(value: impl Into<Box<str>>) -> Self {
        Self(value.into())
    }

    /// The value itself, to be written where it belongs (an env file) and nowhere else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value as it may be shown: the first four and last four characters, as Mistral's console
    /// shows a key; of a value under 16 characters, nothing.
    pub fn masked(&self) -> String {
        let count = self.0.chars().count();
        if count < 16 {
            return ELLIPSIS.to_owned();
        }
        let head: String = self.0.chars().take(4).collect();
        let tail: String = self.0.chars().skip(count - 4).collect();
        format!("{head}{ELLIPSIS}{tail}")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_ends_of_a_long_value_and_nothing_of_a_short_one() {
        assert_eq!(
            Secret::new("not-a-real-key-but-long-enough").masked(),
            "not-…ough"
        );
        assert_eq!(Secret::new("short").masked(), "…");
        assert_eq!(format!("{:?}", Secret::new("hunter2hunter2")), "Secret(…)");
    }
}
