//! `appraise test`: the tests inside a policy.

use std::path::PathBuf;

use appraise_host::Result;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::report::TestResult;
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Test {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    policy: PathBuf,
}

impl Test {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let files = PolicyFiles::open(&self.policy)?;
        let mut instance = desk.engine()?.instance()?;
        let Some(policy) = desk.policy(&mut instance, &files)? else { return Ok(Exit::Nothing) };
        let report = instance.test(policy)?;
        for test in &report.tests {
            show(desk, test);
        }
        let (passed, failed) = (report.passed, report.failed);
        let lang = desk.lang();
        desk.line(lang.pick(
            &format!("{passed} passed, {failed} failed"),
            &format!("{passed} 个通过，{failed} 个失败"),
        ));
        Ok(if failed == 0 { Exit::Clean } else { Exit::Faults })
    }
}

fn show(desk: &mut Desk<'_>, test: &TestResult) {
    let lang = desk.lang();
    let word = if test.passed { lang.pick("passed", "通过") } else { lang.pick("failed", "失败") };
    desk.line(format_args!("{word}  {}", test.name));
    for difference in &test.differences {
        desk.line(format_args!("    {}", difference_text(difference)));
    }
}

/// A difference is a text, or an object whose members are shown as they come.
fn difference_text(difference: &serde_json::Value) -> String {
    match difference {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Object(members) => {
            let member = |(name, value): (&String, &serde_json::Value)| match value {
                serde_json::Value::String(text) => format!("{name}: {text}"),
                other => format!("{name}: {other}"),
            };
            members.iter().map(member).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
