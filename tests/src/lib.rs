//! What the suites share: probes of single expressions and the reader of the CEL conformance tests.

pub mod cel_spec;
pub mod compare;
pub mod corpus;
#[path = "../../host/tests/folder/mod.rs"]
pub mod folder;
pub mod fuel;
pub mod fuzz;
pub mod job;
pub mod peers;
pub mod planted_module;
pub mod policy_schema;
pub mod probe;
pub mod random;
pub mod rb8;
pub mod reference;
pub mod tables;
pub mod wide;
pub mod year;
