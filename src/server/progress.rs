//! How far work in the background has come, shown by the client.

use super::outbox::Outbox;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tower_lsp::lsp_types::notification::Progress as ProgressNotification;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd,
};

/// A piece of work that the client shows; it is over when this is dropped.
pub struct Progress {
    outbox: Outbox,
    token: NumberOrString,
    stage: Arc<Mutex<Stage>>,
}

/// How far client and work have come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The client has not agreed to show it yet.
    Asked,
    /// The client shows it.
    Shown,
    /// The work is over.
    Over,
}

impl Progress {
    /// Begins to show a piece of work.
    pub fn begin(outbox: &Outbox, title: &str) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let progress = Self {
            outbox: outbox.clone(),
            token: NumberOrString::String(format!("windbreak/{count}")),
            stage: Arc::new(Mutex::new(Stage::Asked)),
        };
        progress.ask(title.to_owned());
        progress
    }

    fn ask(&self, title: String) {
        let (outbox, token) = (self.outbox.clone(), self.token.clone());
        let stage = self.stage.clone();
        let params = WorkDoneProgressCreateParams {
            token: token.clone(),
        };
        self.outbox
            .request::<WorkDoneProgressCreate>(params, move |agreed| {
                let mut stage = stage.lock().unwrap_or_else(PoisonError::into_inner);
                // Work that is over by now was too short to be shown.
                if agreed.is_some() && *stage == Stage::Asked {
                    *stage = Stage::Shown;
                    let begin = WorkDoneProgressBegin {
                        title,
                        ..WorkDoneProgressBegin::default()
                    };
                    notify(&outbox, token, WorkDoneProgress::Begin(begin));
                }
            });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *stage, Stage::Over) == Stage::Shown {
            let end = WorkDoneProgress::End(WorkDoneProgressEnd::default());
            notify(&self.outbox, self.token.clone(), end);
        }
    }
}

fn notify(outbox: &Outbox, token: NumberOrString, value: WorkDoneProgress) {
    outbox.notify::<ProgressNotification>(ProgressParams {
        token,
        value: ProgressParamsValue::WorkDone(value),
    });
}
