//! What was counted; and the native half, as the process that callgrind looks into.

use std::hint::black_box;

use appraise_tests::job::{self, Job, Step, Tried};

/// The figures of both halves, each by job and step in the order of the jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Fuel of the module.
    pub fuel: Vec<(String, u64)>,
    /// Instructions of the native core.
    pub native: Vec<(String, u64)>,
    /// The digest of the output tables of each job.
    pub digests: Vec<String>,
}

/// Everything that runs inside of this function is counted: callgrind is told its name.
#[inline(never)]
fn counted_by_callgrind(act: &mut dyn FnMut()) {
    act();
    // Something after the call, so that it is no jump out of this function.
    black_box(());
}

/// At its end callgrind writes what was counted; one function cannot do both.
#[inline(never)]
fn dumped_by_callgrind(act: &mut dyn FnMut()) {
    counted_by_callgrind(act);
    black_box(());
}

/// Does the jobs on the native core, and prints a line per counted call and per digest.
///
/// # Errors
/// Those of the jobs.
pub fn print(jobs: &dyn Fn() -> Tried<Vec<(Job, &'static [Step])>>) -> Tried<bool> {
    for (job, steps) in jobs()? {
        let digest = job::native::run(&job, &mut |step, act| {
            if steps.contains(&step) {
                println!("step {}.{}", job.name, step.name());
                dumped_by_callgrind(act);
            } else {
                act();
            }
        })?;
        println!("digest {digest}");
    }
    Ok(true)
}
