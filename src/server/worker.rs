//! The threads that compute.
//!
//! They are apart from the ones that read and write the protocol's pipes, so that however much
//! there is to compute, the editor is heard.

use super::panics;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Who waits for a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Urgency {
    /// A person, at the keyboard.
    Urgent,
    /// Nobody just now. One thread never takes such a job.
    Background,
}

/// A thread's stack: as large as a program's first thread has, since code may be nested deeply.
const STACK: usize = 8 << 20;

type Job = Box<dyn FnOnce() + Send>;

/// Some threads and the jobs they share. The threads end when the pool is dropped.
pub struct Workers {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    queues: Mutex<Queues>,
    more: Condvar,
}

#[derive(Default)]
struct Queues {
    urgent: VecDeque<Job>,
    background: VecDeque<Job>,
    closed: bool,
}

impl Workers {
    /// A pool of one thread per core, at least two.
    pub fn new() -> Self {
        let shared = Arc::<Shared>::default();
        let count = std::thread::available_parallelism().map_or(2, |n| n.get().max(2));
        for n in 0..count {
            let shared = shared.clone();
            std::thread::Builder::new()
                .name(format!("worker {n}"))
                .stack_size(STACK)
                .spawn(move || shared.work(n > 0))
                .expect("the system has threads");
        }
        Self { shared }
    }

    /// Has a job done, soon.
    pub fn spawn(&self, urgency: Urgency, job: impl FnOnce() + Send + 'static) {
        let mut queues = self.shared.lock();
        match urgency {
            Urgency::Urgent => queues.urgent.push_back(Box::new(job)),
            Urgency::Background => queues.background.push_back(Box::new(job)),
        }
        drop(queues);
        // Not every thread may take every job, so all are asked.
        self.shared.more.notify_all();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.more.notify_all();
    }
}

impl Shared {
    fn work(&self, takes_background: bool) {
        while let Some(job) = self.next(takes_background) {
            panics::catch(job);
        }
    }

    fn next(&self, takes_background: bool) -> Option<Job> {
        let mut queues = self.lock();
        loop {
            if queues.closed {
                return None;
            }
            if let Some(job) = queues.urgent.pop_front() {
                return Some(job);
            }
            if takes_background && let Some(job) = queues.background.pop_front() {
                return Some(job);
            }
            queues = self
                .more
                .wait(queues)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// No job runs under the lock, so a poisoned one is as good as any.
    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn background_work_never_takes_the_last_thread() {
        let workers = Workers::new();
        let (release, wait) = mpsc::channel::<()>();
        let wait = Arc::new(Mutex::new(wait));
        for _ in 0..64 {
            let wait = wait.clone();
            workers.spawn(Urgency::Background, move || {
                let _ = wait.lock().map(|wait| wait.recv());
            });
        }
        let (done, urgent) = mpsc::channel();
        workers.spawn(Urgency::Urgent, move || done.send(()).unwrap());
        assert!(urgent.recv_timeout(Duration::from_secs(60)).is_ok());
        drop(release);
    }

    #[test]
    fn a_panic_costs_no_thread() {
        let workers = Workers::new();
        for _ in 0..64 {
            workers.spawn(Urgency::Background, || panic!("on purpose"));
            workers.spawn(Urgency::Urgent, || panic!("on purpose"));
        }
        let (done, after) = mpsc::channel();
        workers.spawn(Urgency::Background, move || done.send(()).unwrap());
        assert!(after.recv_timeout(Duration::from_secs(60)).is_ok());
    }
}
