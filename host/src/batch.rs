//! A run in chunks of customers: what happens in it, as events, what goes into a chunk, and what comes of it.

pub mod bisect;
mod chunk;
mod event;
mod scored;

pub use chunk::{Chunk, ChunkTable, NOBODY, Rows};
pub use event::Event;
pub use scored::{Cause, Part, Poisoned, Scored};
