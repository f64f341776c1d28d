//! How an indicator's value becomes points: bins, curves and maps as sets and knots.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::cells::{CellSet, equality, key, universe};
use super::literal;
use super::names::type_name;
use super::term::Term;
use super::typing::{Scope, Typing};
use super::{Bin, Points, Scorecard};
use crate::date::Zone;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{self, At, Text};
use crate::value::Type;

/// A curve's span of values: beyond it an exact interpolation could leave 128 bits.
const MAX_SPAN: i128 = 1 << 50;

/// What the points of an indicator are checked against.
pub(super) struct PointsCheck<'a, 'b> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// Scorecards that are already checked.
    pub cards: &'a [Option<Scorecard>],
    /// Findings.
    pub out: &'b mut Diagnostics,
}

impl PointsCheck<'_, '_> {
    /// The points of an indicator that looks at `of`.
    pub fn points(&mut self, decl: &policy::Points, of: &Term, at: &At) -> Option<Points> {
        match decl {
            policy::Points::Bins(rows) => self.bins(rows, of, at),
            policy::Points::Curve(knots) => self.curve(knots, of, at),
            policy::Points::Map(rows, other) => self.map(rows, other.as_ref(), of, at),
        }
    }

    fn number(&mut self, text: &Text) -> Option<i64> {
        literal::points(text).map_err(|finding| self.out.push(finding)).ok()
    }

    fn bins(&mut self, rows: &[(Text, Text)], of: &Term, at: &At) -> Option<Points> {
        if rows.is_empty() {
            self.out.push(Diagnostic::new(Code::NoIndicators, at.span, &at.pointer, &[&"`bins`"]));
            return None;
        }
        let mut bins = Vec::with_capacity(rows.len());
        let mut rest = self.universe(of, rows.first().map(|(t, _)| t)?);
        for (cell, points) in rows {
            let points = self.number(points);
            let set = self.typing(cell).cell(of.ty)?;
            let set = set.unwrap_or_else(|| self.typing(cell).everything(of.ty));
            if set.intersect(&rest).is_empty() {
                let finding = Diagnostic::new(Code::BinUnreachable, cell.span, &cell.pointer, &[&cell.text]);
                self.out.push(finding);
            }
            rest = rest.minus(&set);
            bins.push(Bin { text: cell.text.clone(), set, points: points? });
        }
        self.complete(&rest, of, at)?;
        Some(Points::Bins(bins))
    }

    fn complete(&mut self, rest: &CellSet, of: &Term, at: &At) -> Option<()> {
        if rest.is_empty() {
            return Some(());
        }
        let names = self.member_names(of.ty);
        let names: Vec<&str> = names.iter().map(|n| n.as_ref()).collect();
        let example = rest.example(of.ty, &names);
        self.out.push(Diagnostic::new(Code::BinGap, at.span, &at.pointer, &[&example]));
        None
    }

    fn member_names(&self, ty: Type) -> Vec<alloc::string::String> {
        match ty {
            Type::Enum(id) => {
                self.scope.schema.enumeration(id).members.iter().map(|(m, _)| m.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn universe(&mut self, of: &Term, text: &Text) -> CellSet {
        let cards = self.cards;
        universe(of, &self.typing(text), cards)
    }

    fn typing<'t>(&'t mut self, text: &'t Text) -> Typing<'t> {
        Typing::new(self.scope, None, text, self.out)
    }

    fn map(&mut self, rows: &[(Text, Text)], other: Option<&Text>, of: &Term, at: &At) -> Option<Points> {
        if !matches!(of.ty, Type::Enum(_) | Type::Bool | Type::String | Type::Int) {
            let args: [&dyn ToString; 3] = [&"map", &type_name(of.ty), &"use `bins` or `curve`"];
            self.out.push(Diagnostic::new(Code::NoOverload, at.span, &at.pointer, &args));
            return None;
        }
        let mut bins: Vec<Bin> = Vec::with_capacity(rows.len() + 1);
        let Some((first, _)) = rows.first() else {
            self.out.push(Diagnostic::new(Code::NoIndicators, at.span, &at.pointer, &[&"`map`"]));
            return None;
        };
        let mut rest = self.universe(of, first);
        for (category, points) in rows {
            let points = self.number(points);
            let set = equality(category, of.ty, &mut self.typing(category))?;
            rest = rest.minus(&set);
            bins.push(Bin { text: category.text.clone(), set, points: points? });
        }
        if let Some(points) = other {
            if !rest.is_empty() {
                bins.push(Bin { text: "other".into(), set: rest, points: self.number(points)? });
            }
        } else if !rest.is_empty() {
            let names = self.member_names(of.ty);
            let names: Vec<&str> = names.iter().map(|n| n.as_ref()).collect();
            let example = rest.example(of.ty, &names);
            self.out.push(Diagnostic::new(Code::MapIncomplete, at.span, &at.pointer, &[&example]));
            return None;
        }
        Some(Points::Bins(bins))
    }

    fn curve(&mut self, knots: &[(Text, Text)], of: &Term, at: &At) -> Option<Points> {
        if !matches!(of.ty, Type::Int | Type::Decimal(_) | Type::Date) {
            self.out.push(Diagnostic::new(Code::CurveType, at.span, &at.pointer, &[&type_name(of.ty)]));
            return None;
        }
        let mut out: Vec<(i64, i64)> = Vec::with_capacity(knots.len());
        for (x_text, y_text) in knots {
            let x = literal::value(x_text, of.ty, &super::EnumDef::default(), Zone::UTC);
            let x = x.map_err(|finding| self.out.push(finding)).ok();
            let (y, x) = (self.number(y_text)?, i64::try_from(key(&x?)?).ok()?);
            if out.last().is_some_and(|(last, _)| *last >= x) {
                let previous = out.last().map_or(0, |l| l.0);
                let args: [&dyn ToString; 2] = [&x_text.text, &describe(previous, of.ty)];
                self.out.push(Diagnostic::new(Code::CurveOrder, x_text.span, &x_text.pointer, &args));
                return None;
            }
            out.push((x, y));
        }
        let (Some(first), Some(last)) = (out.first(), out.last()) else {
            self.out.push(Diagnostic::new(Code::NoIndicators, at.span, &at.pointer, &[&"`curve`"]));
            return None;
        };
        if i128::from(last.0) - i128::from(first.0) > MAX_SPAN {
            self.out.push(Diagnostic::new(Code::CurveTooWide, at.span, &at.pointer, &[]));
            return None;
        }
        Some(Points::Curve(out))
    }
}

fn describe(x: i64, ty: Type) -> alloc::string::String {
    match ty {
        Type::Decimal(s) => crate::number::format_decimal(x, s),
        Type::Date => crate::date::format(i32::try_from(x).unwrap_or(0)),
        _ => x.to_string(),
    }
}
