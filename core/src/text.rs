//! Documents as written: YAML or JSON text to a tree with places, and the tree to its canonical form.

pub mod canonical;
pub mod json;
pub mod node;
pub mod outline;
pub mod read;
pub mod yaml;
