//! The verbs of `appraise`, and the one place that decides exit codes.
//!
//! A verb gets its checked arguments and a [`Desk`], and gives an [`Exit`]. An error of any verb is shown here, in the
//! language asked for, and means that nothing could be done.

mod audit;
mod changes;
mod check;
mod compare;
mod deliver;
mod diagnostics;
mod evaluate;
mod explain;
mod inspect;
mod mapping;
mod measure;
mod otherwise;
mod portal;
mod print;
mod progress;
mod replay;
mod schema;
mod score;
mod source;
mod synth;
mod test;
mod verify;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use appraise_host::compiled::Cache;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::text::printable;
use appraise_host::{Engine, Error, ErrorKind, Instance, Lang, Limits, Result, module_file};
use clap::{Args, Parser, Subcommand};

/// Scores a bank's customers and checks its rules with one policy and one module.
#[derive(Debug, Parser)]
#[command(name = "appraise", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    machine: Machine,
    #[command(subcommand)]
    verb: Verb,
}

/// How the module is run.
#[derive(Debug, Args)]
struct Machine {
    /// The module file; else $APPRAISE_MODULE, else appraise_bg.wasm beside the program or in target/module
    #[arg(long, global = true, value_name = "FILE")]
    module: Option<PathBuf>,
    /// The most memory the module may use, in MiB
    #[arg(long, global = true, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(1..=4096))]
    max_memory: u64,
    /// The longest that one call of the module may take, in seconds
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    timeout: u64,
    /// The most fuel of one call of the module; it only lowers what the policy allows
    #[arg(long, global = true, value_name = "UNITS", value_parser = clap::value_parser!(u64).range(1..))]
    fuel: Option<u64>,
    /// The language of messages, sentences and labels: en or zh-CN
    #[arg(long, global = true, default_value_t = Lang::En)]
    lang: Lang,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Score customers and write tables and a manifest
    Score(score::Score),
    /// Say everything that is wrong with a policy
    Check(check::Check),
    /// Run the tests inside a policy
    Test(test::Test),
    /// Write every rule of a policy as a sentence
    Print(print::Print),
    /// Say why one customer scored as they did
    Explain(explain::Explain),
    /// Say what the data and what the policy did to the scores since an earlier run
    Changes(changes::Changes),
    /// Say who moves, what is gained and what is lost when one policy takes the place of another
    Compare(compare::Compare),
    /// Say what rules and scores have been worth on a labelled history
    Evaluate(evaluate::Evaluate),
    /// Say what the rules have been worth
    Measure(measure::Measure),
    /// Cut a run into one folder per audience
    Deliver(deliver::Deliver),
    /// Serve the built portal to a browser on this machine
    Portal(portal::Serve),
    /// Judge one customer of a run again: the same bits, or what differs
    Replay(replay::Replay),
    /// Say whether a run is still what it was
    Verify(verify::Verify),
    /// Make a synthetic bank
    Synth(synth::Synth),
    /// Say what a module file could do, without running it
    Audit(audit::Audit),
    /// Say what of some files a policy can use, and what is in them
    Inspect(inspect::Inspect),
    /// Write the input and output tables of a policy as JSON
    Schema(schema::Schema),
}

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done, and every row was scored without a fault.
    Clean,
    /// It was done, but some rows have faults or are in quarantine, or a test of the policy failed.
    Faults,
    /// Nothing could be done.
    Nothing,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::from(0),
            Exit::Faults => Self::from(1),
            Exit::Nothing => Self::from(2),
        }
    }
}

/// What every verb works with: the machine's settings and a place to write.
struct Desk<'a> {
    machine: &'a Machine,
    out: &'a mut dyn Write,
}

/// Runs a verb and shows its error, if any.
pub(crate) fn run(arguments: &Arguments) -> Exit {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut desk = Desk { machine: &arguments.machine, out: &mut out };
    let ended = match &arguments.verb {
        Verb::Score(score) => score.run(&mut desk),
        Verb::Check(check) => check.run(&mut desk),
        Verb::Test(test) => test.run(&mut desk),
        Verb::Print(print) => print.run(&mut desk),
        Verb::Explain(explain) => explain.run(&mut desk),
        Verb::Changes(changes) => changes.run(&mut desk),
        Verb::Compare(compare) => compare.run(&mut desk),
        Verb::Evaluate(evaluate) => evaluate.run(&mut desk),
        Verb::Measure(measure) => measure.run(&mut desk),
        Verb::Deliver(deliver) => deliver.run(&mut desk),
        Verb::Portal(portal) => portal.run(&mut desk),
        Verb::Replay(replay) => replay.run(&mut desk),
        Verb::Verify(verify) => verify.run(&mut desk),
        Verb::Synth(synth) => synth.run(&mut desk),
        Verb::Audit(audit) => audit.run(&mut desk),
        Verb::Inspect(inspect) => inspect.run(&mut desk),
        Verb::Schema(schema) => schema.run(&mut desk),
    };
    // A reader such as `head` that has seen enough is no failure.
    let _ = out.flush();
    ended.unwrap_or_else(|error| {
        eprintln!("appraise: {}", printable(&told(&error, arguments.machine.lang)));
        Exit::Nothing
    })
}

/// An error as text with its stable code; what the module refused carries the engine's, and says what to do.
fn told(error: &Error, lang: Lang) -> String {
    let Some(finding) = error.diagnostics().first() else {
        return format!("{} {}", error.code(), error.message(lang));
    };
    let mut text = format!("{} {}", finding.code, error.message(lang));
    if let Some(help) = finding.help.as_ref().map(|help| help.text(lang)).filter(|help| !help.is_empty()) {
        text.push_str(&format!("\n    {}: {help}", lang.pick("help", "建议")));
    }
    text
}

impl Desk<'_> {
    fn lang(&self) -> Lang {
        self.machine.lang
    }

    /// The module file.
    fn module(&self) -> Result<PathBuf> {
        module_file::find(self.machine.module.as_deref())
    }

    /// Compiles the module.
    fn engine(&self) -> Result<Engine> {
        let memory = usize::try_from(self.machine.max_memory << 20).unwrap_or(usize::MAX);
        let timeout = Duration::from_secs(self.machine.timeout);
        let fuel_most = self.machine.fuel.unwrap_or(u64::MAX);
        let limits = Limits { memory, timeout, fuel_most, ..Limits::default() };
        let module = self.module()?;
        match Cache::of_user() {
            Some(cache) => Engine::open_kept(&module, limits, &cache),
            None => Engine::open(&module, limits),
        }
    }

    /// Loads a policy; its diagnostics are shown, and nothing is given if it cannot be used.
    fn policy(
        &mut self,
        instance: &mut Instance,
        files: &PolicyFiles,
    ) -> Result<Option<appraise_host::Policy>> {
        match instance.load(files) {
            Ok(policy) => Ok(Some(policy)),
            Err(error) if error.kind() == ErrorKind::Policy && !error.diagnostics().is_empty() => {
                diagnostics::show(&mut std::io::stderr(), files, error.diagnostics(), self.lang());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Writes a line for the user. Text of files or the module goes through [`printable`] first.
    fn line(&mut self, line: impl std::fmt::Display) {
        // As in `run`: a closed pipe is no failure.
        let _ = writeln!(self.out, "{}", printable(&line.to_string()));
    }
}
