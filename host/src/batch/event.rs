//! What a run tells while it goes on.
//!
//! Events are for people who wait and for programs that watch. They are no record: nothing that a run leaves behind
//! depends on them, and their order between workers is the order in which things happened to end. The only clock in
//! them is the host's.
//!
//! A run gives them in this order: `Reading` and `Indexed` for every table, `Planned`, `Found` if a stopped run left
//! something, then `Chunk`, `Retried` and `Poisoned`, at the end `Done`.

use serde::Serialize;

use super::Cause;

/// Who is told what happens, from any thread.
pub type Tell<'a> = dyn Fn(&Event) + Sync + 'a;

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// A table is being read; may come as often as a piece is read.
    Reading {
        /// The table.
        table: String,
        /// Bytes of its files read so far, as they lie on disk.
        bytes: u64,
        /// Size of its files; 0 where it is not known.
        total: u64,
    },
    /// A table was read once and its keys are known.
    Indexed {
        /// The table.
        table: String,
        /// Its records, also those that cannot be used.
        records: u64,
    },
    /// It is known what is to be done.
    Planned {
        /// Customers to score, in the run as a whole.
        customers: u64,
        /// Workers.
        threads: usize,
        /// The most of them who have to be decided together, and so are in one chunk.
        together: u64,
    },
    /// What an earlier run was stopped after; it is not done again.
    Found {
        /// Chunks that are there already.
        chunks: u32,
        /// The customers in them.
        customers: u64,
    },
    /// A chunk is done.
    Chunk {
        /// Its number, from 1.
        number: u32,
        /// Its customers.
        customers: u64,
        /// How long a worker was busy with it.
        seconds: f64,
    },
    /// A chunk stopped the engine and is tried again in smaller pieces.
    Retried {
        /// Its number, from 1.
        number: u32,
    },
    /// A record stopped the engine, a customer's when it was judged alone, and goes to quarantine.
    Poisoned {
        /// Its table.
        table: String,
        /// Its line in the table's files, or the number of its row.
        line: u32,
        /// What it did.
        cause: Cause,
    },
    /// Everything is written.
    Done {
        /// Customers in the run as a whole.
        customers: u64,
        /// Chunks in the run as a whole.
        chunks: u32,
        /// How long it took, without what an earlier run had done.
        seconds: f64,
    },
}
