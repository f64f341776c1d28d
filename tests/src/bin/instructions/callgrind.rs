//! The native half under callgrind: this program again, with its counted function switched on and off.
//!
//! Only what happens inside of that function counts, so the start of the process does not. The C library is told to copy
//! memory with the instructions that every x86-64 has, so that another processor counts the same. What is left to chance
//! is where the heap begins, which the environment and the name of the program move, and with it the ends of copies: a
//! few instructions in ten thousand ([`CHANCE`]).

use std::path::{Path, PathBuf};
use std::process::Command;

use appraise_tests::job::Tried;

use super::counted::Counted;

/// The function whose calls are counted, and the one after which a count is written: callgrind finds them by name.
const COUNTED: &str = "*counted_by_callgrind*";
const DUMPED: &str = "*dumped_by_callgrind*";
/// What the C library would otherwise choose by the processor.
const TUNABLES: &str =
    "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-ERMS,-FSRM,-RTM,-SSSE3,-SSE4_1,-SSE4_2,-BMI2";

/// How far two counts of the same work may be apart: one in so many.
const CHANCE: u64 = 1000;

/// The counts; the inner error says why there can be none here.
///
/// # Errors
/// A count that fails, or, if it is made twice, one that is far from the first.
pub fn counted(twice: bool) -> Tried<Result<Counted, String>> {
    if std::env::consts::ARCH != "x86_64" {
        return Ok(Err(format!("the record is of x86_64, and this is {}", std::env::consts::ARCH)));
    }
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Ok(Err("valgrind is missing (Debian: apt-get install valgrind)".into()));
    }
    let program = std::env::current_exe()?;
    let first = run(&program, Path::new("/"), "")?;
    if twice {
        let folder = Scratch::new("a-folder-with-a-longer-name")?;
        let copy = folder.0.join("another-name-of-the-program");
        std::fs::copy(&program, &copy)?;
        let again = run(&copy, &folder.0, &"x".repeat(5000))?;
        same(&first, &again)?;
    }
    Ok(Ok(first))
}

/// Whether two counts are of the same work.
fn same(first: &Counted, again: &Counted) -> Tried<()> {
    for ((step, first), (_, again)) in first.native.iter().zip(&again.native) {
        if first.abs_diff(*again) > first / CHANCE {
            return Err(format!("{step}: two counts of the same work are {first} and {again}").into());
        }
    }
    if first.digests == again.digests && first.native.len() == again.native.len() {
        return Ok(());
    }
    Err("the same jobs did something else in a second process".into())
}

/// One count, from a folder and with something in the environment.
fn run(program: &Path, from: &Path, noise: &str) -> Tried<Counted> {
    let folder = Scratch::new("counts")?;
    let mut command = Command::new("valgrind");
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("GLIBC_TUNABLES", TUNABLES).env("NOISE", noise);
    command
        .arg("--tool=callgrind")
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(format!("--dump-after={DUMPED}"));
    command.arg(format!("--callgrind-out-file={}", folder.0.join("out").display()));
    let output = command.arg(program).arg("--native").current_dir(from).output()?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut counted = Counted::default();
    let mut dumps = 1..;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match line.split_once(' ') {
            Some(("step", step)) => {
                let dump = folder.0.join(format!("out.{}", dumps.next().unwrap_or(0)));
                add(&mut counted.native, step, total(&dump)?);
            }
            Some(("digest", digest)) => counted.digests.push(digest.to_owned()),
            _ => {}
        }
    }
    Ok(counted)
}

/// A step may be several calls.
fn add(counts: &mut Vec<(String, u64)>, step: &str, count: u64) {
    match counts.iter_mut().find(|(name, _)| name == step) {
        Some((_, sum)) => *sum += count,
        None => counts.push((step.to_owned(), count)),
    }
}

/// The instructions of a dump.
fn total(dump: &Path) -> Tried<u64> {
    let text = std::fs::read_to_string(dump).map_err(|cause| format!("{}: {cause}", dump.display()))?;
    let line = text.lines().find_map(|line| line.strip_prefix("summary: ").or(line.strip_prefix("totals: ")));
    let count = line.and_then(|line| line.trim().parse().ok());
    count.ok_or_else(|| format!("{} holds no sum", dump.display()).into())
}

/// A folder that goes when the count is made.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Tried<Self> {
        let folder = std::env::temp_dir().join(format!("appraise-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
