//! A run in chunks: what happens in it, as events.

mod event;

pub use event::{Cause, Event};
