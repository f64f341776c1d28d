//! The clock of the timeout: a thread that advances wasmtime's epoch every 10 ms.
//!
//! It is not a clock for results: it only decides when a call that does not end is stopped.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};

const TICK: Duration = Duration::from_millis(10);

/// Ticks as long as it lives. Dropping it ends the thread at once.
pub(crate) struct Watchdog {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    /// Starts ticking. The thread holds a weak reference only, so that it never keeps an engine alive.
    pub(crate) fn start(engine: &wasmtime::Engine) -> Result<Self> {
        let engine = engine.weak();
        let (stop, stopped) = channel::<()>();
        let thread = std::thread::Builder::new()
            .name("appraise-watchdog".to_owned())
            .spawn(move || {
                while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                    let Some(engine) = engine.upgrade() else { return };
                    engine.increment_epoch();
                }
            })
            .map_err(|cause| Error::new(ErrorKind::Module, format!("cannot start the watchdog: {cause}")))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }

    /// A timeout in ticks, rounded up, at least one.
    pub(crate) fn ticks(timeout: Duration) -> u64 {
        let ticks = timeout.as_millis().div_ceil(TICK.as_millis()).max(1);
        // An epoch deadline is added to the current epoch, so it must stay far from the end of u64.
        u64::try_from(ticks).unwrap_or(u64::MAX).min(u64::MAX >> 1)
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread cannot panic; if it did, there is nothing left to stop.
            let _ = thread.join();
        }
    }
}
