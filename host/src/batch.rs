//! A run in chunks of customers: what happens in it, as events, what goes into a chunk, and what comes of it.

pub mod bisect;
mod chunk;
mod cut;
mod event;
mod gather;
mod index;
mod list;
mod order;
mod pipeline;
mod plan;
mod records;
mod score;
mod scored;
mod scratch;
mod spill;
mod worker;

pub use chunk::{Chunk, ChunkTable, NOBODY, Rows};
pub use event::Event;
pub use score::{Job, Settings, score};
pub use scored::{Cause, Part, Poisoned, Scored};
