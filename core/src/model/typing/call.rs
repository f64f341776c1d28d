//! Function and member calls: which functions there are and which types they take.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::{Typing, common, numeric, place};
use crate::cel::ast::{Expr, ExprKind};
use crate::diagnostic::Code;
use crate::model::aggregate::{child_table, dated};
use crate::model::literal;
use crate::model::term::{Clock, Domain, Function, Term, TermKind};
use crate::policy::Text;
use crate::value::{MAX_SCALE, Type};

impl Typing<'_> {
    pub(super) fn call(
        &mut self,
        expr: &Expr,
        target: Option<&Expr>,
        name: &str,
        args: &[Expr],
    ) -> Option<Term> {
        match target {
            Some(target) => self.member(expr, target, name, args),
            None => self.function(expr, name, args),
        }
    }

    fn member(&mut self, expr: &Expr, target: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        match name {
            "matches" => {
                return self.outside(expr.range, "regular expressions", "use contains, startsWith, endsWith");
            }
            "all" | "exists" | "exists_one" => return self.tested(expr, target, name, args),
            "map" | "filter" => return self.fail(Code::ListValue, expr.range, &[]),
            "size" if args.is_empty() && self.is_rows(target) => return self.rows_size(target),
            "size" if args.is_empty() && self.levels(target) > 0 => {
                let list = self.list(target)?;
                return self.list_size(list, expr.range);
            }
            _ => {}
        }
        let function = match name {
            "contains" => Function::Contains,
            "startsWith" => Function::StartsWith,
            "endsWith" => Function::EndsWith,
            "size" => Function::Size,
            _ if name.starts_with("get") => return self.part_of_time(expr, target, name, args),
            _ => return self.fail(Code::UnknownFunction, expr.range, &[&name]),
        };
        let target = self.term(target)?;
        let mut types = vec![target.ty];
        let mut terms = vec![target];
        for term in self.args(args)? {
            types.push(term.ty);
            terms.push(term);
        }
        let ty = match (function, types.as_slice()) {
            (
                Function::Contains | Function::StartsWith | Function::EndsWith,
                [Type::String, Type::String],
            ) => Type::Bool,
            (Function::Size, [Type::String]) => Type::Int,
            _ => return self.no_overload(expr.range, name, &types, ""),
        };
        Some(Term::apply(ty, function, terms))
    }

    fn function(&mut self, expr: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        if let [rows] = args
            && self.is_rows(rows)
        {
            match name {
                "size" => return self.rows_size(rows),
                "sum" | "min" | "max" | "avg" => return self.rows_total(name, rows),
                _ => {}
            }
        }
        match name {
            "decimal" | "round" => return self.scaled(expr, name, args),
            "min" | "max" | "coalesce" => return self.choice(expr, name, args),
            "change" | "share" => return self.proportion(expr, name, args),
            "date" | "timestamp" | "duration" => return self.as_time(expr, name, args),
            "ref" => return self.fail(Code::RecordUse, expr.range, &[&"ref(...)"]),
            "is_business_day"
            | "add_business_days"
            | "add_business_hours"
            | "business_days_between"
            | "next_business_day"
            | "previous_business_day" => return self.business(expr, name, args),
            "size" if args.iter().any(|a| self.levels(a) > 0) => {
                let [list] = args else {
                    return self.no_overload(expr.range, name, &[], "it takes one value");
                };
                let list = self.list(list)?;
                return self.list_size(list, expr.range);
            }
            "last_day" => return self.last_day(expr, args),
            "offered" => return self.offered(expr, args),
            "has" => return self.has(expr, args),
            "type" | "dyn" => return self.outside(expr.range, "a type as a value", ""),
            "uint" => return self.outside(expr.range, "unsigned integers", "use int(x)"),
            "bytes" => return self.outside(expr.range, "bytes", ""),
            "matches" => return self.outside(expr.range, "regular expressions", ""),
            _ => {}
        }
        let Some(function) = plain_function(name) else {
            return self.fail(Code::UnknownFunction, expr.range, &[&name]);
        };
        let terms: Vec<Term> = self.args(args)?.collect();
        let types: Vec<Type> = terms.iter().map(|t| t.ty).collect();
        let Some(ty) = plain_result(function, &types) else {
            if types.contains(&Type::Ratio) {
                return self.fail(Code::RatioUse, expr.range, &[&format!("`{name}`")]);
            }
            let help = if types.contains(&Type::Double) { "write `decimal(x, 2)`" } else { "" };
            return self.no_overload(expr.range, name, &types, help);
        };
        if let [a, b] = terms.as_slice() {
            self.one_domain(a, b, expr.range)?;
        }
        Some(Term::apply(ty, function, terms))
    }

    /// `decimal(x, s)` and `round(x, s)`: the second argument is part of the type.
    fn scaled(&mut self, expr: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        let [x, scale] = args else {
            return self.no_overload(expr.range, name, &[], "it takes a value and a number of places");
        };
        let scale = match &scale.kind {
            ExprKind::Int(s) => u8::try_from(*s).ok().filter(|s| *s <= MAX_SCALE),
            _ => return self.fail(Code::NotConstant, scale.range, &[&"the number of places"]),
        };
        let Some(scale) = scale else {
            return self.fail(Code::LiteralRange, expr.range, &[&"the number of places", &"0..8"]);
        };
        let term = self.term(x)?;
        let beside = Type::Decimal(scale);
        let term = if name == "round" || matches!(x.kind, ExprKind::Int(_) | ExprKind::Double(..)) {
            self.adapt(term, x, beside)?
        } else {
            term
        };
        let function = match (name, term.ty) {
            ("round", Type::Decimal(_) | Type::Ratio) => Function::Round,
            ("decimal", Type::Decimal(from)) if from > scale => {
                return self.no_overload(
                    expr.range,
                    name,
                    &[term.ty],
                    "it would lose places, write `round(x, s)`",
                );
            }
            ("decimal", Type::Int | Type::Double | Type::Decimal(_) | Type::String) => Function::ToDecimal,
            ("round", Type::Double) => {
                return self.no_overload(expr.range, name, &[term.ty], "write `decimal(x, s)`");
            }
            (_, ty) => return self.no_overload(expr.range, name, &[ty], ""),
        };
        Some(Term::apply(beside, function, vec![term]))
    }

    /// `min(a, b)`, `max(a, b)`, `coalesce(a, b)`.
    fn choice(&mut self, expr: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        let [a, b] = args else {
            let types: Vec<Type> = self.args(args)?.map(|t| t.ty).collect();
            return self.no_overload(expr.range, name, &types, "it takes two values");
        };
        let (ta, tb) = self.pair(a, b)?;
        let (x, y) = (ta.ty, tb.ty);
        if x == Type::Ratio || y == Type::Ratio {
            return self.fail(Code::RatioUse, expr.range, &[&format!("`{name}`")]);
        }
        let function = match name {
            "min" => Function::Min,
            "max" => Function::Max,
            _ => Function::Coalesce,
        };
        match common(x, y) {
            Some(ty)
                if ty != Type::Null
                    && (function == Function::Coalesce
                        || numeric(ty)
                        || matches!(ty, Type::Date | Type::Timestamp | Type::Duration)) =>
            {
                Some(Term::apply(ty, function, vec![ta, tb]))
            }
            _ => self.no_overload(expr.range, name, &[x, y], ""),
        }
    }

    /// `change(a, b)` and `share(a, b)`: exact ratios, unknown on a zero base.
    fn proportion(&mut self, expr: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        let [a, b] = args else {
            let types: Vec<Type> = self.args(args)?.map(|t| t.ty).collect();
            return self.no_overload(expr.range, name, &types, "it takes two values");
        };
        let (ta, tb) = self.pair(a, b)?;
        let (x, y) = (ta.ty, tb.ty);
        let exact = |t| matches!(t, Type::Int | Type::Decimal(_));
        if exact(x) && exact(y) {
            let function = if name == "change" { Function::Change } else { Function::Share };
            return Some(Term::apply(Type::Ratio, function, vec![ta, tb]));
        }
        let help = if x == Type::Double || y == Type::Double { "write `decimal(x, 2)`" } else { "" };
        self.no_overload(expr.range, name, &[x, y], help)
    }

    /// `offered('idle_deposit')`: whether the offer, or something of it, may be made.
    fn offered(&mut self, expr: &Expr, args: &[Expr]) -> Option<Term> {
        let [Expr { kind: ExprKind::String(name), range }] = args else {
            return self.fail(Code::NotConstant, expr.range, &[&"the name of an offer"]);
        };
        let offers = self.scope.offers;
        let Some((at, _)) = (0u16..).zip(offers).find(|(_, offer)| offer.id == *name) else {
            let known = literal::join(offers.iter().map(|offer| offer.id.as_str()));
            return self.fail(Code::UnknownOffer, *range, &[name, &known]);
        };
        Some(Term { ty: Type::Bool, domain: Domain::Customer, kind: TermKind::Offered(at) })
    }

    /// `last_day('transactions')`: the last complete day of a table in time.
    fn last_day(&mut self, expr: &Expr, args: &[Expr]) -> Option<Term> {
        let [Expr { kind: ExprKind::String(name), range }] = args else {
            return self.fail(Code::NotConstant, expr.range, &[&"the name of a table"]);
        };
        let at = Text { span: place(self.text, range.start), ..self.text.clone() };
        let table = child_table(self.scope, name, &at, self.out)?;
        dated(self.scope, table, "last_day", &at, self.out)?;
        Some(Term { ty: Type::Date, domain: Domain::Customer, kind: TermKind::Clock(Clock::CutOff(table)) })
    }
}

fn plain_function(name: &str) -> Option<Function> {
    Some(match name {
        "int" => Function::ToInt,
        "double" => Function::ToDouble,
        "string" => Function::ToString,
        "bool" => Function::ToBool,
        "size" => Function::Size,
        "abs" => Function::Abs,
        "days_between" => Function::DaysBetween,
        "months_between" => Function::MonthsBetween,
        "years_between" => Function::YearsBetween,
        "add_days" => Function::AddDays,
        "add_months" => Function::AddMonths,
        "next_anniversary" => Function::NextAnniversary,
        "next_lunar_anniversary" => Function::NextLunarAnniversary,
        "lunar_month" => Function::LunarMonth,
        "lunar_day" => Function::LunarDay,
        _ => return None,
    })
}

fn plain_result(function: Function, types: &[Type]) -> Option<Type> {
    match (function, types) {
        (Function::ToInt, [Type::Int | Type::Double | Type::String | Type::Decimal(_) | Type::Timestamp])
        | (Function::Size, [Type::String])
        | (
            Function::DaysBetween | Function::MonthsBetween | Function::YearsBetween,
            [Type::Date, Type::Date],
        ) => Some(Type::Int),
        (Function::ToDouble, [Type::Int | Type::Double | Type::String | Type::Decimal(_)]) => {
            Some(Type::Double)
        }
        (Function::ToString, [ty]) if !matches!(ty, Type::Null | Type::Ratio) => Some(Type::String),
        (Function::ToBool, [Type::Bool | Type::String]) => Some(Type::Bool),
        (Function::Abs, [ty]) if numeric(*ty) => Some(*ty),
        (Function::AddDays | Function::AddMonths, [Type::Date, Type::Int])
        | (Function::NextAnniversary | Function::NextLunarAnniversary, [Type::Date, Type::Date]) => {
            Some(Type::Date)
        }
        (Function::LunarMonth | Function::LunarDay, [Type::Date]) => Some(Type::Int),
        _ => None,
    }
}
