//! The language server: the engine behind the Language Server Protocol, on standard input and
//! output.
//!
//! All of `tower_lsp` is used in this folder, and its faults end here. A message passes
//!
//! ```text
//! stdin -> intake -> tower_lsp -> guard -> backend -> owner -> workers
//!                                                       |         |
//! stdout <------- tower_lsp <------- outbox, replies <--+---------+
//! ```
//!
//! `intake` lets only well-formed messages through, `guard` has each handled in order and catches
//! panics, `backend` turns it into an event, and `owner`, one thread, changes the `session`, in
//! which all state is. What takes time is computed by `worker` threads over a `snapshot` that
//! never changes, and comes back as an event too. `convert` is where positions and findings
//! change from the engine's terms to the protocol's.
//!
//! Must not know: any rule, the command line.

mod analysis;
mod apply_fix;
mod backend;
mod background;
mod capabilities;
mod code_action;
mod configuration;
mod convert;
mod deferred;
mod delivery;
mod documents;
mod event;
mod fix_all;
pub mod frames;
mod guard;
mod hover;
mod ignore_comment;
mod intake;
mod lenient;
mod lifecycle;
mod notebook;
mod notebook_session;
mod options;
mod outbox;
mod owner;
mod panics;
mod parent;
mod progress;
mod pull;
mod report;
mod scan;
mod session;
mod snapshot;
mod status;
mod uri;
mod watch;
mod worker;
mod workspace_edit;

use backend::Backend;
use guard::Guard;
use intake::Intake;
use lifecycle::Lifecycle;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tower_lsp::{LspService, Server};

/// The name under which findings and the server itself are shown.
const SOURCE: &str = "windbreak";

/// How long answers may take to go out when nobody is left to serve.
const GRACE: Duration = Duration::from_secs(1);

/// Serves one client on standard input and output, until it says `exit`, hangs up, or its process
/// is gone. The status is 0 if it said `shutdown` before, else 1.
pub fn run() -> ExitCode {
    panics::install_hook();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        eprintln!("windbreak: cannot start threads");
        return ExitCode::FAILURE;
    };
    let lifecycle = Arc::new(Lifecycle::default());
    // `tower_lsp` panics when the client closes its end of standard output; then this is the end.
    panics::catch(|| runtime.block_on(serve(lifecycle.clone())));
    // A read of standard input that is under way cannot be ended, so it is not waited for.
    runtime.shutdown_background();
    ExitCode::from(lifecycle.exit_code())
}

async fn serve(lifecycle: Arc<Lifecycle>) {
    let (service, socket) = LspService::build(|client| Backend::new(client, lifecycle.clone()))
        .custom_method("notebookDocument/didOpen", Backend::notebook_did_open)
        .custom_method("notebookDocument/didChange", Backend::notebook_did_change)
        .custom_method("notebookDocument/didSave", Backend::notebook_did_save)
        .custom_method("notebookDocument/didClose", Backend::notebook_did_close)
        .finish();
    let input = Intake::new(tokio::io::stdin(), lifecycle.clone());
    let server = Server::new(input, tokio::io::stdout(), socket)
        // A request that waits costs little; one that is not looked at may wedge the client.
        .concurrency_level(usize::MAX)
        .serve(Guard::new(service, lifecycle.clone()));
    tokio::select! {
        () = server => {}
        () = async {
            lifecycle.ended().await;
            tokio::time::sleep(GRACE).await;
        } => {}
    }
}
