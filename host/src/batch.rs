//! A run in chunks of customers: what happens in it, as events, and what comes of a chunk.

mod event;
mod scored;

pub use event::Event;
pub use scored::{Cause, Part, Poisoned, Scored};
