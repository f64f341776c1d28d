//! The customers of the job RB-8 and the runs of the module over them.

#![expect(
    clippy::indexing_slicing,
    reason = "a benchmark's generator: indexes are remainders, slices end within"
)]

use std::time::{Duration, Instant};

use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Limits};

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// The customers as CSV text; with `holes` every cell is missing in 2 of 100 cases.
pub fn csv(rows: usize, holes: bool) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = Vec::with_capacity(rows * 56);
    let mut random = Random(8);
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
            ["low", "mid", "high"][random.below(3) as usize].to_owned(),
            random.below(30).to_string(),
            random.below(6).to_string(),
            random.below(120).to_string(),
            ["false", "true"][random.below(2) as usize].to_owned(),
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

/// Where the module is.
pub fn module_path() -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/module/appraise_bg.wasm");
    std::env::var("APPRAISE_MODULE").unwrap_or_else(|_| root.into())
}

/// What runs under wasmtime took, best of several, and the hash over their output tables.
pub struct Timed {
    /// A run over the resident dataset.
    pub run: Duration,
    /// The same with the table of contributions.
    pub with_reasons: Duration,
    /// Reading the text into the module, once.
    pub read: Duration,
    /// The hash.
    pub digest: String,
}

/// Times runs of the module under wasmtime with fuel and epochs on.
pub fn wasmtime(policy: &str, csv: &[u8], repetitions: usize) -> Result<Timed, String> {
    let text = |e: appraise_host::Error| e.to_string();
    let engine = Engine::open(module_path().as_ref(), Limits::default()).map_err(text)?;
    let mut instance = engine.instance().map_err(text)?;
    let files = PolicyFiles::from_text("rb8.yaml", policy);
    let policy = instance.load(&files).map_err(text)?;
    let start = Instant::now();
    let dataset = instance.dataset(policy).map_err(text)?;
    let mut rest = csv;
    while !rest.is_empty() {
        let piece = rest.len().min(16 << 20);
        let used = instance.read(dataset, "customers", &rest[..piece], piece == rest.len()).map_err(text)?;
        rest = &rest[used..];
    }
    instance.seal(dataset).map_err(text)?;
    let mut timed = Timed {
        run: Duration::MAX,
        with_reasons: Duration::MAX,
        read: start.elapsed(),
        digest: String::new(),
    };
    for at in 0..repetitions {
        let start = Instant::now();
        let outcome = instance.run(policy, dataset, "2026-11-21", false).map_err(text)?;
        timed.run = timed.run.min(start.elapsed());
        instance.output(outcome, "contributions", |view| Ok(view.rows())).map_err(text)?;
        timed.with_reasons = timed.with_reasons.min(start.elapsed());
        if at == 0 {
            timed.digest = instance.digest(outcome).map_err(text)?;
        }
        instance.release(outcome).map_err(text)?;
    }
    Ok(timed)
}
