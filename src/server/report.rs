//! The findings in one file, ready to be shown.

use super::convert;
use super::documents::State;
use super::snapshot::Snapshot;
use crate::finding::Finding;
use crate::text::Document;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::lsp_types::Diagnostic;

/// The findings in one file, ready to be shown.
pub struct Report {
    /// The findings, in order of place.
    pub findings: Vec<Finding>,
    /// The same as diagnostics, in the same order.
    pub diagnostics: Vec<Diagnostic>,
    /// What two reports that look the same have in common.
    pub id: String,
    /// What they are the findings of, if the file is open.
    pub state: Option<State>,
}

impl Report {
    /// The report of the findings in `document`; `state` is what it stands for if it is open.
    pub fn new(
        snapshot: &Snapshot,
        document: &Document,
        findings: Vec<Finding>,
        state: Option<State>,
    ) -> Self {
        let diagnostics: Vec<_> = findings
            .iter()
            .map(|finding| convert::diagnostic(snapshot, document, finding))
            .collect();
        Self {
            id: id(&diagnostics),
            findings,
            diagnostics,
            state,
        }
    }

    /// The report of no findings.
    pub fn empty(state: Option<State>) -> Self {
        Self {
            findings: Vec::new(),
            diagnostics: Vec::new(),
            id: id(&[]),
            state,
        }
    }

    /// The reports of findings in the cells of an open notebook, one for each cell.
    pub fn of_cells(
        snapshot: &Snapshot,
        notebook: &Path,
        findings: Vec<Finding>,
        state: State,
    ) -> Vec<(Arc<Path>, Self)> {
        let mut by_cell = BTreeMap::<Arc<Path>, Vec<Finding>>::new();
        for finding in findings {
            let (cell, _) = snapshot.shown(&finding.location);
            by_cell.entry(cell).or_default().push(finding);
        }
        let cells = snapshot.cells(notebook).unwrap_or_default().iter();
        let report = |cell: &Arc<Path>| {
            let document = snapshot.document(cell)?;
            let findings = by_cell.remove(cell).unwrap_or_default();
            let report = Self::new(snapshot, &document, findings, Some(state));
            Some((cell.clone(), report))
        };
        cells.filter_map(report).collect()
    }

    /// The reports of findings in files that are not open, by path.
    pub fn of_files(snapshot: &Snapshot, findings: Vec<Finding>) -> BTreeMap<Arc<Path>, Arc<Self>> {
        let mut by_path = BTreeMap::<Arc<Path>, Vec<Finding>>::new();
        for finding in findings {
            let path = finding.location.path.clone();
            by_path.entry(path).or_default().push(finding);
        }
        by_path
            .into_iter()
            .filter_map(|(path, findings)| {
                let document = snapshot.document(&path)?;
                let report = Self::new(snapshot, &document, findings, None);
                Some((path, Arc::new(report)))
            })
            .collect()
    }
}

/// The identity of a report that has these diagnostics.
fn id(diagnostics: &[Diagnostic]) -> String {
    let json = serde_json::to_vec(diagnostics).unwrap_or_default();
    Sha256::digest(&json)[..16]
        .iter()
        .fold(String::new(), |mut id, byte| {
            let _ = write!(id, "{byte:02x}");
            id
        })
}
