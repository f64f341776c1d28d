//! Placeholder until the first build.
