//! The corpus: every behaviour as one file that says everything, run on every engine.
//!
//! A case gives a policy, tables and an as-of date, and the answer that all engines have to give: exit code, findings,
//! output tables as CSV, and the digest over all output columns. [`case`] reads and rewrites the files, [`native`] runs
//! a case on the core itself, [`module`] on the module under wasmtime; the folder `js` beside `src` runs the same files
//! in Node and in a browser. What is *not* here: any rule of the language, and any tolerance; texts are equal or not.

pub mod answer;
pub mod case;
pub mod module;
pub mod native;
mod query;

pub use answer::Answer;
pub use case::{Case, Input};

use std::path::{Path, PathBuf};

/// The folder of the test data that is not part of the project: `APPRAISE_DATA`, else `../shared/data` beside it.
#[must_use]
pub fn data_folder() -> PathBuf {
    std::env::var_os("APPRAISE_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from)
}

/// The project's folder.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The module file: `APPRAISE_MODULE`, else the one that `make module` builds.
#[must_use]
pub fn module_file() -> PathBuf {
    let built = || root().join("target").join("module").join("appraise_bg.wasm");
    std::env::var_os("APPRAISE_MODULE").map_or_else(built, PathBuf::from)
}
