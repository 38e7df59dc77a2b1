//! What a rule is given to look at.

use crate::catalog::{Catalog, Date};
use crate::finding::{Confidence, Finding, Fingerprint, Label, Location, RuleMeta, Severity};
use crate::flow::{ExprAt, Flow};
use crate::project::{Project, SourceFile};
use crate::settings::Settings;
use crate::text::{Encoding, TextRange};

/// One file and all that can be asked about it.
pub struct Context<'a, 'p> {
    /// Questions about values, clients and requests.
    pub flow: &'a Flow<'p>,
    /// The file to look at.
    pub file: &'p SourceFile,
    /// The settings that hold for it.
    pub settings: &'a Settings,
    /// What is known of Mistral.
    pub catalog: &'static Catalog,
    /// The day (in UTC) that models and keys are judged by.
    pub today: Date,
}

impl<'p> Context<'_, 'p> {
    /// The project.
    pub fn project(&self) -> &'p Project {
        self.flow.project()
    }

    /// Whether an environment variable of this name holds a Mistral key, by the catalogue or by the
    /// settings.
    pub fn is_key_variable(&self, name: &str) -> bool {
        self.catalog.is_key_variable(name) || self.is_own_variable(name)
    }

    /// Whether the settings say that a variable of this name holds one.
    pub fn is_own_variable(&self, name: &str) -> bool {
        let own = &self.settings.keys.variables;
        own.iter().any(|it| it == name)
    }

    /// A finding of `rule` about the content that `identity` names. Severity is the rule's as the
    /// settings have it.
    pub fn finding(
        &self,
        rule: &'static RuleMeta,
        location: Location,
        identity: &[&str],
        message: String,
    ) -> Finding {
        Finding {
            rule,
            severity: self
                .settings
                .level(rule)
                .severity()
                .unwrap_or(Severity::Hint),
            confidence: rule.confidence,
            message,
            location,
            labels: Vec::new(),
            fixes: Vec::new(),
            secrets: Vec::new(),
            fingerprint: Fingerprint::new(rule.id, identity),
        }
    }

    /// A place in the file.
    pub fn location(&self, range: TextRange) -> Location {
        Location {
            path: self.file.path.clone(),
            range,
        }
    }
}

/// A label at an expression.
pub fn label(at: ExprAt<'_>, message: impl Into<String>) -> Label {
    Label {
        location: at.location(),
        message: message.into(),
    }
}

/// A label at a place in a file.
pub fn label_in(file: &SourceFile, range: TextRange, message: impl Into<String>) -> Label {
    Label {
        location: Location {
            path: file.path.clone(),
            range,
        },
        message: message.into(),
    }
}

/// The line of an expression, 1-based.
pub fn line(at: ExprAt<'_>) -> u32 {
    at.file
        .document
        .position(at.range().start(), Encoding::Utf8)
        .line
        + 1
}

/// What the line of an expression is called: `line 3`; in a notebook `cell 2, line 3`.
pub fn line_name(at: ExprAt<'_>) -> String {
    let notebook = at.file.notebook.as_ref();
    match notebook.and_then(|notebook| notebook.place(at.range().start())) {
        Some(place) => format!("cell {}, line {}", place.cell, place.line),
        None => format!("line {}", line(at)),
    }
}

/// The confidence that a finding with circumstantial evidence has.
pub const CIRCUMSTANTIAL: Confidence = Confidence::Medium;
