//! A query as the only report of its policy, checked and compiled.
//!
//! INVARIANT: the tables and fields of the policy stay as they are, so that the program reads the run's own dataset.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{MAX_AXES, Measure, Query, refused};
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::model::{CUSTOMERS, FieldId, Model, Report, Term, check, rests_on};
use crate::outcome::Run;
use crate::policy::{Figure, FigureKind, GroupBy, Policy, Shape, Text};
use crate::program::{Options, Program, compile_with};

/// The policy with the query as its only report.
pub(super) fn model(written: &Policy, run: &Run<'_>, query: &Query) -> Result<Model, Diagnostic> {
    if query.by.len() > MAX_AXES {
        return Err(refused(&format!("more than {MAX_AXES} expressions to group by")));
    }
    let mut policy = Policy { reports: alloc::vec![asked(query)], tests: Vec::new(), ..written.clone() };
    if query.purpose.is_none() {
        // What a person looks at among customers whom he holds is bounded by `access`, not by the purpose of a rule.
        policy.forget_purposes();
    }
    let checked = check(&policy, (&run.model.full_hash, &run.model.meaning_hash));
    let model = match checked.model {
        Some(model) => model,
        None => {
            let mut found = checked.diagnostics.0.into_iter();
            let first = found.find(|d| d.code.severity() == Severity::Error);
            return Err(first.unwrap_or_else(|| refused("it cannot be checked")));
        }
    };
    let not_read =
        report(&model).into_iter().flat_map(Report::terms).find_map(|of| not_read(run, &model, of));
    match not_read {
        Some(name) => Err(Diagnostic::new(Code::FieldNotRead, Span::default(), "", &[&name])),
        None => Ok(model),
    }
}

/// The query as it was checked.
pub(super) fn report(model: &Model) -> Option<&Report> {
    model.reports.first()
}

/// The program; it watches what is shown of customers.
pub(super) fn program(model: &Model, columns: &[Term]) -> Program {
    compile_with(model, Options { watch: columns, ..Options::default() })
}

/// The query as it would stand in a policy; what customers are ordered by is its last column.
fn asked(query: &Query) -> crate::policy::Report {
    let by = query.by.iter().zip(0..).map(|(by, at)| GroupBy {
        of: text(&by.of, format!("/by/{at}")),
        bins: by.bins.iter().map(|bin| text(bin, format!("/by/{at}/bins"))).collect(),
    });
    let columns = query.columns.iter().zip(0..).map(|(of, at)| text(of, format!("/columns/{at}")));
    crate::policy::Report {
        id: String::from("query"),
        at: Default::default(),
        about: Default::default(),
        purpose: query.purpose.as_ref().map(|purpose| text(purpose, "/purpose".into())),
        shape: Shape::Groups { by: by.collect(), figures: query.measures.iter().map(figure).collect() },
        filter: query.filter.as_ref().map(|of| text(of, "/where".into())),
        min_cell: None,
        columns: columns.chain(query.order.as_ref().map(|of| text(of, "/order".into()))).collect(),
    }
}

fn figure(measure: &Measure) -> Figure {
    let pointer = format!("/measures/{}", measure.id);
    let median = (measure.kind == FigureKind::Quantiles).then(|| text("0.5", pointer.clone()));
    Figure {
        id: measure.id.clone(),
        at: Default::default(),
        kind: measure.kind,
        of: measure.of.as_ref().map(|of| text(of, pointer)),
        shares: median.into_iter().collect(),
    }
}

fn text(text: &str, pointer: String) -> Text {
    Text { text: text.to_string(), span: Span::default(), quote: 0, pointer }
}

/// The name of a field that a term rests on and whose column was not kept, since nothing in the policy reads it.
fn not_read(run: &Run<'_>, model: &Model, term: &Term) -> Option<String> {
    let mut found: Option<FieldId> = None;
    rests_on(model, term, &mut |id, _| {
        let read = run.model.schema.field(id).is_none_or(|field| field.used || field.kept);
        if !read && found.is_none() {
            found = Some(id);
        }
    });
    let id = found?;
    let (table, field) = (model.schema.table(id.table)?, model.schema.field(id)?);
    Some(if id.table == CUSTOMERS { field.id.clone() } else { format!("{}.{}", table.id, field.id) })
}
