//! Ends the server when the editor that started it is gone.
//!
//! An editor that crashes closes its end of the pipe, and then the server ends by itself. It does
//! not when some other process holds the pipe open too, so the editor's process is watched as well.

use std::time::Duration;

/// How often to look.
const INTERVAL: Duration = Duration::from_secs(2);

/// Waits until the process `id` is gone. Never returns if it was not there to begin with: the
/// editor then counts processes elsewhere, as one outside the server's container does.
pub async fn gone(id: u32) {
    if !is_alive(id) {
        return std::future::pending().await;
    }
    while is_alive(id) {
        tokio::time::sleep(INTERVAL).await;
    }
}

#[cfg(unix)]
fn is_alive(id: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    let pid = i32::try_from(id).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

/// Elsewhere only the pipe tells.
#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}
