//! The fuel of every call of a run, beside what the policy's static bound allows it.

use appraise_host::bound::Sizes;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Instance, Result};

/// A call of a run.
#[derive(Debug, Clone)]
pub struct Call {
    /// What was called, and of which table.
    pub name: String,
    /// The fuel that it used.
    pub used: u64,
    /// The fuel that the bound allows; `None`: the policy has no bound for it.
    pub allowed: Option<u64>,
}

/// What was put into a run, and its calls.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// How large the dataset was.
    pub sizes: Sizes,
    /// Bytes that were read.
    pub bytes: u64,
    /// The calls, in order.
    pub calls: Vec<Call>,
}

impl Ran {
    /// The largest share of its bound that a call used, and its name.
    #[must_use]
    pub fn tightest(&self) -> Option<(f64, &str)> {
        let shares = self.calls.iter().filter_map(|call| Some((call.share()?, call.name.as_str())));
        shares.max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

impl Call {
    /// The share of its bound that it used.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        Some(self.used as f64 / self.allowed? as f64)
    }
}

/// A policy, its tables by name as CSV text, and the day.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The policy.
    pub files: &'a PolicyFiles,
    /// Tables by name.
    pub tables: &'a [(String, Vec<u8>)],
    /// The as-of date.
    pub as_of: &'a str,
}

/// Runs a policy over tables in a fresh instance: reads, seals, runs, and asks for everything that a batch asks for.
///
/// # Errors
/// Those of the calls; one that runs out of its bound is of the kind `Fuel`.
pub fn run(engine: &Engine, job: Job<'_>) -> Result<Ran> {
    let mut instance = engine.instance()?;
    let policy = instance.load(job.files)?;
    let bound = instance.bound(policy)?;
    let outputs = instance.schema(policy)?.outputs();
    let dataset = instance.dataset(policy)?;
    let mut ran = Ran::default();
    for (table, bytes) in job.tables {
        ran.bytes += bytes.len() as u64;
        let allowed = Some(bound.fuel(&ran.sizes, ran.bytes));
        let name = format!("read {table}");
        ran.call(&mut instance, name, allowed, |i| i.read(dataset, table, bytes, true).map(drop))?;
    }
    let (mut sizes, mut outcome) = (ran.sizes, None);
    let allowed = Some(bound.fuel(&ran.sizes, ran.bytes));
    ran.call(&mut instance, "seal".into(), allowed, |i| i.seal(dataset).map(|report| sizes = report.sizes))?;
    ran.sizes = sizes;
    let allowed = Some(bound.fuel(&sizes, ran.bytes)).filter(|_| !bound.open);
    ran.call(&mut instance, "run".into(), allowed, |i| {
        outcome = Some(i.run(policy, dataset, job.as_of, true)?);
        Ok(())
    })?;
    let Some(outcome) = outcome else { return Ok(ran) };
    ran.call(&mut instance, "share".into(), allowed, |i| i.share(outcome).map(drop))?;
    for table in &outputs {
        ran.call(&mut instance, format!("output {table}"), allowed, |i| {
            i.output(outcome, table, |_| Ok(()))
        })?;
        ran.call(&mut instance, format!("csv {table}"), allowed, |i| i.csv(outcome, table, &mut Vec::new()))?;
    }
    // A second outcome makes all tables in the one call of its digest.
    let again = instance.run(policy, dataset, job.as_of, true)?;
    ran.call(&mut instance, "digest".into(), allowed, |i| i.digest(again).map(drop))?;
    Ok(ran)
}

impl Ran {
    fn call(
        &mut self,
        instance: &mut Instance,
        name: String,
        allowed: Option<u64>,
        act: impl FnOnce(&mut Instance) -> Result<()>,
    ) -> Result<()> {
        let before = instance.fuel_used();
        act(instance)?;
        self.calls.push(Call { name, used: instance.fuel_used() - before, allowed });
        Ok(())
    }
}
