//! The work on the whole workspace: finding its files, checking them, reading some anew.

use super::event::Event;
use super::outbox::Outbox;
use super::progress::Progress;
use super::report::Report;
use super::session::Session;
use super::worker::{Urgency, Workers};
use super::{panics, scan};
use crate::check::{Cancel, check};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What is to be done about the workspace, and what is being done.
#[derive(Default)]
pub struct Background {
    /// The workspace's folders.
    pub roots: Vec<PathBuf>,
    scan: Activity,
    check: Activity,
    /// The files to be read anew, and whether some are being read.
    stale: BTreeSet<PathBuf>,
    reading: bool,
    /// Whether all files were found once, and checked once.
    scanned: bool,
    checked: bool,
}

/// One kind of work, of which one piece at a time is done.
#[derive(Default)]
struct Activity {
    due: bool,
    running: Option<Arc<Cancel>>,
}

impl Activity {
    /// Begins if it is due and the piece before has ended; asks that one to end.
    fn begin(&mut self) -> Option<Arc<Cancel>> {
        if !self.due {
            return None;
        }
        if let Some(running) = &self.running {
            running.cancel();
            return None;
        }
        self.due = false;
        Some(self.running.insert(Arc::default()).clone())
    }

    fn is_idle(&self) -> bool {
        !self.due && self.running.is_none()
    }

    fn stop(&mut self) {
        self.due = false;
        if let Some(running) = &self.running {
            running.cancel();
        }
    }
}

/// What the work is done with.
pub struct Means<'a> {
    /// Who does it.
    pub workers: &'a Workers,
    /// Where it is shown.
    pub outbox: &'a Outbox,
    /// Where the results go.
    pub inbox: &'a Sender<Event>,
}

impl Means<'_> {
    /// Has `work` done and its result reported; `None` if it was cancelled or panicked.
    fn start<R: 'static>(
        &self,
        title: Option<&str>,
        cancel: Arc<Cancel>,
        work: impl FnOnce(&Cancel) -> R + Send + 'static,
        event: impl FnOnce(Option<R>) -> Event + Send + 'static,
    ) {
        let progress = title.map(|title| Progress::begin(self.outbox, title));
        let inbox = self.inbox.clone();
        self.workers.spawn(Urgency::Background, move || {
            let result = panics::catch(|| work(&cancel));
            drop(progress);
            let _ = inbox.send(event(result.filter(|_| !cancel.is_cancelled())));
        });
    }
}

impl Background {
    /// Files may have come or gone, or settings changed.
    pub fn scan_due(&mut self) {
        self.scan.due = true;
    }

    /// Findings in files that are not open may have changed.
    pub fn check_due(&mut self) {
        self.check.due = true;
    }

    /// These files changed on disk.
    pub fn read_due(&mut self, paths: impl IntoIterator<Item = PathBuf>) {
        self.stale.extend(paths);
    }

    /// The files were found.
    pub fn scanned(&mut self) {
        self.scan.running = None;
        self.scanned = true;
        self.check.due = true;
    }

    /// The files were checked.
    pub fn checked(&mut self) {
        self.check.running = None;
        self.checked = true;
    }

    /// The files that changed were read.
    pub fn reread(&mut self) {
        self.reading = false;
        self.check.due = true;
    }

    /// Begins what is due and can begin.
    pub fn catch_up(&mut self, session: &Session, means: &Means<'_>) {
        let shown = session.client.progress;
        if let Some(cancel) = self.scan.begin() {
            let (roots, first) = (self.roots.clone(), !self.scanned);
            let before = session.project.clone();
            means.start(
                shown.then_some("Scanning workspace"),
                cancel,
                move |_| scan::scan(&roots, first, &before),
                Event::Scanned,
            );
        }
        if self.scan.is_idle() && !self.reading && !self.stale.is_empty() {
            self.reading = true;
            let stale = std::mem::take(&mut self.stale);
            let project = session.project.clone();
            means.start(
                None,
                Arc::default(),
                move |_| scan::reread(&project, stale),
                |reread| Event::Reread(reread.unwrap_or_default()),
            );
        }
        if !session.shows_all() {
            self.check.stop();
        } else if self.scan.is_idle()
            && !self.reading
            && let Some(cancel) = self.check.begin()
        {
            let snapshot = session.snapshot();
            means.start(
                (shown && !self.checked).then_some("Checking workspace"),
                cancel,
                move |cancel| Report::of_files(&snapshot, check(&snapshot.project, cancel)),
                Event::Checked,
            );
        }
    }

    /// Whether there is nothing to do.
    pub fn is_idle(&self) -> bool {
        self.scan.is_idle() && self.check.is_idle() && !self.reading && self.stale.is_empty()
    }

    /// Ends what is going on.
    pub fn stop(&mut self) {
        self.scan.stop();
        self.check.stop();
        self.stale.clear();
    }

    /// What is going on, in a word.
    pub fn describe(&self) -> &'static str {
        if !self.scan.is_idle() {
            "scanning"
        } else if !self.is_idle() {
            "checking"
        } else {
            "none"
        }
    }
}
