//! A compiled module: from a file to something that makes instances.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use wasmtime::{Config, InstancePre, Linker, Module};

use crate::calls::refused;
use crate::compiled::{Cache, Origin};
use crate::error::{Code, Result};
use crate::instance::Instance;
use crate::limits::{Limits, Meter};
use crate::module_file;
use crate::shape;
use crate::text::hex;
use crate::watchdog::Watchdog;

/// One module file, compiled by Cranelift, with its limits. Cheap to make instances from; share it between threads.
pub struct Engine {
    pre: InstancePre<Meter>,
    watchdog: Arc<Watchdog>,
    limits: Limits,
    sha256: String,
}

impl Engine {
    /// Reads and compiles a module file, and checks that it is an Appraise module of a known ABI version.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if the file cannot be read, else as [`Engine::from_bytes`].
    pub fn open(path: &Path, limits: Limits) -> Result<Self> {
        Self::from_bytes(&module_file::read(path)?, limits)
    }

    /// As [`Engine::open`], without compiling a module that an earlier process of this user has compiled.
    ///
    /// # Errors
    ///
    /// As [`Engine::open`]; the cache gives none.
    pub fn open_kept(path: &Path, limits: Limits, cache: &Cache) -> Result<Self> {
        Self::new(&module_file::read(path)?, limits, Some(cache))
    }

    /// Compiles a module from its bytes (the binary format only), and checks it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Module`] if the bytes are not WebAssembly, an export is missing or has another type, or the ABI
    /// version is not the host's; the kinds of a stopped call if the module does not even start within its limits.
    pub fn from_bytes(bytes: &[u8], limits: Limits) -> Result<Self> {
        Self::new(bytes, limits, None)
    }

    fn new(bytes: &[u8], limits: Limits, cache: Option<&Cache>) -> Result<Self> {
        shape::check(bytes)?;
        let sha256 = hex(&Sha256::digest(bytes));
        let failed = |cause: wasmtime::Error| refused(Code::MODULE, format!("{cause:#}"));
        let engine = wasmtime::Engine::new(&config(limits.metered)).map_err(failed)?;
        let origin = Origin { engine: &engine, sha256: &sha256 };
        let module = match cache.and_then(|cache| cache.get(&origin)) {
            Some(module) => module,
            None => {
                let module = Module::from_binary(&engine, bytes).map_err(failed)?;
                cache.iter().for_each(|cache| cache.put(&origin, &module));
                module
            }
        };
        let mut linker = Linker::<Meter>::new(&engine);
        linker.define_unknown_imports_as_traps(&module).map_err(failed)?;
        let pre = linker.instantiate_pre(&module).map_err(failed)?;
        let watchdog = Arc::new(Watchdog::start(&engine)?);
        let engine = Self { pre, watchdog, limits, sha256 };
        engine.instance()?;
        Ok(engine)
    }

    /// A fresh instance: one store, empty memory.
    ///
    /// # Errors
    ///
    /// As [`Engine::from_bytes`].
    pub fn instance(&self) -> Result<Instance> {
        Instance::new(&self.pre, Arc::clone(&self.watchdog), self.limits)
    }

    /// The SHA-256 of the module file, in hexadecimal.
    pub fn module_sha256(&self) -> &str {
        &self.sha256
    }

    /// The limits of every instance.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// Deterministic and metered: fuel and epochs on, what could differ between machines off, and so is what
/// [`shape::features`] leaves out.
///
/// NaN canonicalisation stays off: the module lets no NaN out, and a NaN's bits are visible to no expression.
fn config(metered: bool) -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(metered)
        .epoch_interruption(metered)
        .wasm_relaxed_simd(false)
        .wasm_tail_call(false)
        .wasm_multi_memory(false)
        .wasm_memory64(false)
        .wasm_extended_const(false)
        .wasm_function_references(false)
        .wasm_exceptions(false)
        .max_wasm_stack(1 << 20);
    config
}
