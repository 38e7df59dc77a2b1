//! The other door beside `check`: from a project to a list of every client and every request in it,
//! as owned facts.
//!
//! Must not know: rules, the protocol, the command line, how the list is shown.

mod clients;
mod origin;
mod requests;

pub use origin::{Origin, OriginKind};

use crate::catalog::{Family, RequestKind};
use crate::flow::{ExprAt, Flow};
use crate::project::{Project, SourceFile};
use crate::text::Encoding;
use rayon::prelude::*;
use smol_str::SmolStr;
use std::path::Path;
use std::sync::Arc;

/// Every client and every request of a project, in order of path and place.
#[derive(Default, Clone, PartialEq, Debug)]
pub struct Inventory {
    /// The clients.
    pub clients: Vec<Client>,
    /// The requests.
    pub requests: Vec<Request>,
}

/// Where something stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The file, by its absolute path.
    pub path: Arc<Path>,
    /// The cell of a notebook, counting all cells from 0; `None` in other files.
    pub cell: Option<u32>,
    /// The line, from 1; in a notebook, of the cell.
    pub line: u32,
}

/// Something that sends requests to Mistral and holds the key for them.
#[derive(Clone, PartialEq, Debug)]
pub struct Client {
    /// Where it is made.
    pub place: Place,
    /// The catalogue's name for it; `http` for a request that is sent without an SDK.
    pub kind: SmolStr,
    /// What people call it: `Mistral`, `fetch`.
    pub class: SmolStr,
    /// The package it is from; `None` where there is none.
    pub package: Option<SmolStr>,
    /// The family of languages it is for.
    pub family: Family,
    /// Where its key comes from. Of a key that is written down there is the origin, never the key.
    pub key: Origin,
    /// The server's address, if one is given and known.
    pub base_url: Option<SmolStr>,
    /// The address of the server that it talks to, given or not, if it is known.
    pub server: Option<SmolStr>,
}

/// A call that sends a request.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// Where it is sent.
    pub place: Place,
    /// How it is called: `chat.complete`, `/v1/chat/completions`.
    pub method: SmolStr,
    /// What it asks for.
    pub kind: RequestKind,
    /// The path on the server, where it is always the same: `/v1/chat/completions`.
    pub endpoint: Option<SmolStr>,
    /// Where the client is made that sends it, if that is known.
    pub client: Option<Place>,
    /// Where its model comes from, and the names it may have.
    pub model: Origin,
    /// The most tokens that the answer may have.
    pub max_tokens: TokenLimit,
    /// Whether a record of it is kept.
    pub audited: bool,
    /// Whether what people send in is checked before it is passed on; `None` if nobody sends in
    /// anything that is known of.
    pub validated_input: Option<bool>,
    /// Whether the web handler it is sent from is limited in rate; `None` outside of handlers.
    pub rate_limited: Option<bool>,
    /// The web handler it is sent from: `POST /chat`.
    pub handler: Option<SmolStr>,
}

/// The most tokens that an answer may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenLimit {
    /// Nothing says so.
    None,
    /// What the program works out when it runs.
    Computed,
    /// As many as the code says.
    Tokens(u64),
}

impl TokenLimit {
    /// The number, if the code says one.
    pub fn tokens(self) -> Option<u64> {
        match self {
            Self::Tokens(tokens) => Some(tokens),
            Self::None | Self::Computed => None,
        }
    }
}

impl Inventory {
    /// The clients and requests of a project, found on all cores.
    pub fn of(project: &Project) -> Self {
        let files = project.files().filter(|file| project.is_named(&file.path));
        let files: Vec<&Arc<SourceFile>> = files.collect();
        let threads = rayon::current_num_threads();
        let share = files.len().div_ceil(threads * 4).max(1);
        // What is learned of one file serves the next, so each worker keeps its answers for a while.
        let lists = files.par_chunks(share).map(|files| {
            let flow = Flow::new(project);
            let mut list = Self::default();
            for file in files {
                let clients = clients::of_file(&flow, file);
                list.requests
                    .extend(requests::of_file(&flow, file, &clients));
                list.clients.extend(clients);
            }
            list
        });
        lists.reduce(Self::default, |mut all, part| {
            all.clients.extend(part.clients);
            all.requests.extend(part.requests);
            all
        })
    }
}

impl Place {
    fn of(at: ExprAt<'_>) -> Self {
        let (file, start) = (at.file, at.range().start());
        let place = file.notebook.as_ref().and_then(|it| it.place(start));
        let line = || file.document.position(start, Encoding::Utf8).line + 1;
        Self {
            path: file.path.clone(),
            cell: place.map(|place| place.cell),
            line: place.map_or_else(line, |place| place.line),
        }
    }
}
