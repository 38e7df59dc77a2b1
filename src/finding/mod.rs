//! What windbreak reports: findings, what explains them, and what mends them.
//!
//! Must not know: any rule, syntax trees, how findings are shown.

mod fingerprint;
mod fix;
mod level;
mod rule_meta;
mod secret;

pub use fingerprint::Fingerprint;
pub use fix::{Applicability, FileChange, FileEdit, Fix};
pub use level::{Confidence, Severity};
pub use rule_meta::{Level, RuleMeta};
pub use secret::Secret;

use crate::text::TextRange;
use std::path::Path;
use std::sync::Arc;

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Location {
    /// The file, as an absolute path.
    pub path: Arc<Path>,
    /// The bytes of its text; of a notebook, of the text that its cells make.
    pub range: TextRange,
}

/// A second place that explains a finding: the evidence, the other half, the way there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Label {
    /// Where, possibly in another file than the finding.
    pub location: Location,
    /// What is there, in a few words without a full stop.
    pub message: String,
}

/// One thing that is wrong in one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static RuleMeta,
    /// How bad it is if true, as the settings have it.
    pub severity: Severity,
    /// How likely it is true.
    pub confidence: Confidence,
    /// What is wrong, why it matters here, what to do; never holds a key.
    pub message: String,
    /// Where it is.
    pub location: Location,
    /// What explains it.
    pub labels: Vec<Label>,
    /// Ranges whose text must not be shown: the key, or its parts, here and in other files. No
    /// report shows them, neither here nor in the lines printed for another finding.
    pub secrets: Vec<Location>,
    /// What mends it, best first.
    pub fixes: Vec<Fix>,
    /// What makes it the same finding after the code around it moved.
    pub fingerprint: Fingerprint,
}
