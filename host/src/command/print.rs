//! `appraise print`: every rule of a policy as a sentence.

use std::path::PathBuf;

use appraise_host::Result;
use appraise_host::policy_files::PolicyFiles;
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Print {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    policy: PathBuf,
}

impl Print {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let files = PolicyFiles::open(&self.policy)?;
        let mut instance = desk.engine()?.instance()?;
        let Some(policy) = desk.policy(&mut instance, &files)? else { return Ok(Exit::Nothing) };
        let text = instance.print(policy, desk.lang())?;
        desk.line(text.trim_end());
        Ok(Exit::Clean)
    }
}
