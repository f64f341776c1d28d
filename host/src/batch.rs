//! A run in chunks of customers: any number of them, in memory that does not grow with them.
//!
//! ```text
//! files --index--> keys of records (lists on disk) --order--> the place of every record
//!   |                                                            |
//!   '------------------- records -- spill (what stands elsewhere)'--> cut --> Chunk
//!
//! Chunk --> worker 1..n (a store each; bisect if it stops) --> Scored --in order--> run::Record --> manifest
//! ```
//!
//! Every table is read twice. The first reading asks the module where each record ends and whose it is; from that the
//! place of every record follows, and which customers have to be judged together. The second reading takes the records
//! to the chunk of their customer: as the file is read where it is in the customers' order, through sorted files on the
//! disk where it is not. A pack is unpacked twice rather than kept; the standard input, which can be read only once, is
//! kept in a file.
//!
//! What is in memory: a bounded number of chunks ([`Settings::threads`] and a few more), bounded lists
//! ([`Settings::memory`] each), a buffer per spilled run, the tables of reference, of which every chunk needs all, the
//! customers who are tied to others (`tie`), and a line per chunk. Nothing else grows with the rows. Where a policy looks at
//! several customers together ([`Schema::ties`](crate::Schema::ties)), a chunk holds whole groups of them; one that looks
//! at all customers ([`Schema::whole`](crate::Schema::whole)) has them all in one chunk, and so in memory.
//!
//! A record that stops the engine stops no run: one that cannot even be taken apart is left out by the first reading
//! (`survey`), a customer who cannot be judged by the workers ([`bisect`]). Both are in quarantine with the cause.
//!
//! The host decides nothing about customers here: where a record ends, what its key is, which rows are duplicates and
//! who owns a damaged one, the module says, and in the end decides again from the records themselves.
//!
//! INVARIANT: chunk `k` and what comes of it are functions of the inputs and of the settings that are part of the run's
//! identity; threads, memory and the machine do not show.
//! INVARIANT: the rows of all chunks are the rows of the run in one chunk: in the same order, but for those of customers
//! who are tied, for what is wrong with their rows, to a customer of an earlier chunk, of records without a customer, and
//! in `faults` and `quarantine`. Where the policy ties, that order is the one of groups, each at its first customer.

pub mod bisect;
mod chunk;
mod cut;
mod event;
mod feed;
mod gather;
mod index;
mod list;
mod live;
mod order;
mod pipeline;
mod plan;
mod profile;
mod records;
mod replay;
mod rows;
mod score;
mod scored;
mod scratch;
mod spill;
mod straight;
mod survey;
mod tie;
mod worker;

pub use chunk::{Chunk, ChunkTable, LeftOut, NOBODY, Rows};
pub use event::{Event, Tell};
pub(crate) use live::Live;
pub use profile::Pieces;
pub(crate) use profile::profile;
pub use replay::{Replay, Replayed, ReplayedTable, replay};
pub use score::{Job, Settings, score};
pub use scored::{Cause, Part, Poisoned, Scored};
