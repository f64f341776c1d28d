//! What both doors do alike: read the files of a policy, and put findings into errors.

use appraise_core::diagnostic::{Code, Diagnostic, Span};
use appraise_core::load::{CheckReport, Finding, Loaded, finding, load};
use appraise_core::policy::{Localised, SourceFile};
use serde::{Deserialize, Serialize};

/// The files of a policy, as both doors take them.
#[derive(Deserialize)]
struct Files {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    name: String,
    text: String,
}

/// Why a call did not do what it was asked.
#[derive(Debug, Serialize)]
pub struct Failure {
    kind: &'static str,
    message: Localised,
    diagnostics: Vec<Finding>,
}

impl Failure {
    /// A failure with one finding.
    pub fn of(kind: &'static str, diagnostic: &Diagnostic) -> Self {
        let found = finding(diagnostic, &[]);
        Self { kind, message: found.message.clone(), diagnostics: vec![found] }
    }

    /// A request that makes no sense.
    pub fn request(what: &str) -> Self {
        Self::of("request", &Diagnostic::new(Code::UnreadableRequest, Span::default(), "", &[&what]))
    }

    /// The failure as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl From<CheckReport> for Failure {
    fn from(report: CheckReport) -> Self {
        let first = report.diagnostics.iter().find(|d| d.severity == "error");
        let message = first.map_or_else(Localised::default, |d| d.message.clone());
        Self { kind: "policy", message, diagnostics: report.diagnostics }
    }
}

/// Parses and checks the policy of a request.
pub fn policy(json: &[u8]) -> Result<(CheckReport, Option<Loaded>), Failure> {
    let request: Files = serde_json::from_slice(json).map_err(|e| Failure::request(&e.to_string()))?;
    let files: Vec<SourceFile<'_>> =
        request.files.iter().map(|f| SourceFile { name: &f.name, text: &f.text }).collect();
    Ok(load(&files))
}
