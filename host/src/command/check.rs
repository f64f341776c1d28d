//! `appraise check`: everything that is wrong with a policy.

use std::path::PathBuf;

use appraise_host::Result;
use appraise_host::policy_files::PolicyFiles;
use clap::Args;

use super::{Desk, Exit, diagnostics};

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    policy: PathBuf,
    /// Write the module's report as JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let files = PolicyFiles::open(&self.policy)?;
        let report = desk.engine()?.instance()?.check(&files)?;
        if self.json {
            let text = serde_json::to_string_pretty(&report).unwrap_or_default();
            desk.line(text);
        } else {
            diagnostics::show(desk.out, &files, &report.diagnostics, desk.machine.lang);
            let errors = report.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
            let warnings = report.diagnostics.len() - errors;
            let lang = desk.lang();
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
