//! What a symbol reached by calls and members is: `logging.getLogger().info`.

use super::audit::{AuditSink, AuditWrapper, Instrumentation, Recorder};
use super::build::Symbols;
use super::clients::{ClientKind, RequestFunction};
use super::env::{EnvObject, EnvRead, EnvReader};
use super::http::{HttpCall, HttpClient};
use super::symbols::{ExitScope, ModelRef, Reaction, Role, Transparent};
use super::validators::{
    Assertion, Check, SchemaField, SchemaObject, SettingsBase, SettingsTree, Validation, Validator,
};

/// What something from outside a project is for those who follow values.
#[derive(Clone, Copy, Debug)]
pub enum Meaning<'c> {
    /// Calling it makes a client.
    Client(&'c ClientKind),
    /// It is a client already.
    ClientInstance(&'c ClientKind),
    /// Calling it sends a request to a model.
    Request(&'c RequestFunction),
    /// Its members or items are the variables of the environment.
    EnvObject(&'c EnvObject),
    /// Calling it reads a variable of the environment.
    EnvRead(&'c EnvRead),
    /// Calling it carries the value of an argument through.
    Transparent(&'c Transparent),
    /// Calling it sends an HTTP request, by a client of the HTTP library if there is one.
    Http(&'c HttpCall, Option<&'c HttpClient>),
    /// Calling it writes a record.
    AuditSink(AuditSink),
    /// What is called by it, or what it decorates, is recorded.
    AuditWrapper(&'c AuditWrapper),
    /// Calling it makes clients record their requests.
    Instrumentation(&'c Instrumentation),
    /// Calling it with something false fails.
    Assertion(&'c Assertion),
    /// Calling it ends the program or the request.
    Exit(ExitScope),
    /// Calling it makes a schema of one value.
    SchemaField(&'c SchemaField),
    /// Calling it makes a schema of an object.
    SchemaObject(&'c SchemaObject),
    /// It is another method of a schema of this validator.
    SchemaMethod(&'c Validator),
    /// Calling it checks values against the schema whose method it is.
    Check(&'c Validator, &'c Check),
    /// Calling it checks values against a schema.
    Validation(&'c Validation),
    /// A class whose subclasses read their fields from the environment.
    SettingsBase(&'c SettingsBase),
    /// Calling it makes settings that are declared as a tree of fields.
    SettingsTree(&'c SettingsTree),
    /// It stands for a model.
    ModelRef(&'c ModelRef),
    /// It is known, and something else.
    Other,
}

/// A step on the way to what a path means: what it is, or what it has or makes.
enum Reached<'c> {
    Role(&'c Role),
    Made(&'c Role),
    /// What keeps records, or a member of one that is another, or gives one; and what calling it
    /// writes.
    Recorder(&'c Recorder, Option<AuditSink>),
    Http(&'c HttpCall, &'c HttpClient),
    /// A method of an HTTP client that gives another.
    HttpLink(&'c Role),
    EnvRead(&'c EnvRead),
    Sink(AuditSink),
    /// A method of a schema, and the schema.
    OfSchema(&'c Role, &'c Validator, Option<&'c Check>),
    TurnedOn(&'c Instrumentation),
    /// What a loader of env files gives that it found there.
    Loaded,
}

/// The variables that a loader of env files gives: those that its file has.
static LOADED: EnvObject = EnvObject {
    missing: Reaction::Passes,
    empty: Reaction::Passes,
    public: false,
    store: false,
};

/// The member under which it gives them.
const PARSED: &str = "parsed";

/// What is longer is not looked up.
const LONGEST: usize = 256;

impl Symbols {
    /// What the symbol at a path is; a call on the way there is written `()`.
    pub fn meaning(&self, path: &str) -> Option<Meaning<'_>> {
        if path.len() > LONGEST {
            return None;
        }
        Some(match self.reached(path)? {
            Reached::Role(role) => of_role(role),
            Reached::Made(Role::EnvObjectFactory(object)) => Meaning::EnvObject(object),
            Reached::Made(Role::EnvReader(reader)) => called(reader),
            Reached::Loaded => Meaning::EnvObject(&LOADED),
            Reached::Made(Role::HttpClient(client)) => client
                .method("")
                .map_or(Meaning::Other, |call| Meaning::Http(call, Some(client))),
            Reached::Http(call, client) => Meaning::Http(call, Some(client)),
            Reached::EnvRead(read) => Meaning::EnvRead(read),
            Reached::Sink(sink) => Meaning::AuditSink(sink),
            Reached::TurnedOn(instrumentation) => Meaning::Instrumentation(instrumentation),
            Reached::Recorder(_, sink) => sink.map_or(Meaning::Other, Meaning::AuditSink),
            Reached::OfSchema(_, validator, Some(check)) => Meaning::Check(validator, check),
            Reached::OfSchema(_, validator, None) => Meaning::SchemaMethod(validator),
            Reached::Made(role) => match validator_of(role) {
                Some(validator) => validator
                    .check("")
                    .map_or(Meaning::Other, |check| Meaning::Check(validator, check)),
                None => Meaning::Other,
            },
            Reached::HttpLink(_) => Meaning::Other,
        })
    }

    fn reached(&self, path: &str) -> Option<Reached<'_>> {
        if let Some(role) = self.roles.get(path) {
            return Some(Reached::Role(role));
        }
        // `require("superagent")(…)`: the module itself is what it has as its default.
        if path.ends_with('#') {
            let role = self.roles.get(&*format!("{path}default"));
            return role.map(Reached::Role);
        }
        if let Some(callee) = path.strip_suffix("()") {
            return match self.reached(callee)? {
                Reached::Role(Role::RecorderFactory(recorder)) => Some(made_recorder(recorder)),
                Reached::Recorder(recorder, _) => Some(made_recorder(recorder)),
                Reached::Role(role @ Role::SchemaField(field)) if field.made => {
                    Some(Reached::Role(role))
                }
                Reached::Role(role) | Reached::HttpLink(role) => Some(Reached::Made(role)),
                // What changes a schema gives one.
                Reached::OfSchema(role, _, None) => Some(Reached::Made(role)),
                _ => None,
            };
        }
        // `MongoClient()["app"]`: an item, like a member of any name.
        if let Some(owner) = path.strip_suffix("[]") {
            return match self.reached(owner)? {
                Reached::Role(Role::Recorder(recorder)) => member_of_recorder(recorder, "[]"),
                Reached::Recorder(recorder, _) => member_of_recorder(recorder, "[]"),
                _ => None,
            };
        }
        let (owner, name) = path.rsplit_once('.')?;
        if let Some((within, role)) = self.methods.get(name)
            && path.starts_with(within.as_str())
        {
            return Some(Reached::Role(role));
        }
        match self.reached(owner)? {
            Reached::Role(Role::Recorder(recorder)) => member_of_recorder(recorder, name),
            Reached::Recorder(recorder, _) => member_of_recorder(recorder, name),
            Reached::Role(Role::EnvReaderInstance(reader))
            | Reached::Made(Role::EnvReader(reader)) => reader.method(name).map(Reached::EnvRead),
            Reached::Made(role @ Role::HttpClient(client)) => {
                match (client.method(name), client.link(name)) {
                    (Some(call), _) => Some(Reached::Http(call, client)),
                    (None, Some(link)) if link.property => Some(Reached::Made(role)),
                    (None, Some(_)) => Some(Reached::HttpLink(role)),
                    (None, None) => None,
                }
            }
            Reached::Made(role @ (Role::SchemaField(_) | Role::SchemaObject(_))) => {
                let validator = validator_of(role)?;
                Some(Reached::OfSchema(role, validator, validator.check(name)))
            }
            Reached::Made(Role::EnvLoader) if name == PARSED => Some(Reached::Loaded),
            Reached::Made(Role::Instrumentation(it)) => {
                (it.then.as_deref() == Some(name)).then_some(Reached::TurnedOn(it))
            }
            _ => None,
        }
    }
}

/// The validator of a schema.
fn validator_of(role: &Role) -> Option<&Validator> {
    match role {
        Role::SchemaField(field) => Some(&field.validator),
        Role::SchemaObject(object) => Some(&object.validator),
        _ => None,
    }
}

fn of_role(role: &Role) -> Meaning<'_> {
    match role {
        Role::Client(client) => Meaning::Client(client),
        Role::ClientInstance(client) => Meaning::ClientInstance(client),
        Role::Request(function) => Meaning::Request(function),
        Role::EnvObject(object) => Meaning::EnvObject(object),
        Role::EnvRead(read) => Meaning::EnvRead(read),
        Role::EnvReaderInstance(reader) => called(reader),
        Role::Transparent(transparent) => Meaning::Transparent(transparent),
        Role::Http(call) => Meaning::Http(call, None),
        Role::AuditSink(sink) => Meaning::AuditSink(*sink),
        Role::Recorder(recorder) => recorder
            .method("")
            .map_or(Meaning::Other, Meaning::AuditSink),
        Role::AuditWrapper(wrapper) => Meaning::AuditWrapper(wrapper),
        Role::Instrumentation(it) if it.then.is_none() => Meaning::Instrumentation(it),
        Role::Assertion(assertion) => Meaning::Assertion(assertion),
        Role::Exit(scope) => Meaning::Exit(*scope),
        Role::SchemaField(field) => Meaning::SchemaField(field),
        Role::SchemaObject(object) => Meaning::SchemaObject(object),
        Role::Validation(validation) => Meaning::Validation(validation),
        Role::SettingsBase(base) => Meaning::SettingsBase(base),
        Role::SettingsTree(tree) => Meaning::SettingsTree(tree),
        Role::ModelRef(model) => Meaning::ModelRef(model),
        _ => Meaning::Other,
    }
}

/// What a reader is when it is called itself: `env("KEY")`.
fn called(reader: &EnvReader) -> Meaning<'_> {
    match (&reader.call, &reader.item) {
        (Some(read), _) => Meaning::EnvRead(read),
        (None, Some(object)) => Meaning::EnvObject(object),
        (None, None) => Meaning::Other,
    }
}

fn made_recorder(recorder: &Recorder) -> Reached<'_> {
    Reached::Recorder(recorder, recorder.method(""))
}

fn member_of_recorder<'c>(recorder: &'c Recorder, name: &str) -> Option<Reached<'c>> {
    let sink = recorder.method(name);
    match recorder.makes_recorder(name) {
        true => Some(Reached::Recorder(recorder, sink)),
        false => sink.map(Reached::Sink),
    }
}
