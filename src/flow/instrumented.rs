//! What a client records of its requests by itself: instrumentations of the SDK, wrappers of the client,
//! hooks of its HTTP client, callbacks and telemetry that it is given.

mod given;
mod installed;

pub(super) use installed::{Installed, Reach};

use super::record::Recorded;
use super::{Flow, Request, Sender};
use crate::catalog::{Outcome, Version};
use crate::finding::Location;
use installed::What;

/// An instrumentation that records nothing of a request with the version of the SDK that is there.
pub struct Idle {
    /// What is instrumented.
    pub package: &'static str,
    /// The version that is there.
    pub version: Version,
    /// Where it is turned on.
    pub location: Location,
    /// What becomes of it.
    pub outcome: Outcome,
}

impl<'p> Flow<'p> {
    /// Which outcomes of a request are recorded: around it, by everyone who makes it, or by the client
    /// itself.
    pub fn audited(&self, request: &Request<'p>) -> Recorded {
        match self.is_recorded_by_client(request) {
            true => Recorded::Both,
            false => self.recorded(request.at),
        }
    }

    fn is_recorded_by_client(&self, request: &Request<'p>) -> bool {
        match &request.sender {
            Sender::Http(..) => return false,
            Sender::Client(client, _) if client.kind.audited => return true,
            Sender::Function(function) if function.audited => return true,
            _ => {}
        }
        let mut installed = self.installed_for(request);
        installed.any(|it| self.works(it, request))
            || self.has_callbacks(request)
            || self.has_hooks(request)
            || self.is_recorded_by_decorator(request)
    }

    /// Whether the function that a request is made by calling has a decorator that keeps records.
    fn is_recorded_by_decorator(&self, request: &Request<'p>) -> bool {
        let Sender::Client(client, _) = &request.sender else {
            return false;
        };
        let made = client.call.filter(|_| client.kind.decorates);
        let function = made.and_then(|made| self.decorated_by(made));
        function.is_some_and(|it| self.recorded_by_receiver(it) != Recorded::Nothing)
    }

    /// An instrumentation that is turned on and does nothing for a request.
    pub fn idle_instrumentation(&self, request: &Request<'p>) -> Option<Idle> {
        let mut installed = self.installed_for(request);
        installed.find_map(|installed| {
            let What::Instrumentation(it) = installed.what else {
                return None;
            };
            let package = it.package.as_str();
            let version = self.project.version(request.at.file, package)?;
            let outcome = it.outcome(Some(version));
            (outcome != Outcome::Works && package_of(request) == Some(package)).then(|| Idle {
                package,
                version,
                location: installed.location.clone(),
                outcome,
            })
        })
    }

    /// Whether what is installed records a request.
    fn works(&self, installed: &Installed<'p>, request: &Request<'p>) -> bool {
        let it = match installed.what {
            What::Wrapper(wrapper) => {
                return wrapper.covers.is_empty() || wrapper.covers.contains(&request.kind);
            }
            What::Instrumentation(it) => it,
        };
        let stream = match &request.sender {
            Sender::Client(_, method) => method.stream,
            Sender::Function(function) => function.request.stream,
            Sender::Http(..) => false,
        };
        if !it.is_for(package_of(request)) {
            return false;
        }
        let version = self.project.version(request.at.file, &it.package);
        it.outcome(version) == Outcome::Works && it.records(request.kind, stream)
    }
}

/// The package of the SDK that sends a request.
fn package_of<'a>(request: &'a Request<'_>) -> Option<&'a str> {
    match &request.sender {
        Sender::Client(client, _) => Some(&client.kind.package),
        Sender::Function(function) => Some(&function.package),
        Sender::Http(..) => None,
    }
}
