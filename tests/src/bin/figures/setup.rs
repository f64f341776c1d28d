//! What stands before the first customer: a compiled module, an instance, a policy.

use std::process::{Command, Stdio};

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
    let line =
        |what: &str, time: std::time::Duration| println!("{what:<58} {:>10.3} ms", time.as_secs_f64() * 1e3);
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
    let cache = std::env::temp_dir().join(format!("appraise-setup-{}", std::process::id()));
    let mut command = Command::new(std::env::current_exe()?.with_file_name("appraise"));
    command
        .args(["print", "--policy"])
        .arg(root().join("tests/bench/rb8.yaml"))
        .env("APPRAISE_CACHE", &cache);
    command.env("APPRAISE_MODULE", module_file()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut process = || -> Tried<_> {
        let (time, ended) = timed(|| command.status());
        ended?.code().filter(|code| *code < 2).ok_or("the command failed")?;
        Ok(time)
    };
    let (first, again) = (process()?, best(5, &mut process)?);
    let _ = std::fs::remove_dir_all(&cache);
    line("a process of the command that prints rb8, nothing kept", first);
    line("the same with the compiled module kept", again);
    Ok(())
}
