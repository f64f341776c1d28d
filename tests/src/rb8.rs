//! The customers of the job RB-8 and the runs of the module over them.

#![expect(
    clippy::indexing_slicing,
    reason = "a benchmark's generator: indexes are remainders, slices end within"
)]

use std::time::{Duration, Instant};

use appraise_host::policy_files::PolicyFiles;
use appraise_host::synth::AS_OF;
use appraise_host::{Dataset, Engine, Instance, Limits, Outcome, Policy, Result};

use crate::corpus::module_file;
use crate::random::Random;

/// The policy of the job.
pub const POLICY: &str = include_str!("../bench/rb8.yaml");

/// The condition of an alert of [`with_rules`], of the number `at` below 1000: so many months of tenure, so many ten
/// thousandths of the assets that left, so much of assets.
#[must_use]
pub fn rule(at: usize) -> (usize, usize, usize) {
    (at % 120, 1 + at, 1000 + at * 37)
}

/// The policy with so many alerts in place of its own; shared: all of them ask one of ten conditions beside their own.
#[must_use]
pub fn with_rules(rules: usize, shared: bool) -> String {
    let head = POLICY.split("\nalerts:\n").next().unwrap_or(POLICY);
    let text = |at: usize| {
        let (tenure, left, aum) = rule(at);
        let first = if shared {
            format!("tenure > {} && outflow / aum > 0.{}", 10 + at % 10, 1 + at % 10 % 5)
        } else {
            format!("tenure > {tenure} && outflow / aum > 0.{left:04}")
        };
        format!("  x{at:04}: {{kind: service, priority: low, when: \"{first} && aum > {aum}\"}}\n")
    };
    format!("{head}\nalerts:\n{}", (0..rules).map(text).collect::<String>())
}

/// The customers as CSV text; with `holes` every cell is missing in 2 of 100 cases.
#[must_use]
pub fn csv(rows: usize, holes: bool) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = Vec::with_capacity(rows * 56);
    let mut random = Random::new(8);
    out.extend_from_slice(b"aum,outflow,dtm,last_contact,age,risk,tx,prod,tenure,mort\n");
    for _ in 0..rows {
        // AUM is skewed: the square of a uniform number, up to 4 million; a fifth of it may have left in a day.
        let root = random.below(20_000);
        let aum = root * root;
        let cells = [
            format!("{}.{:02}", aum / 100, aum % 100),
            format!("{}.{:02}", aum * random.below(33) / 10_000, random.below(100)),
            random.below(60).to_string(),
            random.below(50).to_string(),
            (18 + random.below(70)).to_string(),
            ["low", "mid", "high"][random.below(3)].to_owned(),
            random.below(30).to_string(),
            random.below(6).to_string(),
            random.below(120).to_string(),
            ["false", "true"][random.below(2)].to_owned(),
        ];
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            if random.below(100) >= 2 || !holes {
                let _ = out.write_all(cell.as_bytes());
            }
        }
        out.push(b'\n');
    }
    out
}

/// What runs under wasmtime took, best of several, and the hash over their output tables.
pub struct Timed {
    /// A run over the resident dataset.
    pub run: Duration,
    /// The same, keeping every contribution.
    pub with_reasons: Duration,
    /// The table of contributions of such a run: a row per customer and indicator, with its names.
    pub table: Duration,
    /// Reading the text into the module, once.
    pub read: Duration,
    /// The hash.
    pub digest: String,
}

/// Times runs of the module under wasmtime with fuel and epochs on.
///
/// # Errors
/// Those of the calls.
pub fn wasmtime(policy: &str, csv: &[u8], repetitions: usize) -> Result<Timed> {
    let mut resident = Resident::open(policy, csv, Limits::default())?;
    let mut timed = Timed {
        run: Duration::MAX,
        with_reasons: Duration::MAX,
        table: Duration::MAX,
        read: resident.read,
        digest: String::new(),
    };
    for at in 0..repetitions {
        let start = Instant::now();
        let outcome = resident.outcome()?;
        timed.run = timed.run.min(start.elapsed());
        if at == 0 {
            timed.digest = resident.instance.digest(outcome)?;
        }
        resident.instance.release(outcome)?;
        let start = Instant::now();
        let Resident { instance, policy, dataset, .. } = &mut resident;
        let outcome = instance.run_with_contributions(*policy, *dataset, AS_OF, false)?;
        timed.with_reasons = timed.with_reasons.min(start.elapsed());
        let start = Instant::now();
        instance.output(outcome, "contributions", |view| Ok(view.rows()))?;
        timed.table = timed.table.min(start.elapsed());
        instance.release(outcome)?;
    }
    Ok(timed)
}

/// The module with the customers in it.
pub struct Resident {
    instance: Instance,
    policy: Policy,
    dataset: Dataset,
    /// How long reading took.
    read: Duration,
}

impl Resident {
    /// Loads a policy and reads the customers, in pieces as the command does.
    ///
    /// # Errors
    /// Those of the calls.
    pub fn open(policy: &str, csv: &[u8], limits: Limits) -> Result<Self> {
        let mut instance = Engine::open(&module_file(), limits)?.instance()?;
        let policy = instance.load(&PolicyFiles::from_text("rb8.yaml", policy))?;
        let start = Instant::now();
        let dataset = instance.dataset(policy)?;
        let mut rest = csv;
        while !rest.is_empty() {
            let piece = rest.len().min(16 << 20);
            let used = instance.read(dataset, "customers", &rest[..piece], piece == rest.len())?;
            rest = &rest[used..];
        }
        instance.seal(dataset)?;
        Ok(Self { instance, policy, dataset, read: start.elapsed() })
    }

    /// How long a run takes.
    ///
    /// # Errors
    /// Those of the calls.
    pub fn run(&mut self) -> Result<Duration> {
        let start = Instant::now();
        let outcome = self.outcome()?;
        let time = start.elapsed();
        self.instance.release(outcome)?;
        Ok(time)
    }

    fn outcome(&mut self) -> Result<Outcome> {
        self.instance.run(self.policy, self.dataset, AS_OF, false)
    }
}
