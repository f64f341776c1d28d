//! A line that says how far the reading is; only on a terminal, and not where `CI` is set.

use std::io::{IsTerminal, Write};

/// Progress of one file.
pub(super) struct Progress {
    shown: bool,
    what: String,
    total: u64,
    percent: Option<u64>,
}

impl Progress {
    /// `total` is the file's size in bytes.
    pub(super) fn new(what: &str, total: u64) -> Self {
        let shown = std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        Self { shown, what: what.to_owned(), total, percent: None }
    }

    /// Shows the percentage when it changed.
    pub(super) fn at(&mut self, bytes: u64) {
        let percent = (bytes.saturating_mul(100) / self.total.max(1)).min(100);
        if self.shown && self.percent != Some(percent) {
            self.percent = Some(percent);
            // Progress that cannot be shown is not missed.
            let _ = write!(std::io::stderr(), "\r{} {} %", self.what, percent);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.percent.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
