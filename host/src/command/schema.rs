//! `appraise schema`: the input and output tables of a policy, as JSON.

use std::path::PathBuf;

use appraise_host::Result;
use appraise_host::policy_files::PolicyFiles;
use clap::Args;

use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// The policy: a file, or a folder of .yaml, .yml, .json and .csv files
    policy: PathBuf,
}

impl Schema {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let files = PolicyFiles::open(&self.policy)?;
        let mut instance = desk.engine()?.instance()?;
        let Some(policy) = desk.policy(&mut instance, &files)? else { return Ok(Exit::Nothing) };
        let schema = instance.schema(policy)?;
        desk.line(format_args!("{:#}", schema.json()));
        Ok(Exit::Clean)
    }
}
