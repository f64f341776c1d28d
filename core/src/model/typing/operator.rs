//! Binary operators, `in` and `?:`: which types they take.

use alloc::vec;
use alloc::vec::Vec;

use super::time::mixed_times;
use super::{Typing, common, function_of, numeric, symbol};
use crate::cel::ast::{BinaryOp, Expr, ExprKind, Range};
use crate::diagnostic::Code;
use crate::model::names::{Name, type_name};
use crate::model::term::{Function, Term, TermKind};
use crate::value::{MAX_SCALE, Type, Value};

/// Integers that a double holds exactly.
const EXACT_DOUBLE: u64 = 1 << 53;

impl Typing<'_> {
    pub(super) fn binary(&mut self, op: BinaryOp, a: &Expr, b: &Expr, range: Range) -> Option<Term> {
        match op {
            BinaryOp::And | BinaryOp::Or => self.logic(op, a, b),
            BinaryOp::In if self.is_rows(b) => self.rows_membership(a, b),
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Add if self.is_rows(a) || self.is_rows(b) => {
                self.rows_refused(&alloc::format!("`{}`", symbol(op)), range)
            }
            BinaryOp::Eq | BinaryOp::Ne if self.levels(a) + self.levels(b) > 0 => {
                self.list_equality(op, a, b, range)
            }
            BinaryOp::Add if self.levels(a) + self.levels(b) > 0 => self.fail(Code::ListValue, range, &[]),
            BinaryOp::Eq | BinaryOp::Ne => self.equality(op, a, b, range),
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => self.order(op, a, b, range),
            BinaryOp::In => self.membership(a, b),
            _ => self.arithmetic(op, a, b, range),
        }
    }

    /// `&&` and `||`: chains become one n-ary application, since Kleene logic does not mind the order.
    fn logic(&mut self, op: BinaryOp, a: &Expr, b: &Expr) -> Option<Term> {
        let mut operands: Vec<&Expr> = vec![b];
        let mut left = a;
        while let ExprKind::Binary(inner, x, y) = &left.kind {
            if *inner != op {
                break;
            }
            operands.push(y);
            left = x;
        }
        operands.push(left);
        let mut args: Vec<Term> = Vec::with_capacity(operands.len());
        let mut bad = false;
        for expr in operands.into_iter().rev() {
            match self.term(expr) {
                Some(term) if term.ty == Type::Bool => {
                    bad |= args.last().is_some_and(|last| self.one_domain(last, &term, expr.range).is_none());
                    args.push(term);
                }
                Some(term) => {
                    bad = true;
                    let _: Option<()> =
                        self.fail(Code::ConditionType, expr.range, &[&"bool", &type_name(term.ty)]);
                }
                None => bad = true,
            }
        }
        (!bad).then(|| Term::apply(Type::Bool, function_of(op), args))
    }

    fn equality(&mut self, op: BinaryOp, a: &Expr, b: &Expr, range: Range) -> Option<Term> {
        let (ta, tb) = self.pair(a, b)?;
        let equal = match (ta.ty, tb.ty) {
            (Type::Null, Type::Null) => Term::value(Value::Bool(true)),
            (Type::Null, _) => Term::apply(Type::Bool, Function::IsNull, vec![tb]),
            (_, Type::Null) => Term::apply(Type::Bool, Function::IsNull, vec![ta]),
            (x, y) if common(x, y).is_some() || ratio_pair(x, y) => {
                return Some(Term::apply(Type::Bool, function_of(op), vec![ta, tb]));
            }
            (x, y) => {
                let help = if numeric(x) && numeric(y) {
                    "convert one side, as in `double(x)`"
                } else {
                    mixed_times(x, y)
                };
                return self.no_overload(range, symbol(op), &[x, y], help);
            }
        };
        Some(if op == BinaryOp::Eq { equal } else { Term::apply(Type::Bool, Function::Not, vec![equal]) })
    }

    fn order(&mut self, op: BinaryOp, a: &Expr, b: &Expr, range: Range) -> Option<Term> {
        let (ta, tb) = self.pair(a, b)?;
        let (ta, tb) = (int_as_double(ta, tb.ty), int_as_double(tb, Type::Int));
        let (ta, tb) = if ta.ty == Type::Double { (ta, int_as_double(tb, Type::Double)) } else { (ta, tb) };
        let (x, y) = (ta.ty, tb.ty);
        let ordered =
            !matches!(x, Type::Null | Type::Enum(_)) && (common(x, y).is_some() || ratio_pair(x, y));
        if ordered {
            return Some(Term::apply(Type::Bool, function_of(op), vec![ta, tb]));
        }
        if x == Type::Null || y == Type::Null {
            return self.fail(Code::NullUse, range, &[]);
        }
        let help = match (x, y) {
            (Type::Enum(_), _) => "members have no order; use a table, or `in`",
            _ if numeric(x) && numeric(y) => "convert one side, as in `decimal(x, 2)`",
            _ => mixed_times(x, y),
        };
        self.no_overload(range, symbol(op), &[x, y], help)
    }

    /// Whether an expression is a constant by the look of it.
    fn is_constant(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Double(..) => true,
            ExprKind::String(_) | ExprKind::Uint(_) | ExprKind::Bytes(_) => true,
            ExprKind::Ident { name, .. } => {
                self.local(name).is_none() && matches!(self.scope.names.get(name), Some(Name::Param(_)))
            }
            ExprKind::Unary(_, inner) => self.is_constant(inner),
            ExprKind::Call { target: None, args, .. } => args.iter().all(|a| self.is_constant(a)),
            _ => false,
        }
    }

    /// `x in [a, b]`; of literals and parameters a membership, of other values a chain of comparisons.
    fn membership(&mut self, a: &Expr, b: &Expr) -> Option<Term> {
        let flat = match &b.kind {
            ExprKind::List(items) if self.levels(a) == 0 && items.iter().all(|i| self.is_constant(i)) => {
                items
            }
            _ if self.levels(b) > 0 => return self.list_membership(a, b),
            _ => {
                let (element, term) = (self.term(a)?, self.term(b)?);
                let types = [element.ty, term.ty];
                return self.no_overload(b.range, "in", &types, "write a list: `x in [1, 2]`");
            }
        };
        let element = self.term(a)?;
        if matches!(element.ty, Type::Ratio | Type::Null) {
            return self.no_overload(a.range, "in", &[element.ty], "");
        }
        let wanted = element.ty;
        let mut args = vec![element];
        for item in flat {
            let term = self.term(item)?;
            let term = self.adapt(term, item, wanted)?;
            if common(wanted, term.ty).is_none() {
                return self.no_overload(item.range, "in", &[wanted, term.ty], "");
            }
            args.push(term);
        }
        let constant = |t: &Term| match t.kind {
            TermKind::Param(at) => self.scope.params.get(usize::from(at)).is_some_and(|p| !p.overlaid),
            _ => matches!(t.kind, TermKind::Value(_)),
        };
        if !args.iter().skip(1).all(constant) {
            return self.list_membership(a, b);
        }
        Some(Term::apply(Type::Bool, Function::In, args))
    }

    fn arithmetic(&mut self, op: BinaryOp, a: &Expr, b: &Expr, range: Range) -> Option<Term> {
        let (ta, tb) = self.pair(a, b)?;
        let (x, y) = (ta.ty, tb.ty);
        let ty = match (op, x, y) {
            (BinaryOp::Add, Type::String, Type::String) => Type::String,
            (BinaryOp::Add | BinaryOp::Sub, Type::Ratio, Type::Decimal(_) | Type::Int)
            | (BinaryOp::Add, Type::Decimal(_) | Type::Int, Type::Ratio) => {
                let literal = if x == Type::Ratio { &tb } else { &ta };
                if !matches!(literal.kind, TermKind::Value(_) | TermKind::Param(_)) {
                    return self.fail(
                        Code::RatioUse,
                        range,
                        &[&"a sum with something that is not a literal"],
                    );
                }
                Type::Ratio
            }
            (_, Type::Ratio, _) | (_, _, Type::Ratio) => {
                return self.fail(Code::RatioUse, range, &[&alloc::format!("`{}`", symbol(op))]);
            }
            (BinaryOp::Rem, Type::Int, Type::Int) => Type::Int,
            (BinaryOp::Rem, ..) => return self.no_overload(range, symbol(op), &[x, y], ""),
            (_, Type::Int, Type::Int) => Type::Int,
            (_, Type::Double, Type::Double) => Type::Double,
            (BinaryOp::Div, ..) if common(x, y).is_some_and(|t| matches!(t, Type::Decimal(_))) => Type::Ratio,
            (BinaryOp::Mul, ..) if common(x, y).is_some_and(|t| matches!(t, Type::Decimal(_))) => {
                let scale = scale_of(x) + scale_of(y);
                if scale > MAX_SCALE {
                    return self.fail(Code::ScaleTooLarge, range, &[&scale, &MAX_SCALE]);
                }
                Type::Decimal(scale)
            }
            (BinaryOp::Add | BinaryOp::Sub, Type::Timestamp, Type::Duration)
            | (BinaryOp::Add, Type::Duration, Type::Timestamp) => Type::Timestamp,
            (BinaryOp::Add | BinaryOp::Sub, Type::Duration, Type::Duration)
            | (BinaryOp::Sub, Type::Timestamp, Type::Timestamp) => Type::Duration,
            _ => match common(x, y).filter(|t| numeric(*t)) {
                Some(ty) => ty,
                None => {
                    let help = match (numeric(x), numeric(y)) {
                        (true, true) => "convert one side, as in `decimal(x, 2)` or `double(x)`",
                        _ => mixed_times(x, y),
                    };
                    return self.no_overload(range, symbol(op), &[x, y], help);
                }
            },
        };
        Some(Term::apply(ty, function_of(op), vec![ta, tb]))
    }

    pub(super) fn conditional(&mut self, c: &Expr, a: &Expr, b: &Expr, range: Range) -> Option<Term> {
        if self.levels(a) + self.levels(b) > 0 {
            return self.fail(Code::ListValue, range, &[]);
        }
        let condition = self.term(c);
        let branches = self.pair(a, b);
        let (condition, (ta, tb)) = (condition?, branches?);
        if condition.ty != Type::Bool {
            return self.fail(Code::ConditionType, c.range, &[&"bool", &type_name(condition.ty)]);
        }
        let (x, y) = (ta.ty, tb.ty);
        self.one_domain(&condition, &ta, c.range)?;
        match common(x, y) {
            Some(Type::Ratio) => self.fail(Code::RatioUse, range, &[&"`?:`"]),
            Some(ty) => Some(Term::apply(ty, Function::If, vec![condition, ta, tb])),
            None => self.no_overload(range, "?:", &[x, y], "both results have to be of one type"),
        }
    }
}

/// Whether an exact comparison of a ratio is meant.
fn ratio_pair(x: Type, y: Type) -> bool {
    matches!(
        (x, y),
        (Type::Ratio, Type::Ratio | Type::Decimal(_) | Type::Int)
            | (Type::Decimal(_) | Type::Int, Type::Ratio)
    )
}

/// An int literal beside a double is compared as the double that it is exactly.
fn int_as_double(term: Term, beside: Type) -> Term {
    match term.as_value() {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the guard admits only integers that a double holds exactly"
        )]
        Some(Value::Int(i)) if beside == Type::Double && i.unsigned_abs() <= EXACT_DOUBLE => {
            Term::value(Value::Double(*i as f64))
        }
        _ => term,
    }
}

fn scale_of(ty: Type) -> u8 {
    if let Type::Decimal(s) = ty { s } else { 0 }
}
