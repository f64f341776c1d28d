//! What stands before the first customer: a compiled module, an instance, a policy.

use std::path::Path;
use std::time::Duration;

use appraise_host::compiled::Cache;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Limits};
use appraise_tests::corpus::{module_file, root};
use appraise_tests::job::Tried;

use super::{best, timed};

/// Prints each of them.
pub fn show(small: bool) -> Tried<()> {
    let rounds = if small { 3 } else { 200 };
    let open = || timed(|| Engine::open(&module_file(), Limits::default()));
    let (compiled, engine) = open();
    let engine = engine?;
    let instance = best(rounds, || {
        let (time, made) = timed(|| engine.instance());
        made?;
        Ok(time)
    })?;
    println!("\nbefore the first customer");
    let line = |what: &str, time: Duration| println!("{what:<58} {:>10.3} ms", time.as_secs_f64() * 1e3);
    line("the module compiled, all threads", compiled);
    line("an instance of the compiled module", instance);
    for (name, path) in [("rb8", "tests/bench/rb8.yaml"), ("wealth-cvm", "core/policies/wealth-cvm")] {
        let files = PolicyFiles::open(&root().join(path))?;
        let loaded = best(rounds.min(10), || {
            let mut instance = engine.instance()?;
            let (time, made) = timed(|| instance.load(&files));
            made?;
            Ok(time)
        })?;
        line(&format!("the policy {name} loaded"), loaded);
    }
    let folder = std::env::temp_dir().join(format!("appraise-setup-{}", std::process::id()));
    let kept = kept(&folder);
    let _ = std::fs::remove_dir_all(&folder);
    let (first, again) = kept?;
    line("the module compiled and kept", first);
    line("a kept module opened", again);
    Ok(())
}

/// The first opening of the module with a cache, and the best of those that find it there.
fn kept(folder: &Path) -> Tried<(Duration, Duration)> {
    let cache = Cache::open(folder)?;
    let open = || {
        let (time, opened) = timed(|| Engine::open_kept(&module_file(), Limits::default(), &cache));
        opened?;
        Ok(time)
    };
    Ok((open()?, best(5, open)?))
}
