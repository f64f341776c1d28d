//! `appraise check`: everything that is wrong with a policy, and what can be proved about it.
//!
//! The findings of the analysis are advice and change no exit code. Each comes with a customer who shows it, as the
//! `given` of a policy test.

use std::path::PathBuf;

use appraise_host::Result;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::report::Witness;
use clap::Args;

use super::{Desk, Exit, diagnostics};

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    policy: PathBuf,
    /// The day that conditions call today; without it the first day on which the policy may be used
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Write the module's reports as JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let files = PolicyFiles::open(&self.policy)?;
        let mut instance = desk.engine()?.instance()?;
        let report = instance.check(&files)?;
        let analysis = if report.ok { Some(instance.analyse(&files, self.as_of.as_deref())?) } else { None };
        if self.json {
            let both = serde_json::json!({ "check": report, "analysis": analysis });
            desk.line(serde_json::to_string_pretty(&both).unwrap_or_default());
        } else {
            diagnostics::show(desk.out, &files, &report.diagnostics, desk.machine.lang);
            let errors = report.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
            let warnings = report.diagnostics.len() - errors;
            let lang = desk.lang();
            for proved in analysis.iter().flat_map(|analysis| &analysis.findings) {
                diagnostics::show(
                    desk.out,
                    &files,
                    std::slice::from_ref(&proved.diagnostic),
                    desk.machine.lang,
                );
                if let Some(witness) = &proved.witness {
                    desk.line(format!("    {}: {}", lang.pick("for example", "例如"), shown(witness)));
                }
            }
            if !report.ok {
                desk.line(lang.pick(
                    &format!("the policy cannot be used: {errors} errors, {warnings} warnings"),
                    &format!("策略不可用：{errors} 个错误，{warnings} 个警告"),
                ));
            } else if warnings > 0 {
                desk.line(lang.pick(
                    &format!("the policy is valid, {warnings} warnings"),
                    &format!("策略有效，{warnings} 个警告"),
                ));
            } else {
                desk.line(lang.pick("the policy is valid", "策略有效"));
            }
        }
        Ok(if report.ok { Exit::Clean } else { Exit::Nothing })
    }
}

/// A witness as the `given` of a policy test.
fn shown(witness: &Witness) -> String {
    if let Some(test) = &witness.test {
        return format!("test `{test}`");
    }
    let mut given = witness.given.clone();
    if let Some(row) = &witness.row {
        given.insert(row.table.clone(), serde_json::json!([row.cells]));
    }
    format!("given: {}", serde_json::Value::Object(given))
}
