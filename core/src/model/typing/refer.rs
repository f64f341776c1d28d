//! `ref('products', h.product).risk`: fields of the rows of reference tables.

use alloc::vec;
use alloc::vec::Vec;

use super::Typing;
use crate::cel::ast::{Expr, ExprKind, Range};
use crate::diagnostic::Code;
use crate::model::literal;
use crate::model::names::{nearest, type_name};
use crate::model::schema::{FieldId, RowKey, Table};
use crate::model::term::{Clock, Domain, Function, Term, TermKind};
use crate::value::Type;

impl Typing<'_> {
    /// A field of a row that is looked up by its key, on a day: today, unless another is given.
    pub(super) fn refer(&mut self, args: &[Expr], field: &str, range: Range) -> Option<Term> {
        let [table, key, day @ ..] = args else {
            return self.no_overload(range, "ref", &[], "it takes a table and a key, and a day");
        };
        let ExprKind::String(name) = &table.kind else {
            return self.fail(Code::NotConstant, table.range, &[&"the name of a reference table"]);
        };
        let schema = self.scope.schema;
        let Some((id, decl)) = schema.reference_named(name).and_then(|id| Some((id, schema.table(id)?)))
        else {
            let known = schema.tables.iter().map(|t| t.id.as_str());
            let known = literal::join(known.filter(|id| schema.reference_named(id).is_some()));
            return self.fail(Code::UnknownReference, table.range, &[name, &known]);
        };
        let Some((at, found)) = (0u16..).zip(&decl.fields).find(|(_, f)| f.id == field) else {
            let near = nearest(field, decl.fields.iter().map(|f| f.id.as_str()));
            return self.fail(Code::UnknownField, range, &[&field, name, &near]);
        };
        let key = self.key_of(decl, key)?;
        let day = self.day_of(decl, day, range)?;
        if let Some(day) = &day {
            self.one_domain(&key, day, range)?;
        }
        let function = Function::Refer(FieldId { table: id, field: at });
        Some(Term::apply(found.ty, function, [key].into_iter().chain(day).collect()))
    }

    /// The key as text, which is how rows are found.
    fn key_of(&mut self, table: &Table, key: &Expr) -> Option<Term> {
        let term = self.term(key)?;
        let of = table.key.fields().next().and_then(|at| table.fields.get(usize::from(at)));
        match (of.map(|f| f.ty)?, term.ty) {
            (Type::String, Type::String) => Some(term),
            (Type::String, Type::Enum(_)) | (Type::Int, Type::Int) | (Type::Date, Type::Date) => {
                Some(Term::apply(Type::String, Function::ToString, vec![term]))
            }
            (wanted, ty) => self.fail(Code::ConditionType, key.range, &[&type_name(wanted), &type_name(ty)]),
        }
    }

    /// The day on which the row has to hold; `None` inside when rows of the table always do.
    fn day_of(&mut self, table: &Table, day: &[Expr], range: Range) -> Option<Option<Term>> {
        let dated = matches!(table.key, RowKey::Reference { from: Some(_), .. });
        match day {
            [] if !dated => Some(None),
            [] => {
                let kind = TermKind::Clock(Clock::Today);
                Some(Some(Term { ty: Type::Date, domain: Domain::Customer, kind }))
            }
            [day] if dated => {
                let term = self.term(day)?;
                match term.ty {
                    Type::Date => Some(Some(term)),
                    ty => {
                        self.fail(Code::ConditionType, day.range, &[&type_name(Type::Date), &type_name(ty)])
                    }
                }
            }
            _ => {
                let types: Vec<Type> = self.args(day)?.map(|t| t.ty).collect();
                self.no_overload(range, "ref", &types, "rows of this table always hold")
            }
        }
    }
}
