//! The owner of all state: one thread that is told what happens, in order, and has it computed.
//!
//! It never waits for anything but the next event. What takes time is handed to the workers, and
//! what they find comes back as an event.

use super::background::{Background, Means};
use super::delivery::Delivery;
use super::event::Event;
use super::options::Options;
use super::outbox::Outbox;
use super::scan::Scan;
use super::session::{Session, Target};
use super::watch::{self, Consequence};
use super::worker::{Urgency, Workers};
use super::{apply_fix, code_action, configuration, deferred, hover, panics, pull, status, uri};
use crate::project::{Configs, Project};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use tower_lsp::lsp_types::request::RegisterCapability;
use tower_lsp::lsp_types::{
    FileEvent, MessageType, RegistrationParams, Url, WorkspaceFoldersChangeEvent,
};

/// The owner of all state.
pub struct Owner {
    session: Session,
    delivery: Delivery,
    background: Background,
    /// Requests about documents of whose present text the findings are to come.
    waiting: Vec<(Url, Answer)>,
    workers: Workers,
    /// What was wrong with the project's settings when they were last read.
    problems: Vec<String>,
    outbox: Outbox,
    inbox: Sender<Event>,
}

/// What answers a request about a document.
type Answer = Box<dyn FnOnce(Target) + Send>;

impl Owner {
    /// Starts an owner that speaks through `outbox`; ends when all senders are gone.
    pub fn start(outbox: Outbox) -> Sender<Event> {
        let (inbox, events) = channel();
        let owner = Self {
            session: Session::default(),
            delivery: Delivery::default(),
            background: Background::default(),
            waiting: Vec::new(),
            workers: Workers::new(),
            problems: Vec::new(),
            outbox,
            inbox: inbox.clone(),
        };
        std::thread::Builder::new()
            .name("owner".to_owned())
            .spawn(move || owner.run(&events))
            .expect("the system has threads");
        inbox
    }

    fn run(mut self, events: &Receiver<Event>) {
        while let Ok(event) = events.recv() {
            self.handle(event);
            // What came meanwhile may make some work needless, so it is taken in first.
            for event in events.try_iter() {
                self.handle(event);
            }
            panics::catch(|| self.catch_up());
        }
    }

    fn handle(&mut self, event: Event) {
        if panics::catch(|| self.take(event)).is_none() {
            let message = "windbreak: internal error; see standard error for where";
            self.outbox.log(MessageType::ERROR, message);
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Begin(client, roots, options) => {
                self.session.client = Arc::new(*client);
                self.session.options = options;
                self.session.project = Project::new(roots.clone(), [], Configs::default());
                self.background.roots = roots;
            }
            Event::Initialized => self.initialized(),
            Event::ShutDown => self.background.stop(),

            Event::Opened(params) => {
                let document = params.text_document;
                let roots = &self.background.roots;
                let identity = uri::Identity::of(&document.uri, &document.language_id, roots);
                self.session.open(document, identity);
            }
            Event::Changed(params) => self.session.documents.change(
                &params.text_document.uri,
                params.text_document.version,
                params.content_changes,
                self.session.client.encoding,
            ),
            Event::Saved => {
                // What imports a saved file may have to do with Mistral now.
                if self.session.took_other_outlines() {
                    self.background.scan_due();
                }
                self.background.check_due();
            }
            Event::Closed(uri) => self.closed(uri),
            Event::NotebookOpened(params) => {
                self.session.open_notebook(params, &self.background.roots);
            }
            Event::NotebookChanged(params) => {
                let gone = self.session.change_notebook(params, &self.background.roots);
                self.cells_closed(gone);
            }
            Event::NotebookClosed(uri) => {
                let cells = self.session.close_cells(&uri);
                self.cells_closed(cells);
                self.closed(uri);
            }

            Event::ConfigurationChanged(settings) => self.configuration_changed(&settings),
            Event::Configuration(settings) => self.configure(&settings),
            Event::FilesChanged(events) => self.files_changed(&events),
            Event::FoldersChanged(change) => self.folders_changed(&change),
            Event::Refreshed => {
                if self.delivery.refreshed() {
                    self.refresh();
                }
            }

            Event::Analysed(analysed) => {
                let path = analysed.path.clone();
                if let Some(outcome) = self.session.finish(analysed) {
                    let (session, outbox) = (&self.session, &self.outbox);
                    if self.delivery.analysed(session, outbox, &path, outcome) {
                        self.refresh();
                    }
                }
            }
            Event::Scanned(scan) => {
                self.background.scanned();
                if let Some(scan) = scan {
                    self.scanned(scan);
                }
            }
            Event::Checked(reports) => {
                self.background.checked();
                if let Some(reports) = reports
                    && self.session.replace_reports(reports)
                {
                    self.findings_changed();
                }
            }
            Event::Reread(reread) => {
                self.background.reread();
                if self.session.replace_files(reread.files) {
                    self.findings_changed();
                }
                if reread.has_news || self.session.took_other_outlines() {
                    self.background.scan_due();
                }
            }

            request => self.request(request),
        }
    }

    /// Answers a request, or sees to it that it is.
    fn request(&mut self, request: Event) {
        match request {
            Event::Diagnostics(params, reply) => {
                self.about(params.text_document.uri, move |target| {
                    let known = params.previous_result_id.as_deref();
                    let _ = reply.send(pull::document(&target.report, known));
                });
            }
            Event::WorkspaceDiagnostics(params, reply) => {
                let settled = self.background.is_idle();
                self.delivery.ask(&self.session, params, reply, settled);
            }
            Event::CodeActions(params, reply) => {
                self.about(params.text_document.uri.clone(), move |target| {
                    let _ = reply.send(code_action::code_actions(&target, &params));
                });
            }
            Event::ResolveAction(action, reply) => match deferred::document_of(&action) {
                Some(uri) => self.about(uri, move |target| {
                    let _ = reply.send(deferred::resolved(&target, *action));
                }),
                None => {
                    let _ = reply.send(*action);
                }
            },
            Event::ApplyFix(arguments, reply) => {
                let _ = reply.send(Value::Null);
                if let Some(data) = apply_fix::data(&arguments) {
                    let (outbox, inbox) = (self.outbox.clone(), self.inbox.clone());
                    self.about(data.uri.clone(), move |target| {
                        apply_fix::run(&target, &data, &outbox, &inbox);
                    });
                }
            }
            Event::Hover(params, reply) => {
                let place = params.text_document_position_params;
                self.about(place.text_document.uri, move |target| {
                    let _ = reply.send(hover::hover(&target, place.position));
                });
            }
            Event::Status(reply) => {
                let status = status::status(&self.session, self.background.describe());
                let _ = reply.send(Value::String(status));
            }
            _ => {}
        }
    }

    /// Answers a request about a document as soon as the findings of its present text are known.
    fn about(&mut self, uri: Url, answer: impl FnOnce(Target) + Send + 'static) {
        self.waiting.push((uri, Box::new(answer)));
    }

    /// Begins the work that what happened made necessary.
    fn catch_up(&mut self) {
        let (ready, waiting) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(uri, _)| self.session.is_ready(uri));
        self.waiting = waiting;
        for (uri, answer) in ready {
            let target = self.session.target(&uri);
            self.workers.spawn(Urgency::Urgent, move || answer(target));
        }
        for (path, urgency) in self.session.due() {
            if let Some(task) = self.session.begin(&path) {
                let inbox = self.inbox.clone();
                self.workers.spawn(urgency, move || {
                    let _ = inbox.send(Event::Analysed(task.run()));
                });
            }
        }
        let means = Means {
            workers: &self.workers,
            outbox: &self.outbox,
            inbox: &self.inbox,
        };
        self.background.catch_up(&self.session, &means);
        if self.background.is_idle() {
            self.delivery.settled(&self.session);
        }
    }

    /// The client is ready to be asked things.
    fn initialized(&mut self) {
        let client = self.session.client.clone();
        let mut registrations = Vec::new();
        if client.watches_files {
            registrations.push(watch::registration());
        }
        if client.registers_configuration {
            registrations.push(configuration::registration());
        }
        if !registrations.is_empty() {
            let params = RegistrationParams { registrations };
            self.outbox.request::<RegisterCapability>(params, |_| ());
        }
        self.ask_for_configuration();
        self.background.scan_due();
    }

    /// Takes in what was found in the workspace, and says what stands in the way.
    fn scanned(&mut self, scan: Scan) {
        if let Some(project) = scan.project {
            self.session.replace_project(project);
        }
        for note in scan.notes {
            self.outbox.log(MessageType::INFO, note);
        }
        if self.problems != scan.problems {
            for problem in &scan.problems {
                let message = format!("windbreak cannot use its settings: {problem}");
                self.outbox.show(MessageType::ERROR, message);
            }
            self.problems = scan.problems;
        }
    }

    fn closed(&mut self, uri: Url) {
        let Some(path) = self.session.close(&uri) else {
            return;
        };
        if uri::path_of(&uri).is_some() {
            self.background.read_due([path.to_path_buf()]);
        }
        self.delivery.closed(&self.session, &self.outbox, uri);
    }

    fn cells_closed(&mut self, cells: Vec<Url>) {
        for cell in cells {
            self.delivery.closed(&self.session, &self.outbox, cell);
        }
    }

    fn ask_for_configuration(&self) {
        if self.session.client.configuration {
            let inbox = self.inbox.clone();
            configuration::ask(&self.outbox, move |settings| {
                let _ = inbox.send(Event::Configuration(settings));
            });
        }
    }

    fn configuration_changed(&mut self, settings: &Value) {
        match self.session.client.configuration {
            true => self.ask_for_configuration(),
            false => self.configure(settings),
        }
    }

    fn configure(&mut self, settings: &Value) {
        let options = Options::read(settings).unwrap_or_else(|problem| {
            self.outbox.log(MessageType::WARNING, problem);
            self.session.options.clone()
        });
        if std::mem::replace(&mut self.session.options, options.clone()) == options {
            return;
        }
        if self.session.shows_all() {
            self.background.check_due();
        } else if self.session.forget_closed() {
            self.findings_changed();
        }
    }

    fn files_changed(&mut self, events: &[FileEvent]) {
        match watch::consequence(&self.session, events) {
            Consequence::Nothing => {}
            Consequence::Read(paths) => self.background.read_due(paths),
            Consequence::Scan => self.background.scan_due(),
        }
    }

    fn folders_changed(&mut self, change: &WorkspaceFoldersChangeEvent) {
        let path = |uri: &Url| -> Option<PathBuf> { uri::path_of(uri) };
        let roots = &mut self.background.roots;
        for folder in &change.removed {
            roots.retain(|root| Some(root) != path(&folder.uri).as_ref());
        }
        for root in change.added.iter().filter_map(|added| path(&added.uri)) {
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        self.background.scan_due();
    }

    /// Findings that the client does not expect to change did.
    fn findings_changed(&mut self) {
        if self.delivery.changed(&self.session, &self.outbox) {
            self.refresh();
        }
    }

    fn refresh(&mut self) {
        let inbox = self.inbox.clone();
        self.delivery.refresh(&self.session, &self.outbox, move || {
            let _ = inbox.send(Event::Refreshed);
        });
    }
}
