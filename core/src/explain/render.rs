//! Values, unknowns and templates as text.

use alloc::string::String;

use super::UnknownText;
use crate::date::instant;
use crate::evaluate::{Cause, Machine, Subject};
use crate::model::{CUSTOMERS, Model, Template};
use crate::number::{format_decimal, format_double_plain, round_half_away};
use crate::outcome::Run;
use crate::program::{Lowered, Shown};
use crate::value::{Lang, Reason, Type};

/// Places to which a ratio is rounded when it is shown.
const RATIO_PLACES: u8 = 4;

/// The text of a shown value in a row of the block; `None` when it is unknown.
#[must_use]
pub fn value(run: &Run<'_>, machine: &Machine<'_>, shown: Shown, row: usize) -> Option<String> {
    let id = match shown.at {
        Lowered::Node(id) => id,
        Lowered::Ratio { num, den } => {
            if !machine.is_known(num.0, row) || !machine.is_known(den.0, row) {
                return None;
            }
            let pow = |p: u8| 10i128.checked_pow(u32::from(p)).unwrap_or(i128::MAX);
            let n = i128::from(machine.i64_at(num.0, row)) * pow(den.1 + RATIO_PLACES);
            let d = i128::from(machine.i64_at(den.0, row)) * pow(num.1);
            let rounded = round_half_away(n, d).and_then(|v| i64::try_from(v).ok())?;
            return Some(format_decimal(rounded, RATIO_PLACES));
        }
    };
    if !machine.is_known(id, row) {
        return None;
    }
    Some(match shown.ty {
        Type::Bool => if machine.is_true(id, row) { "true" } else { "false" }.into(),
        Type::Int => format_decimal(machine.i64_at(id, row), 0),
        Type::Decimal(s) => format_decimal(machine.i64_at(id, row), s),
        Type::Double => format_double_plain(machine.f64_at(id, row)),
        Type::Date => crate::date::format(machine.i32_at(id, row)),
        Type::Timestamp => instant::format(machine.wide_at(id, row), run.model.zone()),
        Type::Duration => instant::format_length(machine.wide_at(id, row)),
        Type::Enum(members) => {
            let code = machine.code_at(id, row) as usize;
            run.model.enumeration(members).members.get(code).map_or(String::new(), |(m, _)| m.clone())
        }
        Type::String => machine.text(machine.code_at(id, row)).into(),
        Type::Null | Type::Ratio => return None,
    })
}

/// A template filled in; unknown values read `?`, members of enumerations by their label.
#[must_use]
pub fn template(
    run: &Run<'_>,
    machine: &Machine<'_>,
    template: &Template,
    shown: &[Shown],
    row: usize,
    lang: Lang,
) -> String {
    let mut out = String::new();
    let mut shown = shown.iter();
    for text in &template.texts {
        out.push_str(text);
        if let Some(part) = shown.next() {
            match worded(run, machine, *part, row, lang) {
                Some(text) => out.push_str(&text),
                None => out.push('?'),
            }
        }
    }
    out
}

/// The text of a shown value, a member of an enumeration by its label; `None` when it is unknown.
#[must_use]
pub fn worded(run: &Run<'_>, machine: &Machine<'_>, shown: Shown, row: usize, lang: Lang) -> Option<String> {
    let text = value(run, machine, shown, row)?;
    let Type::Enum(members) = shown.ty else { return Some(text) };
    let members = &run.model.enumeration(members).members;
    let label = members.iter().find(|(m, _)| *m == text).and_then(|(_, l)| l.as_ref());
    Some(label.map_or(text, |l| l.text(lang).into()))
}

/// Why a shown value is unknown; `None` when it is known.
#[must_use]
pub fn cause(run: &Run<'_>, machine: &Machine<'_>, shown: Shown, row: usize) -> Option<Cause> {
    let of = |id| machine.cause(id, row, &crate::output::events::ranks(run.model));
    match shown.at {
        Lowered::Node(id) => of(id),
        Lowered::Ratio { num, den } => of(num.0).or_else(|| of(den.0)).or_else(|| {
            let by_zero = Cause { reason: Reason::DivZero, subject: Subject::Expression };
            value(run, machine, shown, row).is_none().then_some(by_zero)
        }),
    }
}

/// A cause in words.
#[must_use]
pub fn unknown(model: &Model, cause: &Cause, lang: Lang) -> UnknownText {
    let field = crate::output::events::subject_name(model, cause);
    let label = match cause.subject {
        Subject::Expression => None,
        Subject::Table(table) => model.schema.table(table).and_then(|t| t.label.as_ref()),
        Subject::Field(_, id) => model.schema.field(id).and_then(|f| f.label.as_ref()),
    };
    let name = label.map_or(field.as_str(), |l| l.text(lang));
    let table = match cause.subject {
        Subject::Field(_, id) if id.table != CUSTOMERS => model.schema.table(id.table),
        _ => None,
    };
    let mut text = String::new();
    if let Some(table) = table {
        text.push_str(table.label.as_ref().map_or(table.id.as_str(), |l| l.text(lang)));
        text.push_str(if lang == Lang::En { ": " } else { ":" });
    }
    text.push_str(match (name, lang) {
        ("", Lang::En) => "the result",
        ("", Lang::ZhCn) => "结果",
        (name, _) => name,
    });
    if lang == Lang::En {
        text.push(' ');
    }
    text.push_str(cause.reason.text(lang));
    UnknownText { reason: cause.reason.id(), field, text }
}
