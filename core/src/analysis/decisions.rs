//! Findings about decision tables and the tables of classes: values that no row takes, rows that never decide.
//!
//! What counts as a value: all that the declarations of fields allow. Two things stand for nothing on purpose, and a table
//! need not take them: a class's `unrated`, and the `false` of a boolean input for which every row says `true`: a gate.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::asked::{Asked, value};
use super::line::Line;
use super::region::{Case, Region};
use super::tables::{Gap, MAX_GAPS, Reach, Swept, overlaps, reach, sweep};
use super::truth::{Outside, Variables};
use super::{Analysis, Subject, Tests, Witness};
use crate::diagnostic::Code;
use crate::evaluate::Machine;
use crate::model::sets::RangeSet;
use crate::model::{CellSet, ClassPart, Decision, Row, Term, TermKind};
use crate::policy::{At, Hit};
use crate::program::{Options, Program, compile_with};
use crate::value::Type;

/// A table that is looked at.
struct Looked<'a> {
    decision: &'a Decision,
    at: &'a At,
    rows: Vec<&'a At>,
    lines: Vec<Line>,
    whole: Vec<CellSet>,
}

/// Looks at every table, those of classes among them.
pub(super) fn decisions(subject: Subject<'_>, tests: &Tests<'_>, out: &mut Analysis) {
    let mut variables = Variables::new(subject.model, subject.today);
    let tables = subject.model.decisions.iter().zip(&subject.policy.decisions);
    let tables = tables.map(|(decision, decl)| (decision, &decl.at, &decl.rows));
    let classes = subject.model.classes.iter().zip(&subject.policy.classes);
    let classes = classes.map(|(class, decl)| (&class.table, &decl.at, &decl.rows));
    let mut looked: Vec<Looked<'_>> = Vec::new();
    for (decision, at, rows) in tables.chain(classes) {
        let lines: Vec<Line> = decision.inputs.iter().map(|(_, input)| variables.line(input)).collect();
        let inputs = decision.inputs.iter().enumerate().zip(&lines);
        let whole =
            inputs.map(|((at, (_, input)), line)| possible(&variables, decision, at, input, line)).collect();
        looked.push(Looked { decision, at, rows: rows.iter().map(|(at, _)| at).collect(), lines, whole });
    }
    for (at, table) in looked.iter().enumerate() {
        unreached(table, out);
        if at < subject.model.decisions.len() {
            order(subject, &mut variables, tests, table, at, out);
        }
        // A table that collects has a value for none, and that a class has no gap was checked.
        if at < subject.model.decisions.len() && !matches!(table.decision.hit, Hit::Collect | Hit::Fold(_)) {
            gaps(subject, &mut variables, tests, table, at, out);
        }
    }
}

/// The values of an input that rows should take.
fn possible(variables: &Variables<'_>, decision: &Decision, at: usize, input: &Term, line: &Line) -> CellSet {
    let all = variables.reached(line);
    let cell = |row: &Row| row.cells.get(at).cloned().flatten();
    let only = |key| CellSet::Ranges(RangeSet::range(key, key));
    match (&variables.resolved(input).kind, input.ty) {
        (_, Type::Bool) if decision.rows.iter().all(|row| cell(row).as_ref() == Some(&only(1))) => only(1),
        (
            TermKind::Class(_, ClassPart::Official | ClassPart::Indicative | ClassPart::Previous),
            Type::Enum(id),
        ) => {
            let unrated = i128::try_from(variables.model.enumeration(id).members.len()).unwrap_or(0) - 1;
            all.minus(&only(unrated))
        }
        _ => all,
    }
}

/// Rows that decide for no known values.
fn unreached(table: &Looked<'_>, out: &mut Analysis) {
    let Some(found) = reach(table.decision, &table.whole) else {
        out.outside(Outside::Bound, table.at, &table.decision.id);
        return;
    };
    for (row, why) in found {
        let at = table.rows.get(row as usize).copied().unwrap_or(table.at);
        let number = row + 1;
        match why {
            Reach::OutOfRange(input) => {
                let name = table.decision.inputs.get(input).map_or("", |(id, _)| id.as_str());
                out.found(Code::RowOutOfRange, at, &[&number, &table.decision.id, &name], None);
            }
            Reach::Covered => out.found(Code::RowNeverDecides, at, &[&number, &table.decision.id], None),
        }
    }
}

/// Rows of which the order decides.
fn order(
    subject: Subject<'_>,
    variables: &mut Variables<'_>,
    tests: &Tests<'_>,
    table: &Looked<'_>,
    at: usize,
    out: &mut Analysis,
) {
    let Looked { decision, whole, .. } = table;
    let pairs = overlaps(decision, whole, MAX_GAPS);
    if pairs.is_empty() {
        return;
    }
    let program = watching(subject, decision);
    let Some(nodes) = program.decisions.get(at).filter(|nodes| nodes.single) else { return };
    for (first, second) in pairs {
        let both = both(decision, whole, first, second);
        let Some(case) = gap_case(variables, table, &both) else { continue };
        let asked = Asked { subject, variables, tests };
        let witness = asked.made(&program, &case, None, &|machine| {
            is_of(machine, &program, &both) && machine.code_at(nodes.decided, 0) == first
        });
        if witness.is_some() {
            let place = table.rows.get(second as usize).copied().unwrap_or(table.at);
            let values = told(subject, decision, &both, whole);
            let args: [&dyn ToString; 4] = [&(first + 1), &(second + 1), &decision.id, &values];
            out.note(Code::OrderDecides, place, &args, witness);
        }
    }
}

/// What two rows both take.
fn both(decision: &Decision, whole: &[CellSet], first: u32, second: u32) -> Gap {
    let cell = |row: u32, input: usize| decision.rows.get(row as usize)?.cells.get(input)?.as_ref();
    let narrow = |set: CellSet, cell: Option<&CellSet>| cell.map_or(set.clone(), |cell| set.intersect(cell));
    let of = |(input, whole): (usize, &CellSet)| {
        Some(narrow(narrow(whole.clone(), cell(first, input)), cell(second, input)))
    };
    whole.iter().enumerate().map(of).collect()
}

/// The policy's program, with the inputs of a table watched.
fn watching(subject: Subject<'_>, decision: &Decision) -> Program {
    let inputs: Vec<Term> = decision.inputs.iter().map(|(_, input)| input.clone()).collect();
    compile_with(subject.model, Options { watch: &inputs, ..Options::default() })
}

/// Whether the inputs that a program watches are known and have the values of a gap.
fn is_of(machine: &Machine<'_>, program: &Program, gap: &Gap) -> bool {
    program.watched.iter().zip(gap).all(|(shown, set)| {
        value(machine, *shown).is_some_and(|value| set.as_ref().is_none_or(|set| value.is_of(set)))
    })
}

/// Values that no row takes.
fn gaps(
    subject: Subject<'_>,
    variables: &mut Variables<'_>,
    tests: &Tests<'_>,
    table: &Looked<'_>,
    at: usize,
    out: &mut Analysis,
) {
    let Looked { decision, whole, .. } = table;
    let Swept::Gaps(gaps) = sweep(decision, whole) else {
        out.outside(Outside::Bound, table.at, &decision.id);
        return;
    };
    if gaps.is_empty() {
        return;
    }
    let program = watching(subject, decision);
    let cases: Vec<Option<Case>> = gaps.iter().map(|gap| gap_case(variables, table, gap)).collect();
    let asked = Asked { subject, variables, tests };
    let shown = |(gap, case): (&Gap, &Option<Case>)| missed(&asked, &program, case.as_ref()?, gap, at);
    let witnesses: Vec<Option<Witness>> = gaps.iter().zip(&cases).map(shown).collect();
    // A gap of values that nobody can have together is none; that nobody can have them is not known.
    if witnesses.iter().zip(&cases).any(|(witness, case)| witness.is_none() && case.is_some()) {
        out.outside(Outside::Fragment, table.at, &decision.id);
    }
    for (gap, witness) in gaps.iter().zip(witnesses) {
        if witness.is_some() {
            let values = told(subject, decision, gap, whole);
            out.found(Code::TableGap, table.at, &[&decision.id, &values], witness);
        }
    }
}

/// The customers of a gap; `None` when nobody can have its values.
fn gap_case(variables: &mut Variables<'_>, table: &Looked<'_>, gap: &Gap) -> Option<Case> {
    let mut region = Region::everything();
    for ((line, (_, input)), values) in table.lines.iter().zip(&table.decision.inputs).zip(gap) {
        if let Some(values) = values {
            region = region.and(&variables.takes(input, line, values).ok()?.yes)?;
        }
    }
    region.0.into_iter().next()
}

/// The customer of a case, if the engine finds that the values are those of the gap, and no row of the table for them.
fn missed(asked: &Asked<'_>, program: &Program, case: &Case, gap: &Gap, table: usize) -> Option<Witness> {
    let output = *program.decisions.get(table)?.outputs.first()?;
    asked.shown(program, case, None, &|machine| is_of(machine, program, gap) && !machine.is_known(output, 0))
}

/// The values of a gap, as `score = 80`.
fn told(subject: Subject<'_>, decision: &Decision, gap: &Gap, whole: &[CellSet]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (((id, input), set), whole) in decision.inputs.iter().zip(gap).zip(whole) {
        let Some(set) = set.as_ref().filter(|set| *set != whole) else { continue };
        let members: Vec<&str> = match input.ty {
            Type::Enum(id) => subject.model.enumeration(id).members.iter().map(|(m, _)| m.as_str()).collect(),
            _ => Vec::new(),
        };
        parts.push(alloc::format!("{id} = {}", set.example(input.ty, &members)));
    }
    if parts.is_empty() { "any values".into() } else { parts.join(", ") }
}
