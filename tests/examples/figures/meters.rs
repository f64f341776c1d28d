//! What fuel and epochs cost on the job RB-8, each alone and both together.
//!
//! The host has both or neither, so the module is driven by the few calls that the job needs, in stores that differ in
//! their meters alone. The four take turns.

use std::time::Duration;

use appraise_host::synth::AS_OF;
use appraise_tests::corpus::module_file;
use appraise_tests::job::Tried;
use appraise_tests::rb8;
use wasmtime::{Config, Engine, Instance, Linker, Memory, Module, Store, WasmParams, WasmResults};

use super::{each, timed};

const POLICY: &str = include_str!("../../bench/rb8.yaml");

/// Which meters are on.
const METERS: [(&str, bool, bool); 4] =
    [("neither", false, false), ("fuel", true, false), ("epochs", false, true), ("both", true, true)];

/// Prints a line per choice of meters.
pub fn show(small: bool) -> Tried<()> {
    let (rows, repetitions) = if small { (2000, 2) } else { (1_000_000, 15) };
    let csv = rb8::csv(rows, true);
    let stores = METERS.iter().map(|(_, fuel, epochs)| Metered::open(*fuel, *epochs, &csv));
    let mut stores = stores.collect::<Tried<Vec<_>>>()?;
    let mut least = [Duration::MAX; METERS.len()];
    for _ in 0..repetitions {
        for (store, least) in stores.iter_mut().zip(&mut least) {
            *least = (*least).min(store.run()?);
        }
    }
    println!("\nRB-8, {rows} customers, module under wasmtime; ns per customer");
    let none = least.first().copied().unwrap_or_default();
    for ((name, ..), time) in METERS.iter().zip(least) {
        let cost = (time.as_secs_f64() / none.as_secs_f64() - 1.0) * 100.0;
        println!("{:<12} {:>8.1} {cost:>+7.1} %", format!("meters: {name}"), each(time, rows));
    }
    Ok(())
}

/// The module with the customers in it, under some meters.
struct Metered {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
    fuel: bool,
    epochs: bool,
    policy: u32,
    dataset: u32,
}

impl Metered {
    fn open(fuel: bool, epochs: bool, csv: &[u8]) -> Tried<Self> {
        let mut config = Config::new();
        config.consume_fuel(fuel).epoch_interruption(epochs).max_wasm_stack(1 << 20);
        let engine = Engine::new(&config)?;
        let module = Module::from_file(&engine, module_file())?;
        let mut linker = Linker::new(&engine);
        linker.define_unknown_imports_as_traps(&module)?;
        let mut store = Store::new(&engine, ());
        if fuel {
            store.set_fuel(u64::MAX)?;
        }
        if epochs {
            store.set_epoch_deadline(1);
        }
        let instance = linker.instantiate(&mut store, &module)?;
        let memory = instance.get_memory(&mut store, "memory").ok_or("no memory")?;
        let mut metered = Self { store, instance, memory, fuel, epochs, policy: 0, dataset: 0 };
        let request = serde_json::json!({"files": [{"name": "rb8.yaml", "text": POLICY}]}).to_string();
        let text = metered.give(request.as_bytes())?;
        metered.policy = metered.made("appraise_load", text)?;
        let policy = metered.policy;
        metered.dataset = metered.made("appraise_dataset", policy)?;
        let (name, text) = (metered.give(b"customers")?, metered.give(csv)?);
        let dataset = metered.dataset;
        metered.made("appraise_read", (dataset, name.0, name.1, text.0, text.1, 1u32))?;
        metered.made("appraise_seal", dataset)?;
        Ok(metered)
    }

    /// How long a run takes.
    fn run(&mut self) -> Tried<Duration> {
        let day = self.give(AS_OF.as_bytes())?;
        let about = (self.policy, self.dataset, day.0, day.1, 0u32);
        let (time, outcome) = timed(|| self.made("appraise_run", about));
        self.call::<_, ()>("appraise_release", outcome?)?;
        Ok(time)
    }

    /// A call that gives a handle, or a count that is none on failure.
    fn made(&mut self, name: &str, arguments: impl WasmParams) -> Tried<u32> {
        match self.call(name, arguments)? {
            0 | u32::MAX => Err(format!("{name} failed").into()),
            made => Ok(made),
        }
    }

    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, arguments: P) -> Tried<R> {
        if self.fuel {
            self.store.set_fuel(u64::MAX)?;
        }
        if self.epochs {
            self.store.set_epoch_deadline(1);
        }
        let function = self.instance.get_typed_func::<P, R>(&mut self.store, name)?;
        Ok(function.call(&mut self.store, arguments)?)
    }

    /// Copies bytes into a buffer of the module: its address and length.
    fn give(&mut self, bytes: &[u8]) -> Tried<(u32, u32)> {
        let length = u32::try_from(bytes.len())?;
        let address: u32 = self.call("appraise_alloc", length)?;
        self.memory.write(&mut self.store, address as usize, bytes)?;
        Ok((address, length))
    }
}
