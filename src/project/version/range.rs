//! Ranges of versions as npm, PyPI and Poetry write them.

use crate::catalog::Version;

/// A range of versions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Range {
    /// The lowest version in it.
    at_least: Option<Version>,
    /// The lowest version above it.
    below: Option<Version>,
}

impl Range {
    /// Reads `^1.2.0`, `~1.2`, `1.x`, `>=1 <2`, `==1.2.*`, `~=1.2`, `1.0.0 - 1.9.9`, `npm:name@^1`. Of
    /// alternatives (`^0.5 || ^1`) the last counts. What is no version allows every one.
    pub(super) fn of(text: &str) -> Self {
        let text = text.rsplit("||").next().unwrap_or_default().trim();
        let text = match text.strip_prefix("npm:").and_then(|it| it.rsplit_once('@')) {
            Some((_, range)) => range,
            None => text.strip_prefix("workspace:").unwrap_or(text),
        };
        let mut range = Self::default();
        if let Some((low, high)) = text.split_once(" - ") {
            range.bound(">=", low.trim());
            range.bound("<=", high.trim());
            return range;
        }
        let mut sign = "";
        for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
            let digits = part.find(|c: char| c.is_ascii_alphanumeric() || c == '*');
            let (signs, version) = part.split_at(digits.unwrap_or(part.len()));
            if version.is_empty() {
                sign = signs;
                continue;
            }
            let signs = signs.strip_suffix('v').unwrap_or(signs);
            range.bound(if signs.is_empty() { sign } else { signs }, version);
            sign = "";
        }
        range
    }

    /// Whether it holds one version only.
    pub(super) fn is_exact(&self) -> bool {
        self.at_least
            .is_some_and(|low| self.below == Some(next(low, 3)))
    }

    fn bound(&mut self, sign: &str, text: &str) {
        let plain = text.trim_end_matches(['*', 'x', 'X']).trim_end_matches('.');
        let is_open = plain.len() < text.len();
        let parts = plain
            .split('.')
            .take_while(|part| part.starts_with(|c: char| c.is_ascii_digit()))
            .count();
        let Ok(version) = plain.parse::<Version>() else {
            return;
        };
        let (low, high) = match sign {
            ">=" => (Some(version), None),
            ">" => (Some(next(version, parts)), None),
            "<" => (None, Some(version)),
            "<=" => (None, Some(next(version, parts))),
            "^" => (Some(version), Some(compatible(version, parts))),
            "~" => (Some(version), Some(next(version, parts.min(2)))),
            "~=" => (
                Some(version),
                Some(next(version, parts.saturating_sub(1).max(1))),
            ),
            "!=" => return,
            "==" | "===" if !is_open => (Some(version), Some(next(version, 3))),
            _ => (Some(version), Some(next(version, parts))),
        };
        self.at_least = self.at_least.max(low);
        self.below = match (self.below, high) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// Whether the version lies in it.
    pub(super) fn allows(&self, version: Version) -> bool {
        self.at_least.is_none_or(|low| version >= low)
            && self.below.is_none_or(|high| version < high)
    }

    /// The version to reckon with: the lowest of a range with both ends, as that is what the code
    /// says it can do with; the highest of one with an upper end only; `None` for one without, as a
    /// fresh installation takes whatever is newest.
    pub(super) fn version(&self) -> Option<Version> {
        match (self.at_least, self.below) {
            (Some(low), Some(_)) => Some(low),
            (None, Some(high)) => Some(before(high)),
            (_, None) => None,
        }
    }
}

/// The lowest version above all that begin with the first `parts` numbers of this one.
fn next(version: Version, parts: usize) -> Version {
    let Version {
        major,
        minor,
        patch,
    } = version;
    match parts {
        0 | 1 => Version::new(major.saturating_add(1), 0, 0),
        2 => Version::new(major, minor.saturating_add(1), 0),
        _ => Version::new(major, minor, patch.saturating_add(1)),
    }
}

/// The lowest version that `^version` leaves out: the first number that is not zero may not change.
fn compatible(version: Version, parts: usize) -> Version {
    let first = match version {
        Version {
            major: 0, minor: 0, ..
        } => 3,
        Version { major: 0, .. } => 2,
        _ => 1,
    };
    next(version, first.min(parts))
}

fn before(version: Version) -> Version {
    match version {
        Version {
            major,
            minor,
            patch,
        } if patch > 0 => Version::new(major, minor, patch - 1),
        Version { major, minor, .. } if minor > 0 => Version::new(major, minor - 1, u32::MAX),
        Version { major, .. } => Version::new(major.saturating_sub(1), u32::MAX, u32::MAX),
    }
}
