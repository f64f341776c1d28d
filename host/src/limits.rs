//! What one instance of the module may use, and the wasmtime limiter that says no.

use std::time::Duration;

use wasmtime::{ResourceLimiter, StoreLimits, StoreLimitsBuilder};

/// What one [`Instance`](crate::Instance) may use of the machine.
///
/// Fuel is counted per call. A call about a dataset, its run or an index has what the policy's static bound says
/// ([`crate::bound`]); every other call, and results of a policy for which no bound is known, have `fuel_base +
/// fuel_per_byte` x (bytes put into the module so far). Fuel is deterministic, so the same input stops at the same place
/// on every machine. The timeout is wall-clock time of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Linear memory in bytes; default 2 GiB, and never more than the module's own maximum.
    pub memory: usize,
    /// The longest that one call may take; default 600 s.
    pub timeout: Duration,
    /// Fuel of a call on no data at all; default 20 x 10^9, some ten seconds.
    pub fuel_base: u64,
    /// Fuel for every byte that was passed in; default 100,000.
    pub fuel_per_byte: u64,
    /// Whether fuel is counted and the timeout is watched. Without, nothing ends a call that does not end by itself:
    /// only for measuring what the meters cost.
    pub metered: bool,
    /// The most fuel of any call, whatever the bound; default no such limit. It only lowers.
    pub fuel_most: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 2 << 30,
            timeout: Duration::from_secs(600),
            fuel_base: 20_000_000_000,
            fuel_per_byte: 100_000,
            metered: true,
            fuel_most: u64::MAX,
        }
    }
}

impl Limits {
    /// The fuel of one call: within its bound where there is one, else after `bytes` of input.
    pub(crate) fn fuel(&self, bound: Option<u64>, bytes: u64) -> u64 {
        let general = || self.fuel_base.saturating_add(self.fuel_per_byte.saturating_mul(bytes));
        bound.unwrap_or_else(general).min(self.fuel_most)
    }
}

/// The data of a store: wasmtime's limits, and a note of whether they ever said no.
///
/// A Rust module answers a refused `memory.grow` with a plain `unreachable`; the note tells that trap from a defect.
pub(crate) struct Meter {
    limits: StoreLimits,
    refused_memory: bool,
}

impl Meter {
    pub(crate) fn new(limits: &Limits) -> Self {
        let limits = StoreLimitsBuilder::new()
            .memory_size(limits.memory)
            .table_elements(TABLE_ELEMENTS)
            .instances(1)
            .memories(1)
            .tables(TABLES)
            .build();
        Self { limits, refused_memory: false }
    }

    pub(crate) fn refused_memory(&self) -> bool {
        self.refused_memory
    }
}

/// The function table and the externref table of wasm-bindgen, with room.
const TABLES: usize = 4;
const TABLE_ELEMENTS: usize = 100_000;

impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let allowed = self.limits.memory_growing(current, desired, maximum)?;
        self.refused_memory |= !allowed;
        Ok(allowed)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.refused_memory = true;
        Ok(())
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.limits.table_growing(current, desired, maximum)
    }

    fn instances(&self) -> usize {
        self.limits.instances()
    }

    fn tables(&self) -> usize {
        self.limits.tables()
    }

    fn memories(&self) -> usize {
        self.limits.memories()
    }
}
