//! The batch host of Appraise: the module `appraise_bg.wasm` under wasmtime.
//!
//! The module is the product; this crate only feeds it. It holds no rule, no default of a policy and no rounding: what
//! a customer scores is decided inside the module, and the same file decides it in a browser.
//!
//! # Architecture
//!
//! ```text
//! policy files ──> Engine ─> Instance (ABI), one per worker      input files
//!                     │          │    ^                              │ index: keys, on disk
//!           watchdog, fuel,      │    └── Chunk <── merge, cut <── order, spill
//!             memory limit       v
//!                        Scored: parts as CSV, NDJSON, Parquet ─> in order: write, sync, rename ─> manifest.log
//!                                                                                               ─> manifest.json
//! ```
//!
//! The file ARCHITECTURE.md beside this crate says how a run goes, which files it leaves and what its limits are.
//!
//! - [`Engine`] compiles one module file and knows its SHA-256 and its limits.
//! - [`Instance`] is one wasmtime store with a typed method for every call of the batch ABI. After a trap, a timeout or
//!   a memory stop the store is gone and every later call says so.
//! - `descriptor` turns the typed columns that the module returns into Arrow arrays, and believes none of their numbers;
//!   `encode` is the way in.
//! - [`batch`] is a run over customers in chunks: workers, spilled lists, bisection of what stops the module.
//! - [`run`] is the record of such a run, from which a killed one goes on.
//! - [`input`], [`output`], [`manifest`] and [`policy_files`] are what else touches files.
//! - [`scorer`] scores batches from memory to memory, for a server.
//! - [`inspect`] says what of some files a policy can use.
//! - [`portal`] serves the built page to a browser on this machine; it needs no module.
//! - [`page`] puts figures that the module gave on sheets: as text, or as one HTML page.
//! - [`audit`] says what a module file could do, without running it.
//! - [`deliver`] cuts a finished run into one folder per audience; it needs no module.
//! - [`synth`] makes a synthetic bank; it needs no module.
//!
//! INVARIANT: every offset, length, count and text that comes out of the module is checked before it is used.
//! INVARIANT: imports are traps, `__wbindgen_start` is never called, and nothing reads a clock for a result.
//!
//! Deliberately absent: an embedded copy of the module (the file that was audited is the file that runs), a cache of
//! compiled code (it would have to be trusted), a network client, and any knowledge of the policy language.
//!
//! # A server that embeds it
//!
//! A [`scorer::Scorer`] is a module and a policy that stay open while batches come and go; `examples/embed.rs` is a whole
//! program. What a batch may use is in [`Limits`]; one that wants more is stopped, and the next one is not touched by it.
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use appraise_host::policy_files::PolicyFiles;
//! use appraise_host::scorer::{Rows, Scorer, Table};
//! use appraise_host::{Engine, Limits};
//! # fn main() -> appraise_host::Result<()> {
//! let engine = Arc::new(Engine::open("target/module/appraise_bg.wasm".as_ref(), Limits::default())?);
//! let mut scorer = Scorer::open(engine, PolicyFiles::open("policy.yaml".as_ref())?)?;
//! let customers = Table { name: "customers", rows: Rows::Text(b"customer_id,aum\nC1,100.00\n") };
//! let answer = scorer.score(&[customers], "2026-11-21", &["customers", "tasks"])?;
//! println!("{} customers, digest {}", answer.summary.rows, answer.digest);
//! # Ok(())
//! # }
//! ```
//!
//! Every call of the module by itself, as [`Instance`] has them:
//!
//! ```no_run
//! use appraise_host::{Engine, Limits, policy_files::PolicyFiles};
//! # fn main() -> appraise_host::Result<()> {
//! let engine = Engine::open("target/module/appraise_bg.wasm".as_ref(), Limits::default())?;
//! let mut instance = engine.instance()?;
//! let policy = instance.load(&PolicyFiles::open("policy.yaml".as_ref())?)?;
//! let dataset = instance.dataset(policy)?;
//! instance.read(dataset, "customers", b"customer_id,aum\nC1,100.00\n", true)?;
//! instance.seal(dataset)?;
//! let outcome = instance.run(policy, dataset, "2026-11-21", false)?;
//! println!("{}", instance.digest(outcome)?);
//! # Ok(())
//! # }
//! ```

#![deny(unsafe_code)]

pub mod audit;
pub mod batch;
pub mod bound;
mod calls;
mod chain;
pub mod compiled;
mod date;
pub mod deliver;
mod descriptor;
mod encode;
mod encoding;
mod engine;
mod error;
pub mod input;
pub mod inspect;
mod instance;
mod limits;
pub mod manifest;
pub mod module_file;
pub mod output;
pub mod page;
pub mod policy_files;
pub mod portal;
pub mod report;
pub mod run;
mod sandbox;
mod schema;
pub mod scorer;
mod shape;
pub mod synth;
pub mod text;
mod watchdog;

pub use descriptor::TableView;
pub use engine::Engine;
pub use error::Code;
pub use error::{Error, ErrorKind, Result};
pub use instance::{
    Comparison, Cut, Dataset, Handle, History, Index, Instance, Key, Lost, Merged, Outcome, Policy,
    Profiling, Query, Results, Runs,
};
pub use limits::Limits;
pub use schema::Schema;
pub use schema::Scope;
pub use text::Lang;
