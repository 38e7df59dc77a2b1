//! What keeps a record of a request: logs, traces, metrics, rows; wrappers and instrumentations.

use std::collections::HashSet;

use serde::Deserialize;

use super::clients::RequestKind;
use super::slot::Slot;
use super::version::{Version, VersionRange};

/// What a record is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SinkKind {
    Log,
    Trace,
    Metric,
    Database,
}

/// How far a record stands for an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Something is written, but where nobody keeps it (`console.log`, `print`) or without saying
    /// of which request (a counter).
    Weak,
    /// A record that is kept.
    Full,
}

/// What a call writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSink {
    pub kind: SinkKind,
    pub strength: Strength,
}

/// A kind of object with methods that record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorder {
    pub id: String,
    pub sink: AuditSink,
    pub(super) methods: HashSet<String>,
    pub(super) children: HashSet<String>,
}

impl Recorder {
    /// What calling the method writes; the empty name is a call of the object itself.
    pub fn method(&self, name: &str) -> Option<AuditSink> {
        self.methods.contains(name).then_some(self.sink)
    }

    /// Whether the member is another such object, or a method that gives one: `logger.child()`,
    /// `client.db.events`. Where any may be, `*` stands among the children.
    pub fn makes_recorder(&self, member: &str) -> bool {
        self.children.contains(member) || self.children.contains("*")
    }
}

/// What a wrapper is put around.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wraps {
    /// A client: every request of what it returns is recorded.
    Client,
    /// A function, or what it decorates: every request made in it is recorded.
    Function,
}

/// A wrapper or decorator under which requests are recorded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditWrapper {
    pub wraps: Wraps,
    /// Where what it wraps is; a decorator has it below.
    #[serde(default, deserialize_with = "super::load::slots")]
    pub value: Vec<Slot>,
    pub sink: AuditSink,
    /// The versions of the Mistral SDK with which it records anything.
    #[serde(default)]
    pub sdk: VersionRange,
    /// What it records; everything if empty.
    #[serde(default)]
    pub covers: Vec<RequestKind>,
}

/// What becomes of an instrumentation with a version of the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It records.
    Works,
    /// It raises, so that somebody notices.
    Raises,
    /// It records nothing and says nothing, or only in a log.
    Silent,
}

/// An instrumentation's outcome in a range of SDK versions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SdkOutcome {
    pub versions: VersionRange,
    pub outcome: Outcome,
}

/// What records the requests of every client of the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrumentation {
    pub id: String,
    /// The method that turns it on; none if calling it does.
    pub then: Option<String>,
    /// The SDK that it instruments.
    pub package: String,
    pub sdk: Vec<SdkOutcome>,
    /// What it records; everything if empty.
    pub covers: Vec<RequestKind>,
    /// Whether it records answers that come in parts.
    pub streams: bool,
    /// Where the client is that it instruments, if it is told one.
    pub client: Vec<Slot>,
    /// Whether it records requests of that SDK alone, and of those in `also`.
    pub alone: bool,
    /// Other packages whose requests it records.
    pub also: Vec<String>,
}

impl Instrumentation {
    /// Whether it may record requests of a package.
    pub fn is_for(&self, package: Option<&str>) -> bool {
        let is_it = |package| package == self.package || self.also.iter().any(|it| it == package);
        !self.alone || package.is_some_and(is_it)
    }

    /// What becomes of it with this version of the SDK. With an unknown version it is taken to
    /// work if it does with any: a false alarm costs more than a hint missed.
    pub fn outcome(&self, version: Option<Version>) -> Outcome {
        let of = |case: &&SdkOutcome| match version {
            Some(version) => case.versions.contains(version),
            None => case.outcome == Outcome::Works,
        };
        self.sdk
            .iter()
            .find(of)
            .map_or(Outcome::Silent, |case| case.outcome)
    }

    /// Whether it records requests of this kind; a web socket only if it says so.
    pub fn records(&self, kind: RequestKind, stream: bool) -> bool {
        let is_covered = match self.covers.is_empty() {
            true => kind != RequestKind::Realtime,
            false => self.covers.contains(&kind),
        };
        is_covered && (self.streams || !stream)
    }
}
