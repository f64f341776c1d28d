//! `appraise verify`: whether a run is still what it was. Only `--module` needs a module, and none is run.

use std::path::PathBuf;

use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::{Against, Verdict, verify};
use appraise_host::text::grouped;
use appraise_host::{Result, module_file};
use clap::Args;

use super::mapping::Mapping;
use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The folder of a run of `score`, finished or not
    run: PathBuf,
    /// Hold the policy of the run against this one
    #[arg(long, value_name = "FILE|DIR")]
    policy: Option<PathBuf>,
    /// Hold the inputs of the run against this file, or against files of the same names in this folder; may be repeated
    #[arg(long = "input", value_name = "FILE|DIR")]
    inputs: Vec<PathBuf>,
    /// The register of runs, if the run did not write its own
    #[arg(long, value_name = "FILE")]
    audit_log: Option<PathBuf>,
    #[command(flatten)]
    mapping: Mapping,
}

impl Verify {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let module = desk.machine.module.as_deref().map(module_file::sha256).transpose()?;
        let against = Against {
            module,
            policy: self
                .policy
                .as_deref()
                .map(|path| self.mapping.apply(PolicyFiles::open(path)?))
                .transpose()?,
            inputs: self.inputs.clone(),
            register: self.audit_log.clone(),
        };
        let verdict = verify(&self.run, &against)?;
        self.show(desk, &verdict);
        Ok(if verdict.findings.is_empty() { Exit::Clean } else { Exit::Faults })
    }

    fn show(&self, desk: &mut Desk<'_>, verdict: &Verdict) {
        let lang = desk.lang();
        for finding in &verdict.findings {
            desk.line(finding.text(lang));
        }
        let (chunks, files, bytes) = (verdict.chunks, verdict.files, grouped(verdict.bytes));
        desk.line(lang.pick(
            &format!("{chunks} chunks, {files} files, {bytes} bytes"),
            &format!("{chunks} 块，{files} 个文件，{bytes} 字节"),
        ));
        if let Some(manifest) = &verdict.manifest {
            desk.line(lang.pick(&format!("manifest {manifest}"), &format!("清单 {manifest}")));
        }
        desk.line(match verdict.findings.len() {
            0 => lang.pick("the run is what it was", "运行结果与当时一致").to_owned(),
            count => lang
                .pick(
                    &format!("the run is not what it was: {count} findings"),
                    &format!("运行结果与当时不一致：{count} 处"),
                )
                .to_owned(),
        });
    }
}
