//! Versions of packages and ranges of them.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::load::Mistake;

/// A package's version, as far as the catalogue's facts depend on it: a pre-release counts as its
/// release, as it has the release's interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Version {
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl FromStr for Version {
    type Err = Mistake;

    /// Reads `1`, `1.2`, `v1.2.3`, `1.2.3-beta.1+build` and Python's `1.2.3rc1` and `1.2.3.post1`.
    fn from_str(text: &str) -> Result<Self, Mistake> {
        let no_version = || Mistake::new(format!("`{text}` is no version"));
        let mut numbers = [0; 3];
        let mut rest = text.strip_prefix('v').unwrap_or(text);
        for (at, number) in numbers.iter_mut().enumerate() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 && at > 0 {
                break;
            }
            *number = rest[..digits].parse().map_err(|_| no_version())?;
            rest = &rest[digits..];
            match rest.strip_prefix('.') {
                Some(more) => rest = more,
                None => break,
            }
        }
        if rest.contains(|c: char| !c.is_ascii_alphanumeric() && !"-+._".contains(c)) {
            return Err(no_version());
        }
        let [major, minor, patch] = numbers;
        Ok(Self::new(major, minor, patch))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    AtLeast,
    Above,
    Below,
    AtMost,
    Exactly,
}

/// A range of versions, written `">=1.0.0, <2.4.7"`; empty or `"*"` holds every version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct VersionRange(Vec<(Bound, Version)>);

impl VersionRange {
    /// Whether the version lies in the range.
    pub fn contains(&self, version: Version) -> bool {
        self.0.iter().all(|&(bound, limit)| match bound {
            Bound::AtLeast => version >= limit,
            Bound::Above => version > limit,
            Bound::Below => version < limit,
            Bound::AtMost => version <= limit,
            Bound::Exactly => version == limit,
        })
    }

    /// Whether the version lies in the range or, not being known, may.
    pub fn may_contain(&self, version: Option<Version>) -> bool {
        version.is_none_or(|version| self.contains(version))
    }

    /// Whether the version is known to lie in the range; an unknown one lies only in a range that
    /// holds every version.
    pub fn surely_contains(&self, version: Option<Version>) -> bool {
        match version {
            Some(version) => self.contains(version),
            None => self.0.is_empty(),
        }
    }
}

impl FromStr for VersionRange {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        if matches!(text.trim(), "" | "*") {
            return Ok(Self::default());
        }
        text.split(',')
            .map(bound)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TryFrom<String> for VersionRange {
    type Error = Mistake;

    fn try_from(text: String) -> Result<Self, Mistake> {
        text.parse()
    }
}

fn bound(text: &str) -> Result<(Bound, Version), Mistake> {
    const BOUNDS: [(&str, Bound); 5] = [
        (">=", Bound::AtLeast),
        ("<=", Bound::AtMost),
        (">", Bound::Above),
        ("<", Bound::Below),
        ("=", Bound::Exactly),
    ];
    let text = text.trim();
    for (sign, bound) in BOUNDS {
        if let Some(version) = text.strip_prefix(sign) {
            return Ok((bound, version.trim().parse()?));
        }
    }
    Err(Mistake::new(format!("`{text}` is no bound of versions")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn reads_versions_of_both_registries() {
        assert_eq!(version("2.4.7"), Version::new(2, 4, 7));
        assert_eq!(version("v1.2"), Version::new(1, 2, 0));
        assert_eq!(version("3"), Version::new(3, 0, 0));
        assert_eq!(version("1.2.3-beta.1+x"), Version::new(1, 2, 3));
        assert_eq!(version("1.2.3rc1"), Version::new(1, 2, 3));
        assert_eq!(version("1.2.post1"), Version::new(1, 2, 0));
        for text in ["", "latest", "^1.0.0", "workspace:*", "99999999999.0.0"] {
            assert!(text.parse::<Version>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn holds_what_lies_within_all_bounds() {
        let range: VersionRange = ">=1.0.0, <2.4.7".parse().unwrap();
        assert!(range.contains(version("1.0.0")));
        assert!(range.contains(version("2.4.6")));
        assert!(!range.contains(version("2.4.7")));
        assert!(!range.contains(version("0.4.2")));
        assert!(
            "=2.4.6"
                .parse::<VersionRange>()
                .unwrap()
                .contains(version("2.4.6"))
        );
    }

    #[test]
    fn tells_may_from_surely_of_an_unknown_version() {
        let some: VersionRange = ">=2.0.0".parse().unwrap();
        let all: VersionRange = "*".parse().unwrap();
        assert!(some.may_contain(None) && !some.surely_contains(None));
        assert!(all.may_contain(None) && all.surely_contains(None));
    }

    #[test]
    fn refuses_what_is_no_range() {
        for text in ["1.0.0", ">=", ">=1.0.0,", "^1", ">=1.0.0 <2"] {
            assert!(text.parse::<VersionRange>().is_err(), "{text:?} was taken");
        }
    }
}
