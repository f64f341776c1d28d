//! The doors of the module: a JS face and a batch ABI, in one file, over one engine. The package in `module/` links them
//! into that file.
//!
//! Both doors pass bytes and objects and decide nothing: every rule, default and rounding is in `appraise-core`. What
//! comes in is UTF-8 text, JSON or typed columns; what goes out are typed columns, CSV bytes and plain objects. The
//! objects are made from one [`tree`] of values, by `serde-wasm-bindgen` for JavaScript and as JSON text for batch hosts.
//!
//! The module has no start function that matters: a host that only instantiates it calls no import. All `unsafe` of
//! the project is in [`abi`].

mod abi;
mod face;
mod json;
mod request;
mod tree;
