//! One wasmtime store and the rules for touching it.
//!
//! INVARIANT: a store that trapped, timed out or ran out of fuel is dropped before the error is returned.
//! INVARIANT: bytes of the module are only reached through [`range`] or another checked slice.

use std::sync::Arc;

use wasmtime::{InstancePre, Store, Trap, TypedFunc, UnknownImportError, WasmParams, WasmResults};

use crate::calls::Calls;
use crate::encode::Block;
use crate::error::{Code, Error, ErrorKind, Result};
use crate::limits::{Limits, Meter};
use crate::report::LastError;
use crate::watchdog::Watchdog;

/// A store with its meters. `live` is empty once the store is gone.
pub(crate) struct Sandbox {
    live: Option<Live>,
    limits: Limits,
    passed: u64,
    fuel_used: u64,
    _watchdog: Arc<Watchdog>,
}

struct Live {
    store: Store<Meter>,
    calls: Calls,
}

impl Sandbox {
    pub(crate) fn new(pre: &InstancePre<Meter>, watchdog: Arc<Watchdog>, limits: Limits) -> Result<Self> {
        let mut store = Store::new(pre.module().engine(), Meter::new(&limits));
        store.limiter(|meter| meter);
        meter_call(&mut store, &limits, limits.fuel(None, 0))?;
        let instance = match pre.instantiate(&mut store) {
            Ok(instance) => instance,
            Err(cause) => return Err(stopped(&cause, &store, &limits)),
        };
        let calls = Calls::bind(&instance, &mut store)?;
        Ok(Self { live: Some(Live { store, calls }), limits, passed: 0, fuel_used: 0, _watchdog: watchdog })
    }

    /// Fuel used by all calls so far.
    pub(crate) fn fuel_used(&self) -> u64 {
        self.fuel_used
    }

    /// Calls one export under fresh fuel and a fresh deadline.
    pub(crate) fn call<P: WasmParams, R: WasmResults>(
        &mut self,
        export: impl FnOnce(&Calls) -> &TypedFunc<P, R>,
        arguments: P,
    ) -> Result<R> {
        self.call_within(None, export, arguments)
    }

    /// The same, with the fuel of a bound where there is one.
    pub(crate) fn call_within<P: WasmParams, R: WasmResults>(
        &mut self,
        bound: Option<u64>,
        export: impl FnOnce(&Calls) -> &TypedFunc<P, R>,
        arguments: P,
    ) -> Result<R> {
        let live = self.live.as_mut().ok_or_else(gone)?;
        let fuel = self.limits.fuel(bound, self.passed);
        meter_call(&mut live.store, &self.limits, fuel)?;
        match export(&live.calls).call(&mut live.store, arguments) {
            Ok(result) => {
                let left = live.store.get_fuel().unwrap_or(0);
                self.fuel_used += fuel.saturating_sub(left);
                Ok(result)
            }
            Err(cause) => {
                let error = stopped(&cause, &live.store, &self.limits);
                self.live = None;
                Err(error)
            }
        }
    }

    /// Copies bytes into memory that the module allocates; the call they are passed to owns them then.
    pub(crate) fn pass(&mut self, bytes: &[u8]) -> Result<(u32, u32)> {
        if bytes.is_empty() {
            return Ok((0, 0));
        }
        let (ptr, len) = self.allocate(bytes.len())?;
        self.target(ptr, bytes.len())?.copy_from_slice(bytes);
        Ok((ptr, len))
    }

    /// The same for typed columns, whose pointers depend on where they come to lie.
    pub(crate) fn pass_block(&mut self, block: &Block<'_>) -> Result<u32> {
        let (ptr, _) = self.allocate(block.len())?;
        block.write(ptr, self.target(ptr, block.len())?)?;
        Ok(ptr)
    }

    fn allocate(&mut self, len: usize) -> Result<(u32, u32)> {
        let len = u32::try_from(len)
            .map_err(|_| Error::usage(format!("{len} bytes at once are too many for the module")))?;
        self.passed = self.passed.saturating_add(u64::from(len));
        let ptr = self.call(|calls| &calls.alloc, len)?;
        if ptr == 0 { Err(self.last_error()) } else { Ok((ptr, len)) }
    }

    /// Memory that the module has allocated.
    fn target(&mut self, ptr: u32, len: usize) -> Result<&mut [u8]> {
        let live = self.live.as_mut().ok_or_else(gone)?;
        let memory = live.calls.memory.data_mut(&mut live.store);
        let target = usize::try_from(ptr).ok().and_then(|start| memory.get_mut(start..)?.get_mut(..len));
        target.ok_or_else(|| {
            let message = format!("the module allocated {len} bytes at {ptr}, outside its memory");
            Error::coded(Code::ABI_RANGE, message)
        })
    }

    /// The whole linear memory, as it is now.
    pub(crate) fn memory(&self) -> Result<&[u8]> {
        let live = self.live.as_ref().ok_or_else(gone)?;
        Ok(live.calls.memory.data(&live.store))
    }

    /// Shows the bytes of a buffer to `see` and releases the buffer; handle 0 is the module's last error.
    pub(crate) fn buffer<T>(&mut self, handle: u32, see: impl FnOnce(&[u8]) -> Result<T>) -> Result<T> {
        if handle == 0 {
            return Err(self.last_error());
        }
        let ptr = self.call(|calls| &calls.buffer_ptr, handle)?;
        let len = self.call(|calls| &calls.buffer_len, handle)?;
        let seen = range(self.memory()?, ptr, len).and_then(see);
        self.call(|calls| &calls.release, handle)?;
        seen
    }

    /// What the module says about the call that just failed.
    pub(crate) fn last_error(&mut self) -> Error {
        match self.try_last_error() {
            Ok(error) | Err(error) => error,
        }
    }

    fn try_last_error(&mut self) -> Result<Error> {
        let handle = self.call(|calls| &calls.last_error, ())?;
        if handle == 0 {
            return Err(Error::coded(Code::ABI_SILENT, "the module failed without saying why"));
        }
        let said: LastError = self.buffer(handle, |bytes| json(bytes, "the last error"))?;
        let kind = if said.kind == "policy" { ErrorKind::Policy } else { ErrorKind::Refused };
        let error = Error::new(kind, said.message.en).with_diagnostics(said.diagnostics);
        Ok(if said.message.zh.is_empty() { error } else { error.with_zh(said.message.zh) })
    }
}

/// A checked piece of the module's memory.
pub(crate) fn range(memory: &[u8], ptr: u32, len: u32) -> Result<&[u8]> {
    let outside = || {
        Error::coded(Code::ABI_RANGE, format!("the module names {len} bytes at {ptr}, outside its memory"))
    };
    let start = usize::try_from(ptr).map_err(|_| outside())?;
    let len = usize::try_from(len).map_err(|_| outside())?;
    memory.get(start..).and_then(|rest| rest.get(..len)).ok_or_else(outside)
}

/// JSON from the module, as a type of [`crate::report`].
pub(crate) fn json<T: serde::de::DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|cause| {
        Error::coded(Code::ABI_TEXT, format!("the module's JSON of {what} is broken: {cause}"))
    })
}

fn meter_call(store: &mut Store<Meter>, limits: &Limits, fuel: u64) -> Result<()> {
    if !limits.metered {
        return Ok(());
    }
    store.set_epoch_deadline(Watchdog::ticks(limits.timeout));
    store
        .set_fuel(fuel)
        .map_err(|cause| Error::new(ErrorKind::Module, format!("the engine has no fuel meter: {cause}")))
}

fn gone() -> Error {
    Error::coded(Code::INSTANCE_GONE, "this instance was stopped by an earlier error and is not used again")
}

/// Names the reason for which wasmtime stopped a call. No data of the module goes into the message.
fn stopped(cause: &wasmtime::Error, store: &Store<Meter>, limits: &Limits) -> Error {
    if let Some(import) = cause.downcast_ref::<UnknownImportError>() {
        let message = format!("the module called its import `{}`, and the host gives it none", import.name());
        return Error::coded(Code::TRAP_IMPORT, message);
    }
    let seconds = limits.timeout.as_secs_f64();
    match cause.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => Error::new(
            ErrorKind::Timeout,
            format!("the module was stopped after {seconds} s in one call; --timeout allows more"),
        ),
        Some(Trap::OutOfFuel) => Error::new(
            ErrorKind::Fuel,
            "the module was stopped: it did far more work than its input explains",
        ),
        _ if store.data().refused_memory() => Error::new(
            ErrorKind::Memory,
            format!(
                "the module needs more memory than it may have ({} MiB, or its own maximum); --max-memory allows more, \
                 a smaller input needs less",
                limits.memory >> 20
            ),
        ),
        Some(trap) => Error::new(ErrorKind::Trap, format!("the module stopped on a defect: {trap}")),
        None => Error::new(ErrorKind::Trap, format!("the module could not run: {}", cause.root_cause())),
    }
}
