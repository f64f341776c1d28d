//! From files to a program in one step, for doors: parse, check, compile, and what to report.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::analysis::{self, Subject, Witness, analyse};
use crate::assess::Question;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::mapping;
use crate::model::{Model, check, check_asking};
use crate::policy::Localised;
use crate::policy::Policy;
use crate::policy::SourceFile;
use crate::policy::parse;
use crate::program::{Program, compile};
use crate::value::Lang;

/// A policy that is ready to run.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The checked policy.
    pub model: Model,
    /// Its program.
    pub program: Program,
    /// The policy as written, from which other parameters make another one.
    pub policy: Policy,
}

impl Loaded {
    /// The policy with other values of parameters, as the policy would write them, to be tried. It is not read again, and
    /// has no hash, since nobody has written it.
    ///
    /// # Errors
    /// `BadEdit` for a name that is no parameter; the first finding of the policy that the values make.
    pub fn moved(&self, values: &[(String, String)]) -> Result<Self, Diagnostic> {
        let mut policy = self.policy.clone();
        for (name, value) in values {
            let at = self.model.params.iter().position(|param| param.id == *name);
            let Some(param) = at.and_then(|at| policy.params.get_mut(at)) else {
                let args: [&dyn ToString; 3] = [name, value, &"no parameter of the policy"];
                return Err(Diagnostic::new(Code::BadEdit, Span::default(), "", &args));
            };
            param.value.text.clone_from(value);
        }
        let mut model = checked(&policy, ("", ""))?;
        if self.model.schema.keeps() {
            model.schema.keep();
        }
        Ok(Self { program: compile(&model), model, policy })
    }
}

/// The model of a policy that was read before and changed since.
///
/// # Errors
/// The first finding that makes it unusable.
pub(crate) fn checked(policy: &Policy, hashes: (&str, &str)) -> Result<Model, Diagnostic> {
    let checked = check(policy, hashes);
    checked.model.filter(|_| !checked.diagnostics.has_errors()).ok_or_else(|| {
        let sorted = checked.diagnostics.sorted();
        let first = sorted.0.into_iter().find(|found| found.code.severity() == Severity::Error);
        first.unwrap_or_else(|| Diagnostic::new(Code::BadEdit, Span::default(), "", &[]))
    })
}

/// A finding as an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable code.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The file, when there is a place.
    pub file: Option<String>,
    /// 1-based line.
    pub line: Option<u32>,
    /// 1-based column.
    pub column: Option<u32>,
    /// JSON pointer.
    pub pointer: String,
    /// The message.
    pub message: Localised,
    /// What to do.
    pub help: Localised,
}

/// What checking a policy yields.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// Whether it can be used.
    pub ok: bool,
    /// Findings in document order.
    pub diagnostics: Vec<Finding>,
    /// Which policy it is; absent when that could not be read.
    pub policy: Option<Identity>,
    /// Hashes of its canonical document.
    pub hashes: Hashes,
    /// Canonical JSON.
    #[serde(skip)]
    pub canonical: String,
}

/// Name of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Identity {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its label.
    pub label: Option<Localised>,
}

/// SHA-256 of a policy's canonical JSON, as hex.
#[derive(Debug, Clone, Serialize)]
pub struct Hashes {
    /// Of everything.
    pub full: String,
    /// Of its meaning: labels and wording left out.
    pub meaning: String,
}

/// A finding with the name of its file.
#[must_use]
pub fn finding(diagnostic: &Diagnostic, files: &[SourceFile<'_>]) -> Finding {
    let placed = diagnostic.span.line > 0;
    let both = |of: &dyn Fn(Lang) -> String| Localised { en: of(Lang::En), zh_cn: of(Lang::ZhCn) };
    Finding {
        code: diagnostic.code.id(),
        severity: if diagnostic.code.severity() == Severity::Error { "error" } else { "warning" },
        file: files.get(usize::from(diagnostic.span.file)).filter(|_| placed).map(|f| f.name.into()),
        line: placed.then_some(diagnostic.span.line),
        column: placed.then_some(diagnostic.span.column),
        pointer: diagnostic.pointer.clone(),
        message: both(&|lang| diagnostic.message(lang)),
        help: both(&|lang| diagnostic.help(lang)),
    }
}

/// A finding of the analysis as an object.
#[derive(Debug, Clone, Serialize)]
pub struct Proved {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// A customer who shows it.
    pub witness: Option<Witness>,
}

/// What analysing a policy yields: the findings in document order.
#[derive(Debug, Clone, Serialize)]
pub struct AnalysisReport {
    /// Whether the policy can be used; else there are no findings.
    pub ok: bool,
    /// The day that conditions call today.
    pub as_of: String,
    /// Findings, each with a customer who shows it where there can be one; of severity `note` what may well be meant.
    pub findings: Vec<Proved>,
}

/// Analyses a policy on a day; without one on the first day on which it may be used.
#[must_use]
pub fn analysed(files: &[SourceFile<'_>], today: Option<i32>) -> AnalysisReport {
    let (_, loaded) = load(files);
    let today = today.or_else(|| loaded.as_ref()?.model.effective_from).unwrap_or(SOME_DAY);
    let as_of = date::format(today);
    let Some((loaded, policy)) = loaded.zip(parse(files).policy) else {
        return AnalysisReport { ok: false, as_of, findings: Vec::new() };
    };
    let subject = Subject { policy: &policy, model: &loaded.model, program: &loaded.program, today };
    let proved = |f: analysis::Finding| {
        let finding = finding(&f.diagnostic, files);
        let severity = if f.note { "note" } else { finding.severity };
        Proved { finding: Finding { severity, ..finding }, witness: f.witness }
    };
    let findings = analyse(subject).findings.into_iter().map(proved).collect();
    AnalysisReport { ok: true, as_of, findings }
}

/// The first of January 2026, for policies that name no day.
const SOME_DAY: i32 = 20_454;

/// Parses, checks and compiles. The program is there exactly when the report says `ok`.
#[must_use]
pub fn load(files: &[SourceFile<'_>]) -> (CheckReport, Option<Loaded>) {
    load_asking(files, None)
}

/// As [`load`], with a question for [`crate::assess`]; what is wrong with it is a finding like others.
#[must_use]
pub fn load_asking(
    files: &[SourceFile<'_>],
    question: Option<&Question<'_>>,
) -> (CheckReport, Option<Loaded>) {
    load_mapped(files, question, &[])
}

/// As [`load_asking`], with the [`mapping`]s of a source, of which later ones win; the hashes are the policy's alone.
#[must_use]
pub fn load_mapped(
    files: &[SourceFile<'_>],
    question: Option<&Question<'_>>,
    mappings: &[SourceFile<'_>],
) -> (CheckReport, Option<Loaded>) {
    let parsed = parse(files);
    let mut all = parsed.diagnostics;
    let mut model = None;
    if let Some(policy) = &parsed.policy {
        let checked = check_asking(policy, (&parsed.full_hash, &parsed.meaning_hash), question);
        all.0.extend(checked.diagnostics.0);
        model = checked.model;
    }
    let named: Vec<SourceFile<'_>> = files.iter().chain(mappings).copied().collect();
    for (file, number) in named.iter().zip(0u16..).skip(files.len()) {
        if let Some(model) = &mut model {
            mapping::apply(&mut model.schema, number, *file, &mut all);
        }
    }
    let all: Diagnostics = all.sorted();
    let model = model.filter(|_| !all.has_errors());
    let identity =
        |p: &Policy| Identity { id: p.id.clone(), version: p.version.clone(), label: p.about.label.clone() };
    let report = CheckReport {
        ok: model.is_some(),
        diagnostics: all.0.iter().map(|d| finding(d, &named)).collect(),
        policy: parsed.policy.as_ref().map(identity),
        hashes: Hashes { full: parsed.full_hash, meaning: parsed.meaning_hash },
        canonical: parsed.canonical,
    };
    let loaded =
        model.zip(parsed.policy).map(|(model, policy)| Loaded { program: compile(&model), model, policy });
    (report, loaded)
}
