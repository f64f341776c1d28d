//! Functions that count business days.

use alloc::vec::Vec;

use super::Typing;
use crate::cel::ast::Expr;
use crate::diagnostic::Code;
use crate::model::term::{Function, Term};
use crate::value::{Type, Value};

impl Typing<'_> {
    /// Functions that count business days.
    pub(super) fn business(&mut self, expr: &Expr, name: &str, args: &[Expr]) -> Option<Term> {
        let needed = if name == "add_business_hours" { self.scope.hours } else { self.scope.calendar };
        if !needed {
            return self.fail(Code::NoCalendar, expr.range, &[&name]);
        }
        let mut terms: Vec<Term> = self.args(args)?.collect();
        let types: Vec<Type> = terms.iter().map(|t| t.ty).collect();
        let (ty, function) = match (name, types.as_slice()) {
            ("is_business_day", [Type::Date]) => (Type::Bool, Function::IsBusinessDay),
            ("add_business_days", [Type::Date, Type::Int]) => (Type::Date, Function::AddBusinessDays),
            ("add_business_hours", [Type::Timestamp, Type::Int]) => {
                (Type::Timestamp, Function::AddBusinessHours)
            }
            ("business_days_between", [Type::Date, Type::Date]) => (Type::Int, Function::BusinessDaysBetween),
            ("next_business_day" | "previous_business_day", [Type::Date]) => {
                terms.push(Term::value(Value::Int(if name == "next_business_day" { 1 } else { -1 })));
                (Type::Date, Function::AddBusinessDays)
            }
            _ => return self.no_overload(expr.range, name, &types, ""),
        };
        if let [a, b] = terms.as_slice() {
            self.one_domain(a, b, expr.range)?;
        }
        Some(Term::apply(ty, function, terms))
    }
}
