//! Where `tests/scripts/peers.sh` puts what the benchmarks are compared with.

use std::path::{Path, PathBuf};

/// The interpreter that has the packages.
#[must_use]
pub fn python() -> PathBuf {
    let home = std::env::var_os("PEERS").map(PathBuf::from);
    let cache = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache/appraise/peers"));
    home.or_else(cache).unwrap_or_default().join("bin/python")
}
