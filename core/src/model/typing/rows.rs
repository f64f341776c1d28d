//! Child tables as lists: macros over the rows of a customer become aggregates.
//!
//! `holdings.filter(h, h.kind == 'fund').exists(h, h.amount > 5)` is the aggregate `exists` of one condition over the
//! rows: `filter` and `map` are masks and columns in the table's domain. Inside the body of a macro over one table, and
//! beside the row of `each` or of a structured `where`, another macro over rows asks about pairs of rows: its body has
//! one value per pair, its result one per outer row. A body that does not name the outer row is asked once per
//! customer instead.
//!
//! As with lists, `filter` and `map` need every row they look at, `exists` and `all` are settled by one. Rows of a table
//! have no order of their own: they are counted, tested and added up, not indexed, compared or joined.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Typing;
use super::list::{Element, and, conjunction, given, known, not};
use super::macros::Bound;
use crate::cel::ast::{Expr, ExprKind, Range};
use crate::diagnostic::Code;
use crate::model::names::Name;
use crate::model::schema::TableId;
use crate::model::term::{Aggregate, Domain, Function, Term, TermKind};
use crate::policy::AggregateKind;
use crate::value::{Type, Value};

/// The rows of a child table after filters and maps.
pub(super) struct Rows {
    table: TableId,
    /// The table's, or pairs with the row that is already in scope.
    domain: Domain,
    /// Which rows are left.
    filter: Option<Term>,
    /// What became of each row.
    of: Option<Term>,
    /// Per row what the steps so far need: true or unknown.
    needs: Vec<Term>,
    /// How many filters and maps there were.
    steps: (u8, u8),
}

impl Typing<'_> {
    /// Whether an expression is made of the rows of a table, by the look of it.
    pub(super) fn is_rows(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Ident { name, .. } => {
                self.local(name).is_none() && matches!(self.scope.names.get(name), Some(Name::Table(_)))
            }
            ExprKind::Call { target: Some(target), name, .. } if name == "filter" || name == "map" => {
                self.is_rows(target)
            }
            _ => false,
        }
    }

    fn rows(&mut self, expr: &Expr) -> Option<Rows> {
        match &expr.kind {
            ExprKind::Ident { name, .. } => {
                let Some(Name::Table(table)) = self.scope.names.get(name).copied() else { return None };
                let domain = self.row_domain(table, expr.range)?;
                Some(Rows { table, domain, filter: None, of: None, needs: Vec::new(), steps: (0, 0) })
            }
            ExprKind::Call { target: Some(target), name, args } => {
                let rows = self.rows(target)?;
                match (name.as_str(), args.as_slice()) {
                    ("filter", [variable, p]) => self.filtered(rows, variable, p),
                    ("map", [variable, e]) => self.mapped(rows, variable, e),
                    ("map", [variable, p, e]) => {
                        let rows = self.filtered(rows, variable, p)?;
                        self.mapped(rows, variable, e)
                    }
                    _ => self.outside(expr.range, "a macro of two variables", ""),
                }
            }
            _ => None,
        }
    }

    /// The domain of a table's rows where a row of another table, or of the same, may be in scope.
    fn row_domain(&mut self, table: TableId, range: Range) -> Option<Domain> {
        let schema = self.scope.schema;
        let outer = self.row.iter().map(|r| r.table).filter(|table| schema.is_of_customers(*table));
        let inner = self.locals.iter().filter_map(|l| match l.value {
            Bound::Row(table, _) => Some(table),
            Bound::Element(_) => None,
        });
        let scope: Vec<TableId> = outer.chain(inner).collect();
        match scope.as_slice() {
            [] => Some(Domain::Child(table)),
            [outer] => Some(Domain::Pair(*outer, table)),
            _ => self.fail(Code::MacroNesting, range, &[]),
        }
    }

    /// The body of a macro, with the variable standing for the row or what became of it.
    fn body<T>(&mut self, rows: &Rows, variable: &Expr, f: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let name = self.variable(variable)?;
        let value = match &rows.of {
            Some(of) => Bound::Element(Element::Term(of.clone(), None)),
            None => Bound::Row(rows.table, rows.domain),
        };
        self.with_local(&name, value, f)
    }

    fn filtered(&mut self, mut rows: Rows, variable: &Expr, p: &Expr) -> Option<Rows> {
        let holds = self.body(&rows, variable, |this| this.boolean(p))?;
        let need = self.need(rows.filter.as_ref(), &holds, p.range)?;
        rows.needs.extend(need);
        rows.filter = Some(and(rows.filter, Some(holds)));
        rows.steps.0 = rows.steps.0.saturating_add(1);
        Some(rows)
    }

    fn mapped(&mut self, mut rows: Rows, variable: &Expr, e: &Expr) -> Option<Rows> {
        let of = self.body(&rows, variable, |this| this.term(e))?;
        if of.ty == Type::Null {
            return self.outside(e.range, "null in a list", "");
        }
        let need = self.need(rows.filter.as_ref(), &of, e.range)?;
        rows.needs.extend(need);
        rows.of = Some(of);
        rows.steps.1 = rows.steps.1.saturating_add(1);
        Some(rows)
    }

    /// `rows.all(v, p)`, `rows.exists(v, p)`, `rows.exists_one(v, p)`.
    pub(super) fn rows_tested(
        &mut self,
        expr: &Expr,
        target: &Expr,
        name: &str,
        args: &[Expr],
    ) -> Option<Term> {
        let [variable, p] = args else {
            return self.outside(expr.range, "a macro of two variables", "");
        };
        let rows = self.rows(target)?;
        let holds = self.body(&rows, variable, |this| this.boolean(p))?;
        let wanted = if name == "all" { not(holds) } else { holds };
        match name {
            "exists" => self.reduced(rows, AggregateKind::Exists, Some(wanted), expr.range),
            "all" => self.reduced(rows, AggregateKind::Exists, Some(wanted), expr.range).map(not),
            _ => {
                let count = self.reduced(rows, AggregateKind::Count, Some(wanted), expr.range)?;
                let one = Term::value(Value::Int(1));
                Some(Term::apply(Type::Bool, Function::Eq, alloc::vec![count, one]))
            }
        }
    }

    /// `size(rows)`.
    pub(super) fn rows_size(&mut self, expr: &Expr) -> Option<Term> {
        let rows = self.rows(expr)?;
        self.reduced(rows, AggregateKind::Count, None, expr.range)
    }

    /// `x in rows`: the rows have to be mapped to values.
    pub(super) fn rows_membership(&mut self, a: &Expr, b: &Expr) -> Option<Term> {
        let (element, rows) = (self.element(a), self.rows(b));
        let (element, rows) = (element?, rows?);
        let Some(of) = rows.of.clone() else { return self.fail(Code::RowsUse, b.range, &[&"`in`"]) };
        let same = self.same(&element, &Element::Term(of, None), b.range)?;
        let found = self.reduced(rows, AggregateKind::Exists, Some(same), b.range)?;
        let needs = match &element {
            Element::Term(term, _) => known(term).into_iter().collect(),
            Element::List(_) => Vec::new(),
        };
        Some(given(found, needs))
    }

    /// `sum(rows)`, `min(rows)`, `max(rows)`, `avg(rows)` of mapped rows.
    pub(super) fn rows_total(&mut self, name: &str, expr: &Expr) -> Option<Term> {
        let rows = self.rows(expr)?;
        let kind = match name {
            "sum" => AggregateKind::Sum,
            "min" => AggregateKind::Min,
            "max" => AggregateKind::Max,
            _ => AggregateKind::Avg,
        };
        if rows.of.is_none() {
            return self.fail(Code::RowsUse, expr.range, &[&alloc::format!("`{name}`")]);
        }
        self.reduced(rows, kind, None, expr.range)
    }

    /// The rows of a table where the language has no use for them.
    pub(super) fn rows_refused(&mut self, what: &str, range: Range) -> Option<Term> {
        self.fail(Code::RowsUse, range, &[&what])
    }

    /// The aggregate of the rows that also fulfil `wanted`.
    fn reduced(
        &mut self,
        rows: Rows,
        kind: AggregateKind,
        wanted: Option<Term>,
        range: Range,
    ) -> Option<Term> {
        let Rows { table, domain, filter, of, mut needs, steps } = rows;
        let of = of.filter(|_| !matches!(kind, AggregateKind::Count | AggregateKind::Exists));
        let value = of.as_ref().map_or(Type::Null, |t| t.ty);
        let Some(ty) = crate::model::aggregate::result(kind, value) else {
            let help = if value == Type::Double { "map the rows to a decimal" } else { "" };
            return self.no_overload(range, kind.id(), &[value], help);
        };
        // An aggregate that needs its filter and its values says so itself for one of each.
        let own = (1, u8::from(of.is_some()));
        if kind != AggregateKind::Exists && wanted.is_none() && steps.0 <= own.0 && steps.1 == own.1 {
            needs.clear();
        }
        let filter = filter.into_iter().chain(wanted).collect::<Vec<Term>>();
        let filter = if filter.is_empty() { None } else { Some(conjunction(Function::And, filter)) };
        let result = aggregate(ty, kind, (table, domain), of, filter);
        if needs.is_empty() {
            return Some(result);
        }
        let all = Some(conjunction(Function::And, needs));
        let counted = aggregate(Type::Int, AggregateKind::Count, (table, domain), None, all);
        Some(given(result, known(&counted).into_iter().collect()))
    }

    /// `has(h.f)` of a row: whether the field has a value.
    pub(super) fn has(&mut self, expr: &Expr, args: &[Expr]) -> Option<Term> {
        if let [field] = args
            && let ExprKind::Select { operand, optional: false, .. } = &field.kind
            && let ExprKind::Ident { name, leading_dot: false } = &operand.kind
            && (matches!(self.local(name), Some(Bound::Row(..)))
                || self.row.as_ref().is_some_and(|r| r.alias == *name))
        {
            let field = self.term(field)?;
            return Some(not(Term::apply(Type::Bool, Function::IsNull, alloc::vec![field])));
        }
        self.outside(expr.range, "the macro `has` of anything but a field of a row", "write `x != null`")
    }
}

/// An aggregate over the rows of a table, or over pairs for each outer row when one is named.
fn aggregate(
    ty: Type,
    kind: AggregateKind,
    (table, domain): (TableId, Domain),
    mut of: Option<Term>,
    mut filter: Option<Term>,
) -> Term {
    let outer = match domain {
        Domain::Pair(outer, _) if of.iter().chain(&filter).any(names_outer) => Some(outer),
        _ => None,
    };
    if outer.is_none() {
        of.iter_mut().chain(&mut filter).for_each(alone);
    }
    let domain = outer.map_or(Domain::Customer, Domain::Child);
    let aggregate = Aggregate { kind, table, within: outer, of, filter, window: None };
    Term { ty, domain, kind: TermKind::Aggregate(Box::new(aggregate)) }
}

/// Whether a term in the domain of pairs has a part that belongs to the outer row.
fn names_outer(term: &Term) -> bool {
    match (term.domain, &term.kind) {
        (Domain::Child(_), _) => true,
        (_, TermKind::Apply(_, args)) => args.iter().any(names_outer),
        _ => false,
    }
}

/// Moves a term from pairs to the inner table.
fn alone(term: &mut Term) {
    if let Domain::Pair(_, inner) = term.domain {
        term.domain = Domain::Child(inner);
    }
    if let TermKind::Apply(_, args) = &mut term.kind {
        args.iter_mut().for_each(alone);
    }
}
